package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.jit.helpers.fp.Convert;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;
import lucid86.machine.mem.MemoryMap;

/** Quick twins of {@link X87Store}: the destination is in backing memory, in one page; all exceptions masked; what is stored fits. */
public final class X87QuickStore {
    private X87QuickStore() {}

    /** @return false when ST(0) is empty or the control word not the usual one */
    private static boolean ready(Fpu f) {
        f.raised = 0;
        return Fp80.isUsual(f.cw) && (f.used >> f.top & 1) != 0;
    }

    private static void finish(CpuState c, int offset, int eip, int what) {
        X87.operandAt(c, offset, what >>> 11);
        Fpu f = X87.begin(c, eip, what);
        X87.commitMasked(f);
        if ((what & 8) != 0) X87.pop(f);
    }

    public static boolean single(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        int se = f.signExp[f.top], v;
        long m = f.mant[f.top];
        if (!ready(f)) return false;
        if (Fp80.isZero(se, m)) v = se << 16;
        else if (Convert.isQuickSingle(se, m)) v = Convert.quickSingle(f, se, m);
        else return false;
        MemoryMap.INT.set(memory, at, v);
        finish(c, offset, eip, what);
        return true;
    }

    public static boolean doubled(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        int se = f.signExp[f.top];
        long m = f.mant[f.top], v;
        if (!ready(f)) return false;
        if (Fp80.isZero(se, m)) v = (long) se << 48;
        else if (Convert.isQuickDouble(se, m)) v = Convert.quickDouble(f, se, m);
        else return false;
        MemoryMap.LONG.set(memory, at, v);
        finish(c, offset, eip, what);
        return true;
    }

    /** ST(0) is an integer of that many bits after rounding; its magnitude is the result's mantissa, then. */
    private static boolean rounded(Fpu f, int bits, boolean truncate) {
        int se = f.signExp[f.top], control = f.cw & 0xf3f;
        long m = f.mant[f.top];
        f.raised = 0;
        // Programs in C store integers with rounding towards zero.
        if (control != 0x33f && control != 0xf3f || (f.used >> f.top & 1) == 0) return false;
        if (Fp80.isZero(se, m)) {
            f.resMant = 0;
            return true;
        }
        boolean whole = Convert.quickMagnitude(f, se, m, truncate ? Fp80.TRUNCATE : control >>> 10);
        return whole && f.resMant >>> bits - 1 == 0;
    }

    private static long signed(Fpu f) {
        return (f.signExp[f.top] & SIGN) != 0 ? -f.resMant : f.resMant;
    }

    private static boolean store16(CpuState c, byte[] memory, int at, int offset, int eip, int what, boolean truncate) {
        if (!rounded(c.fpu, 16, truncate)) return false;
        MemoryMap.SHORT.set(memory, at, (short) signed(c.fpu));
        finish(c, offset, eip, what);
        return true;
    }

    private static boolean store32(CpuState c, byte[] memory, int at, int offset, int eip, int what, boolean truncate) {
        if (!rounded(c.fpu, 32, truncate)) return false;
        MemoryMap.INT.set(memory, at, (int) signed(c.fpu));
        finish(c, offset, eip, what);
        return true;
    }

    private static boolean store64(CpuState c, byte[] memory, int at, int offset, int eip, int what, boolean truncate) {
        if (!rounded(c.fpu, 64, truncate)) return false;
        MemoryMap.LONG.set(memory, at, signed(c.fpu));
        finish(c, offset, eip, what);
        return true;
    }

    public static boolean integer16(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        return store16(c, memory, at, offset, eip, what, false);
    }

    public static boolean integer32(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        return store32(c, memory, at, offset, eip, what, false);
    }

    public static boolean integer64(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        return store64(c, memory, at, offset, eip, what, false);
    }

    public static boolean truncated16(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        return store16(c, memory, at, offset, eip, what, true);
    }

    public static boolean truncated32(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        return store32(c, memory, at, offset, eip, what, true);
    }

    public static boolean truncated64(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        return store64(c, memory, at, offset, eip, what, true);
    }
}
