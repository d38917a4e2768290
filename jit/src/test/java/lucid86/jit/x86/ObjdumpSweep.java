package lucid86.jit.x86;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Compares lengths and texts with objdump over opcodes, ModR/M and SIB bytes, in both code sizes. {@code main} goes through all
 * of them; the test through a sample.
 */
final class ObjdumpSweep {
    private static final int[][] MAPS = {{}, {0x0f}, {0x0f, 0x38}, {0x0f, 0x3a}};
    private static final int[] PREFIXES = {0x66, 0x67, 0xf2, 0xf3, 0xf0, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};
    /** A file of at most this size, so that targets of 16-bit jumps do not wrap. */
    private static final int CHUNK = 0xc000;

    private final boolean code32;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private final List<Insn> insns = new ArrayList<>();
    private final Map<String, String> wrong = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int compared;

    ObjdumpSweep(boolean code32) {
        this.code32 = code32;
    }

    /** What differs, one example of each kind. */
    Map<String, String> wrong() {
        return wrong;
    }

    int count(String key) {
        return counts.get(key);
    }

    /** Number of instructions compared. */
    int compared() {
        return compared;
    }

    /** One byte sequence; decoded by us first, so that the next one starts where it ends. */
    void add(byte[] bytes) throws IOException {
        int eip = chunk.size();
        Insn insn = Samples.DECODER.decode(i -> i < bytes.length ? bytes[i] : 0x90, eip, code32);
        insns.add(insn);
        for (int i = 0; i < insn.length(); i++) chunk.write(i < bytes.length ? bytes[i] : 0x90);
        // Lets both sides meet again whatever the other one thought of the bytes.
        for (int i = 0; i < 16; i++) chunk.write(0x90);
        if (chunk.size() > CHUNK) flush();
    }

    /** Compares what has come together. */
    void flush() throws IOException {
        byte[] code = chunk.toByteArray();
        Map<Integer, Objdump.Line> lines = Objdump.disassemble(code, code32);
        for (Insn insn : insns) compare(insn, lines, code);
        insns.clear();
        chunk.reset();
    }

    private void compare(Insn insn, Map<Integer, Objdump.Line> lines, byte[] code) {
        compared++;
        var line = lines.get(insn.eip());
        if (line == null) return;
        String ours = Objdump.canonical(new Disassembler(code32).text(insn).replaceAll("\\[([^\\]]*:)?(word|dword) ", "[$1"));
        boolean bad = insn.row().mnemonic().startsWith("("), theirsBad = line.text().contains("(bad)");
        if (bad && (theirsBad || Exceptions.unknownHere(line.text()))) return;
        String opcode = opcode(insn, code);
        String what = null;
        if (bad != theirsBad) what = "only one decodes";
        else if (!lines.containsKey(insn.eip() + insn.length()) || between(lines, insn)) what = "length";
        else if (!same(ours, line.text(), insn)) what = "text";
        else if (line.size() > 0 && size(insn) > 0 && line.size() != size(insn))
            what = "memory size " + line.size() + ", ours " + size(insn);
        if (what == null || Exceptions.accepted(insn, opcode, line.text())) return;
        String key = what + " " + (code32 ? "32 " : "16 ") + opcode;
        counts.merge(key, 1, Integer::sum);
        wrong.putIfAbsent(key, hex(insn, code) + ": ours \"" + ours + "\", objdump \"" + line.text() + "\"");
    }

    private static boolean between(Map<Integer, Objdump.Line> lines, Insn insn) {
        for (int i = 1; i < insn.length(); i++) if (lines.containsKey(insn.eip() + i)) return true;
        return false;
    }

    private static int size(Insn insn) {
        for (Operand o : insn.operands()) if (o instanceof Operand.Mem m) return m.size();
        return 0;
    }

    /** Numbers may be written in more bits on one side. */
    private static boolean same(String a, String b, Insn insn) {
        if (a.equals(b)) return true;
        String[] x = a.split("(?=0x)|(?<=0x[0-9a-f]{1,8})(?![0-9a-f])"), y = b.split("(?=0x)|(?<=0x[0-9a-f]{1,8})(?![0-9a-f])");
        if (x.length != y.length) return false;
        for (int i = 0; i < x.length; i++) {
            if (x[i].equals(y[i])) continue;
            if (!x[i].startsWith("0x") || !y[i].startsWith("0x")) return false;
            long d = Long.parseLong(x[i].substring(2), 16) ^ Long.parseLong(y[i].substring(2), 16);
            boolean narrow = insn.operandSize() == 2 || insn.addressSize() == 2;
            if ((d & (narrow ? 0xffff : 0xffffffffL)) != 0) return false;
        }
        return true;
    }

    private static String opcode(Insn insn, byte[] code) {
        int at = insn.eip();
        var text = new StringBuilder();
        for (; isPrefix(code[at] & 0xff); at++)
            if (List.of(0x66, 0xf2, 0xf3, 0xf0).contains(code[at] & 0xff)) text.append(String.format("%02x ", code[at]));
        int map = (code[at] & 0xff) != 0x0f ? 1 : code[at + 1] == 0x38 || code[at + 1] == 0x3a ? 3 : 2;
        text.append(HexFormat.of().formatHex(code, at, at + map));
        if (insn.modrm() >= 0) text.append("/" + (insn.modrm() >> 3 & 7)).append(insn.modrm() >= 0xc0 ? " reg" : " mem");
        return text.toString();
    }

    private static boolean isPrefix(int b) {
        for (int p : PREFIXES) if (p == b) return true;
        return false;
    }

    private static String hex(Insn insn, byte[] code) {
        return HexFormat.of().formatHex(code, insn.eip(), insn.eip() + insn.length());
    }

    /** Every opcode with so many random ModR/M and SIB bytes, prefixes before some. */
    void sample(Random random, int each) throws IOException {
        for (int[] map : MAPS) {
            for (int op = 0; op < 256; op++) {
                if (skipped(map, op)) continue;
                for (int i = 0; i < each; i++)
                    add(bytes(random, map, op, random.nextInt(256), random.nextInt(256), random.nextInt(3) == 0));
            }
        }
        flush();
    }

    /** Every opcode with every ModR/M and, where there is one, SIB byte. */
    void exhaustive(Random random) throws IOException {
        for (int[] map : MAPS) {
            for (int op = 0; op < 256; op++) {
                if (skipped(map, op)) continue;
                for (int modrm = 0; modrm < 256; modrm++) {
                    boolean sib = code32 && modrm < 0xc0 && (modrm & 7) == 4;
                    for (int s = 0; s < (sib ? 256 : 1); s++) add(bytes(random, map, op, modrm, s, false));
                    for (int prefix : PREFIXES) {
                        byte[] plain = bytes(random, map, op, modrm, random.nextInt(256), false);
                        var with = new byte[plain.length + 1];
                        with[0] = (byte) prefix;
                        System.arraycopy(plain, 0, with, 1, plain.length);
                        add(with);
                    }
                }
            }
        }
        flush();
    }

    /** Prefixes, and opcodes that lead to other maps. */
    private static boolean skipped(int[] map, int op) {
        return map.length == 0 && (op == 0x0f || isPrefix(op)) || map.length == 1 && (op == 0x38 || op == 0x3a);
    }

    private static byte[] bytes(Random random, int[] map, int op, int modrm, int sib, boolean prefixes) {
        var out = new ByteArrayOutputStream();
        if (prefixes) out.write(PREFIXES[random.nextInt(PREFIXES.length)]);
        for (int b : map) out.write(b);
        out.write(op);
        out.write(modrm);
        out.write(sib);
        for (int i = 0; i < 8; i++) out.write(random.nextInt(256));
        return out.toByteArray();
    }

    /** All of it: some minutes. */
    public static void main(String[] args) throws IOException {
        boolean clean = true;
        for (boolean code32 : new boolean[] {true, false}) {
            var sweep = new ObjdumpSweep(code32);
            if (args.length > 0) sweep.sample(new Random(1), Integer.parseInt(args[0]));
            else sweep.exhaustive(new Random(1));
            sweep.wrong().forEach((k, v) -> System.out.println(k + " (" + sweep.count(k) + "): " + v));
            String bits = (code32 ? 32 : 16) + "-bit code, ";
            System.out.println(sweep.compared() + " instructions compared in " + bits + sweep.wrong().size() + " kinds differ");
            clean &= sweep.wrong().isEmpty();
        }
        System.exit(clean ? 0 : 1);
    }

    /** Where objdump and this project differ with reason. */
    static final class Exceptions {
        private Exceptions() {}

        /** Instructions of extensions that no CPU model here has. */
        static boolean unknownHere(String text) {
            return text.matches("(lock )?(v[a-z]|k|xop|tile|enq|sha|aes|aadd|aand|aor|axor|adcx|adox|rdseed|rdpid|clgi|stgi|skinit|syscall"
                    + "|sysret|getsec|inv[evlp]|movdir|movntss|movntsd|prefetchw|xsave|xrstor|xget|xset|clwb|clflushopt|clzero"
                    + "|mcommit|rdpru|pconfig|encl[suv]|xtest|xend|xabort|xbegin|stac|clac|wrss|wruss|rstorssp|saveprev|setssbsy"
                    + "|clrssbsy|incssp|rdssp|endbr|gf2p8|monitorx|mwaitx|pcmpestri64|bnd|tzcnt|lzcnt|andn|bextr|bls|bzhi|mulx"
                    + "|pdep|pext|rorx|sarx|shlx|shrx|extrq|insertq|femms|pf|pi2f|pavgusb|pswapd|pmulhrw$|rdfsbase|rdgsbase"
                    + "|wrfsbase|wrgsbase|ptwrite|swapgs|umonitor|umwait|tpause|wbnoinvd|cldemote|serialize|xsusldtrk|xresldtrk"
                    + "|senduipi|uiret|testui|clui|stui|hreset|pclmul|llwpcb|slwpcb|lwp|psmash|pvalidate|rmpadjust|rmpupdate"
                    + "|seamcall|tdcall|seamops|seamret|mov tr|mov \\w+,tr|rdrand|monitor|mwait|cmpccxadd|wrmsrns|rdmsrlist"
                    + "|wrmsrlist|lkgs|erets|eretu|fisttp1).*");
        }

        static boolean accepted(Insn insn, String opcode, String theirs) {
            String name = insn.row().mnemonic();
            // Hardware refuses LOCK here; objdump writes it anyway. Aliases of x87 instructions, SALC and the like are not in its tables.
            if (insn.lock() && name.startsWith("(")) return true;
            boolean x87 = insn.opcode() >= 0xd8 && insn.opcode() <= 0xdf;
            if (theirs.contains("(bad)") && (name.startsWith("f") && x87 || name.equals("salc"))) return true;
            // It refuses prefixes that processors ignore, and knows names for some that they refuse; fences with other low bits.
            boolean either = name.startsWith("(") || theirs.contains("(bad)") || unknownHere(theirs);
            if (insn.rep() != Insn.NO_REP && either || name.endsWith("fence")) return true;
            if (opcode.contains("66 ") && (name.startsWith("(") || theirs.contains("(bad)")) || theirs.startsWith("frstpm")) return true;
            if (name.matches("cmp[ps][sd]") || name.equals("mov") && insn.operands().getFirst() instanceof Operand.Seg) return true;
            // It shows the whole register of a 16-bit source, and the register that memory forms of these load.
            if (name.equals("lar") || name.equals("lsl") || name.startsWith("pinsr") || name.startsWith("pextr")) return true;
            // Later names for prefixed forms that processors without them execute as the plain instruction.
            return unknownHere(theirs) && (name.equals("bsf") || name.equals("bsr") || name.contains("nop"));
        }
    }
}
