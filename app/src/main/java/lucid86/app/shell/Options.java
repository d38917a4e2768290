package lucid86.app.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lucid86.debugger.session.Pace;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.board.Nic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line, in QEMU's words. Fields are what was typed; {@link #config} makes a machine of it. */
@Command(
        name = "lucid86",
        sortOptions = false,
        usageHelpWidth = 100,
        description = "A PC you can see through: an x86 workstation with a JIT, live views and a debugger.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lucid86                                   boots the built-in lessons",
            "  lucid86 --start                           opens the start page: recent machines, a form for a new one",
            "  lucid86 --machine linux.machine           starts a machine that was saved",
            "  lucid86 -cdrom grub.iso -m 64             boots a CD image with 64 MiB of RAM",
            "  lucid86 -fda boot.img -S                  stops before the first instruction",
            "  lucid86 -kernel bzImage -initrd initrd.gz -append 'console=ttyS0' -nographic",
            "                                            runs Linux on this terminal; Ctrl-A X quits",
            "  lucid86 -hda disk.img -snapshot           leaves the image as it was",
            "  lucid86 -kernel test.elf -display none -device isa-debug-exit,iobase=0xf4,iosize=4 -serial stdio",
            "  lucid86 -bios test.bin -display none -device post,iobase=0x190 -device isa-debugcon,iobase=0x3bc",
            "                                            runs a ROM that tests the CPU"
        })
final class Options {
    @Option(names = MachineFile.OPTION, paramLabel = "FILE", description = "options from a machine file, lines such as cdrom = grub.iso")
    String machine;

    @Option(names = "-m", paramLabel = "SIZE", description = "RAM in MiB, or with a suffix M or G: 2 to 3072 MiB (default: 256)")
    String memory = "256";

    @Option(names = "-cpu", paramLabel = "MODEL", description = "486, pentium, pentium2, pentium3, pentium4 or max (default); help lists what each has")
    String cpu = "max";

    @Option(names = "-fda", paramLabel = "IMAGE", description = "floppy image in drive A")
    Path fda;

    @Option(names = "-fdb", paramLabel = "IMAGE", description = "floppy image in drive B")
    Path fdb;

    @Option(names = "-hda", paramLabel = "IMAGE", description = "disk image: primary master (-hdb, -hdc, -hdd: the others)")
    Path hda;

    @Option(names = "-hdb", paramLabel = "IMAGE", hidden = true)
    Path hdb;

    @Option(names = "-hdc", paramLabel = "IMAGE", hidden = true)
    Path hdc;

    @Option(names = "-hdd", paramLabel = "IMAGE", hidden = true)
    Path hdd;

    @Option(names = "-cdrom", paramLabel = "IMAGE", description = "CD image: secondary master")
    Path cdrom;

    @Option(names = "-drive", paramLabel = "file=IMAGE,...", description = DriveOption.HELP)
    List<String> drives = new ArrayList<>();

    @Option(names = "-boot", paramLabel = "ORDER", description = "drives in order: a floppy, c disk, d CD; menu=on shows a menu")
    String boot;

    @Option(names = "-bios", paramLabel = "FILE", description = "firmware image (default: SeaBIOS, looked for in the usual places)")
    Path bios;

    @Option(names = "-kernel", paramLabel = "FILE", description = "start this kernel: Linux bzImage or Multiboot")
    Path kernel;

    @Option(names = "-initrd", paramLabel = "FILE", description = "initial RAM disk; for Multiboot: modules, with commas between")
    String initrd;

    @Option(names = "-append", paramLabel = "TEXT", description = "the kernel's command line")
    String append;

    @Option(names = "-serial", paramLabel = "TO", description = "COM1, and again for COM2...: stdio, file:NAME, null")
    List<String> serial = new ArrayList<>();

    @Option(names = "-parallel", paramLabel = "TO", description = "a printer port that leads to: stdio, file:NAME, null")
    String parallel;

    @Option(names = "-audiodev", paramLabel = "TO", description = "sound: javasound (the window's default), wav,path=FILE or none")
    String audio;

    @Option(names = "-debugcon", paramLabel = "TO", description = "text written to ports 402h, E9h and isa-debugcon devices: stdio, file:NAME, null")
    String debugcon;

    @Option(names = "-nographic", description = "no window; COM1 on this terminal, Ctrl-A X quits")
    boolean nographic;

    @Option(names = "-display", paramLabel = "KIND", description = "javafx (a window) or none")
    String display = "javafx";

    @Option(names = "-S", description = "stop before the first instruction")
    boolean stopped;

    @Option(names = "-snapshot", description = "keep writes to disk images in memory and forget them at the end")
    boolean snapshot;

    @Option(names = "-nic", paramLabel = "user[,...]|none", description = "a network card on a network of its own with a way out: model=e1000 "
            + "(or rtl8139, ne2k_pci, ne2k_isa), mac=, net=, restrict=on, hostfwd=tcp:127.0.0.1:2222-:22 (or udp:; more than one), id=")
    List<String> nics = new ArrayList<>();

    @Option(names = "-netdev", paramLabel = "user,id=ID[,...]", description = "a network as for -nic; -device MODEL,netdev=ID[,mac=] is its card")
    List<String> netdevs = new ArrayList<>();

    @Option(names = "-object", paramLabel = "filter-dump,id=,netdev=ID,file=", description = "writes a network's frames to a pcap file")
    List<String> objects = new ArrayList<>();

    @Option(names = "-check", paramLabel = "IMAGE", description = "look whether a qcow2 image is in order, and end; exit code 2: it is not")
    Path check;

    @Option(names = "-loadvm", paramLabel = "FILE", description = "start from a saved state of the same machine")
    Path loadState;

    @Option(names = "-record", paramLabel = "FILE", description = "record the run, with all it needs to be repeated; written when the machine is switched off")
    Path record;

    @Option(names = "-replay", paramLabel = "FILE", description = "run a recording again; no other options of the machine")
    Path replay;

    @Option(names = {"-lockstep", "--lockstep"}, paramLabel = "A,B[,SECONDS]", description = "run two engines side by side (interpret, compile, mixed) until they differ; or LOG: along a log of QEMU's -d exec,cpu,nochain")
    String lockstep;

    @Option(names = "-history", paramLabel = "on|off", description = "keep a history of the run, to go back in time (default: on for the built-in lessons in a window, else off)")
    String history;

    @Option(names = "-device", paramLabel = "DEVICE", description = {
            "isa-debug-exit[,iobase=0x501][,iosize=2]: writing V ends with exit status V*2+1",
            "isa-debugcon[,iobase=0xe9]: a port for text, to standard output without -debugcon",
            "post[,iobase=0x80]: a port for POST codes; each is a line of the log",
            "sb16[,iobase=0x220][,irq=5][,dma=1][,dma16=5]: a Sound Blaster 16",
            "or a network card, for -netdev"})
    List<String> devices = new ArrayList<>();

    @Option(names = "-icount", paramLabel = "shift=N", description = "an instruction takes 2^N ns of virtual time, N 0 to 9 (default: 2)")
    String icount;

    @Option(names = "-speed", paramLabel = "SPEED", description = "real: virtual time keeps to real time; max: as fast as it goes (default: real with a window)")
    String speed;

    @Option(names = "-engine", paramLabel = "ENGINE", description = "interpret, compile or mixed (default: mixed)")
    String engine = "mixed";

    @Option(names = "-d", paramLabel = "ITEMS", description = "log: in_asm,op,op_opt,out_asm,exec,int,cpu,mmu,guest_errors")
    String logItems;

    @Option(names = "-dfilter", paramLabel = "RANGES", description = "log only code at START..END, START+LENGTH or START-LENGTH, with commas between")
    String logFilter;

    @Option(names = "-D", paramLabel = "FILE", description = "write the log to a file instead of standard error")
    Path logFile;

    @Option(names = "-s", description = "wait for gdb on port 1234: -gdb tcp::1234")
    boolean gdbDefault;

    @Option(names = "-gdb", paramLabel = "WHERE", description = "wait for gdb: tcp::PORT for this host alone, tcp:HOST:PORT for others")
    String gdb;

    @Option(names = {"-script", "--script"}, paramLabel = "FILE", description = "no window; a script drives the machine (docs/DEBUGGER.md), its end is the exit code")
    Path script;

    @Option(names = "-symbols", paramLabel = "FILE[,BASE]", description = "names and lines: ELF, System.map, NASM listing or map; again for more")
    List<String> symbols = new ArrayList<>();

    @Option(names = "--start", description = "open the start page instead of a machine")
    boolean start;

    @Option(names = {"-h", "-help", "--help"}, usageHelp = true, description = "this text")
    boolean help;

    @Option(names = {"-version", "--version"}, versionHelp = true, description = "version")
    boolean version;

    /** The machine that was asked for. */
    MachineConfig config() {
        var c = MachineConfig.standard().withRam(ram()).withSnapshot(snapshot).withSpeed(nsPerInstruction()).withCpu(cpu);
        for (var e : slots().entrySet()) c = c.withDrive(e.getKey(), e.getValue());
        if (bios != null) c = c.withBios(bios);
        if (boot != null) c = boot(c);
        else if (cdrom != null && hda == null && fda == null) c = c.withBootOrder("dca", false);
        c = kernel(c);
        if (serial.size() > 1) c = c.withSerialPorts(serial.size());
        if (parallel()) c = c.withParallelPort();
        var network = new NetworkOptions(nics, netdevs, objects);
        for (String d : devices) {
            if (!network.takes(d)) c = device(c, d);
        }
        for (Nic n : network.cards()) c = c.withNic(n);
        return c;
    }

    /** True when nothing was named to boot from. */
    boolean nothingToBoot() {
        return replay == null && slots().isEmpty() && kernel == null && bios == null;
    }

    private Map<DriveSlot, Drive> slots() {
        var all = new TreeMap<DriveSlot, Drive>();
        if (fda != null) all.put(DriveSlot.FDA, Drive.floppy(fda));
        if (fdb != null) all.put(DriveSlot.FDB, Drive.floppy(fdb));
        if (hda != null) all.put(DriveSlot.HDA, Drive.disk(hda));
        if (hdb != null) all.put(DriveSlot.HDB, Drive.disk(hdb));
        if (hdc != null) all.put(DriveSlot.HDC, Drive.disk(hdc));
        if (hdd != null) all.put(DriveSlot.HDD, Drive.disk(hdd));
        if (cdrom != null) {
            if (hdc != null) throw new ConfigException("-cdrom and -hdc are the same drive; use -hdd for the disk");
            all.put(DriveSlot.HDC, Drive.cd(cdrom));
        }
        for (String d : drives) DriveOption.parse(d).addTo(all);
        return all;
    }

    private long ram() {
        String t = memory.toLowerCase(Locale.ROOT).replaceFirst("^size=", "");
        long unit = t.endsWith("g") ? 1L << 30 : 1L << 20;
        if (t.endsWith("g") || t.endsWith("m")) t = t.substring(0, t.length() - 1);
        try {
            return Math.multiplyExact(Long.parseLong(t), unit);
        } catch (NumberFormatException | ArithmeticException _) {
            throw new ConfigException("-m wants a number of MiB, such as 64 or 1G, not '" + memory + "'");
        }
    }

    private int nsPerInstruction() {
        if (icount == null) return 4;
        var m = java.util.regex.Pattern.compile("(?:shift=)?([0-9])(,.*)?").matcher(icount);
        if (!m.matches()) throw new ConfigException("-icount wants shift=N with N from 0 to 9, not '" + icount + "'");
        return 1 << Integer.parseInt(m.group(1));
    }

    private MachineConfig boot(MachineConfig c) {
        String order = c.bootOrder();
        boolean menu = false;
        for (String part : boot.split(",")) {
            if (part.equals("menu=on")) menu = true;
            else if (part.equals("menu=off")) menu = false;
            else order = part.startsWith("order=") ? part.substring(6) : part;
        }
        return c.withBootOrder(order, menu);
    }

    private MachineConfig kernel(MachineConfig c) {
        if (kernel != null) return c.withKernel(new MachineConfig.Kernel(kernel, Optional.ofNullable(initrd), append == null ? "" : append));
        if (initrd != null) throw new ConfigException("-initrd makes sense only with -kernel");
        if (append != null) throw new ConfigException("-append makes sense only with -kernel");
        return c;
    }

    private static MachineConfig device(MachineConfig c, String text) {
        String kind = text.split(",", 2)[0];
        return switch (kind) {
            case "isa-debug-exit" -> {
                var p = numbers(text, Map.of("iobase", 0x501, "iosize", 2));
                yield c.withDebugExit(p.get("iobase"), p.get("iosize"));
            }
            case "isa-debugcon" -> c.withTextPort(numbers(text, Map.of("iobase", 0xe9)).get("iobase"));
            case "post" -> c.withPostPort(numbers(text, Map.of("iobase", 0x80)).get("iobase"));
            case "sb16" -> {
                var p = numbers(text, Map.of("iobase", 0x220, "irq", 5, "dma", 1, "dma16", 5));
                yield c.withSoundCard(p.get("iobase"), p.get("irq"), p.get("dma"), p.get("dma16"));
            }
            default -> throw new ConfigException("-device knows isa-debug-exit, isa-debugcon, post, sb16 and network cards, not '" + kind + "'");
        };
    }

    /** The NAME=NUMBER properties behind a device's name; those not given are as in {@code usual}. */
    private static Map<String, Integer> numbers(String text, Map<String, Integer> usual) {
        var values = new TreeMap<>(usual);
        String[] parts = text.split(",");
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = equals < 0 ? parts[i] : parts[i].substring(0, equals);
            if (!usual.containsKey(name)) throw new ConfigException(parts[0] + " has " + String.join(" and ", new TreeMap<>(usual).keySet()) + ", not '" + name + "'");
            try {
                values.put(name, Integer.decode(parts[i].substring(equals + 1)));
            } catch (NumberFormatException _) {
                throw new ConfigException("'" + parts[i] + "' is not NAME=NUMBER");
            }
        }
        return values;
    }

    /** Where text of the debug console goes: without {@code -debugcon} nowhere, unless a port for it was asked for. */
    String debugConsole() {
        if (debugcon != null) return debugcon;
        return devices.stream().anyMatch(d -> d.startsWith("isa-debugcon")) ? "stdio" : "null";
    }

    /** There is a parallel port. */
    boolean parallel() {
        return parallel != null && !parallel.equals("none");
    }

    /** The tier policy that was asked for. */
    lucid86.jit.run.TierPolicy policy() {
        return switch (engine) {
            case "interpret" -> lucid86.jit.run.TierPolicy.INTERPRET_ONLY;
            case "compile" -> lucid86.jit.run.TierPolicy.COMPILE_AT_ONCE;
            case "mixed" -> lucid86.jit.run.TierPolicy.NORMAL;
            default -> throw new ConfigException("-engine is interpret, compile or mixed, not '" + engine + "'");
        };
    }

    /** How much history is to be kept. */
    Optional<lucid86.debugger.time.Limits> limits() {
        boolean lessons = window() && nothingToBoot() && record == null && replay == null;
        return switch (history == null ? lessons ? "on" : "off" : history) {
            case "on" -> Optional.of(lucid86.debugger.time.Limits.standard());
            case "off" -> Optional.empty();
            default -> throw new ConfigException("-history is on or off, not '" + history + "'");
        };
    }

    /** Whether a window was asked for. */
    boolean window() {
        if (!display.equals("none") && !display.equals("javafx")) throw new ConfigException("-display is javafx or none, not '" + display + "'");
        return script == null && !nographic && display.equals("javafx");
    }

    Pace pace() {
        if (script != null && speed == null) return Pace.FREE;
        if (speed == null) return window() ? Pace.REAL : serialOnTerminal() ? Pace.FAST : Pace.FREE;
        return switch (speed) {
            case "real" -> Pace.REAL;
            case "max" -> window() || serialOnTerminal() ? Pace.FAST : Pace.FREE;
            default -> throw new ConfigException("-speed is real or max, not '" + speed + "'");
        };
    }

    /** Somebody sits at a terminal and types. */
    private boolean serialOnTerminal() {
        return (nographic || serial.contains("stdio")) && System.console() != null && System.console().isTerminal();
    }

    /** For the window's title. */
    String name() {
        return bootFile().filter(Files::exists).map(p -> p.getFileName() + " \u2014 Lucid86").orElse("Lucid86");
    }

    /** What tells this machine from others: the file it most likely boots from; empty for the built-in lessons. */
    String boots() {
        return bootFile().map(p -> p.toAbsolutePath().normalize().toString()).orElse("");
    }

    /** A file name for what belongs to the image: its name, and a number that tells files of the same name apart. */
    String imageName() {
        if (bootFile().isEmpty()) return "lessons";
        return bootFile().get().getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_") + String.format("-%08x", boots().hashCode());
    }

    private Optional<Path> bootFile() {
        return java.util.stream.Stream.of(kernel, fda, cdrom, hda, hdb, hdc, hdd, fdb).filter(java.util.Objects::nonNull).findFirst();
    }
}
