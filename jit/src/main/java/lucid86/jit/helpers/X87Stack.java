package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C1;

import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/** x87 instructions that move registers: loads onto the stack, constants, exchanges, copies, frees. */
public final class X87Stack {
    /** 1, log2(10), log2(e), pi, log10(2), ln(2), 0, rounded to nearest. */
    private static final long[] CONSTANT = {
        1L << 63, 0xd49a784bcd1b8afeL, 0xb8aa3b295c17f0bcL, 0xc90fdaa22168c235L, 0x9a209a84fbcff799L, 0xb17217f7d1cf79acL, 0
    };
    private static final int[] CONSTANT_EXP = {0x3fff, 0x4000, 0x3fff, 0x4000, 0x3ffd, 0x3ffe, 0};
    /** Constants that are larger, and that are smaller, than the number they stand for. */
    private static final int ABOVE = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5, BELOW = 1 << 1;

    private X87Stack() {}

    /**
     * FLD of single or double precision: pushes the memory operand. A signalling NaN is invalid. A denormal is pushed even
     * when that exception is unmasked: so do processors, though not the manual.
     */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void pushConverted(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        long m = f.opMant;
        if (Fp80.isSignaling(f.opSignExp, m)) {
            f.raised |= Fp80.IE;
            m |= Fp80.QUIET_BIT;
        }
        Fp80.result(f, f.opSignExp, m);
        X87.pushAfterDenormal(c, f);
    }

    /** FLD of extended precision, FILD, FBLD: pushes the memory operand. */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void pushExact(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        Fp80.result(f, f.opSignExp, f.opMant);
        X87.push(c, f);
    }

    /** FLD ST(i) */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void pushRegister(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int from = X87.register(f, fop);
        if (X87.isEmpty(f, from)) {
            // Counts as underflow even when there is no room either.
            X87.underflow(f);
            X87.pushFree(c, f);
        } else {
            Fp80.result(f, f.signExp[from], f.mant[from]);
            X87.push(c, f);
        }
    }

    /** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ: a constant rounded as the control word says. */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void pushConstant(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        constant(f, fop & 7, f.cw >>> 10 & 3);
        X87.push(c, f);
    }

    /** A constant rounded in a mode becomes the result. */
    static void constant(Fpu f, int which, int mode) {
        long m = CONSTANT[which];
        if ((ABOVE >> which & 1) != 0 && (mode == Fp80.DOWN || mode == Fp80.TRUNCATE)) m--;
        if ((BELOW >> which & 1) != 0 && mode == Fp80.UP) m++;
        Fp80.result(f, CONSTANT_EXP[which], m);
    }

    /** FXCH: empty registers count as the indefinite when the fault is masked. */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void exchange(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int a = f.top, b = X87.register(f, fop);
        if ((f.used >> a & f.used >> b & 1) == 0) {
            X87.underflow(f);
            if (!X87.commit(c, f)) return;
            if (X87.isEmpty(f, a)) X87.put(f, a);
            if (X87.isEmpty(f, b)) X87.put(f, b);
        } else {
            f.sw &= ~C1;
        }
        swap(f, a, b);
    }

    static void swap(Fpu f, int a, int b) {
        long m = f.mant[a];
        int se = f.signExp[a];
        f.mant[a] = f.mant[b];
        f.signExp[a] = f.signExp[b];
        f.mant[b] = m;
        f.signExp[b] = se;
    }

    /** FST ST(i) */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void copy(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        copyTop(c, f, X87.register(f, fop));
    }

    /** FSTP ST(i) */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void copyAndPop(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (copyTop(c, f, X87.register(f, fop))) X87.pop(f);
    }

    /** The alias D9 D8+i of FSTP ST(i): from an empty register it copies nothing and raises nothing, but pops. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void copyIfAnyAndPop(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        f.sw &= ~C1;
        if (X87.isEmpty(f, f.top) || copyTop(c, f, X87.register(f, fop))) X87.pop(f);
    }

    private static boolean copyTop(CpuState c, Fpu f, int to) {
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Fp80.result(f, f.signExp[f.top], f.mant[f.top]);
        if (!X87.commit(c, f)) return false;
        X87.put(f, to);
        return true;
    }

    /** FCMOVcc: ST(0) = ST(i) if the condition holds. Both must be in use whether it does or not. */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void conditionalMove(CpuState c, int eip, int fop, int condition) {
        Fpu f = X87.beginClean(c, eip, fop);
        int from = X87.register(f, fop);
        if ((f.used >> f.top & f.used >> from & 1) == 0) {
            X87.underflow(f);
            X87.replaceTop(c, f);
            return;
        }
        if (condition == 0) return;
        Fp80.result(f, f.signExp[from], f.mant[from]);
        X87.put(f, f.top);
    }

    /** FINCSTP, FDECSTP */
    @HelperEffects(HelperUse.NO_REGS)
    public static void turn(CpuState c, int eip, int fop, int by) {
        Fpu f = X87.begin(c, eip, fop);
        f.top = f.top + by & 7;
        f.sw &= ~C1;
    }

    /** FFREE */
    @HelperEffects(HelperUse.NO_REGS)
    public static void free(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        f.sw &= ~C1;
        f.used &= ~(1 << X87.register(f, fop));
    }

    /** FFREEP: FFREE, then the top goes too. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void freeAndPop(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        f.sw &= ~C1;
        f.used &= ~(1 << X87.register(f, fop));
        X87.pop(f);
    }

    /** FNOP */
    @HelperEffects(HelperUse.NO_REGS)
    public static void nothing(CpuState c, int eip, int fop) {
        X87.begin(c, eip, fop);
    }
}
