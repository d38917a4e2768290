package lucid86.jit.x86;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GNU objdump as a second opinion: disassembles bytes, and brings its Intel syntax to ours. */
final class Objdump {
    private static final Pattern LINE = Pattern.compile("^\\s*([0-9a-f]+):\\t(.*?)\\s*$");
    private static final Map<String, String> CONDITIONS = Map.of("ae", "nb", "e", "z", "ne", "nz", "ge", "nl");
    private static final Map<String, Integer> SIZES =
            Map.of("BYTE", 1, "WORD", 2, "DWORD", 4, "FWORD", 6, "QWORD", 8, "TBYTE", 10, "XMMWORD", 16);
    private static final Pattern PREFIX =
            Pattern.compile("^(lock|repz|repnz|rep|data16|data32|addr16|addr32|[c-gs]s|bnd|notrack|xacquire|xrelease) (.*)");
    /** Instructions that it marks for operand size at the end of their names. */
    private static final String SIZED =
            "^(push|pop|retf|ret|call|jmp|lgdt|lidt|sgdt|sidt|enter|leave|loop|loope|loopne|sysexit|iret|fldenv|fnstenv|frstor|fnsave)[wd]\\b";
    private static final Pattern STRING = Pattern.compile("(movs|cmps|stos|lods|scas|ins|outs|xlat)\\b(.*)");
    private static final Pattern MEMORY = Pattern.compile("(?:([A-Z]+) PTR )?(?:([c-gs]s):)?(\\[[^\\]]*\\]|0x[0-9a-f]+\\b)");

    /** An instruction as objdump has it: where, and what; {@code size} of its memory operand, 0 if none is told. */
    record Line(int address, String text, int size) {}

    private Objdump() {}

    static boolean installed() {
        try {
            return new ProcessBuilder("objdump", "--version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Disassembles code from address 0; lines by address. */
    static Map<Integer, Line> disassemble(byte[] code, boolean code32) throws IOException {
        Path file = Files.createTempFile("lucid86", ".bin");
        try {
            Files.write(file, code);
            var process = new ProcessBuilder("objdump", "-D", "-z", "--no-show-raw-insn", "-b", "binary", "-m", "i386", "-M",
                    code32 ? "intel" : "i8086,intel", file.toString()).redirectErrorStream(true).start();
            var all = new ByteArrayOutputStream();
            process.getInputStream().transferTo(all);
            var lines = new HashMap<Integer, Line>();
            for (String s : all.toString(java.nio.charset.StandardCharsets.US_ASCII).split("\n")) {
                Matcher m = LINE.matcher(s);
                if (m.matches()) {
                    int at = Integer.parseInt(m.group(1), 16);
                    lines.put(at, line(at, m.group(2), code32));
                }
            }
            return lines;
        } finally {
            Files.delete(file);
        }
    }

    private static Line line(int at, String text, boolean code32) {
        String s = text.replaceFirst("\\s*[<#].*", "").replaceAll("\\s+", " ").strip();
        String prefix = "";
        while (true) {
            Matcher m = PREFIX.matcher(s);
            if (!m.matches()) break;
            if (m.group(1).equals("lock")) prefix = "lock ";
            s = m.group(2);
        }
        int size = 0;
        Matcher string = STRING.matcher(s);
        if (string.matches() && s.contains("[")) return new Line(at, prefix + string(string.group(1), s, code32), 0);
        Matcher memory = MEMORY.matcher(s);
        if (memory.find()) {
            boolean bracket = memory.group(3).startsWith("[");
            if (bracket || memory.group(2) != null) {
                if (memory.group(1) != null) size = SIZES.getOrDefault(memory.group(1), -1);
                String inner = bracket ? memory.group(3).substring(1, memory.group(3).length() - 1) : memory.group(3);
                s = s.substring(0, memory.start()) + memory(memory.group(2), inner) + s.substring(memory.end());
            }
        }
        int space = s.indexOf(' ');
        String mnemonic = space < 0 ? s : s.substring(0, space);
        String rest = space < 0 ? "" : s.substring(space);
        rest = rest.replaceAll("st\\((\\d)\\)", "st$1").replaceAll("\\bst\\b(?!\\d)", "st0");
        return new Line(at, canonical(prefix + mnemonic(mnemonic, rest) + rest), size);
    }

    private static String string(String name, String s, boolean code32) {
        boolean wide = s.contains("DWORD PTR"), word = s.contains("WORD PTR");
        String text = name.equals("xlat") ? "xlatb" : name + (wide ? "d" : word ? "w" : "b");
        boolean address32 = s.matches(".*\\[e.*");
        String segment = "";
        Matcher m = Pattern.compile("([c-gs]s):\\[e?(si|bx)").matcher(s);
        if (m.find() && !m.group(1).equals("ds")) segment = m.group(1) + " ";
        return (address32 == code32 ? "" : address32 ? "a32 " : "a16 ") + segment + text;
    }

    private static String mnemonic(String s, String rest) {
        for (String stem : List.of("j", "set", "cmov"))
            if (s.startsWith(stem) && CONDITIONS.containsKey(s.substring(stem.length())))
                return stem + CONDITIONS.get(s.substring(stem.length()));
        return switch (s) {
            case "xlat" -> "xlatb";
            case "sal" -> "shl";
            default -> s;
        };
    }

    /** {@code [seg:base+index*scale+disp]}, displacement without sign. */
    private static String memory(String segment, String inner) {
        boolean absolute = inner.matches("(eiz\\*1\\+)?0x[0-9a-f]+");
        String s = inner.replaceAll("[+]?eiz\\*\\d", "").replaceFirst("^\\+", "");
        return "[" + (segment == null || absolute && segment.equals("ds") ? "" : segment + ":") + s + "]";
    }

    /** One way to write numbers, sizes and synonyms, for both sides. */
    static String canonical(String text) {
        String s = text.replaceAll("\\b(byte|word|dword|qword|tword|oword|far|o16|o32|rep|repe|repne) ", "")
                .replaceAll("\\bsal\\b", "shl").strip();
        Matcher m = Pattern.compile("([-+]?)0x([0-9a-f]+)").matcher(s);
        var out = new StringBuilder();
        s = s.replaceFirst(SIZED, "$1").replace("*1", "");
        s = s.replaceFirst("^ds (?=\\w+$)", "").replaceFirst("\\[ds:(?=0x)", "[").replaceFirst("^hint_nop", "nop")
                .replaceFirst("^(pusha|popa|pushf|popf)[wd]?$", "$1").replaceAll("seg[67]", "?");
        m = m.reset(s);
        while (m.find()) {
            long v = Long.parseLong(m.group(2), 16);
            boolean inside = s.lastIndexOf('[', m.start()) > s.lastIndexOf(']', m.start());
            if (m.group(1).equals("-")) v = -v;
            m.appendReplacement(out, (inside && !m.group(1).isEmpty() ? "+" : "") + "0x" + Long.toHexString(v & 0xffffffffL));
        }
        m.appendTail(out);
        return out.toString()
                .replace("[+", "[").replace(":+", ":").replaceFirst("\\(80?[0-9]+ only\\)", "").replace("+0x0]", "]").replaceAll("([,( ])(\\d)\\b(?!\\])", "$10x$2");
    }
}
