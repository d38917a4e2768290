package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.BIAS;
import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.DOWN;
import static lucid86.jit.helpers.fp.Fp80.EXP;
import static lucid86.jit.helpers.fp.Fp80.IE;
import static lucid86.jit.helpers.fp.Fp80.INTEGER_BIT;
import static lucid86.jit.helpers.fp.Fp80.NEAREST;
import static lucid86.jit.helpers.fp.Fp80.OE;
import static lucid86.jit.helpers.fp.Fp80.PE;
import static lucid86.jit.helpers.fp.Fp80.QUIET_BIT;
import static lucid86.jit.helpers.fp.Fp80.SIGN;
import static lucid86.jit.helpers.fp.Fp80.UE;
import static lucid86.jit.helpers.fp.Fp80.UP;

import lucid86.machine.cpu.Fpu;

/** Conversions between the register format and the memory formats. Loads set the operand fields, not the result. */
public final class Convert {
    /** 10^18: packed BCD holds magnitudes below it. */
    private static final long BCD_LIMIT = 1_000_000_000_000_000_000L;

    private Convert() {}

    // ---- to the register format; a signalling NaN stays one -----------------------------------------------------------

    /** Single precision. Raises the denormal exception. */
    public static void fromSingle(Fpu f, int bits) {
        fromIeee(f, bits >>> 16 & SIGN, bits >>> 23 & 0xff, (long) bits << 41 >>> 1, 0xff);
    }

    /** Double precision. Raises the denormal exception. */
    public static void fromDouble(Fpu f, long bits) {
        fromIeee(f, (int) (bits >>> 48) & SIGN, (int) (bits >>> 52) & 0x7ff, bits << 12 >>> 1, 0x7ff);
    }

    /** @param fraction the fraction just below the integer bit */
    private static void fromIeee(Fpu f, int sign, int exp, long fraction, int special) {
        f.raised = 0;
        if (exp == special) {
            f.opSignExp = sign | EXP;
            f.opMant = fraction | INTEGER_BIT;
        } else if (exp != 0) {
            f.opSignExp = sign | exp + BIAS - (special >> 1);
            f.opMant = fraction | INTEGER_BIT;
        } else if (fraction == 0) {
            f.opSignExp = sign;
            f.opMant = 0;
        } else {
            f.raised = Fp80.DE;
            int n = Long.numberOfLeadingZeros(fraction);
            f.opSignExp = sign | 1 - n + BIAS - (special >> 1);
            f.opMant = fraction << n;
        }
    }

    /** A signed integer; exact. */
    public static void fromInteger(Fpu f, long v) {
        fromMagnitude(f, v < 0 ? SIGN : 0, v < 0 ? -v : v);
    }

    private static void fromMagnitude(Fpu f, int sign, long v) {
        f.raised = 0;
        if (v == 0) {
            f.opSignExp = sign;
            f.opMant = 0;
            return;
        }
        int n = Long.numberOfLeadingZeros(v);
        f.opSignExp = sign | BIAS + 63 - n;
        f.opMant = v << n;
    }

    /** Packed BCD: 18 digits, the sign in bit 15 of {@code top}. Digits above nine count as what they are. */
    public static void fromBcd(Fpu f, long low, int top) {
        long v = (top >>> 4 & 15) * 10L + (top & 15);
        for (int i = 60; i >= 0; i -= 4) v = v * 10 + (low >>> i & 15);
        fromMagnitude(f, top & SIGN, v);
    }

    // ---- from the register format --------------------------------------------------------------------------------------

    /** To single precision. Nothing is to be stored if it raises an unmasked exception other than precision. */
    public static int toSingle(Fpu f, int se, long m) {
        return (int) narrow(f, se, m, 24, 8);
    }

    /** To double precision. Nothing is to be stored if it raises an unmasked exception other than precision. */
    public static long toDouble(Fpu f, int se, long m) {
        return narrow(f, se, m, 53, 11);
    }

    private static long narrow(Fpu f, int se, long m, int bits, int expBits) {
        int fraction = bits - 1, special = (1 << expBits) - 1, drop = 64 - bits, sign = se & SIGN;
        long signBit = (long) (sign >>> 15) << fraction + expBits;
        long infinity = signBit | (long) special << fraction;
        if (Fp80.isUnsupported(se, m)) {
            f.raised |= IE;
            return 1L << fraction + expBits | (long) special << fraction | 1L << fraction - 1;
        }
        if (Fp80.isNaN(se, m)) {
            if ((m & QUIET_BIT) == 0) f.raised |= IE;
            return infinity | (m | QUIET_BIT) << 1 >>> drop + 1;
        }
        if (Fp80.isInfinite(se, m)) return infinity;
        if (m == 0) return signBit;
        int mode = Fp80.roundingMode(f);
        if (mode == NEAREST && fits(se, m, special)) return narrowNormal(f, se, m, bits, expBits);
        int exp = Fp80.normalExponent(se, m) - BIAS + (special >> 1);
        long hi = Fp80.normalMantissa(m);
        long mask = (1L << drop) - 1;
        boolean carries = (hi | mask) == -1 && (hi & mask) != 0 && Rounding.roundsUp(mode, sign, hi, 0, drop);
        boolean tiny = exp < 0 || exp == 0 && !carries;
        long lo = 0;
        boolean denormal = exp <= 0;
        if (denormal) {
            lo = Rounding.shiftedLow(hi, 0, 1 - exp);
            hi = 1 - exp < 64 ? hi >>> 1 - exp : 0;
            exp = 1;
        }
        if (tiny && (f.cw & UE) == 0) {
            f.raised |= UE;
            return 0;
        }
        if ((hi & mask) != 0 || lo != 0) {
            f.raised |= tiny ? UE | PE : PE;
            boolean up = Rounding.roundsUp(mode, sign, hi, lo, drop);
            hi &= ~mask;
            if (up) {
                f.raised |= C1;
                hi += mask + 1;
                if (hi == 0) {
                    hi = INTEGER_BIT;
                    exp++;
                }
            }
        }
        if (exp >= special) {
            f.raised = f.raised & ~C1 | OE | PE;
            boolean toInfinity = mode == NEAREST || mode == (sign != 0 ? DOWN : UP);
            if (toInfinity) f.raised |= C1;
            return toInfinity ? infinity : infinity - 1;
        }
        if (hi >= 0) exp = 0;
        return signBit | (long) exp << fraction | hi << 1 >>> drop + 1;
    }

    /** A normal number that rounds to one of a format whose largest exponent is this. */
    private static boolean fits(int se, long m, int special) {
        return m < 0 && (se & EXP) - BIAS + (special >> 1) - 1 + Integer.MIN_VALUE < special - 2 + Integer.MIN_VALUE;
    }

    private static long narrowNormal(Fpu f, int se, long m, int bits, int expBits) {
        int fraction = bits - 1, drop = 64 - bits;
        long exp = (se & EXP) - BIAS + ((1 << expBits) - 1 >> 1), rest = m << bits, v = exp << fraction | m << 1 >>> drop + 1;
        int up = Rounding.up(v, rest);
        f.raised |= Rounding.raised(up, rest);
        // A carry out of the fraction is one into the exponent.
        return ((long) (se >>> 15 & 1) << fraction + expBits) + v + up;
    }

    /** Whether {@link #quickSingle} does for {@link #toSingle} when the control word is the usual one. */
    public static boolean isQuickSingle(int se, long m) {
        return fits(se, m, 0xff);
    }

    public static int quickSingle(Fpu f, int se, long m) {
        return (int) narrowNormal(f, se, m, 24, 8);
    }

    /** Whether {@link #quickDouble} does for {@link #toDouble} when the control word is the usual one. */
    public static boolean isQuickDouble(int se, long m) {
        return fits(se, m, 0x7ff);
    }

    public static long quickDouble(Fpu f, int se, long m) {
        return narrowNormal(f, se, m, 53, 11);
    }

    /**
     * Rounds a normal number's magnitude, which must be below 2^63, to an integer into the result's mantissa, raising precision and C1.
     *
     * @param mode {@link Fp80#NEAREST} or {@link Fp80#TRUNCATE}
     * @return false when the number is too large
     */
    public static boolean quickMagnitude(Fpu f, int se, long m, int mode) {
        int below = BIAS + 63 - (se & EXP);
        if (below <= 0 || m >= 0) return false;
        long whole = below < 64 ? m >>> below : 0, rest = below < 64 ? m << 64 - below : below == 64 ? m : 1;
        if (rest != 0) {
            f.raised |= PE;
            if (mode == NEAREST && rest < 0 && (rest << 1 != 0 || (whole & 1) != 0)) {
                f.raised |= C1;
                whole++;
            }
        }
        f.resMant = whole;
        return true;
    }

    /**
     * Rounds a finite number's magnitude to an integer into the result's mantissa, raising precision and C1.
     *
     * @return false when it does not fit into 64 bits
     */
    private static boolean magnitude(Fpu f, int se, long m, int mode) {
        int below = BIAS + 63 - Math.max(se & EXP, 1);
        if (below < 0) return false;
        long whole = below < 64 ? m >>> below : 0;
        long rest = Rounding.shiftedLow(m, 0, below);
        if (rest != 0) {
            f.raised |= PE;
            if (Rounding.roundsUp(mode, se & SIGN, whole, rest, 0)) {
                whole++;
                f.raised |= C1;
                // Only 2^64 - 1 and a fraction would carry, and nothing that large has one.
            }
        }
        f.resMant = whole;
        return true;
    }

    /**
     * To a signed integer, rounding as the control word says. What does not fit raises the invalid exception and gives
     * the integer indefinite, the most negative number.
     *
     * @param bits 16, 32 or 64
     */
    public static long toInteger(Fpu f, int se, long m, int bits) {
        return toInteger(f, se, m, bits, Fp80.roundingMode(f));
    }

    /** As {@link #toInteger}, but rounding towards zero. */
    public static long truncate(Fpu f, int se, long m, int bits) {
        return toInteger(f, se, m, bits, Fp80.TRUNCATE);
    }

    private static long toInteger(Fpu f, int se, long m, int bits, int mode) {
        boolean negative = (se & SIGN) != 0;
        boolean odd = Fp80.isUnsupported(se, m) || (se & EXP) == EXP;
        if (!odd && magnitude(f, se, m, mode)) {
            long limit = (1L << bits - 1) - (negative ? 0 : 1);
            if (Long.compareUnsigned(f.resMant, limit) <= 0) return negative ? -f.resMant : f.resMant;
        }
        f.raised = IE;
        return -1L << bits - 1;
    }

    /**
     * To packed BCD: the low 16 digits, the other two and the sign left in the result's exponent. What does not fit
     * raises the invalid exception and gives the BCD indefinite (SDM vol. 1, 4.7).
     */
    public static long toBcd(Fpu f, int se, long m) {
        boolean odd = Fp80.isUnsupported(se, m) || (se & EXP) == EXP;
        if (odd || !magnitude(f, se, m, Fp80.roundingMode(f)) || Long.compareUnsigned(f.resMant, BCD_LIMIT) >= 0) {
            f.raised = IE;
            return bcdIndefinite(f);
        }
        long v = f.resMant, low = 0;
        for (int i = 0; i < 64; i += 4) {
            low |= v % 10 << i;
            v /= 10;
        }
        f.resSignExp = se & SIGN | (int) (v / 10) << 4 | (int) (v % 10);
        return low;
    }

    /** The masked response to storing as BCD what has no such form. */
    public static long bcdIndefinite(Fpu f) {
        f.resSignExp = 0xffff;
        return 0xc000L << 48;
    }

    /** FRNDINT: rounds to an integer, staying in the register format. */
    public static void roundToInteger(Fpu f, int se, long m) {
        if (Fp80.refuses(f, se, m)) return;
        if (m == 0 || (se & EXP) >= BIAS + 63) {
            Fp80.result(f, se, m);
            return;
        }
        Fp80.noteDenormal(f, se, m);
        magnitude(f, se, m, Fp80.roundingMode(f));
        long whole = f.resMant;
        if (whole == 0) {
            Fp80.zero(f, se & SIGN);
            return;
        }
        int n = Long.numberOfLeadingZeros(whole);
        Fp80.result(f, se & SIGN | BIAS + 63 - n, whole << n);
    }
}
