package lucid86.machine.board;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.machine.dev.sb16.Sb16;
import lucid86.machine.disk.ImageFormat;

/**
 * Everything that decides what a machine is before it is switched on. Immutable; start from {@link #standard()} and
 * derive with the {@code with} methods.
 *
 * @param ramBytes RAM, a multiple of 1 MiB from 2 MiB to 3 GiB
 * @param drives what is connected; an empty CD drive is a drive without an image
 * @param bootOrder letters in order of preference: a = floppy, c = hard disk, d = CD
 * @param bootMenu firmware offers a boot menu
 * @param bios firmware image; empty: SeaBIOS is looked for in the usual places
 * @param vgaBios VGA BIOS image; empty: looked for in the usual places when {@code bios} is empty or names SeaBIOS
 * @param kernel a kernel loaded without a disk
 * @param serialPorts number of 16550 ports, 0-4
 * @param cpu name of the CPU model, as the engine knows it
 * @param parallelPort there is a parallel port
 * @param soundCard a Sound Blaster 16, if there is one
 * @param debugExit where an {@code isa-debug-exit} device is, which ends the machine with a code the guest chooses
 * @param postPort port whose values are logged as POST codes; empty: port 80h remembers them in silence
 * @param textPorts ports beside 402h and E9h whose bytes go to the debug console
 * @param nics network cards, at most {@value #MAX_NICS}
 * @param snapshot writes to disk images are kept in memory and forgotten at the end
 * @param rtcStart what the real time clock shows at power-on
 * @param nsPerInstruction virtual time an instruction takes, 1-1000 ns. The CPU's time stamp counter runs at 1 GHz in
 *     virtual time, so the default of 4 makes a CPU that needs four cycles for each instruction
 */
public record MachineConfig(
        long ramBytes,
        Map<DriveSlot, Drive> drives,
        String bootOrder,
        boolean bootMenu,
        Optional<Path> bios,
        Optional<Path> vgaBios,
        Optional<Kernel> kernel,
        int serialPorts,
        String cpu,
        boolean parallelPort,
        Optional<Sb16.Settings> soundCard,
        Optional<DebugExitPorts> debugExit,
        OptionalInt postPort,
        Set<Integer> textPorts,
        List<Nic> nics,
        boolean snapshot,
        LocalDateTime rtcStart,
        int nsPerInstruction) {
    private static final long MIB = 1 << 20;
    private static final int MAX_NICS = 8;
    public static final long MIN_RAM = 2 * MIB, MAX_RAM = 3072 * MIB;

    /**
     * What sits in a drive slot.
     *
     * @param format the image's format; empty: told from its content
     * @param snapshot writes are forgotten at the end; empty: as the machine's {@link MachineConfig#snapshot}
     * @param readOnly the medium is write-protected
     */
    public record Drive(Kind kind, Optional<Path> image, Optional<ImageFormat> format, Optional<Boolean> snapshot, boolean readOnly) {
        /** What the drive is. */
        public enum Kind { FLOPPY, DISK, CD }

        private Drive(Kind kind, Optional<Path> image) { this(kind, image, Optional.empty(), Optional.empty(), false); }

        public static Drive floppy(Path image) { return new Drive(Kind.FLOPPY, Optional.of(image)); }

        public static Drive disk(Path image) { return new Drive(Kind.DISK, Optional.of(image)); }

        public static Drive cd(Path image) { return new Drive(Kind.CD, Optional.of(image)); }

        public static Drive emptyFloppy() { return new Drive(Kind.FLOPPY, Optional.empty()); }

        public static Drive emptyCd() { return new Drive(Kind.CD, Optional.empty()); }

        public Drive withFormat(ImageFormat f) { return new Drive(kind, image, Optional.of(f), snapshot, readOnly); }

        public Drive withSnapshot(boolean on) { return new Drive(kind, image, format, Optional.of(on), readOnly); }

        public Drive withReadOnly(boolean on) { return new Drive(kind, image, format, snapshot, on); }
    }

    /**
     * A kernel to start instead of what is on the drives.
     *
     * @param image a Linux bzImage or a Multiboot kernel
     * @param initrd for Linux: the path of one file; for Multiboot: {@code "file arguments,file arguments,..."}
     * @param append the command line
     */
    public record Kernel(Path image, Optional<String> initrd, String append) {}

    /** Ports of a debug exit device: first (0-FFFCh) and number (1-4). */
    public record DebugExitPorts(int first, int count) {
        public DebugExitPorts {
            if (count < 1 || count > 4 || first < 0 || first > 0xfffc)
                throw new ConfigException(String.format("debug exit wants 1 to 4 ports up to ffffh, not %d at %xh", count, first));
        }
    }

    public MachineConfig {
        if (ramBytes < MIN_RAM || ramBytes > MAX_RAM || ramBytes % MIB != 0)
            throw new ConfigException("RAM must be a whole number of MiB from 2 MiB to 3 GiB, not " + ramBytes + " bytes");
        drives = Map.copyOf(drives);
        textPorts = Set.copyOf(textPorts);
        textPorts.forEach(MachineConfig::checkPort);
        postPort.ifPresent(MachineConfig::checkPort);
        drives.forEach((slot, d) -> {
            if (slot.floppy() != (d.kind() == Drive.Kind.FLOPPY))
                throw new ConfigException("a " + d.kind() + " drive does not fit " + slot);
            if (d.kind() == Drive.Kind.DISK && d.image().isEmpty()) throw new ConfigException("hard disk " + slot + " has no image");
        });
        nics = List.copyOf(nics);
        if (nics.size() > MAX_NICS) throw new ConfigException("a machine has at most " + MAX_NICS + " network cards, not " + nics.size());
        if (!bootOrder.matches("[acdn]{0,4}"))
            throw new ConfigException("boot order is made of the letters a, c, d, n, not '" + bootOrder + "'");
        if (serialPorts < 0 || serialPorts > 4)
            throw new ConfigException("a PC has 0 to 4 serial ports, not " + serialPorts);
        if (nsPerInstruction < 1 || nsPerInstruction > 1000)
            throw new ConfigException("an instruction takes 1 to 1000 ns, not " + nsPerInstruction);
    }

    private static void checkPort(int port) {
        if (port < 0 || port > 0xffff) throw new ConfigException(String.format("a port is a number from 0 to ffffh, not %xh", port));
    }

    /** 256 MiB, an empty CD drive as secondary master, one serial port, 250 million instructions a second. */
    public static MachineConfig standard() {
        return new MachineConfig(256 * MIB, Map.of(DriveSlot.HDC, Drive.emptyCd()), "acd", false, Optional.empty(), Optional.empty(),
                Optional.empty(), 1, "max", false, Optional.empty(), Optional.empty(), OptionalInt.empty(), Set.of(), List.of(), false, LocalDateTime.of(2026, 1, 1, 0, 0), 4);
    }

    public MachineConfig withRam(long bytes) {
        return edit(d -> d.ramBytes = bytes);
    }

    public MachineConfig withDrive(DriveSlot slot, Drive drive) {
        return edit(d -> d.drives.put(slot, drive));
    }

    public MachineConfig withBootOrder(String letters, boolean menu) {
        return edit(d -> {
            d.bootOrder = letters;
            d.bootMenu = menu;
        });
    }

    public MachineConfig withBios(Path image) {
        return edit(d -> d.bios = Optional.of(image));
    }

    public MachineConfig withVgaBios(Path image) {
        return edit(d -> d.vgaBios = Optional.of(image));
    }

    public MachineConfig withKernel(Kernel k) {
        return edit(d -> d.kernel = Optional.of(k));
    }

    public MachineConfig withSerialPorts(int count) {
        return edit(d -> d.serialPorts = count);
    }

    public MachineConfig withParallelPort() {
        return edit(d -> d.parallelPort = true);
    }

    /** A Sound Blaster 16 with the resources of {@link Sb16.Settings}. */
    public MachineConfig withSoundCard(int base, int irq, int dma, int dma16) {
        try {
            var settings = new Sb16.Settings(base, irq, dma, dma16);
            return edit(d -> d.soundCard = Optional.of(settings));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    public MachineConfig withDebugExit(int port, int count) {
        return edit(d -> d.debugExit = Optional.of(new DebugExitPorts(port, count)));
    }

    public MachineConfig withCpu(String model) {
        return edit(d -> d.cpu = model);
    }

    /** Logs what the guest writes to this port as POST codes. */
    public MachineConfig withPostPort(int port) {
        return edit(d -> d.postPort = OptionalInt.of(port));
    }

    /** Adds a port whose bytes go to the debug console. */
    public MachineConfig withTextPort(int port) {
        return edit(d -> d.textPorts.add(port));
    }

    /** Adds a network card to those that are there. */
    public MachineConfig withNic(Nic nic) {
        return edit(d -> d.nics.add(nic));
    }

    /** All cards with their cables unplugged, for a run that repeats what has come through them. */
    public MachineConfig withoutNetworks() {
        return edit(d -> d.nics.replaceAll(Nic::withoutNetwork));
    }

    public MachineConfig withSnapshot(boolean on) {
        return edit(d -> d.snapshot = on);
    }

    public MachineConfig withRtcStart(LocalDateTime time) {
        return edit(d -> d.rtcStart = time);
    }

    public MachineConfig withSpeed(int ns) {
        return edit(d -> d.nsPerInstruction = ns);
    }

    private MachineConfig edit(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** A configuration while it is being changed. */
    private static final class Draft {
        private long ramBytes;
        private final Map<DriveSlot, Drive> drives = new EnumMap<>(DriveSlot.class);
        private String bootOrder;
        private boolean bootMenu;
        private Optional<Path> bios, vgaBios;
        private Optional<Kernel> kernel;
        private int serialPorts;
        private String cpu;
        private boolean parallelPort;
        private Optional<Sb16.Settings> soundCard;
        private Optional<DebugExitPorts> debugExit;
        private OptionalInt postPort;
        private final Set<Integer> textPorts;
        private final List<Nic> nics = new ArrayList<>();
        private boolean snapshot;
        private LocalDateTime rtcStart;
        private int nsPerInstruction;

        Draft(MachineConfig c) {
            ramBytes = c.ramBytes;
            drives.putAll(c.drives);
            bootOrder = c.bootOrder;
            bootMenu = c.bootMenu;
            bios = c.bios;
            vgaBios = c.vgaBios;
            kernel = c.kernel;
            serialPorts = c.serialPorts;
            cpu = c.cpu;
            parallelPort = c.parallelPort;
            soundCard = c.soundCard;
            debugExit = c.debugExit;
            postPort = c.postPort;
            textPorts = new HashSet<>(c.textPorts);
            nics.addAll(c.nics);
            snapshot = c.snapshot;
            rtcStart = c.rtcStart;
            nsPerInstruction = c.nsPerInstruction;
        }

        MachineConfig finish() {
            return new MachineConfig(ramBytes, drives, bootOrder, bootMenu, bios, vgaBios, kernel, serialPorts, cpu, parallelPort, soundCard,
                    debugExit, postPort, textPorts, nics, snapshot, rtcStart, nsPerInstruction);
        }
    }
}
