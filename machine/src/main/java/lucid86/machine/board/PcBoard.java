package lucid86.machine.board;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.acpi.AcpiTables;
import lucid86.machine.dev.firmware.BiosImage;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.dev.fwcfg.FwCfg;
import lucid86.machine.dev.i440fx.I440fx;
import lucid86.machine.dev.pci.PciBus;
import lucid86.machine.dev.piix.Piix3Isa;
import lucid86.machine.dev.piix.Piix4Pm;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortSpace;
import lucid86.machine.io.SharedLine;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.RamBank;
import lucid86.machine.time.Scheduler;

/**
 * All wiring of the PC: a 440FX/PIIX3 board with the chips of a PC/AT. To add a chip: make it, claim its ports, give it its
 * lines, {@link #plug} it.
 *
 * <p>Memory as the guest sees it: RAM 0-9FFFF and 100000-top; VGA A0000-BFFFF; option ROMs and BIOS C0000-FFFFF, shadowed by
 * RAM as the 440FX's PAM registers say; PCI from the top of RAM; BIOS ROM below 4 GiB.
 */
public final class PcBoard implements AutoCloseable {
    /** RAM that fits in the memory map's one array beside ROMs and video memory; more goes to a second bank. */
    private static final long FIRST_BANK = 1920L << 20;
    private static final int VIDEO_MEMORY = 16 << 20, ROM_SPACE = 1 << 20;

    public final MachineConfig config;
    public final MemoryMap map;
    public final CpuState cpu;
    public final PortSpace ports;
    public final Scheduler scheduler = new Scheduler();

    private final Requests requests;
    private final Consumer<String> log;
    private final List<Device> devices = new ArrayList<>();
    private final SharedLine[] irqs = new SharedLine[16];
    private final Optional<RamBank> highRam;
    private final FwCfg fwCfg;
    private final Piix4Pm power;

    PcBoard(MachineConfig config, Requests requests, Consumer<String> log) {
        this.config = config;
        this.requests = requests;
        this.log = log;
        ports = new PortSpace(log);
        BiosImage bios = bios();

        // Memory
        int lowRam = (int) Math.min(config.ramBytes(), FIRST_BANK);
        try {
            map = new MemoryMap(lowRam, bios.size() + VIDEO_MEMORY + ROM_SPACE);
            highRam = config.ramBytes() > lowRam ? Optional.of(new RamBank((int) (config.ramBytes() - lowRam))) : Optional.empty();
        } catch (OutOfMemoryError e) {
            throw new ConfigException("not enough Java heap for " + (config.ramBytes() >> 20) + " MiB of RAM; give Java more with -Xmx", e);
        }
        cpu = new CpuState(map);
        map.mapMemory("RAM", 0, 0xa0000, 0, Layer.RAM);
        map.mapMemory("RAM", 0x100000, lowRam - 0x100000, 0x100000, Layer.RAM);
        highRam.ifPresent(b -> map.mapDevice("RAM (second bank)", lowRam, config.ramBytes() - lowRam, b, Layer.RAM));
        bios.map(map);

        // Interrupts
        for (int i = 0; i < 16; i++) irqs[i] = new SharedLine(IrqLine.NONE);

        // Chip set
        var isa = new Piix3Isa(this::irq, requests::reset);
        var pci = plug(new PciBus(ports, isa::pirq));
        pci.setResetControl(isa.resetControl());
        pci.add(0, 0, plug(new I440fx(map)));
        pci.add(1, 0, plug(isa));
        power = plug(new Piix4Pm(ports, scheduler, irq(Piix4Pm.SCI_IRQ), requests::powerOff, log));
        pci.add(1, 3, power);

        // Firmware
        fwCfg = plug(new FwCfg(ports, map));
        describeMachine();
    }

    private <D extends Device> D plug(D device) {
        devices.add(device);
        return device;
    }

    /** A new source on an ISA interrupt line. */
    private IrqLine irq(int number) {
        return irqs[number].input();
    }

    // ---- firmware ------------------------------------------------------------------------------------------------------

    private BiosImage bios() {
        try {
            var path = config.bios();
            return BiosImage.read(path.isPresent() ? path.get() : FirmwareFinder.usual(Optional.empty()).bios());
        } catch (IOException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    /** What firmware asks for: memory, processors, boot order, ACPI tables. */
    private void describeMachine() {
        fwCfg.set64(FwCfg.RAM_SIZE, config.ramBytes());
        fwCfg.set16(FwCfg.CPUS, 1);
        fwCfg.set16(FwCfg.MAX_CPUS, 1);
        fwCfg.set16(FwCfg.BOOT_MENU, config.bootMenu() ? 1 : 0);
        fwCfg.file("etc/e820", ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(0).putLong(config.ramBytes()).putInt(1).array());
        // One byte for each of S0-S5, bit 7 = supported: on and soft-off are.
        fwCfg.file("etc/system-states", new byte[] {(byte) 0x80, 0, 0, 1, 2, (byte) 0x80});
        AcpiTables.install(fwCfg, new AcpiTables.Layout(config.ramBytes(), true, config.serialPorts()));
    }

    // ---- for the machine -------------------------------------------------------------------------------------------------

    /** The interrupt acknowledge cycle. */
    IntSupplier acknowledge() {
        return () -> 0;
    }

    /** The FERR# pin's way to IRQ 13. */
    IrqLine ferr() {
        return irq(13);
    }

    void input(InputEvent event) {
        switch (event) {
            case InputEvent.PowerButton() -> power.pressPowerButton();
            case InputEvent.Reset() -> requests.reset();
        }
    }

    /** All chips, in the order in which they are reset, shown and saved. */
    public List<Device> devices() {
        return List.copyOf(devices);
    }

    /** RAM beyond the first bank, if the machine has that much. */
    public Optional<RamBank> highRam() {
        return highRam;
    }

    @Override
    public void close() {}
}
