package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.jit.helpers.fp.Convert;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;
import lucid86.machine.mem.Backing;

/**
 * Quick twins of {@link X87Store}: the destination is in backing memory, in one page; all exceptions masked; what is stored fits. The same for a
 * number that is in locals ({@link X87Locals}): stored and nothing else, what it raises left in the scratch fields.
 */
public final class X87QuickStore {
    private X87QuickStore() {}

    private static boolean ready(Fpu f) {
        return Fp80.isUsual(f.cw) && (f.used >> f.top & 1) != 0;
    }

    /** @return true */
    private static boolean finish(CpuState c, int offset, int eip, int what) {
        X87.operandAt(c, offset, what >>> 11);
        Fpu f = X87.begin(c, eip, what);
        X87.commitMasked(f);
        if ((what & 8) != 0) X87.pop(f);
        return true;
    }

    public static boolean single(Fpu f, byte[] memory, int at, int signExp, long mant) {
        f.raised = 0;
        int v;
        if (Fp80.isZero(signExp, mant)) v = signExp << 16;
        else if (Convert.isQuickSingle(signExp, mant)) v = Convert.quickSingle(f, signExp, mant);
        else return false;
        Backing.setInt(memory, at, v);
        return true;
    }

    public static boolean doubled(Fpu f, byte[] memory, int at, int signExp, long mant) {
        f.raised = 0;
        long v;
        if (Fp80.isZero(signExp, mant)) v = (long) signExp << 48;
        else if (Convert.isQuickDouble(signExp, mant)) v = Convert.quickDouble(f, signExp, mant);
        else return false;
        Backing.setLong(memory, at, v);
        return true;
    }

    /** The result's mantissa becomes a number's magnitude as an integer of so many bits. */
    private static boolean rounded(Fpu f, int signExp, long mant, int bits, int mode) {
        f.raised = 0;
        if (Fp80.isZero(signExp, mant)) {
            f.resMant = 0;
            return true;
        }
        return Convert.quickMagnitude(f, signExp, mant, mode) && f.resMant >>> bits - 1 == 0;
    }

    private static long signed(Fpu f, int signExp) {
        return (signExp & SIGN) != 0 ? -f.resMant : f.resMant;
    }

    private static boolean put16(Fpu f, byte[] memory, int at, int signExp, long mant, int mode) {
        if (!rounded(f, signExp, mant, 16, mode)) return false;
        Backing.setShort(memory, at, (short) signed(f, signExp));
        return true;
    }

    private static boolean put32(Fpu f, byte[] memory, int at, int signExp, long mant, int mode) {
        if (!rounded(f, signExp, mant, 32, mode)) return false;
        Backing.setInt(memory, at, (int) signed(f, signExp));
        return true;
    }

    private static boolean put64(Fpu f, byte[] memory, int at, int signExp, long mant, int mode) {
        if (!rounded(f, signExp, mant, 64, mode)) return false;
        Backing.setLong(memory, at, signed(f, signExp));
        return true;
    }

    public static boolean integer16(Fpu f, byte[] memory, int at, int signExp, long mant) {
        return put16(f, memory, at, signExp, mant, Fp80.NEAREST);
    }

    public static boolean integer32(Fpu f, byte[] memory, int at, int signExp, long mant) {
        return put32(f, memory, at, signExp, mant, Fp80.NEAREST);
    }

    public static boolean integer64(Fpu f, byte[] memory, int at, int signExp, long mant) {
        return put64(f, memory, at, signExp, mant, Fp80.NEAREST);
    }

    public static boolean truncated16(Fpu f, byte[] memory, int at, int signExp, long mant) {
        return put16(f, memory, at, signExp, mant, Fp80.TRUNCATE);
    }

    public static boolean truncated32(Fpu f, byte[] memory, int at, int signExp, long mant) {
        return put32(f, memory, at, signExp, mant, Fp80.TRUNCATE);
    }

    public static boolean truncated64(Fpu f, byte[] memory, int at, int signExp, long mant) {
        return put64(f, memory, at, signExp, mant, Fp80.TRUNCATE);
    }

    // ---- twins ------------------------------------------------------------------------------------------------------------

    /** Programs in C store integers with rounding towards zero. */
    private static boolean truncates(Fpu f) {
        return (f.cw & 0xf3f) == 0xf3f && (f.used >> f.top & 1) != 0;
    }

    public static boolean single(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        return ready(f) && single(f, memory, at, f.signExp[f.top], f.mant[f.top]) && finish(c, offset, eip, what);
    }

    public static boolean doubled(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        return ready(f) && doubled(f, memory, at, f.signExp[f.top], f.mant[f.top]) && finish(c, offset, eip, what);
    }

    public static boolean truncated16(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        return ready(f) && truncated16(f, memory, at, f.signExp[f.top], f.mant[f.top]) && finish(c, offset, eip, what);
    }

    public static boolean truncated32(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        return ready(f) && truncated32(f, memory, at, f.signExp[f.top], f.mant[f.top]) && finish(c, offset, eip, what);
    }

    public static boolean truncated64(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        return ready(f) && truncated64(f, memory, at, f.signExp[f.top], f.mant[f.top]) && finish(c, offset, eip, what);
    }

    public static boolean integer16(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        int se = f.signExp[f.top];
        long m = f.mant[f.top];
        boolean stored = ready(f) ? integer16(f, memory, at, se, m) : truncates(f) && truncated16(f, memory, at, se, m);
        return stored && finish(c, offset, eip, what);
    }

    public static boolean integer32(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        int se = f.signExp[f.top];
        long m = f.mant[f.top];
        boolean stored = ready(f) ? integer32(f, memory, at, se, m) : truncates(f) && truncated32(f, memory, at, se, m);
        return stored && finish(c, offset, eip, what);
    }

    public static boolean integer64(CpuState c, byte[] memory, int at, int offset, int eip, int what) {
        Fpu f = c.fpu;
        int se = f.signExp[f.top];
        long m = f.mant[f.top];
        boolean stored = ready(f) ? integer64(f, memory, at, se, m) : truncates(f) && truncated64(f, memory, at, se, m);
        return stored && finish(c, offset, eip, what);
    }
}
