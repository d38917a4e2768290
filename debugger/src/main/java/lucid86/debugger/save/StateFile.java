package lucid86.debugger.save;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import lucid86.machine.board.Machine;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.RewindImage;
import lucid86.machine.disk.SnapshotImage;
import lucid86.machine.save.MachineState;

/**
 * A whole machine in a file: CPU, chips, memory, what was written to media with a snapshot; of other media only what they must
 * contain. With a picture of the screen and a description.
 */
public final class StateFile {
    private static final String MEDIUM = "medium ";
    private static final String DESCRIPTION = "description.txt", SCREENSHOT = "screenshot.png", MACHINE = "machine.txt", DISK = "disk/";

    private StateFile() {}

    /**
     * What a file says about itself.
     *
     * @param screenshot PNG; empty when there is none
     * @param machine what the machine must be like, a name and a value each
     */
    public record About(String description, byte[] screenshot, Map<String, String> machine) {}

    // ---- saving -------------------------------------------------------------------------------------------------------------

    /**
     * Saves a machine that stands between two instructions. The file is replaced only when everything is written.
     *
     * @throws IOException with one line for people
     */
    public static void save(Machine m, Path path, String description) throws IOException {
        MachineState state = m.save();
        try (var to = new Archive.Writer(path, Archive.Kind.STATE)) {
            to.text(DESCRIPTION, description);
            to.entry(SCREENSHOT, out -> ImageIO.write(picture(m), "png", out));
            to.text(MACHINE, lines(describe(m)));
            writeState(to, m, state);
            to.finish();
        }
    }

    static void writeState(Archive.Writer to, Machine m, MachineState state) throws IOException {
        Sections.write(to, state, m.board().memory());
        for (var medium : m.board().media().entrySet())
            if (medium.getValue().base() instanceof SnapshotImage s) to.entry(DISK + medium.getKey(), out -> Blocks.write(out, s.written()));
    }

    private static BufferedImage picture(Machine m) {
        m.board().vga().refresh();
        var f = m.board().screen().frame();
        var image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, f.width(), f.height(), f.pixels(), 0, f.width());
        return image;
    }

    /** What two machines must have in common to take each other's states. */
    private static Map<String, String> describe(Machine m) throws IOException {
        var config = m.board().config;
        var all = new LinkedHashMap<String, String>();
        all.put("RAM", (config.ramBytes() >> 20) + " MiB");
        all.put("CPU model", config.cpu());
        all.put("time of an instruction", config.nsPerInstruction() + " ns");
        new TreeMap<>(config.drives()).forEach((slot, d) -> all.put("drive " + slot, d.kind().name().toLowerCase(java.util.Locale.ROOT)));
        var devices = new ArrayList<String>();
        m.board().devices().forEach(d -> devices.add(d.name()));
        all.put("devices", String.join(" ", devices));
        for (var medium : m.board().media().entrySet()) all.put(MEDIUM + medium.getKey(), Blocks.identity(unchanging(medium.getValue())));
        return all;
    }

    /** What a state relies on to be there again: the medium, or what lies below its snapshot. */
    private static BlockImage unchanging(RewindImage image) {
        return image.base() instanceof SnapshotImage s ? s.base() : image.base();
    }

    private static String lines(Map<String, String> values) {
        var text = new StringBuilder();
        values.forEach((k, v) -> text.append(k).append(": ").append(v).append('\n'));
        return text.toString();
    }

    // ---- loading ------------------------------------------------------------------------------------------------------------

    /** Reads what a file says about itself. */
    public static About about(Path path) throws IOException {
        try (var from = new Archive.Reader(path, Archive.Kind.STATE)) {
            return new About(from.text(DESCRIPTION), from.has(SCREENSHOT) ? from.bytes(SCREENSHOT) : new byte[0], values(from));
        }
    }

    private static Map<String, String> values(Archive.Reader from) throws IOException {
        var all = new LinkedHashMap<String, String>();
        for (String line : from.text(MACHINE).split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) all.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return all;
    }

    /**
     * Sets a machine to a saved state. A refusal leaves it as it was; only memory that turns out damaged in the middle does not.
     *
     * @throws IOException with one line for people: not a state, damaged, or of another machine
     */
    public static void load(Machine m, Path path) throws IOException {
        try (var from = new Archive.Reader(path, Archive.Kind.STATE)) {
            var saved = values(from);
            var before = m.save();
            var mine = describe(m);
            refuse(path, saved, mine, false);
            // What the state takes out of a drive is needed again should it be refused.
            boolean kept = m.board().keepImages(true);
            try {
                m.load(Sections.read(from));
                refuse(path, saved, describe(m), true);
            } catch (IllegalArgumentException | IOException e) {
                m.load(before);
                throw new IOException(e.getMessage().startsWith(path.toString()) ? e.getMessage() : path + ": " + e.getMessage(), e);
            } finally {
                m.board().keepImages(kept);
            }
            readMedia(from, m);
            Sections.readMemory(from, m.board().memory());
        }
    }

    static void readMedia(Archive.Reader from, Machine m) throws IOException {
        for (var medium : m.board().media().entrySet()) {
            if (!(medium.getValue().base() instanceof SnapshotImage s)) continue;
            s.forget();
            String name = DISK + medium.getKey();
            if (from.has(name)) {
                try (var in = from.open(name, Long.MAX_VALUE)) {
                    Blocks.read(in, s.size(), (at, b) -> s.write(at, b, 0, b.length));
                }
            }
        }
    }

    /** Compares what must be the same; media only once the saved ones are in the drives. */
    private static void refuse(Path path, Map<String, String> saved, Map<String, String> mine, boolean media) throws IOException {
        for (var e : mine.entrySet()) {
            boolean medium = e.getKey().startsWith(MEDIUM);
            if (medium != media || e.getKey().equals("devices")) continue;
            String was = Optional.ofNullable(saved.get(e.getKey())).orElse("none");
            if (was.equals(e.getValue())) continue;
            if (medium) throw new IOException(path + ": drive " + e.getKey().substring(MEDIUM.length()) + (was.equals("none") ? " was empty: take the medium out first"
                    : " held other contents than now: put that medium in, or, when the image has changed since, run with -snapshot to leave images as they are"));
            throw new IOException(path + " is of another machine: " + e.getKey() + " was " + was + " and is " + e.getValue());
        }
        List<String> there = List.of(mine.getOrDefault("devices", "").split(" ")), then = List.of(saved.getOrDefault("devices", "").split(" "));
        for (String d : then) if (!there.contains(d)) throw new IOException(path + " is of another machine: it had the device " + d + ", this one has not");
        for (String d : there) if (!then.contains(d)) throw new IOException(path + " is of another machine: it had no device " + d + ", this one has");
    }
}
