package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C0;
import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.C2;
import static lucid86.jit.helpers.fp.Fp80.C3;
import static lucid86.jit.helpers.fp.Fp80.EXCEPTIONS;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.jit.helpers.fp.Arith;
import lucid86.jit.helpers.fp.Compare;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.helpers.fp.QuickArith;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/**
 * Quick twins of {@link X87Arith} and {@link X87Stack}: no stack fault, all exceptions masked, ordinary numbers. The FPU's scratch fields may change
 * even when a twin refuses.
 */
public final class X87Quick {
    private X87Quick() {}

    private static boolean masked(Fpu f) {
        return (f.cw & EXCEPTIONS) == EXCEPTIONS;
    }

    private static boolean inUse(Fpu f, int physical) {
        return (f.used >> physical & 1) != 0;
    }

    // ---- two operands -------------------------------------------------------------------------------------------------

    /** The operands of {@link X87Arith} are there, a memory operand raised nothing, and the control word is the usual one. */
    private static boolean ready(Fpu f, int fop) {
        return Fp80.isUsual(f.cw) && X87Arith.gatherUsed(f, fop) && f.raised == 0;
    }

    private static boolean done(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        X87.commitMasked(f);
        X87Arith.putResult(f, fop);
        return true;
    }

    public static boolean add(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        return ready(f, fop) && QuickArith.add(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant) && done(c, eip, fop);
    }

    public static boolean sub(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        if (!ready(f, fop)) return false;
        int sa = f.signExp[f.top], sb = f.opSignExp;
        if ((fop & X87Arith.REVERSED) == 0) sb ^= SIGN;
        else sa ^= SIGN;
        return QuickArith.add(f, sa, f.mant[f.top], sb, f.opMant) && done(c, eip, fop);
    }

    public static boolean mul(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        return ready(f, fop) && QuickArith.mul(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant) && done(c, eip, fop);
    }

    public static boolean div(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        if (!ready(f, fop)) return false;
        int sa = f.signExp[f.top], sb = f.opSignExp;
        long ma = f.mant[f.top], mb = f.opMant;
        boolean divided = (fop & X87Arith.REVERSED) == 0 ? Arith.quickDiv(f, sa, ma, sb, mb) : Arith.quickDiv(f, sb, mb, sa, ma);
        return divided && done(c, eip, fop);
    }

    // ---- comparison ---------------------------------------------------------------------------------------------------

    private static boolean comparable(Fpu f, int fop) {
        return masked(f) && X87Arith.gatherUsed(f, fop) && f.raised == 0
                && Compare.isPlain(f.signExp[f.top], f.mant[f.top]) && Compare.isPlain(f.opSignExp, f.opMant);
    }

    private static int order(Fpu f) {
        return Compare.order(f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant);
    }

    public static boolean compare(CpuState c, int eip, int fop, int how) {
        Fpu f = c.fpu;
        if (!comparable(f, fop)) return false;
        X87.begin(c, eip, fop);
        f.sw = f.sw & ~(C3 | C2 | C1 | C0) | order(f);
        X87Arith.pops(f, how);
        return true;
    }

    public static long compareToFlags(CpuState c, int eip, int fop, int how) {
        Fpu f = c.fpu;
        if (!comparable(f, fop)) return -1;
        X87.begin(c, eip, fop);
        int codes = order(f);
        X87Arith.pops(f, how);
        return X87Arith.flags(codes);
    }

    // ---- signs ----------------------------------------------------------------------------------------------------------

    private static boolean sign(CpuState c, int eip, int fop, int clear, int flip) {
        Fpu f = c.fpu;
        if (!inUse(f, f.top)) return false;
        X87.begin(c, eip, fop);
        f.signExp[f.top] = f.signExp[f.top] & ~clear ^ flip;
        f.sw &= ~C1;
        return true;
    }

    public static boolean changeSign(CpuState c, int eip, int fop) {
        return sign(c, eip, fop, 0, SIGN);
    }

    public static boolean absolute(CpuState c, int eip, int fop) {
        return sign(c, eip, fop, SIGN, 0);
    }

    // ---- the stack --------------------------------------------------------------------------------------------------------

    private static boolean push(CpuState c, int eip, int fop, int signExp, long mant) {
        Fpu f = c.fpu;
        int to = f.top - 1 & 7;
        if (inUse(f, to)) return false;
        X87.begin(c, eip, fop);
        f.signExp[to] = signExp;
        f.mant[to] = mant;
        f.used |= 1 << to;
        f.top = to;
        f.sw &= ~C1;
        return true;
    }

    public static boolean pushConverted(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        return f.raised == 0 && Compare.isPlain(f.opSignExp, f.opMant) && push(c, eip, fop, f.opSignExp, f.opMant);
    }

    public static boolean pushExact(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        return f.raised == 0 && push(c, eip, fop, f.opSignExp, f.opMant);
    }

    public static boolean pushRegister(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        int from = X87.register(f, fop);
        return inUse(f, from) && push(c, eip, fop, f.signExp[from], f.mant[from]);
    }

    public static boolean pushConstant(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        X87Stack.constant(f, fop & 7, f.cw >>> 10 & 3);
        return push(c, eip, fop, f.resSignExp, f.resMant);
    }

    public static boolean exchange(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        int a = f.top, b = X87.register(f, fop);
        if ((f.used >> a & f.used >> b & 1) == 0) return false;
        X87.begin(c, eip, fop);
        X87Stack.swap(f, a, b);
        f.sw &= ~C1;
        return true;
    }

    public static boolean copy(CpuState c, int eip, int fop) {
        Fpu f = c.fpu;
        if (!inUse(f, f.top)) return false;
        X87.begin(c, eip, fop);
        int to = X87.register(f, fop);
        f.signExp[to] = f.signExp[f.top];
        f.mant[to] = f.mant[f.top];
        f.used |= 1 << to;
        f.sw &= ~C1;
        return true;
    }

    public static boolean copyAndPop(CpuState c, int eip, int fop) {
        if (!copy(c, eip, fop)) return false;
        X87.pop(c.fpu);
        return true;
    }

    public static boolean conditionalMove(CpuState c, int eip, int fop, int condition) {
        Fpu f = c.fpu;
        int from = X87.register(f, fop);
        if ((f.used >> f.top & f.used >> from & 1) == 0) return false;
        X87.begin(c, eip, fop);
        if (condition == 0) return true;
        f.signExp[f.top] = f.signExp[from];
        f.mant[f.top] = f.mant[from];
        return true;
    }
}
