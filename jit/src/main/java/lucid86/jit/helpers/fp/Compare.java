package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.C0;
import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.C2;
import static lucid86.jit.helpers.fp.Fp80.C3;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.machine.cpu.Fpu;

/** Comparison and classification; answers are condition codes in their status word positions. */
public final class Compare {
    /** Unordered. */
    public static final int UNORDERED = C3 | C2 | C0;

    private Compare() {}

    /**
     * Compares a with b: C0 less, C3 equal, none greater, {@link #UNORDERED}.
     *
     * @param quietOk FUCOM: quiet NaNs raise nothing
     */
    public static int compare(Fpu f, int sa, long ma, int sb, long mb, boolean quietOk) {
        if (Fp80.isUnsupported(sa, ma) || Fp80.isUnsupported(sb, mb)) {
            f.raised = Fp80.IE;
            return UNORDERED;
        }
        if (Fp80.isNaN(sa, ma) || Fp80.isNaN(sb, mb)) {
            // A memory operand may have noted that it is denormal; NaNs take precedence.
            f.raised = 0;
            if (!quietOk || Fp80.isSignaling(sa, ma) || Fp80.isSignaling(sb, mb)) f.raised = Fp80.IE;
            return UNORDERED;
        }
        Fp80.noteDenormals(f, sa, ma, sb, mb);
        return order(sa, ma, sb, mb);
    }

    /** A normal number or zero: comparing these raises nothing. */
    public static boolean isPlain(int se, long m) {
        return Fp80.isNormal(se, m) || Fp80.isZero(se, m);
    }

    /** The condition codes of a comparison of numbers. */
    public static int order(int sa, long ma, int sb, long mb) {
        if (ma == 0 && mb == 0) return C3;
        if (((sa ^ sb) & SIGN) != 0) return (sa & SIGN) != 0 ? C0 : 0;
        // Equal signs: a pseudo-denormal's exponent counts as 1.
        int ea = exponent(sa, ma), eb = exponent(sb, mb);
        int order = ea != eb ? Integer.compare(ea, eb) : Long.compareUnsigned(ma, mb);
        if (order == 0) return C3;
        return order < 0 != ((sa & SIGN) != 0) ? C0 : 0;
    }

    private static int exponent(int se, long m) {
        int e = se & Fp80.EXP;
        return e == 0 && m < 0 ? 1 : e;
    }

    /** FXAM of a register in use. */
    public static int classify(int se, long m) {
        int sign = (se & SIGN) != 0 ? C1 : 0;
        if (Fp80.isUnsupported(se, m)) return sign;
        if (Fp80.isNaN(se, m)) return sign | C0;
        if (Fp80.isInfinite(se, m)) return sign | C2 | C0;
        if (Fp80.isZero(se, m)) return sign | C3;
        if (Fp80.isDenormal(se, m)) return sign | C3 | C2;
        return sign | C2;
    }
}
