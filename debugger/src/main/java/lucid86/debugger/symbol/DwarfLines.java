package lucid86.debugger.symbol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code .debug_line}: which source line each address comes from (DWARF 2 to 5, section 6.2). Units that make no sense are left
 * out; files are not trusted.
 */
final class DwarfLines {
    private static final int COPY = 1, ADVANCE_PC = 2, ADVANCE_LINE = 3, SET_FILE = 4, CONST_ADD_PC = 8, FIXED_ADVANCE_PC = 9;
    private static final int END_SEQUENCE = 1, SET_ADDRESS = 2;
    /** Content types and forms of version 5. */
    private static final int PATH = 1, DIRECTORY = 2;

    private static final int STRING = 0x08, LINE_STRP = 0x1f, STRP = 0x0e, UDATA = 0x0f, DATA1 = 0x0b, DATA2 = 0x05, DATA4 = 0x06, DATA8 = 0x07,
            DATA16 = 0x1e, BLOCK = 0x09;
    private static final int MOST_FILES = 1_000_000;

    private final ByteBuffer lines, strings, lineStrings;
    private final Map<Long, String> found = new TreeMap<>();

    DwarfLines(ByteBuffer lines, ByteBuffer strings, ByteBuffer lineStrings) {
        this.lines = lines;
        this.strings = strings;
        this.lineStrings = lineStrings;
    }

    /** {@code file:line} for each address where a statement begins. */
    Map<Long, String> read() {
        int at = 0;
        while (at + 4 <= lines.limit()) {
            long length = lines.getInt(at) & 0xffffffffL;
            boolean dwarf64 = length == 0xffffffffL;
            int header = dwarf64 ? 12 : 4;
            if (dwarf64) {
                if (at + 12 > lines.limit()) break;
                length = lines.getLong(at + 4);
            }
            if (length < 0 || length > lines.limit() - at - header) break;
            try {
                unit(lines.slice(at + header, (int) length).order(ByteOrder.LITTLE_ENDIAN), dwarf64);
            } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException _) {
                // This unit says nothing that can be understood; the others may.
            }
            at += header + (int) length;
        }
        return found;
    }

    private void unit(ByteBuffer u, boolean dwarf64) {
        int version = u.getShort() & 0xffff;
        if (version < 2 || version > 5) return;
        if (version == 5) u.getShort(); // sizes of addresses and segment selectors; addresses tell theirs themselves
        long headerLength = dwarf64 ? u.getLong() : u.getInt() & 0xffffffffL;
        int program = Math.toIntExact(u.position() + headerLength);
        int minimum = u.get() & 0xff;
        if (version >= 4) u.get(); // operations per instruction: only of use for VLIW
        boolean statement = u.get() != 0;
        int lineBase = u.get(), lineRange = u.get() & 0xff, opcodeBase = u.get() & 0xff;
        if (lineRange == 0 || opcodeBase == 0) return;
        var operands = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) operands[i] = u.get() & 0xff;
        List<String> files = version == 5 ? files5(u, dwarf64) : files(u);
        u.position(program);
        run(u, files, minimum, statement, lineBase, lineRange, opcodeBase, operands);
    }

    private static List<String> files(ByteBuffer u) {
        while (u.get() != 0) skipString(u);
        var files = new ArrayList<String>();
        files.add(""); // numbers begin at 1
        while (true) {
            String name = string(u);
            if (name.isEmpty()) return files;
            leb(u);
            leb(u);
            leb(u);
            files.add(shortName(name));
        }
    }

    private List<String> files5(ByteBuffer u, boolean dwarf64) {
        table(u, dwarf64);
        return table(u, dwarf64);
    }

    private List<String> table(ByteBuffer u, boolean dwarf64) {
        int formats = u.get() & 0xff;
        var types = new long[formats];
        var forms = new long[formats];
        for (int i = 0; i < formats; i++) {
            types[i] = leb(u);
            forms[i] = leb(u);
        }
        long count = leb(u);
        if (count < 0 || count > MOST_FILES) throw new IllegalArgumentException("too many files");
        var names = new ArrayList<String>();
        for (long n = 0; n < count; n++) {
            String name = "";
            for (int i = 0; i < formats; i++) {
                String text = form(u, (int) forms[i], dwarf64);
                if (types[i] == PATH) name = shortName(text);
                else if (types[i] == DIRECTORY && !text.isEmpty()) throw new IllegalArgumentException("a directory is a number");
            }
            names.add(name);
        }
        return names;
    }

    /** Text of a string form; empty for others, which are skipped. */
    private String form(ByteBuffer u, int form, boolean dwarf64) {
        switch (form) {
            case STRING -> {
                return string(u);
            }
            case LINE_STRP, STRP -> {
                long at = dwarf64 ? u.getLong() : u.getInt() & 0xffffffffL;
                ByteBuffer table = form == STRP ? strings : lineStrings;
                if (at < 0 || at >= table.limit()) return "?";
                return string(table.duplicate().position((int) at));
            }
            case UDATA -> leb(u);
            case DATA1 -> u.get();
            case DATA2 -> u.getShort();
            case DATA4 -> u.getInt();
            case DATA8 -> u.getLong();
            case DATA16 -> u.position(u.position() + 16);
            case BLOCK -> u.position(Math.toIntExact(leb(u) + u.position()));
            default -> throw new IllegalArgumentException("form " + form);
        }
        return "";
    }

    private void run(ByteBuffer u, List<String> files, int minimum, boolean startsStatement, int lineBase, int lineRange, int opcodeBase, int[] operands) {
        long address = 0, line = 1;
        int file = 1;
        while (u.hasRemaining()) {
            int op = u.get() & 0xff;
            if (op >= opcodeBase) {
                address += (long) (op - opcodeBase) / lineRange * minimum;
                line += lineBase + (op - opcodeBase) % lineRange;
                row(address, files, file, line);
                continue;
            }
            switch (op) {
                case 0 -> {
                    int length = Math.toIntExact(leb(u)), end = u.position() + length;
                    int extended = length == 0 ? 0 : u.get() & 0xff;
                    if (extended == END_SEQUENCE) {
                        address = 0;
                        line = 1;
                        file = 1;
                    } else if (extended == SET_ADDRESS) {
                        address = length == 9 ? u.getLong() : u.getInt() & 0xffffffffL;
                    }
                    u.position(end);
                }
                case COPY -> row(address, files, file, line);
                case ADVANCE_PC -> address += leb(u) * minimum;
                case ADVANCE_LINE -> line += signedLeb(u);
                case SET_FILE -> file = (int) leb(u);
                case CONST_ADD_PC -> address += (long) (255 - opcodeBase) / lineRange * minimum;
                case FIXED_ADVANCE_PC -> address += u.getShort() & 0xffff;
                default -> {
                    for (int i = 0; i < operands[op]; i++) leb(u);
                }
            }
        }
    }

    private void row(long address, List<String> files, int file, long line) {
        String name = file >= 0 && file < files.size() ? files.get(file) : "?";
        found.put(address, name + ":" + line);
    }

    // ---- bytes -------------------------------------------------------------------------------------------------------------

    private static String shortName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static long leb(ByteBuffer u) {
        long v = 0;
        for (int shift = 0; ; shift += 7) {
            int b = u.get();
            if (shift < 64) v |= (long) (b & 0x7f) << shift;
            if (b >= 0) return v;
        }
    }

    private static long signedLeb(ByteBuffer u) {
        long v = 0;
        for (int shift = 0; ; ) {
            int b = u.get();
            if (shift < 64) v |= (long) (b & 0x7f) << shift;
            shift += 7;
            if (b >= 0) return shift < 64 && (b & 0x40) != 0 ? v | -1L << shift : v;
        }
    }

    private static String string(ByteBuffer u) {
        int from = u.position();
        while (u.get() != 0) {
            // up to the zero byte
        }
        var bytes = new byte[u.position() - 1 - from];
        u.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void skipString(ByteBuffer u) {
        while (u.get() != 0) {
            // up to the zero byte
        }
    }
}
