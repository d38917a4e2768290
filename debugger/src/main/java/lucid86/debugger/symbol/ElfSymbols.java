package lucid86.debugger.symbol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Symbols and source lines of 32- and 64-bit little-endian ELF files (System V ABI, chapter 4). Files are not trusted. */
final class ElfSymbols {
    private static final int SYMTAB = 2, NOBITS = 8, COMPRESSED = 0x800;
    private static final int FUNCTION = 2, OBJECT = 1, NO_TYPE = 0;
    private static final int UNDEFINED = 0;
    private static final int MOST_SECTIONS = 100_000;

    private record Section(String name, int type, long flags, int offset, int size, int link, int entrySize) {}

    private final ByteBuffer file;
    private final boolean wide;
    private Section[] sections;

    private ElfSymbols(byte[] bytes) throws IOException {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        wide = bytes[4] == 2;
        if (bytes[5] != 1) throw new IOException("a big-endian ELF file");
    }

    static SymbolTable read(byte[] bytes, int base) throws IOException {
        try {
            var elf = new ElfSymbols(bytes);
            elf.readSections();
            var more = new HashMap<String, Integer>();
            return new SymbolTable(elf.names(base, more), elf.lines(base), more);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new IOException("a damaged ELF file", e);
        }
    }

    private void readSections() throws IOException {
        long table = wide ? file.getLong(0x28) : file.getInt(0x20) & 0xffffffffL;
        int entry = file.getShort(wide ? 0x3a : 0x2e) & 0xffff, count = file.getShort(wide ? 0x3c : 0x30) & 0xffff;
        int strings = file.getShort(wide ? 0x3e : 0x32) & 0xffff;
        if (count > MOST_SECTIONS || table > file.capacity()) throw new IOException("a damaged ELF file");
        var names = new int[count];
        sections = new Section[count];
        for (int i = 0; i < count; i++) {
            int at = Math.toIntExact(table) + i * entry;
            names[i] = file.getInt(at);
            long flags = wide ? file.getLong(at + 8) : file.getInt(at + 8);
            long offset = wide ? file.getLong(at + 0x18) : file.getInt(at + 0x10) & 0xffffffffL;
            long size = wide ? file.getLong(at + 0x20) : file.getInt(at + 0x14) & 0xffffffffL;
            int type = file.getInt(at + 4);
            if (type != NOBITS && (offset < 0 || size < 0 || offset + size > file.capacity())) throw new IOException("a damaged ELF file");
            int link = file.getInt(at + (wide ? 0x28 : 0x18));
            long each = wide ? file.getLong(at + 0x38) : file.getInt(at + 0x24);
            sections[i] = new Section("", type, flags, (int) offset, type == NOBITS ? 0 : (int) size, link, (int) Math.min(each, 4096));
        }
        for (int i = 0; i < count && strings < count; i++) {
            Section s = sections[i];
            sections[i] = new Section(string(sections[strings], names[i]), s.type, s.flags, s.offset, s.size, s.link, s.entrySize);
        }
    }

    private String string(Section table, int at) {
        if (at < 0 || at >= table.size) return "";
        int from = table.offset + at, to = from;
        while (to < table.offset + table.size && file.get(to) != 0) to++;
        return new String(file.array(), from, to - from, StandardCharsets.UTF_8);
    }

    /** Functions win over labels, and those over data, where several share an address. */
    private Map<Integer, String> names(int base, Map<String, Integer> more) {
        var names = new HashMap<Integer, String>();
        var ranks = new HashMap<Integer, Integer>();
        for (Section s : sections) {
            if (s.type != SYMTAB || s.link < 0 || s.link >= sections.length || s.entrySize < (wide ? 24 : 16)) continue;
            for (int at = s.offset; at + s.entrySize <= s.offset + s.size; at += s.entrySize) {
                int info = file.get(at + (wide ? 4 : 12)) & 0xff, section = file.getShort(at + (wide ? 6 : 14)) & 0xffff;
                int type = info & 15;
                if (section == UNDEFINED || type != FUNCTION && type != OBJECT && type != NO_TYPE) continue;
                int value = (int) (wide ? file.getLong(at + 8) : file.getInt(at + 4)) + base;
                String name = string(sections[s.link], file.getInt(at));
                int rank = (type == FUNCTION ? 4 : type == NO_TYPE ? 2 : 0) + (info >>> 4 != 0 ? 1 : 0);
                if (!name.isEmpty()) more.putIfAbsent(name, value);
                if (name.isEmpty() || ranks.getOrDefault(value, -1) >= rank) continue;
                names.put(value, name);
                ranks.put(value, rank);
            }
        }
        return names;
    }

    private Map<Integer, String> lines(int base) {
        Section lines = section(".debug_line");
        if (lines == null) return Map.of();
        var reader = new DwarfLines(bytes(lines), bytes(section(".debug_str")), bytes(section(".debug_line_str")));
        var texts = new TreeMap<Integer, String>();
        reader.read().forEach((address, line) -> texts.put((int) (address + base), line));
        return texts;
    }

    private Section section(String name) {
        for (Section s : sections) if (s.name.equals(name) && s.type != NOBITS && (s.flags & COMPRESSED) == 0) return s;
        return null;
    }

    private ByteBuffer bytes(Section s) {
        return s == null ? ByteBuffer.allocate(0) : file.slice(s.offset, s.size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
