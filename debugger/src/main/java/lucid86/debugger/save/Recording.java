package lucid86.debugger.save;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.disk.ImageFormat;
import lucid86.machine.disk.RewindImage;

/**
 * A run of a machine in a file, from power-on: its configuration, firmware and kernel, what it read of its media, all input, and a
 * hash of the state it came to. It needs nothing else to be run again anywhere.
 */
public final class Recording implements Closeable {
    private static final String CONFIG = "config", INPUTS = "inputs", END = "end", FILE = "files/", MEDIUM = "media/";
    private static final long LARGEST_FILE = 1L << 30;

    private final MachineConfig config;
    private final List<InputEvent.At> inputs;
    private final long endTime, endInstructions;
    private final String hash;
    private final Path directory;

    private Recording(MachineConfig config, List<InputEvent.At> inputs, long endTime, long endInstructions, String hash, Path directory) {
        this.config = config;
        this.inputs = inputs;
        this.endTime = endTime;
        this.endInstructions = endInstructions;
        this.hash = hash;
        this.directory = directory;
    }

    // ---- making ------------------------------------------------------------------------------------------------------------

    /** Prepares a machine that was just switched on for {@link #save}. */
    public static void begin(Machine m) {
        m.keepHistory(true);
        m.board().keepImages(true);
        for (RewindImage i : m.board().images()) i.noteUse();
    }

    /**
     * Saves the run of a machine from {@link #begin} to now.
     *
     * @throws IOException with one line for people
     */
    public static void save(Machine m, Path path) throws IOException {
        var files = new LinkedHashMap<String, String>();
        var media = m.board().images();
        for (int i = 0; i < media.size(); i++) files.put(media.get(i).source().toString(), MEDIUM + i);
        try (var to = new Archive.Writer(path, Archive.Kind.RECORDING)) {
            for (int i = 0; i < media.size(); i++) {
                RewindImage image = media.get(i);
                to.entry(MEDIUM + i, out -> {
                    out.writeLong(image.size());
                    Blocks.write(out, image.contentsUsed());
                });
            }
            var codec = new RecordCodec(p -> files.computeIfAbsent(p, _ -> FILE + files.size()));
            to.entry(CONFIG, out -> codec.write(out, MachineConfig.class, withKernelFiles(withFirmware(m.board().config.withoutNetworks()), p -> files.computeIfAbsent(p, _ -> FILE + files.size()))));
            to.entry(INPUTS, out -> {
                var all = m.history();
                out.writeInt(all.size());
                for (var e : all) codec.write(out, InputEvent.At.class, e);
            });
            for (var f : files.entrySet())
                if (f.getValue().startsWith(FILE) && Files.isReadable(Path.of(f.getKey()))) to.entry(f.getValue(), out -> Files.copy(Path.of(f.getKey()), out));
            to.entry(END, out -> {
                out.writeLong(m.now());
                out.writeLong(m.instructions());
                RecordCodec.text(out, m.fullHash());
            });
            to.finish();
        }
    }

    /** Names the firmware that is found here, which may be another elsewhere. */
    private static MachineConfig withFirmware(MachineConfig c) throws IOException {
        var finder = FirmwareFinder.usual(c.bios().map(Path::toAbsolutePath).map(Path::getParent));
        var vga = c.vgaBios().or(finder::findVgaBios);
        if (c.bios().isEmpty()) c = c.withBios(FirmwareFinder.usual(Optional.empty()).bios());
        return vga.isPresent() ? c.withVgaBios(vga.get()) : c;
    }

    /** Initial RAM disks and modules are named within a text: {@code file arguments,file arguments}. */
    private static MachineConfig withKernelFiles(MachineConfig c, java.util.function.UnaryOperator<String> translate) {
        return c.kernel().isEmpty() ? c : c.withKernel(new MachineConfig.Kernel(c.kernel().get().image(), c.kernel().get().initrd().map(text -> {
            if (Files.exists(Path.of(text))) return translate.apply(text);
            var parts = new ArrayList<String>();
            for (String part : text.split(",")) {
                String file = part.split(" ", 2)[0];
                parts.add(translate.apply(file) + part.substring(file.length()));
            }
            return String.join(",", parts);
        }), c.kernel().get().append()));
    }

    // ---- replaying -----------------------------------------------------------------------------------------------------------

    /**
     * Unpacks a recording into a temporary directory, which {@link #close} deletes.
     *
     * @throws IOException with one line for people
     */
    public static Recording open(Path path) throws IOException {
        Path directory = Files.createTempDirectory("lucid86-replay");
        try (var from = new Archive.Reader(path, Archive.Kind.RECORDING)) {
            for (String name : from.names()) {
                if (name.matches(MEDIUM + "[0-9]{1,4}")) unpackMedium(from, name, file(directory, name));
                if (name.matches(FILE + "[0-9]{1,4}")) {
                    try (var in = from.open(name, LARGEST_FILE)) {
                        Files.copy(in, file(directory, name));
                    }
                }
            }
            var codec = new RecordCodec(name -> unpacked(directory, name));
            MachineConfig config;
            try (var in = from.open(CONFIG, 1 << 20)) {
                config = rawDrives(withKernelFiles(codec.read(in, MachineConfig.class), name -> unpacked(directory, name)));
            }
            var inputs = new ArrayList<InputEvent.At>();
            try (var in = from.open(INPUTS, LARGEST_FILE)) {
                for (int n = in.readInt(); n > 0; n--) inputs.add(codec.read(in, InputEvent.At.class));
            }
            try (var in = from.open(END, 1 << 10)) {
                return new Recording(config, inputs, in.readLong(), in.readLong(), RecordCodec.text(in), directory);
            }
        } catch (EOFException e) {
            delete(directory);
            throw new IOException(path + " is cut off", e);
        } catch (IOException e) {
            delete(directory);
            throw e.getMessage().startsWith(path.toString()) ? e : new IOException(path + " is " + e.getMessage(), e);
        }
    }

    private static Path file(Path directory, String name) {
        return directory.resolve(name.replace('/', '-'));
    }

    /** Only names that stand for something unpacked lead to a file. */
    private static String unpacked(Path directory, String name) {
        return name.matches("(" + FILE + "|" + MEDIUM + ")[0-9]{1,4}") ? file(directory, name).toString() : file(directory, "missing").toString();
    }

    private static void unpackMedium(Archive.Reader from, String name, Path to) throws IOException {
        try (var in = from.open(name, Long.MAX_VALUE); var file = new RandomAccessFile(to.toFile(), "rw")) {
            long size = in.readLong();
            if (size < 0) throw new IOException("damaged: a medium of " + size + " bytes");
            file.setLength(size);
            Blocks.read(in, size, (at, b) -> {
                file.seek(at);
                file.write(b);
            });
        }
    }

    /** Whatever format images had, what is unpacked is raw; and nothing is to be written to it. */
    private static MachineConfig rawDrives(MachineConfig c) {
        var drives = new EnumMap<lucid86.machine.board.DriveSlot, MachineConfig.Drive>(lucid86.machine.board.DriveSlot.class);
        drives.putAll(c.drives());
        for (var e : drives.entrySet()) if (e.getValue().image().isPresent()) c = c.withDrive(e.getKey(), e.getValue().withFormat(ImageFormat.RAW).withSnapshot(true));
        return c.withSnapshot(true);
    }

    public MachineConfig config() {
        return config;
    }

    public List<InputEvent.At> inputs() {
        return List.copyOf(inputs);
    }

    /** Virtual time at the end, in nanoseconds. */
    public long endTime() {
        return endTime;
    }

    /**
     * Compares a machine that has come to the end with the recorded one.
     *
     * @return one line for people
     */
    public String verdict(Machine m) {
        if (m.instructions() != endInstructions) return "the replay is another run: " + m.instructions() + " instructions, recorded were " + endInstructions;
        return m.fullHash().equals(hash) ? "replayed to the recorded state" : "the replay came to another state than the recording";
    }

    public boolean matches(Machine m) {
        return m.now() == endTime && m.instructions() == endInstructions && m.fullHash().equals(hash);
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(p);
        }
    }

    /** Deletes what was unpacked. */
    @Override
    public void close() throws IOException {
        delete(directory);
    }
}
