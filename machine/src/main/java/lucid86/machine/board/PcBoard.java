package lucid86.machine.board;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.InterruptController;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.acpi.AcpiTables;
import lucid86.machine.dev.debug.DebugConsole;
import lucid86.machine.dev.debug.DebugExit;
import lucid86.machine.dev.debug.Port92;
import lucid86.machine.dev.debug.PostCodes;
import lucid86.machine.dev.dma8237.Dma8237;
import lucid86.machine.dev.dp8390.Ne2000;
import lucid86.machine.dev.e1000.E1000;
import lucid86.machine.dev.fdc82077.Fdc82077;
import lucid86.machine.dev.firmware.BiosImage;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.dev.firmware.KernelLoader;
import lucid86.machine.dev.firmware.OptionRom;
import lucid86.machine.dev.fwcfg.FwCfg;
import lucid86.machine.dev.hpet.Hpet;
import lucid86.machine.dev.i440fx.I440fx;
import lucid86.machine.dev.ide.IdeChannel;
import lucid86.machine.dev.ide.IdeController;
import lucid86.machine.dev.kbc8042.Kbc8042;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.dev.parallel.ParallelPort;
import lucid86.machine.dev.pci.PciBus;
import lucid86.machine.dev.pic8259.PicPair;
import lucid86.machine.dev.piix.FerrLogic;
import lucid86.machine.dev.piix.Piix3Ide;
import lucid86.machine.dev.piix.Piix3Isa;
import lucid86.machine.dev.piix.Piix4Pm;
import lucid86.machine.dev.pit8254.Pit8254;
import lucid86.machine.dev.pit8254.Port61;
import lucid86.machine.dev.rtc146818.CmosSetup;
import lucid86.machine.dev.rtc146818.Rtc146818;
import lucid86.machine.dev.rtl8139.Rtl8139;
import lucid86.machine.dev.sb16.Sb16;
import lucid86.machine.dev.sound.SoundMixer;
import lucid86.machine.dev.sound.SpeakerSound;
import lucid86.machine.dev.uart16550.SerialPort;
import lucid86.machine.dev.uart16550.Uart16550;
import lucid86.machine.dev.vga.Vga;
import lucid86.machine.dev.vga.VgaPci;
import lucid86.machine.dev.ymf262.Ymf262;
import lucid86.machine.disk.RewindImage;
import lucid86.machine.ether.Cable;
import lucid86.machine.ether.NetworkPort;
import lucid86.machine.dev.vmware.VmPort;
import lucid86.machine.io.A20Gate;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortSpace;
import lucid86.machine.io.ScreenPort;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.RamBank;
import lucid86.machine.mem.TrackedMemory;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
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
    private static final long FIRST_BANK = 2016L << 20;
    /** Where the second bank begins, if there is one: in the middle, since firmware and kernels live at both ends of RAM. */
    private static final int SECOND_BANK_AT = 1 << 30;
    private static final int VIDEO_MEMORY = 16 << 20;
    private static final List<Integer> BUILT_IN_TEXT_PORTS = List.of(DebugConsole.SEABIOS_PORT, DebugConsole.BOCHS_PORT);
    private static final int[] COM_PORTS = {0x3f8, 0x2f8, 0x3e8, 0x2e8}, COM_IRQS = {4, 3, 4, 3};
    /** PCI devices 0-2 are host bridge, south bridge and display. */
    private static final int FIRST_FREE_SLOT = 3;
    /** CMOS byte in which a program tells firmware that it resets the CPU only to leave protected mode. */
    private static final int SHUTDOWN_CODE = 0x0f;

    public final MachineConfig config;
    public final MemoryMap map;
    public final CpuState cpu;
    public final PortSpace ports;
    public final Scheduler scheduler = new Scheduler();

    private final Requests requests;
    private final Consumer<String> log;
    private final List<Device> devices = new ArrayList<>();
    private final InterruptWiring interrupts;
    private final Optional<RamBank> highRam;
    private final A20Gate a20;
    private final Kbc8042 keyboard;
    private final VmPort pointer;
    private final Rtc146818 rtc;
    private final List<SerialPort> serial = new ArrayList<>();
    private final Media media;
    private final Vga vga;
    private final List<Cable> cables = new ArrayList<>();
    private final FwCfg fwCfg;
    private final I440fx host;
    private final Piix4Pm power;
    private final FerrLogic ferr;
    private final SoundMixer sound = new SoundMixer(scheduler::now);
    private final Optional<ParallelPort> parallel;
    private IntConsumer debugOutput = _ -> {};
    private boolean quiet;

    PcBoard(MachineConfig config, Requests requests, Consumer<String> log) {
        this.config = config;
        this.requests = requests;
        this.log = log;
        ports = new PortSpace(log);
        BiosImage bios = bios();
        byte[] vgaBios = vgaBios();

        // Memory
        int lowRam = (int) Math.min(config.ramBytes(), FIRST_BANK);
        try {
            map = new MemoryMap(lowRam, bios.size() + Vga.backingSize(VIDEO_MEMORY) + VgaPci.romSize(vgaBios));
            highRam = config.ramBytes() > lowRam ? Optional.of(new RamBank((int) (config.ramBytes() - lowRam))) : Optional.empty();
        } catch (OutOfMemoryError e) {
            throw new ConfigException("not enough Java heap for " + (config.ramBytes() >> 20) + " MiB of RAM; give Java more with -Xmx", e);
        }
        cpu = new CpuState(map);
        map.mapMemory("RAM", 0, 0xa0000, 0, Layer.RAM);
        if (highRam.isEmpty()) {
            map.mapMemory("RAM", 0x100000, lowRam - 0x100000, 0x100000, Layer.RAM);
        } else {
            long second = config.ramBytes() - lowRam;
            map.mapMemory("RAM", 0x100000, SECOND_BANK_AT - 0x100000, 0x100000, Layer.RAM);
            map.mapDevice("RAM (second bank, slow)", SECOND_BANK_AT, second, highRam.get(), Layer.RAM);
            map.mapMemory("RAM", SECOND_BANK_AT + second, lowRam - SECOND_BANK_AT, SECOND_BANK_AT, Layer.RAM);
        }
        bios.map(map);

        // Interrupts
        interrupts = new InterruptWiring(scheduler, map, cpu, requests::cpuReset);
        var pic = plug(interrupts.pic());
        ports.claim(PicPair.MASTER_PORT, PicPair.PORTS, pic);
        ports.claim(PicPair.SLAVE_PORT, PicPair.PORTS, pic);
        ports.claim(PicPair.ELCR_PORT, PicPair.PORTS, pic);

        // Time
        var hpet = plug(new Hpet(scheduler, irq(0), irq(8), interrupts::input));
        map.mapDevice("HPET", Hpet.BASE, 4096, hpet, Layer.ISA);
        var pit = plug(new Pit8254(scheduler, hpet.pitInput()));
        ports.claim(Pit8254.PORT, Pit8254.PORTS, pit);
        ports.claim(Port61.PORT, 1, plug(new Port61(scheduler, pit, new SpeakerSound(sound)::changed)));

        // Chip set
        var isa = new Piix3Isa(this::irq, requests::reset);
        var pirqs = new IrqLine[4];
        for (int i = 0; i < 4; i++) pirqs[i] = interrupts.input(InterruptWiring.FIRST_PCI_INPUT + i);
        var pci = plug(new PciBus(ports, (line, level) -> {
            isa.pirq(line, level);
            pirqs[line].set(level);
        }));
        pci.setResetControl(isa.resetControl());
        host = plug(new I440fx(map));
        pci.add(0, 0, host);
        pci.add(1, 0, plug(isa));
        power = plug(new Piix4Pm(ports, scheduler, irq(Piix4Pm.SCI_IRQ), requests::powerOff, log));
        power.connectSmi(() -> cpu.smiPending = true);
        pci.add(1, 3, power);
        // Nothing on this board raises NMI, so its mask in port 70h leads nowhere.
        IrqLine irq8 = hpet.rtcInput();
        rtc = plug(new Rtc146818(scheduler, config.rtcStart(), level -> {
            irq8.set(level);
            power.rtcInterrupt(level);
        }, IrqLine.NONE));
        ports.claim(Rtc146818.PORT, Rtc146818.PORTS, rtc);

        // Keyboard, mouse, A20
        a20 = new A20Gate(cpu.mmu::setA20);
        keyboard = plug(new Kbc8042(scheduler, irq(1), irq(12), a20, requests::cpuReset, log));
        ports.claim(Kbc8042.DATA_PORT, 1, keyboard);
        ports.claim(Kbc8042.COMMAND_PORT, 1, keyboard);
        ports.claim(Port92.PORT, 1, plug(new Port92(a20, requests::cpuReset)));
        pointer = plug(new VmPort(cpu.r, keyboard.mouse()::nudge, log));
        ports.claim(VmPort.PORT, VmPort.PORTS, pointer);

        // DMA, serial ports
        var dma = plug(new Dma8237(map));
        ports.claim(Dma8237.FIRST_PORT, Dma8237.FIRST_PORTS, dma);
        ports.claim(Dma8237.PAGE_PORT, Dma8237.PAGE_PORTS, dma);
        ports.claim(Dma8237.SECOND_PORT, Dma8237.SECOND_PORTS, dma);
        for (int i = 0; i < config.serialPorts(); i++) {
            var uart = plug(new Uart16550(scheduler, "com" + (i + 1), irq(COM_IRQS[i])));
            ports.claim(COM_PORTS[i], Uart16550.PORTS, uart);
            serial.add(uart);
        }

        parallel = config.parallelPort() ? Optional.of(plug(new ParallelPort(scheduler, irq(ParallelPort.IRQ)))) : Optional.empty();
        parallel.ifPresent(p -> ports.claim(ParallelPort.PORT, ParallelPort.PORTS, p));
        config.soundCard().ifPresent(s -> addSoundCard(s, dma));

        // Storage
        var ide = new IdeController(scheduler, map, irq(14), irq(15), log);
        media = new Media(config, ide, log);
        ide.devices().forEach(this::plug);
        var fdc = plug(new Fdc82077(scheduler, irq(6), dma.channel(2), media.floppyDrives(), log));
        ports.claim(0x3f0, 6, fdc);
        ports.claim(0x3f7, 1, fdc);
        for (IdeChannel c : new IdeChannel[] {ide.primary(), ide.secondary()}) {
            ports.claim(c.commandBase(), 8, c);
            ports.claim(c.controlPort(), 1, c);
        }
        pci.add(1, 1, plug(new Piix3Ide(ide.busMaster())));
        // Display
        vga = plug(new Vga(map, scheduler, VIDEO_MEMORY, Layer.ISA, log));
        vga.claimPorts(ports);
        // At its start, the VGA BIOS reads the monitor's EDID through the card's register window, with addresses that need
        // 4 GiB segments in real mode. SeaBIOS calls it so; firmware that calls it with plain 64 KiB segments would end in #GP.
        pci.add(2, 0, plug(VgaPci.of(map, vga, vgaBios, bios.contains("SeaBIOS"), Layer.PCI)));

        // Network
        for (int i = 0; i < config.nics().size(); i++) cables.add(networkCard(config.nics().get(i), "nic" + i, pci));

        // Debugging aids of emulators
        boolean logged = config.postPort().equals(OptionalInt.of(PostCodes.USUAL_PORT));
        ports.claim(PostCodes.USUAL_PORT, 1, plug(new PostCodes(PostCodes.USUAL_PORT, logged ? PostCodes.lines(PostCodes.USUAL_PORT, log) : _ -> {})));
        for (int port : BUILT_IN_TEXT_PORTS) addDebugConsole(port);

        silenceProbedPorts();

        ferr = plug(new FerrLogic(irq(13)));
        ports.claim(FerrLogic.PORT, FerrLogic.PORTS, ferr);

        interrupts.apics().forEach(this::plug);

        // Firmware
        cmos();
        fwCfg = plug(new FwCfg(ports, map));
        try {
            addChosenPorts();
            describeMachine();
        } catch (ConfigException e) {
            media.close();
            throw e;
        }
    }

    /** Plugs a network card in; PCI cards have slot 3 and the following. */
    private Cable networkCard(Nic nic, String name, PciBus pci) {
        if (nic.model() == Nic.Model.NE2K_ISA) {
            for (int p = nic.port(); p < nic.port() + Ne2000.PORTS; p++)
                if (ports.at(p) != null) throw new ConfigException(String.format("port %xh of the network card belongs to another device", p));
            var card = plug(Ne2000.isa(scheduler, name, nic.port(), nic.address(), irq(nic.irq())));
            ports.claim(nic.port(), Ne2000.PORTS, card);
            return card.cable();
        }
        String pciName = name + ".pci";
        var function = plug(switch (nic.model()) {
            case E1000 -> E1000.function(pciName);
            case RTL8139 -> Rtl8139.function(pciName);
            case NE2K_PCI, NE2K_ISA -> Ne2000.function(pciName);
        });
        pci.add(FIRST_FREE_SLOT + cables.size(), 0, function);
        return switch (nic.model()) {
            case E1000 -> plug(new E1000(scheduler, name, map, nic.address(), function, log)).cable();
            case RTL8139 -> plug(new Rtl8139(scheduler, name, map, nic.address(), function)).cable();
            case NE2K_PCI, NE2K_ISA -> plug(Ne2000.pci(scheduler, name, nic.address(), function)).cable();
        };
    }

    /**
     * Ports that firmware and operating systems probe for devices this board does not have: parallel ports, further serial
     * ports, a second floppy controller, third and fourth IDE channels, super I/O chips, ISA Plug and Play cards. They read as all ones like any empty
     * address, without a remark.
     */
    private void silenceProbedPorts() {
        for (int[] range : new int[][] {{0x278, 8}, {0x378, 8}, {0x3bc, 4}, {0x3f8, 8}, {0x2f8, 8}, {0x3e8, 8}, {0x2e8, 8}, {0x370, 6},
                {0x1e8, 8}, {0x168, 8}, {0x3ee, 1}, {0x36e, 1}, {0x3e6, 1}, {0x366, 1}, {0x2e, 2}, {0x4e, 2}, {0xa79, 1}, {0x778, 3}})
            for (int p = range[0]; p < range[0] + range[1]; p++) silence(p);
        for (int p = 0x203; p < 0x400; p += 0x10) silence(p); // where Plug and Play cards may be told to answer
    }

    private void silence(int port) {
        if (ports.at(port) == null) ports.claim(port, 1, EmptyPort.INSTANCE);
    }

    private void addSoundCard(Sb16.Settings where, Dma8237 dma) {
        var card = plug(new Sb16(scheduler, sound, this::irq, dma::channel, where, log));
        ports.claim(where.base(), Sb16.PORTS, card);
        ports.claim(Sb16.MIDI_PORT, Sb16.MIDI_PORTS, card.midi());
        ports.claim(Ymf262.PORT, Ymf262.PORTS, plug(card.fm()));
    }

    private void addDebugConsole(int port) {
        ports.claim(port, 1, plug(new DebugConsole(port, b -> {
            if (!quiet) debugOutput.accept(b);
        })));
    }

    /** Debugging ports the user asked for, wherever no chip is. */
    private void addChosenPorts() {
        config.debugExit().ifPresent(where -> {
            requireFree("debug exit", where.first(), where.count());
            ports.claim(where.first(), where.count(), plug(new DebugExit(where.first(), where.count(), requests::exit)));
        });
        if (config.postPort().isPresent() && config.postPort().getAsInt() != PostCodes.USUAL_PORT) {
            int port = config.postPort().getAsInt();
            requireFree("POST code", port, 1);
            ports.claim(port, 1, plug(new PostCodes(port, PostCodes.lines(port, log))));
        }
        for (int port : new TreeSet<>(config.textPorts())) {
            if (BUILT_IN_TEXT_PORTS.contains(port)) continue;
            requireFree("debug console", port, 1);
            addDebugConsole(port);
        }
    }

    private void requireFree(String what, int first, int count) {
        for (int p = first; p < first + count; p++)
            if (ports.at(p) != null && ports.at(p) != EmptyPort.INSTANCE)
                throw new ConfigException(String.format("%s port %xh belongs to another device", what, p));
    }

    private <D extends Device> D plug(D device) {
        devices.add(device);
        return device;
    }

    /** Who wants to see interrupt lines rise, by IRQ number; null when nobody does. Called on the emulation thread. */
    public void setIrqWatch(java.util.function.IntConsumer w) {
        interrupts.setWatch(w);
    }

    /** A new source on an ISA interrupt line. */
    private IrqLine irq(int number) {
        return interrupts.irq(number);
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

    private byte[] vgaBios() {
        try {
            var path = config.vgaBios();
            if (path.isEmpty()) path = FirmwareFinder.usual(config.bios().map(Path::toAbsolutePath).map(Path::getParent)).findVgaBios();
            if (path.isPresent()) return OptionRom.read(path.get());
            log.accept("no VGA BIOS found: firmware will show no text (Debian, Ubuntu: apt-get install seabios)");
            return new byte[0];
        } catch (IOException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    /** What a setup program would have stored. */
    private void cmos() {
        var cmos = new CmosSetup(rtc);
        var order = new CmosSetup.Boot[] {CmosSetup.Boot.NONE, CmosSetup.Boot.NONE, CmosSetup.Boot.NONE};
        for (int i = 0; i < Math.min(3, config.bootOrder().length()); i++)
            order[i] = switch (config.bootOrder().charAt(i)) {
                case 'a' -> CmosSetup.Boot.FLOPPY;
                case 'c' -> CmosSetup.Boot.DISK;
                case 'd' -> CmosSetup.Boot.CD;
                default -> CmosSetup.Boot.NETWORK;
            };
        cmos.memory(config.ramBytes(), 0).bootOrder(order[0], order[1], order[2], true).processors(1);
        media.describe(cmos);
        cmos.checksum();
    }

    /** What firmware asks for: memory, processors, boot order, ACPI tables. */
    private void describeMachine() {
        fwCfg.set64(FwCfg.RAM_SIZE, config.ramBytes());
        fwCfg.set16(FwCfg.CPUS, 1);
        fwCfg.set16(FwCfg.MAX_CPUS, 1);
        fwCfg.set(FwCfg.IRQ0_OVERRIDE, new byte[] {1, 0, 0, 0});
        fwCfg.set16(FwCfg.BOOT_MENU, config.bootMenu() ? 1 : 0);
        var ram = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(0).putLong(config.ramBytes()).putInt(1);
        fwCfg.file("etc/e820", ram.array());
        // One byte for each of S0-S5, bit 7 = supported: on and soft-off are.
        fwCfg.file("etc/system-states", new byte[] {(byte) 0x80, 0, 0, 1, 2, (byte) 0x80});
        config.kernel().ifPresent(k -> {
            try {
                KernelLoader.install(fwCfg, k.image(), k.initrd(), k.append(), config.ramBytes());
            } catch (IOException e) {
                throw new ConfigException(e.getMessage(), e);
            }
        });
        AcpiTables.install(fwCfg, new AcpiTables.Layout(config.ramBytes(), !media.floppyDrives().isEmpty(), config.serialPorts(),
                config.parallelPort(), config.soundCard().map(Sb16.Settings::irq)));
    }

    // ---- for the machine -------------------------------------------------------------------------------------------------

    /** What drives the CPU's INTR pin. */
    InterruptController interruptController() {
        return interrupts.localApic();
    }

    /** Where the CPU's FERR# pin goes. */
    IrqLine ferr() {
        return ferr.ferr();
    }

    /** Where the CPU's SMIACT# pin goes. */
    IrqLine smiact() {
        return host::setSmm;
    }

    /** A chip pulled the CPU's reset line, or the CPU shut down. */
    boolean programWantsToContinue() {
        return rtc.ram(SHUTDOWN_CODE) != 0;
    }

    /** Resets the CPU alone; A20 opens with it, so that the reset vector is reached. */
    void resetCpu() {
        a20.reset();
        host.setSmm(false);
        cpu.reset();
        interrupts.localApic().init();
    }

    void input(InputEvent event) {
        switch (event) {
            case InputEvent.KeyStroke(Key key, boolean pressed) -> keyboard.keyboard().key(key, pressed);
            case InputEvent.ReleaseKeys() -> keyboard.keyboard().releaseAll();
            case InputEvent.Pointer(int x, int y, int wheel, int buttons) -> pointer.point(x, y, wheel, buttons);
            case InputEvent.Mouse(int dx, int dy, int wheel, int buttons) -> keyboard.mouse().move(dx, dy, wheel, buttons);
            case InputEvent.Serial(int port, int value) -> {
                if (port < serial.size()) serial.get(port).receive(value);
            }
            case InputEvent.Packet(int card, byte[] frame) -> {
                if (card < cables.size()) cables.get(card).arrive(frame);
            }
            case InputEvent.Insert(DriveSlot slot, Path image) -> media.insert(slot, image);
            case InputEvent.Eject(DriveSlot slot) -> media.eject(slot);
            case InputEvent.PowerButton() -> power.pressPowerButton();
            case InputEvent.Reset() -> requests.reset();
        }
    }

    /** Connects a listener to the debug consoles (ports 402h and E9h); it gets bytes, on the emulation thread. */
    public void listenDebugConsole(IntConsumer listener) {
        debugOutput = listener;
    }

    /** A guest wants {@link InputEvent.Pointer} events. */
    public boolean wantsPointer() {
        return pointer.wantsPointer();
    }

    /** Keyboard and mouse as they are now: LEDs, keys waiting. */
    public Kbc8042 keyboard() {
        return keyboard;
    }

    /** The serial ports, COM1 first; what comes in from outside goes through {@link InputEvent.Serial}. Emulation thread. */
    public List<SerialPort> serial() {
        return List.copyOf(serial);
    }

    /** The far ends of the network cards' cables; what comes in from outside goes through {@link InputEvent.Packet}. Emulation thread. */
    public List<NetworkPort> networkPorts() {
        return List.copyOf(cables);
    }

    /** Connects a listener to the parallel port, if there is one; it gets bytes, on the emulation thread. */
    public void listenParallel(IntConsumer listener) {
        parallel.ifPresent(p -> p.connect(b -> {
            if (!quiet) listener.accept(b);
        }));
    }

    /** What the machine sounds like. */
    public SoundMixer sound() {
        return sound;
    }

    /** The display's pictures. */
    public ScreenPort screen() {
        return vga.screen();
    }

    /** The display adapter, for its text and its mode. */
    public Vga vga() {
        return vga;
    }

    /** All chips, in the order in which they are reset, shown and saved. */
    public List<Device> devices() {
        return List.copyOf(devices);
    }

    /** RAM beyond the first bank, if the machine has that much. */
    public Optional<RamBank> highRam() {
        return highRam;
    }

    /** All memory, for checkpoints. */
    public TrackedMemory memory() {
        return new TrackedMemory(map, highRam);
    }

    /** Quiet, the machine is not heard: what it does was heard before. */
    void setQuiet(boolean on) {
        quiet = on;
        cables.forEach(c -> c.setQuiet(on));
        sound.setQuiet(on);
    }

    /** All open images. */
    public List<RewindImage> images() {
        return media.images();
    }

    /** What is in the drives now. */
    public SortedMap<DriveSlot, RewindImage> media() {
        return media.inDrives();
    }

    /** While on, images stay open when they are taken out of their drives, so that they can be put back in a past state. Returns what it was. */
    public boolean keepImages(boolean on) {
        return media.keepImages(on);
    }

    void saveMedia(StateOut o) {
        media.save(o);
    }

    void loadMedia(StateIn in) {
        media.load(in);
    }

    /** Closes all images; errors are logged, so that every one gets its chance. */
    @Override
    public void close() {
        media.close();
    }
}
