package lucid86.debugger.symbol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads files with symbols, of whatever kind they turn out to be. */
public final class SymbolFiles {
    /** Larger files are refused: no symbol table is that large. */
    private static final long LARGEST = 1L << 30;

    private static final Pattern SYSTEM_MAP = Pattern.compile("([0-9a-fA-F]{8,16}) ([A-Za-z?]) (\\S+)(?:\\s+\\[\\S+\\])?");
    private static final Pattern NASM_MAP = Pattern.compile("\\s*([0-9A-F]{1,16})\\s+([0-9A-F]{1,16})\\s+(\\S+)\\s*");

    private SymbolFiles() {}

    /**
     * @param base linear address at which offset 0 of a listing or map lies; added to the addresses of an ELF file
     * @throws IOException when it cannot be read or is nothing known; the message is for people
     */
    public static SymbolTable read(Path file, int base) throws IOException {
        if (!Files.isRegularFile(file)) throw new IOException("no such file");
        if (Files.size(file) > LARGEST) throw new IOException("the file is too large");
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F') return ElfSymbols.read(bytes, base);
        var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (lines.stream().limit(20).anyMatch(l -> l.contains("NASM Map file"))) return nasmMap(lines, base);
        if (!lines.isEmpty() && SYSTEM_MAP.matcher(lines.getFirst().strip()).matches()) return systemMap(lines, base);
        var listing = NasmListing.parse(lines, base);
        if (listing.size() == 0) throw new IOException("neither an ELF file, a System.map, nor a listing or map of NASM");
        return listing;
    }

    /** Linux's {@code System.map} and {@code /proc/kallsyms}: address, kind, name. Global names win over local ones. */
    static SymbolTable systemMap(List<String> lines, int base) {
        var names = new HashMap<Integer, String>();
        var global = new HashMap<Integer, Boolean>();
        var more = new HashMap<String, Integer>();
        for (String line : lines) {
            var m = SYSTEM_MAP.matcher(line.strip());
            if (!m.matches()) continue;
            char kind = m.group(2).charAt(0);
            // Absolute symbols are numbers, not places.
            if (kind == 'a' || kind == 'A' || kind == 'U') continue;
            int at = (int) Long.parseUnsignedLong(m.group(1), 16) + base;
            more.putIfAbsent(m.group(3), at);
            boolean wins = Character.isUpperCase(kind);
            if (names.containsKey(at) && (global.get(at) || !wins)) continue;
            names.put(at, m.group(3));
            global.put(at, wins);
        }
        return new SymbolTable(names, Map.of(), more);
    }

    /** What {@code [map symbols]} makes NASM write: real address, virtual address, name. The real one counts from the file's start. */
    static SymbolTable nasmMap(List<String> lines, int base) {
        var names = new HashMap<Integer, String>();
        for (String line : lines) {
            var m = NASM_MAP.matcher(line);
            if (m.matches()) names.putIfAbsent(base + (int) Long.parseUnsignedLong(m.group(1), 16), m.group(3));
        }
        return new SymbolTable(names, Map.of());
    }
}
