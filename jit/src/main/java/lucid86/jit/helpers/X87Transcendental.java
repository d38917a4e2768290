package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.C2;

import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.helpers.fp.Transcendental;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/** x87 transcendental instructions: the stack around {@link Transcendental}. */
public final class X87Transcendental {
    private X87Transcendental() {}

    // ---- trigonometry: C2 tells that the angle is out of range --------------------------------------------------------------

    /** FSIN */
    @HelperEffects(HelperUse.NO_REGS)
    public static void sin(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (isOutOfRange(f)) return;
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Transcendental.sin(f, f.signExp[f.top], f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    /** FCOS */
    @HelperEffects(HelperUse.NO_REGS)
    public static void cos(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (isOutOfRange(f)) return;
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Transcendental.cos(f, f.signExp[f.top], f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    /** FPTAN: ST(0) becomes the tangent, then 1 is pushed. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void tan(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (isOutOfRange(f)) return;
        if (lacksRoom(f)) {
            Fp80.indefinite(f);
        } else {
            Transcendental.tan(f, f.signExp[f.top], f.mant[f.top]);
        }
        if (!X87.commit(c, f)) return;
        X87.put(f, f.top);
        // What is no number is pushed as it is.
        if ((f.resSignExp & Fp80.EXP) != Fp80.EXP) Fp80.result(f, Fp80.BIAS, Fp80.INTEGER_BIT);
        f.top = f.top - 1 & 7;
        X87.put(f, f.top);
    }

    /** FSINCOS: ST(0) becomes the sine, then the cosine is pushed. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void sincos(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (isOutOfRange(f)) return;
        if (lacksRoom(f)) {
            Fp80.indefinite(f);
            f.opSignExp = f.resSignExp;
            f.opMant = f.resMant;
        } else {
            int se = f.signExp[f.top];
            long m = f.mant[f.top];
            Transcendental.sin(f, se, m);
            f.opSignExp = f.resSignExp;
            f.opMant = f.resMant;
            f.raised &= ~C1;
            Transcendental.cos(f, se, m);
        }
        if (!X87.commit(c, f)) return;
        f.signExp[f.top] = f.opSignExp;
        f.mant[f.top] = f.opMant;
        f.used |= 1 << f.top;
        f.top = f.top - 1 & 7;
        X87.put(f, f.top);
    }

    /** Raises the stack fault when there is no operand, or no room for a second result. */
    private static boolean lacksRoom(Fpu f) {
        if (X87.isEmpty(f, f.top)) f.raised = Fp80.IE | Fp80.SF;
        else if (!X87.isEmpty(f, f.top - 1 & 7)) f.raised = Fp80.IE | Fp80.SF | C1;
        else return false;
        return true;
    }

    private static boolean isOutOfRange(Fpu f) {
        f.sw &= ~C2;
        if (X87.isEmpty(f, f.top) || !Transcendental.isTooLarge(f.signExp[f.top], f.mant[f.top])) return false;
        f.sw = f.sw & ~C1 | C2;
        return true;
    }

    // ---- the others ---------------------------------------------------------------------------------------------------------

    /** F2XM1 */
    @HelperEffects(HelperUse.NO_REGS)
    public static void exp2m1(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        if (X87.isEmpty(f, f.top)) X87.underflow(f);
        else Transcendental.exp2m1(f, f.signExp[f.top], f.mant[f.top]);
        X87.replaceTop(c, f);
    }

    /** FYL2X: the result replaces ST(1), ST(0) is popped. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void yLog2x(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int y = f.top + 1 & 7;
        if (hasBoth(f, y)) Transcendental.yLog2x(f, f.signExp[y], f.mant[y], f.signExp[f.top], f.mant[f.top]);
        replaceBoth(c, f, y);
    }

    /** FYL2XP1 */
    @HelperEffects(HelperUse.NO_REGS)
    public static void yLog2xPlus1(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int y = f.top + 1 & 7;
        if (hasBoth(f, y)) Transcendental.yLog2xPlus1(f, f.signExp[y], f.mant[y], f.signExp[f.top], f.mant[f.top]);
        replaceBoth(c, f, y);
    }

    /** FPATAN */
    @HelperEffects(HelperUse.NO_REGS)
    public static void atan(CpuState c, int eip, int fop) {
        Fpu f = X87.beginClean(c, eip, fop);
        int y = f.top + 1 & 7;
        if (hasBoth(f, y)) Transcendental.atan2(f, f.signExp[y], f.mant[y], f.signExp[f.top], f.mant[f.top]);
        replaceBoth(c, f, y);
    }

    private static boolean hasBoth(Fpu f, int other) {
        if ((f.used >> f.top & f.used >> other & 1) != 0) return true;
        X87.underflow(f);
        return false;
    }

    private static void replaceBoth(CpuState c, Fpu f, int other) {
        if (!X87.commit(c, f)) return;
        X87.put(f, other);
        X87.pop(f);
    }
}
