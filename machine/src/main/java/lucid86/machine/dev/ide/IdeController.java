package lucid86.machine.dev.ide;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lucid86.machine.dev.Device;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.io.IrqLine;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.time.Scheduler;

/** Two IDE channels with their bus master, in the compatible addresses; drives are attached before the machine starts. */
public final class IdeController {
    private final Scheduler scheduler;
    private final Consumer<String> log;
    private final IdeChannel primary;
    private final IdeChannel secondary;
    private final BusMasterIde busMaster;
    private final List<Device> devices = new ArrayList<>();

    /**
     * @param memory what the bus master reads and writes
     * @param irq14 the primary channel's interrupt line
     * @param irq15 the secondary channel's
     * @param log receives a line once for each command that no drive implements
     */
    public IdeController(Scheduler scheduler, MemoryMap memory, IrqLine irq14, IrqLine irq15, Consumer<String> log) {
        this.scheduler = scheduler;
        this.log = log;
        primary = new IdeChannel("ide0", 0x1f0, irq14);
        secondary = new IdeChannel("ide1", 0x170, irq15);
        busMaster = new BusMasterIde(memory, primary, secondary);
        devices.addAll(List.of(primary, secondary, busMaster));
    }

    public IdeChannel primary() {
        return primary;
    }

    public IdeChannel secondary() {
        return secondary;
    }

    /** The 16 ports of BAR 4; only the low four bits of the port count. */
    public BusMasterIde busMaster() {
        return busMaster;
    }

    /**
     * Attaches a hard disk; the caller closes the image after the machine has stopped.
     *
     * @param channel 0 primary, 1 secondary
     * @param unit 0 master, 1 slave
     */
    public AtaDisk attachDisk(int channel, int unit, BlockImage image) {
        var disk = new AtaDisk("ide" + channel + "." + unit, scheduler, unit, image, log);
        attach(channel, unit, disk);
        return disk;
    }

    /** Attaches a CD-ROM drive without a disc; see {@link AtapiCdrom#insert}. */
    public AtapiCdrom attachCdrom(int channel, int unit) {
        var drive = new AtapiCdrom("ide" + channel + "." + unit, scheduler, unit, log);
        attach(channel, unit, drive);
        return drive;
    }

    private void attach(int channel, int unit, IdeDrive drive) {
        (channel == 0 ? primary : secondary).attach(unit, drive, busMaster.port(channel));
        devices.add(drive);
    }

    /** Channels, bus master and drives, for the machine's list of devices. Resetting a channel resets its drives. */
    public List<Device> devices() {
        return List.copyOf(devices);
    }
}
