package lucid86.debugger.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.stop.BreakpointText;
import lucid86.debugger.symbol.SymbolTable;

/**
 * What a person notes about an image and wants to find again: breakpoints, labels, comments. Kept in a text file, a line each; lines that
 * make no sense are told and left out. Without a file it lasts as long as the session.
 */
final class Notebook {
    /** Larger files were not written by this program. */
    private static final long LARGEST = 1 << 20;

    private final Optional<Path> file;
    private final Consumer<String> log;
    private final Map<Integer, String> labels = new TreeMap<>(Integer::compareUnsigned), comments = new TreeMap<>(Integer::compareUnsigned);
    private final List<String> noted = new ArrayList<>();
    private String written = "";
    private boolean told;

    /** @param log hears of trouble with the file */
    Notebook(Optional<Path> file, Consumer<String> log) {
        this.file = file;
        this.log = log;
    }

    /** Reads the file: labels and comments hold from now on; breakpoints are to be fetched with {@link #breakpoints}. */
    void load() {
        if (file.isEmpty() || !Files.isRegularFile(file.get())) return;
        try {
            if (Files.size(file.get()) > LARGEST) throw new IOException("too large");
            written = Files.readString(file.get());
            written.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).forEach(l -> guarded(l, () -> read(l)));
        } catch (IOException e) {
            log.accept("cannot read " + file.get() + ": " + e.getMessage());
        }
    }

    private void guarded(String line, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            log.accept(file.orElseThrow() + ": " + line + ": " + e.getMessage());
        }
    }

    private void read(String line) {
        String[] w = line.split("\\s+", 3);
        if (w[0].equals("label") && w.length == 3) label(address(w[1]), w[2]);
        else if (w[0].equals("comment") && w.length == 3) comment(address(w[1]), w[2]);
        else noted.add(line);
    }

    /** The breakpoints that were in the file; they may stand at labels. */
    List<Breakpoint> breakpoints(ToIntFunction<String> resolve) {
        var all = new ArrayList<Breakpoint>();
        noted.forEach(l -> guarded(l, () -> all.add(BreakpointText.parse(l, resolve))));
        noted.clear();
        return all;
    }

    private static int address(String hex) {
        try {
            return Integer.parseUnsignedInt(hex, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + hex + "' is not a hexadecimal address", e);
        }
    }

    /** Names an address; an empty name takes its label away. */
    void label(int linear, String name) {
        if (!name.isEmpty() && !name.matches("[A-Za-z_.?@$][\\w.$#@?]*")) throw new IllegalArgumentException("'" + name + "' cannot be a label");
        note(labels, linear, name);
    }

    /** Comments an address; an empty text takes its comment away. */
    void comment(int linear, String text) {
        note(comments, linear, text.replaceAll("\\R", " ").strip());
    }

    private static void note(Map<Integer, String> where, int linear, String text) {
        if (text.isEmpty()) where.remove(linear);
        else where.put(linear, text);
    }

    /** A program's symbols with what was noted: labels win over its names, comments stand behind its source lines. */
    SymbolTable over(SymbolTable symbols) {
        var sources = new HashMap<Integer, String>();
        comments.forEach((at, text) -> sources.put(at, symbols.sourceOf(at).map(s -> s + "  ; " + text).orElse("; " + text)));
        return labels.isEmpty() && comments.isEmpty() ? symbols : symbols.with(new SymbolTable(labels, sources));
    }

    /** Writes the file if anything changed. */
    void save(List<Breakpoint> breakpoints) {
        if (file.isEmpty()) return;
        String text = text(breakpoints);
        if (text.equals(written)) return;
        try {
            Files.createDirectories(file.get().getParent());
            Files.writeString(file.get(), text);
            written = text;
        } catch (IOException e) {
            if (!told) log.accept("cannot write " + file.get() + ": " + e.getMessage());
            told = true;
        }
    }

    private String text(List<Breakpoint> breakpoints) {
        var text = new StringBuilder();
        for (Breakpoint b : breakpoints) text.append(b.text()).append('\n');
        labels.forEach((at, name) -> text.append(String.format("label %08x %s%n", at, name)));
        comments.forEach((at, c) -> text.append(String.format("comment %08x %s%n", at, c)));
        return text.toString();
    }
}
