package lucid86.jit.helpers.fp;

import lucid86.machine.cpu.Fpu;

/**
 * Bits, classes and NaN rules of the double extended format (SDM vol. 1, 4.2 and 4.8; 8.2.2 for unsupported encodings).
 * {@code se} is the sign in bit 15 and the biased exponent in bits 0-14, {@code m} the mantissa with its integer bit.
 */
public final class Fp80 {
    /** Status word: exceptions, stack fault, error summary and busy, condition codes. */
    public static final int IE = 1, DE = 2, ZE = 4, OE = 8, UE = 0x10, PE = 0x20, SF = 0x40;
    public static final int EXCEPTIONS = 0x3f, SUMMARY = 0x8080;
    public static final int C0 = 0x100, C1 = 0x200, C2 = 0x400, C3 = 0x4000;

    public static final int SIGN = 0x8000, EXP = 0x7fff, BIAS = 0x3fff;
    public static final long INTEGER_BIT = 1L << 63, QUIET_BIT = 1L << 62;

    /** Rounding control, bits 10-11 of the control word. */
    public static final int NEAREST = 0, DOWN = 1, UP = 2, TRUNCATE = 3;

    private Fp80() {}

    /** Control word: all exceptions masked, 64 bits, round to nearest. */
    public static boolean isUsual(int cw) {
        return (cw & 0xf3f) == 0x33f;
    }

    /** Normalised, neither zero nor infinite. */
    public static boolean isNormal(int se, long m) {
        return m < 0 && (se + 1 & EXP) > 1;
    }

    /** Unnormals, pseudo-infinities and pseudo-NaNs, which the 387 and later refuse. */
    public static boolean isUnsupported(int se, long m) {
        return m >= 0 && (se & EXP) != 0;
    }

    public static boolean isNaN(int se, long m) {
        return (se & EXP) == EXP && m << 1 != 0 && m < 0;
    }

    public static boolean isSignaling(int se, long m) {
        return isNaN(se, m) && (m & QUIET_BIT) == 0;
    }

    public static boolean isInfinite(int se, long m) {
        return (se & EXP) == EXP && m == INTEGER_BIT;
    }

    public static boolean isZero(int se, long m) {
        return (se & EXP) == 0 && m == 0;
    }

    /** Denormals and pseudo-denormals. */
    public static boolean isDenormal(int se, long m) {
        return (se & EXP) == 0 && m != 0;
    }

    /** The rounding mode in force. */
    static int roundingMode(Fpu f) {
        return f.cw >>> 10 & 3;
    }

    /** Sets the result. */
    public static void result(Fpu f, int se, long m) {
        f.resSignExp = se;
        f.resMant = m;
    }

    /** The result is a signed zero. */
    static void zero(Fpu f, int sign) {
        result(f, sign, 0);
    }

    static void infinity(Fpu f, int sign) {
        result(f, sign | EXP, INTEGER_BIT);
    }

    /** The real indefinite, the masked response to an invalid operation. */
    public static void indefinite(Fpu f) {
        result(f, SIGN | EXP, INTEGER_BIT | QUIET_BIT);
    }

    /** Raises invalid operation. It takes precedence over a denormal operand, which the load may have noted. */
    static void invalid(Fpu f) {
        f.raised = IE;
        indefinite(f);
    }

    /** Handles an unsupported operand or a NaN: returns false when it is neither. */
    static boolean refuses(Fpu f, int se, long m) {
        if (isUnsupported(se, m)) {
            invalid(f);
            return true;
        }
        if (!isNaN(se, m)) return false;
        quiet(f, se, m);
        return true;
    }

    /** Handles two operands of which one may be unsupported or a NaN (SDM vol. 1, table 4-7): false when none is. */
    static boolean refuses(Fpu f, int sa, long ma, int sb, long mb) {
        if (isUnsupported(sa, ma) || isUnsupported(sb, mb)) {
            invalid(f);
            return true;
        }
        boolean nanA = isNaN(sa, ma), nanB = isNaN(sb, mb);
        if (!nanA && !nanB) return false;
        f.raised = 0;
        boolean useA = nanA;
        if (nanA && nanB) {
            if (isSignaling(sa, ma) || isSignaling(sb, mb)) f.raised |= IE;
            if (isSignaling(sa, ma) != isSignaling(sb, mb)) useA = isSignaling(sb, mb);
            else useA = ma != mb ? Long.compareUnsigned(ma, mb) > 0 : sa < sb;
        }
        if (useA) quiet(f, sa, ma);
        else quiet(f, sb, mb);
        return true;
    }

    private static void quiet(Fpu f, int se, long m) {
        if ((m & QUIET_BIT) == 0) f.raised |= IE;
        result(f, se, m | QUIET_BIT);
    }

    /** Raises the denormal exception if one of the operands is denormal. */
    static void noteDenormals(Fpu f, int sa, long ma, int sb, long mb) {
        if (isDenormal(sa, ma) || isDenormal(sb, mb)) f.raised |= DE;
    }

    static void noteDenormal(Fpu f, int se, long m) {
        if (isDenormal(se, m)) f.raised |= DE;
    }

    /** Biased exponent of a nonzero finite operand once its mantissa is shifted left by {@code clz}. */
    static int normalExponent(int se, long m) {
        return Math.max(se & EXP, 1) - Long.numberOfLeadingZeros(m);
    }

    static long normalMantissa(long m) {
        return m << Long.numberOfLeadingZeros(m);
    }
}
