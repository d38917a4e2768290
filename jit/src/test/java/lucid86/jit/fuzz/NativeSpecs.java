package lucid86.jit.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Operand;
import lucid86.jit.x86.Row;
import lucid86.jit.x86.Samples;
import lucid86.machine.cpu.CpuState;

/**
 * Inputs for {@code record.c}: random instructions of all rows that user mode can run, one to four in a row, in random
 * state. {@code COUNT SEED} are its arguments; recorded, they are the third machine beside interpreter and compiler
 * ({@code docs/VECTORS.md}).
 *
 * <p>Left out is what leaves user mode, reads what is the recorder's own (clocks, descriptor tables), goes to addresses
 * nobody knows, or is approximate. Flags that the manual leaves undefined are not compared, nor read by what follows.
 */
public final class NativeSpecs {
    private static final int CODE = 0x100000, ENTRY = 0x100800, WINDOW = 0x9000, ESP = 0x300800, UNMAPPED = 0x6000;
    private static final int CF = 1, PF = 4, AF = 0x10, ZF = 0x40, SF = 0x80, OF = 0x800, ALL = CF | PF | AF | ZF | SF | OF, DF = 0x400;
    private static final int[] EDGES = {0, 1, -1, 0x7fffffff, 0x80000000, 0x7f, 0x80, 0xff, 0xffff, 0x8000, 31, 32, 16, 8};
    private static final long[] FLOATS = {0, 1L << 63, 0x3ff0000000000000L, 0x7ff0000000000000L, 0x7ff8000000000000L, 0x7ff0000000000001L, 1,
        0x3f8000003f800000L, 0x7f800000ff800000L, 0x7fa0000000000001L, 0x41e0000000000000L, -1, 0x0000000100800000L};

    /** Not for user mode, not to be repeated, or covered by vectors that know how to compare them. */
    private static final Set<String> LEFT_OUT = Set.of("int", "int3", "icebp", "int1", "sysenter", "syscall", "sysexit", "cpuid", "rdtsc", "rdtscp", "rdpmc",
            "rdrand", "sgdt", "sidt", "sldt", "str", "smsw", "lar", "lsl", "verr", "verw", "les", "lds", "lss", "lfs", "lgs", "ret", "retf", "iretw|iretd",
            "popfw|popfd", "enter", "leave", "fxsave", "fxrstor", "fnsave", "frstor", "fnstenv", "fldenv", "fnstsw", "fnstcw", "f2xm1", "fyl2x", "fyl2xp1",
            "fpatan", "fptan", "fsin", "fcos", "fsincos", "rcpps", "rcpss", "rsqrtps", "rsqrtss", "monitor", "mwait", "popa|popad", "maskmovq", "maskmovdqu", "xlatb");
    private static final Set<String> ADDS = Set.of("add", "sub", "adc", "sbb", "cmp", "neg", "xadd", "cmpxchg", "popcnt", "ptest");
    private static final Set<String> LOGIC = Set.of("and", "or", "xor", "test");

    private final Random random;
    private int[] registers;
    /** Flags that are undefined now, and those that were after any instruction so far: a later one may fault. */
    private int undefined, everUndefined;

    private NativeSpecs(long seed) {
        random = new Random(seed);
    }

    /** Prints COUNT inputs of a SEED. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        System.out.println("# random instructions: " + count + " of seed " + seed);
        var specs = new NativeSpecs(seed);
        for (int i = 0; i < count; i++) System.out.println(specs.next());
    }

    private String next() {
        registers = new int[8];
        for (int i = 0; i < 8; i++) registers[i] = random.nextInt(3) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt() >>> random.nextInt(32);
        registers[CpuState.ESP] = ESP;
        undefined = everUndefined = 0;
        boolean x87 = false, sse = false, memory = false;
        var names = new ArrayList<String>();
        var code = new StringBuilder();
        int most = 1 + random.nextInt(4);
        while (names.size() < most) {
            var found = instruction(names.isEmpty(), code.length() / 2);
            if (found.isEmpty()) continue;
            var s = found.get();
            names.add(s.row().mnemonic().replace('|', '/'));
            code.append(s.hex());
            x87 |= s.row().is(Row.Attr.X87) || s.row().is(Row.Attr.X87_NO_WAIT) || s.row().is(Row.Attr.MMX);
            sse |= s.row().is(Row.Attr.SSE);
            memory |= s.insn().operands().stream().anyMatch(o -> o instanceof Operand.Mem || o instanceof Operand.Str);
            if (s.insn().operands().stream().anyMatch(o -> o instanceof Operand.Target)) break;
        }
        int flags = 0x202 | random.nextInt() & (ALL | (random.nextInt(6) == 0 ? DF : 0));
        return String.join("\t", String.join(" ", names), "i32", code, Integer.toHexString((ALL | DF) & ~everUndefined), "baff", registers(flags), memory ? bytes(64) : "-",
                names.toString().matches(".*(push|pop|call).*") ? bytes(32) : "-", x87 ? fpu() : "-", sse ? sse() : "-");
    }

    // ---- instructions ------------------------------------------------------------------------------------------------------

    private Optional<Samples.Sample> instruction(boolean first, int at) {
        var sample = Samples.random(random, true, false).filter(s -> !LEFT_OUT.contains(s.row().mnemonic()));
        if (sample.isEmpty()) return sample;
        var s = sample.get();
        Insn insn = s.insn();
        if (insn.addressSize() == 2 || loadsSegment(s) || !first && touchesStackPointer(insn)) return Optional.empty();
        boolean string = insn.operands().stream().anyMatch(o -> o instanceof Operand.Str);
        if (insn.rep() != Insn.NO_REP && !string) return Optional.empty();
        // Counts beyond the operand leave all undefined.
        if (s.row().mnemonic().matches("sh[lr]d") && insn.operandSize() == 2) return Optional.empty();
        if (undefined != 0 && readsFlags(s.row(), insn)) return Optional.empty();
        if (string) {
            if (!first) return Optional.empty();
            registers[CpuState.ESI] = WINDOW + 24 + random.nextInt(8);
            registers[CpuState.EDI] = WINDOW + 40 + random.nextInt(8);
            registers[CpuState.ECX] = random.nextInt(5);
        }
        for (Operand o : insn.operands())
            if (o instanceof Operand.Target(int to, int size) && (size == 2 || !landsOnInt3(to - 0x1000 + ENTRY + at, at))) return Optional.empty();
        if (insn.modrm() >= 0 && insn.modrm() < 0xc0 && insn.operands().stream().anyMatch(o -> o instanceof Operand.Mem)) {
            if (s.row().mnemonic().matches("bt[src]?") && insn.operands().get(1) instanceof Operand.Gpr) return Optional.empty();
            if (!first || random.nextBoolean()) return absolute(s).map(this::noteFlags);
            if (!aim(insn)) return Optional.empty();
        } else if (insn.operands().stream().anyMatch(o -> o instanceof Operand.Mem)) {
            return Optional.empty();
        }
        return Optional.of(noteFlags(s));
    }

    private static boolean loadsSegment(Samples.Sample s) {
        boolean segment = s.insn().operands().stream().anyMatch(o -> o instanceof Operand.Seg);
        return segment && !s.row().mnemonic().equals("mov") || s.row().mnemonic().equals("mov") && s.insn().operands().getFirst() instanceof Operand.Seg
                || s.insn().operands().stream().anyMatch(o -> o instanceof Operand.Far) || s.row().is(Row.Attr.JUMPS)
                || s.row().mnemonic().matches("jmp|call") && !(s.insn().operands().getFirst() instanceof Operand.Target);
    }

    private static boolean touchesStackPointer(Insn insn) {
        return insn.operands().stream().anyMatch(o -> o instanceof Operand.Gpr(int n, int size) && n == CpuState.ESP && size > 1);
    }

    private static boolean landsOnInt3(int target, int at) {
        return target >= CODE && target < CODE + 0x1000 && (target < ENTRY - 1 || target >= ENTRY + at + 16);
    }

    /** The same instruction with an absolute address, which no instruction before it can change. */
    private Optional<Samples.Sample> absolute(Samples.Sample s) {
        byte[] code = s.code();
        var tail = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(target(s.insn()));
        while (tail.hasRemaining()) tail.put((byte) random.nextInt());
        byte[] prefixes = java.util.Arrays.copyOf(code, prefixes(code));
        return Samples.withMemory(s.encoding(), s.insn().modrm() & 0x38 | 5, tail.array(), prefixes);
    }

    private static int prefixes(byte[] code) {
        int n = 0;
        while (Set.of(0x66, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0).contains(code[n] & 0xff)) n++;
        return n;
    }

    private int target(Insn insn) {
        int size = insn.operands().stream().filter(o -> o instanceof Operand.Mem).mapToInt(Operand::size).max().orElse(4);
        if (random.nextInt(25) == 0) return UNMAPPED + random.nextInt(0x1000);
        int at = random.nextInt(Math.max(1, 65 - size));
        return WINDOW + (random.nextInt(4) == 0 ? at : at & -Math.max(1, size));
    }

    /** Sets a register so that the memory operand lies where it may. */
    private boolean aim(Insn insn) {
        int base = insn.base(), index = insn.index();
        if (base < 0 || base == CpuState.ESP || base == index) return false;
        int rest = insn.displacement() + (index < 0 ? 0 : registers[index] << insn.scale());
        registers[base] = target(insn) - rest;
        return true;
    }

    // ---- flags -------------------------------------------------------------------------------------------------------------

    private static boolean readsFlags(Row row, Insn insn) {
        String m = row.mnemonic();
        return m.matches("(j|set|cmov|fcmov|loop).*|adc|sbb|rcl|rcr|lahf|pushf.*|salc|cmc|daa|das|aaa|aas|into") && !m.equals("jmp") || insn.rep() != Insn.NO_REP;
    }

    private Samples.Sample noteFlags(Samples.Sample s) {
        String m = s.row().mnemonic();
        int size = s.insn().operands().isEmpty() ? 4 : s.insn().operands().getFirst().size();
        undefined = switch (m) {
            case String x when ADDS.contains(x) || x.matches("(cmps|scas).*|u?comis[sd]|fu?comip?|pcmp.str.") -> 0;
            case String x when LOGIC.contains(x) -> AF;
            case "inc", "dec" -> undefined & CF;
            case "mul", "imul" -> SF | ZF | AF | PF;
            case "div", "idiv" -> ALL;
            case "shl", "sal", "shr" -> undefined | AF | OF | (size < 4 ? CF : 0);
            case "sar" -> undefined | AF | OF;
            case "rol", "ror", "rcl", "rcr" -> undefined | OF;
            case "shld", "shrd" -> undefined | AF | OF;
            case "bt", "bts", "btr", "btc" -> (undefined | OF | SF | AF | PF) & ~CF;
            case "bsf", "bsr" -> ALL & ~ZF;
            case "daa", "das" -> OF;
            case "aaa", "aas" -> OF | SF | ZF | PF;
            case "aam", "aad" -> OF | AF | CF;
            case "sahf" -> undefined & OF;
            case "clc", "stc" -> undefined & ~CF;
            default -> undefined;
        };
        everUndefined |= undefined;
        return s;
    }

    // ---- state -------------------------------------------------------------------------------------------------------------

    private String registers(int flags) {
        var text = new ArrayList<String>();
        for (int r : registers) text.add(String.format("%08x", r));
        text.add(String.format("%08x", flags));
        return String.join(",", text);
    }

    private String bytes(int n) {
        var b = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        while (b.hasRemaining()) b.putLong(value());
        return HexFormat.of().formatHex(b.array());
    }

    private long value() {
        return switch (random.nextInt(4)) {
            case 0 -> FLOATS[random.nextInt(FLOATS.length)];
            case 1 -> Double.doubleToRawLongBits(random.nextGaussian() * Math.pow(10, random.nextInt(20) - 6));
            case 2 -> Float.floatToRawIntBits((float) random.nextGaussian() * 1000) & 0xffffffffL | (long) Float.floatToRawIntBits(random.nextFloat()) << 32;
            default -> random.nextLong();
        };
    }

    private String fpu() {
        var text = new ArrayList<String>();
        text.add(String.format("%04x", random.nextInt(3) == 0 ? random.nextInt() & 0xf3f | 0x40 : 0x37f));
        text.add(String.format("%04x", random.nextInt() & 0x3800));
        text.add(String.format("%02x", random.nextInt(3) == 0 ? random.nextInt(256) : 0xff));
        for (int i = 0; i < 8; i++) {
            boolean special = random.nextInt(4) == 0;
            int exponent = special ? random.nextInt(3) * 0x7fff / 2 : 0x3fff - 40 + random.nextInt(80);
            long mantissa = special ? value() : random.nextLong() | 1L << 63;
            text.add(String.format("%04x%016x", exponent | random.nextInt(2) << 15, mantissa));
        }
        return String.join(",", text);
    }

    private String sse() {
        List<String> text = new ArrayList<>();
        text.add(String.format("%08x", random.nextInt(3) == 0 ? random.nextInt(0x10000) : 0x1f80));
        for (int i = 0; i < 8; i++) text.add(String.format("%016x%016x", value(), value()));
        return String.join(",", text);
    }
}
