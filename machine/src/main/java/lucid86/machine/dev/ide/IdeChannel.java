package lucid86.machine.dev.ide;

import java.util.Optional;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * One IDE cable: the command block (8 ports), the control port, up to two drives and one interrupt line.
 *
 * <p>ATA/ATAPI-6 (T13 1410D): both drives hear every register write, the selected one answers. Without a second drive
 * the first answers for it with status 0 (9.16.1). Without any drive the bus floats with DD7 pulled down, so that
 * registers read 7Fh and BSY is never seen.
 */
public final class IdeChannel implements PortDevice, Device {
    private static final int NIEN = 0x02, SRST = 0x04, HOB = 0x80;
    private static final int FLOATING = 0x7f;

    private final String name;
    private final int commandBase;
    private final IrqLine irq;
    private final IdeDrive[] drives = new IdeDrive[2];
    private Runnable interruptRose = () -> {};
    private int selected;
    private int control;
    private boolean line;

    IdeChannel(String name, int commandBase, IrqLine irq) {
        this.name = name;
        this.commandBase = commandBase;
        this.irq = irq;
    }

    /** First of the eight command block ports: 1F0h or 170h. */
    public int commandBase() {
        return commandBase;
    }

    /** The control port (alternate status): 3F6h or 376h. */
    public int controlPort() {
        return commandBase + 0x206;
    }

    void attach(int unit, IdeDrive drive, DmaPort dma) {
        if (drives[unit] != null) throw new IllegalStateException(name + " has a drive at position " + unit);
        drives[unit] = drive;
        drive.connect(dma, this::updateLine);
        drive.reset();
    }

    void onInterrupt(Runnable rose) {
        interruptRose = rose;
    }

    /** The bus master was started: whichever drive waits for it goes on. */
    void dmaStarted() {
        for (IdeDrive d : drives) if (d != null) d.dmaKick();
    }

    private Optional<IdeDrive> current() {
        return Optional.ofNullable(drives[selected]);
    }

    private void updateLine() {
        boolean now = (control & NIEN) == 0 && drives[selected] != null && drives[selected].interrupting();
        if (now == line) return;
        line = now;
        irq.set(now);
        if (now) interruptRose.run();
    }

    // ---- ports ------------------------------------------------------------------------------------------------------

    @Override
    public int in(int port, int size) {
        if (port == commandBase)
            return current().map(d -> size == 4 ? d.dataIn(2) | d.dataIn(2) << 16 : d.dataIn(size)).orElse(emptyData());
        int value = peek(port, 1);
        if (port == commandBase + 7) current().ifPresent(IdeDrive::clearInterrupt);
        for (int i = 1; i < size; i++) value |= (port + i < commandBase + 8 ? in(port + i, 1) : 0xff) << i * 8;
        return value;
    }

    @Override
    public int peek(int port, int size) {
        if (port == commandBase) return current().map(d -> d.dataPeek(size)).orElse(emptyData());
        int value = register(port);
        for (int i = 1; i < size; i++) value |= (port + i < commandBase + 8 ? register(port + i) : 0xff) << i * 8;
        return value;
    }

    private int emptyData() {
        return drives[0] == null && drives[1] == null ? 0xff7fff7f : 0;
    }

    private int register(int port) {
        int register = port - commandBase;
        if (drives[0] == null && drives[1] == null) return FLOATING;
        IdeDrive shown = drives[selected];
        if (register == 7 || port == controlPort()) return shown == null ? 0 : shown.status();
        IdeDrive answering = shown != null ? shown : drives[selected ^ 1];
        if (register == 6) return 0xa0 | selected << 4 | answering.regs.device & 0x4f;
        // A busy drive shows its status in place of every register (ATA-3, 6.2.1).
        return answering.busy() ? answering.status() : answering.regs.read(register, (control & HOB) != 0);
    }

    @Override
    public void out(int port, int size, int value) {
        if (port == commandBase) {
            if (size == 4) {
                current().ifPresent(d -> d.dataOut(2, value & 0xffff));
                current().ifPresent(d -> d.dataOut(2, value >>> 16));
            } else current().ifPresent(d -> d.dataOut(size, value));
            return;
        }
        for (int i = 0; i < size; i++) write(port + i, value >>> i * 8 & 0xff);
    }

    private void write(int port, int value) {
        if (port == controlPort()) {
            writeControl(value);
            return;
        }
        int register = port - commandBase;
        if (register < 1 || register > 7) return;
        control &= ~HOB;
        if (register == 7) {
            command(value);
            return;
        }
        if (register == 6) selected = value >> 4 & 1;
        for (IdeDrive d : drives) if (d != null && !d.busy()) d.regs.write(register, value);
        if (register == 6) updateLine();
    }

    private void command(int code) {
        if (code == 0x90) {
            boolean anyReady = false;
            for (IdeDrive d : drives) anyReady |= d != null && !d.busy();
            if (!anyReady) return;
            selected = 0;
            for (IdeDrive d : drives) if (d != null) d.diagnose();
        } else current().ifPresent(d -> d.command(code));
    }

    private void writeControl(int value) {
        int changed = control ^ value;
        control = value & (HOB | SRST | NIEN);
        if ((changed & SRST) != 0) {
            if ((value & SRST) != 0) selected = 0;
            for (IdeDrive d : drives) {
                if (d == null) continue;
                if ((value & SRST) != 0) d.holdReset();
                else d.softReset();
            }
        }
        updateLine();
    }

    // ---- Device -----------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    /** Resets the cable and the drives on it. */
    @Override
    public void reset() {
        control = 0;
        selected = 0;
        for (IdeDrive d : drives) if (d != null) d.reset();
        updateLine();
    }

    @Override
    public DeviceView view() {
        return DeviceView.of("IDE channel at " + String.format("%03xh", commandBase))
                .hex8("control", control, ((control & NIEN) != 0 ? "interrupt off " : "") + ((control & SRST) != 0 ? "reset held" : ""))
                .text("selected", selected == 0 ? "master" : "slave")
                .flag("interrupt", line)
                .text("master", drives[0] == null ? "none" : drives[0].name())
                .text("slave", drives[1] == null ? "none" : drives[1].name())
                .build();
    }

    @Override
    public void save(StateOut o) {
        o.putInt("selected", selected);
        o.putInt("control", control);
        o.putBoolean("line", line);
    }

    @Override
    public void load(StateIn in) {
        selected = in.getInt("selected") & 1;
        control = in.getInt("control") & (HOB | SRST | NIEN);
        line = in.getBoolean("line");
    }
}
