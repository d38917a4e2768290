package lucid86.jit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Samples;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;

/**
 * Random instructions of all rows in random state, in lockstep on four machines: interpreter one instruction at a time,
 * interpreter by blocks, compiled, compiled with what is rare left to the interpreter. {@code -Dlucid86.fuzz.seed=N} starts with the case N; {@code -Dlucid86.fuzz.cases=N} runs so
 * many. A failure names the seed of its case.
 */
class TierFuzzTest {
    private static final int[] SLICES = {90, 7, 1, 100, 60};

    private final FuzzMachine reference = new FuzzMachine(TierPolicy.INTERPRET_ONLY, true);
    private final FuzzMachine interpreted = new FuzzMachine(TierPolicy.INTERPRET_ONLY, false);
    private final FuzzMachine compiled = new FuzzMachine(TierPolicy.COMPILE_AT_ONCE, false);
    private final FuzzMachine leaving = new FuzzMachine(TierPolicy.COMPILE_AND_LEAVE, false);

    @Test
    void tiersAgree() {
        FuzzMachine.cases("TierFuzzTest", 3000, this::runCase);
    }

    private void runCase(long seed) {
        var random = new Random(seed * 0x9e3779b97f4a7c15L);
        var kind = FuzzMachine.Kind.values()[random.nextInt(FuzzMachine.Kind.values().length)];
        byte[] code = code(random, kind);
        long state = random.nextLong();
        for (var m : new FuzzMachine[] {reference, interpreted, compiled, leaving}) m.prepare(kind, code, new Random(state));
        for (int slice : SLICES) {
            String at = "case " + seed + " " + kind + " " + HexFormat.of().formatHex(code) + listing(code, kind);
            run(reference, slice, at + "stepped");
            run(interpreted, slice, at + "interpreted");
            run(compiled, slice, at + "compiled");
            run(leaving, slice, at + "leaving");
            assertEquals("", difference(reference, interpreted), () -> at + "interpreted by blocks");
            assertEquals("", difference(reference, compiled), () -> at + "compiled");
            assertEquals("", difference(reference, leaving), () -> at + "leaving");
            if (reference.stopped()) return;
        }
    }

    private static void run(FuzzMachine m, int count, String at) {
        try {
            m.run(count);
        } catch (RuntimeException e) {
            throw new AssertionError(at + " failed: " + e, e);
        }
    }

    private static byte[] code(Random random, FuzzMachine.Kind kind) {
        var out = new ByteArrayOutputStream();
        for (int n = 1 + random.nextInt(12); n > 0; ) {
            var s = Samples.random(random, kind.code32(), true);
            if (s.isEmpty()) continue;
            out.writeBytes(s.get().code());
            n--;
        }
        return out.toByteArray();
    }

    private static String listing(byte[] code, FuzzMachine.Kind kind) {
        var text = new StringBuilder("\n");
        for (int at = 0; at < code.length; ) {
            int from = at;
            Insn insn = Samples.DECODER.decode(i -> from + i < code.length ? code[from + i] : 0xcc, FuzzMachine.ENTRY + at, kind.code32());
            text.append(String.format("  %x %s%n", FuzzMachine.ENTRY + at, new Disassembler(kind.code32()).text(insn)));
            at += insn.length();
        }
        return text.toString();
    }

    // ---- comparing -----------------------------------------------------------------------------------------------------

    static String difference(FuzzMachine a, FuzzMachine b) {
        var text = new StringBuilder();
        CpuState c = a.cpu, d = b.cpu;
        differ(text, "executed", a.executed(), b.executed());
        differ(text, "stopped", a.stopped() ? 1 : 0, b.stopped() ? 1 : 0);
        for (int i = 0; i <= CpuState.EIP; i++) differ(text, "eax ecx edx ebx esp ebp esi edi eip".split(" ")[i], c.r[i], d.r[i]);
        differ(text, "eflags", c.eflags(), d.eflags());
        if (a.stopped()) {
            differ(text, "vector", c.faultVector, d.faultVector);
            differ(text, "error", c.faultError, d.faultError);
        }
        differ(text, "cr0", c.cr0, d.cr0);
        differ(text, "cr2", c.cr2, d.cr2);
        differ(text, "cr3", c.cr3, d.cr3);
        differ(text, "cr4", c.cr4, d.cr4);
        differ(text, "cpl", c.cpl, d.cpl);
        differ(text, "mode", c.mode, d.mode);
        differ(text, "dr", c.dr, d.dr);
        differ(text, "pending debug", c.pendingDebug, d.pendingDebug);
        differ(text, "halted", c.halted ? 1 : 0, d.halted ? 1 : 0);
        differ(text, "gdt", c.gdtBase ^ c.gdtLimit, d.gdtBase ^ d.gdtLimit);
        differ(text, "idt", c.idtBase ^ c.idtLimit, d.idtBase ^ d.idtLimit);
        differ(text, "selector", c.selector, d.selector);
        differ(text, "limit", c.limit, d.limit);
        differ(text, "attr", c.attr, d.attr);
        for (int s = 0; s < 8; s++) differ(text, "base" + s, c.base(s), d.base(s));
        differ(text, "fcw", c.fpu.cw, d.fpu.cw);
        differ(text, "fsw", c.fpu.statusWord(), d.fpu.statusWord());
        differ(text, "tags", c.fpu.used, d.fpu.used);
        differ(text, "fop", c.fpu.fop, d.fpu.fop);
        differ(text, "fip", c.fpu.fip, d.fpu.fip);
        differ(text, "fdp", c.fpu.fdp, d.fpu.fdp);
        differ(text, "fcs", c.fpu.fcs << 16 | c.fpu.fds, d.fpu.fcs << 16 | d.fpu.fds);
        differ(text, "st exponents", c.fpu.signExp, d.fpu.signExp);
        if (!Arrays.equals(c.fpu.mant, d.fpu.mant)) text.append(" st mantissas");
        differ(text, "mxcsr", c.mxcsr, d.mxcsr);
        int x = Arrays.mismatch(Arrays.copyOf(c.xmm, 16), Arrays.copyOf(d.xmm, 16));
        if (x >= 0) text.append(String.format(" xmm%d %016x not %016x", x / 2, d.xmm[x], c.xmm[x]));
        int at = Arrays.mismatch(a.memory(), b.memory());
        if (at >= 0) text.append(String.format(" memory %x: %02x not %02x", at, b.memory()[at], a.memory()[at]));
        return text.toString();
    }

    private static void differ(StringBuilder text, String what, int should, int is) {
        if (is != should) text.append(String.format(" %s %08x not %08x", what, is, should));
    }

    private static void differ(StringBuilder text, String what, int[] should, int[] is) {
        for (int i = 0; i < should.length; i++) differ(text, what + i, should[i], is[i]);
    }
}
