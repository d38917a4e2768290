package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C0;
import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.C2;
import static lucid86.jit.helpers.fp.Fp80.C3;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.jit.helpers.fp.Arith;
import lucid86.jit.helpers.fp.Compare;
import lucid86.jit.helpers.fp.Convert;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.helpers.fp.Scale;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Fpu;

/**
 * x87 arithmetic and comparison. The two-operand helpers serve all forms: ST(0) and memory (already in the operand fields),
 * ST(0) and ST(i), ST(i) and ST(0) with or without popping; {@code fop} tells which.
 */
public final class X87Arith {
    /** Flags of {@link #compare}: number of pops, and quiet NaNs are no error. */
    public static final int POP = 1, POP_BOTH = 2, QUIET = 4;

    /** In an arithmetic opcode: the result goes to ST(i), the operands are swapped. */
    public static final int TO_OTHER = 0x400, REVERSED = 8;
    /** The same: the stack is popped. */
    private static final int POPS = 0x200;

    private X87Arith() {}

    // ---- two operands -------------------------------------------------------------------------------------------------

    /** FADD, FADDP, FIADD */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void add(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        if (gather(f, fop)) Arith.add(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant);
        finish(c, f, fop);
    }

    /** FMUL, FMULP, FIMUL */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void mul(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        if (gather(f, fop)) Arith.mul(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant);
        finish(c, f, fop);
    }

    /** FSUB, FSUBP, FISUB, and reversed: ST(0) - other, or other - ST(0). */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void sub(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        if (gather(f, fop)) {
            if ((fop & REVERSED) == 0) Arith.sub(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant);
            else Arith.sub(f, f.opSignExp, f.opMant, f.signExp[f.top], f.mant[f.top]);
        }
        finish(c, f, fop);
    }

    /** FDIV, FDIVP, FIDIV, and reversed: ST(0) / other, or other / ST(0). */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void div(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        if (gather(f, fop)) {
            if ((fop & REVERSED) == 0) Arith.div(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant);
            else Arith.div(f, f.opSignExp, f.opMant, f.signExp[f.top], f.mant[f.top]);
        }
        finish(c, f, fop);
    }

    /** Brings ST(i) into the operand fields, where a memory operand already is. False after a stack fault. */
    private static boolean gather(Fpu f, int fop) {
        if (gatherUsed(f, fop)) return true;
        X87.underflow(f);
        return false;
    }

    /** As {@link #gather}, raising nothing. */
    static boolean gatherUsed(Fpu f, int fop) {
        int used = f.used >> f.top;
        if (X87.hasRegister(fop)) {
            int p = X87.register(f, fop);
            f.opSignExp = f.signExp[p];
            f.opMant = f.mant[p];
            f.raised = 0;
            used &= f.used >> p;
        }
        return (used & 1) != 0;
    }

    private static void finish(CpuState c, Fpu f, int fop) {
        if (X87.commit(c, f)) putResult(f, fop);
    }

    static void putResult(Fpu f, int fop) {
        if (!X87.hasRegister(fop)) {
            X87.put(f, f.top);
            return;
        }
        X87.put(f, (fop & TO_OTHER) != 0 ? X87.register(f, fop) : f.top);
        if ((fop & POPS) != 0) X87.pop(f);
    }

    // ---- comparison ---------------------------------------------------------------------------------------------------

    /**
     * FCOM, FUCOM, FICOM and their popping forms: condition codes in the status word. Processors set them even when an
     * unmasked exception keeps the stack from being popped; the manual says they do not.
     */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void compare(CpuState c, int eip, int fop, int how) {
        Fpu f = X87.begin(c, eip, fop);
        int codes = Compare.UNORDERED;
        if (gather(f, fop)) codes = Compare.compare(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant, (how & QUIET) != 0);
        f.sw = f.sw & ~(C3 | C2 | C0) | codes;
        if (X87.commit(c, f)) pops(f, how);
    }

    /** FCOMI, FUCOMI and their popping forms: gives ZF, PF and CF in their places. Only a stack fault touches C1. */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static int compareToFlags(CpuState c, int eip, int fop, int how) {
        Fpu f = X87.begin(c, eip, fop);
        int codes = Compare.UNORDERED;
        if (gather(f, fop)) codes = Compare.compare(f, f.signExp[f.top], f.mant[f.top], f.opSignExp, f.opMant, (how & QUIET) != 0);
        int c1 = f.sw & C1;
        boolean done = X87.commit(c, f);
        if ((f.raised & Fp80.SF) == 0) f.sw |= c1;
        if (done) pops(f, how);
        return flags(codes);
    }

    /** Condition codes as flags: C0, C2 and C3 lie where CF, PF and ZF do, eight bits higher. */
    static int flags(int codes) {
        return codes >>> 8 & (Flags.ZF | Flags.PF | Flags.CF);
    }

    static void pops(Fpu f, int how) {
        if ((how & (POP | POP_BOTH)) != 0) X87.pop(f);
        if ((how & POP_BOTH) != 0) X87.pop(f);
    }

    /** FTST */
    @HelperEffects(HelperUse.NO_REGS)
    public static void test(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int codes = Compare.UNORDERED;
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else codes = Compare.compare(f, f.signExp[f.top], f.mant[f.top], 0, 0, false);
        f.sw = f.sw & ~(C3 | C2 | C0) | codes;
        X87.commit(c, f);
    }

    /** FXAM */
    @HelperEffects(HelperUse.NO_REGS)
    public static void examine(CpuState c, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        int se = f.signExp[f.top];
        int codes = X87.isEmpty(f, f.top) ? C3 | C0 | ((se & SIGN) != 0 ? C1 : 0) : Compare.classify(se, f.mant[f.top]);
        f.sw = f.sw & ~(C3 | C2 | C1 | C0) | codes;
    }

    // ---- one operand ----------------------------------------------------------------------------------------------------

    /** FCHS */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void changeSign(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Fp80.result(f, f.signExp[f.top] ^ SIGN, f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    /** FABS */
    @Quick(X87Quick.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void absolute(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Fp80.result(f, f.signExp[f.top] & ~SIGN, f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    /** FSQRT */
    @HelperEffects(HelperUse.NO_REGS)
    public static void sqrt(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Arith.sqrt(f, f.signExp[f.top], f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    /** FRNDINT */
    @HelperEffects(HelperUse.NO_REGS)
    public static void roundToInteger(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Convert.roundToInteger(f, f.signExp[f.top], f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    // ---- exponents and remainders ------------------------------------------------------------------------------------------

    /** FSCALE */
    @HelperEffects(HelperUse.NO_REGS)
    public static void scale(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int by = f.top + 1 & 7;
        if ((f.used >> f.top & f.used >> by & 1) == 0) X87.underflow(f);
        else Scale.scale(f, f.signExp[f.top], f.mant[f.top], f.signExp[by], f.mant[by]);
        X87.replaceTop(c, f);
    }

    /** FXTRACT: ST(0) becomes the exponent, then the significand is pushed. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void extract(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int below = f.top, above = f.top - 1 & 7;
        boolean empty = X87.isEmpty(f, below);
        if (empty || !X87.isEmpty(f, above)) {
            X87.underflow(f);
            if (!empty) f.raised |= C1;
            f.opSignExp = f.resSignExp;
            f.opMant = f.resMant;
        } else {
            Scale.extract(f, f.signExp[below], f.mant[below]);
        }
        if (!X87.commit(c, f)) return;
        f.signExp[below] = f.opSignExp;
        f.mant[below] = f.opMant;
        f.used |= 1 << below;
        f.top = above;
        X87.put(f, above);
    }

    /** FPREM */
    @HelperEffects(HelperUse.NO_REGS)
    public static void remainder(CpuState c, int eip, int fop) {
        reduce(c, X87.beginClean(c, eip, fop), false);
    }

    /** FPREM1 */
    @HelperEffects(HelperUse.NO_REGS)
    public static void ieeeRemainder(CpuState c, int eip, int fop) {
        reduce(c, X87.beginClean(c, eip, fop), true);
    }

    private static void reduce(CpuState c, Fpu f, boolean nearest) {
        int by = f.top + 1 & 7;
        int codes = Scale.NO_QUOTIENT;
        if ((f.used >> f.top & f.used >> by & 1) == 0) X87.underflow(f);
        else codes = Scale.remainder(f, f.signExp[f.top], f.mant[f.top], f.signExp[by], f.mant[by], nearest);
        // Without a quotient, processors leave C0 and C3 and clear C2.
        f.sw &= ~C2;
        if (!X87.commit(c, f)) return;
        if (codes != Scale.NO_QUOTIENT) f.sw = f.sw & ~(C3 | C0) | codes;
        X87.put(f, f.top);
    }
}
