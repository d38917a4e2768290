package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/**
 * IEEE 754 single and double arithmetic as MXCSR wants it: every rounding mode, denormals-are-zero, flush-to-zero, exact
 * exception flags, x86 NaN rules (SDM vol. 1, 4.8.3.5 and 11.5). Values are bit patterns; a single stands in the low half
 * of a long. Flags collect in bits 16-21 of {@code mxcsr} until {@link SseFloat#finish} looks at them.
 *
 * <p>Inside, a finite number is {@code sig / 2^63 * 2^exp} with bit 63 of {@code sig} set.
 */
final class SseSoft {
    /** MXCSR flags. */
    static final int IE = 1, DE = 2, ZE = 4, OE = 8, UE = 16, PE = 32;
    /** MXCSR controls. */
    static final int DAZ = 0x40, UM = 0x800, OM = 0x400, FTZ = 0x8000;
    /** Rounding modes. */
    static final int NEAREST = 0, DOWN = 1, UP = 2, TRUNCATE = 3;

    /** The two formats. */
    enum Format {
        SINGLE(24, 127), DOUBLE(53, 1023);

        /** Bits of precision, largest exponent, smallest exponent of a normal number. */
        final int precision, emax, emin;
        final long sign, fraction, infinity, quietBit, defaultNan;

        Format(int precision, int emax) {
            this.precision = precision;
            this.emax = emax;
            emin = 1 - emax;
            fraction = (1L << precision - 1) - 1;
            infinity = (2L * emax + 1) << precision - 1;
            sign = infinity + fraction + 1;
            quietBit = 1L << precision - 2;
            defaultNan = sign | infinity | quietBit;
        }

        boolean isNan(long v) {
            return (v & ~sign) > infinity;
        }

        boolean isSignalling(long v) {
            return isNan(v) && (v & quietBit) == 0;
        }

        boolean isInfinite(long v) {
            return (v & ~sign) == infinity;
        }

        boolean isZero(long v) {
            return (v & ~sign) == 0;
        }

        boolean isDenormal(long v) {
            return (v & infinity) == 0 && (v & fraction) != 0;
        }

        boolean isNegative(long v) {
            return (v & sign) != 0;
        }

        /** Significand of a finite number that is not zero, bit 63 set. */
        long sig(long v) {
            long m = v & fraction;
            return (v & infinity) != 0 ? (m | fraction + 1) << 64 - precision : m << Long.numberOfLeadingZeros(m);
        }

        int exp(long v) {
            int e = (int) ((v & infinity) >>> precision - 1);
            return e != 0 ? e - emax : emin + 64 - precision - Long.numberOfLeadingZeros(v & fraction);
        }
    }

    private SseSoft() {}

    static void flag(CpuState c, int flags) {
        c.mxcsr |= flags << 16;
    }

    static int rounding(CpuState c) {
        return c.mxcsr >>> 13 & 3;
    }

    /** An operand as arithmetic sees it: with DAZ, denormals are zeros of the same sign. */
    static long input(CpuState c, Format f, long v) {
        return (c.mxcsr & DAZ) != 0 && f.isDenormal(v) ? v & f.sign : v;
    }

    private static void denormals(CpuState c, Format f, long a, long b) {
        if (f.isDenormal(a) || f.isDenormal(b)) flag(c, DE);
    }

    static long invalid(CpuState c, Format f) {
        flag(c, IE);
        return f.defaultNan;
    }

    /** Result when an operand is a NaN: the first operand if it is one, made quiet, else the second. */
    static long nan(CpuState c, Format f, long a, long b) {
        if (f.isSignalling(a) || f.isSignalling(b)) flag(c, IE);
        return (f.isNan(a) ? a : b) | f.quietBit;
    }

    // ---- rounding ------------------------------------------------------------------------------------------------------

    private static boolean roundsUp(int mode, boolean negative, boolean odd, long rest, long half) {
        return switch (mode) {
            case NEAREST -> {
                int order = Long.compareUnsigned(rest, half);
                yield order > 0 || order == 0 && odd;
            }
            case DOWN -> negative && rest != 0;
            case UP -> !negative && rest != 0;
            default -> false;
        };
    }

    /**
     * Rounds to a format and packs, with overflow and underflow; tininess is detected after rounding.
     *
     * @param sig bit 63 set; bit 0 also stands for all lost bits
     */
    static long round(CpuState c, Format f, boolean negative, int exp, long sig) {
        int mode = rounding(c);
        long sign = negative ? f.sign : 0;
        int drop = 64 - f.precision;
        long rest = sig & (1L << drop) - 1;
        long kept = sig >>> drop;
        int e = exp;
        if (roundsUp(mode, negative, (kept & 1) != 0, rest, 1L << drop - 1) && ++kept >>> f.precision != 0) {
            kept >>>= 1;
            e++;
        }
        if (e < f.emin) return tiny(c, f, negative, exp, sig, rest != 0);
        if (rest != 0) flag(c, PE);
        if (e > f.emax) {
            flag(c, (c.mxcsr & OM) != 0 ? OE | PE : OE);
            boolean toInfinity = mode == NEAREST || mode == (negative ? DOWN : UP);
            return sign | (toInfinity ? f.infinity : f.infinity - 1);
        }
        return sign | (long) (e + f.emax) << f.precision - 1 | kept & f.fraction;
    }

    private static long tiny(CpuState c, Format f, boolean negative, int exp, long sig, boolean inexact) {
        long sign = negative ? f.sign : 0;
        if ((c.mxcsr & UM) == 0) {
            flag(c, inexact ? UE | PE : UE);
            return sign;
        }
        if ((c.mxcsr & FTZ) != 0) {
            flag(c, UE | PE);
            return sign;
        }
        int drop = 64 - f.precision + f.emin - exp;
        long kept, rest, half;
        if (drop > 64) {
            kept = 0;
            rest = 1;
            half = 2;
        } else if (drop == 64) {
            kept = 0;
            rest = sig;
            half = 1L << 63;
        } else {
            kept = sig >>> drop;
            rest = sig & (1L << drop) - 1;
            half = 1L << drop - 1;
        }
        if (rest != 0) flag(c, UE | PE);
        if (roundsUp(rounding(c), negative, (kept & 1) != 0, rest, half)) kept++;
        // A carry into the exponent field gives the smallest normal number.
        return sign | kept;
    }

    private static long shiftRightJam(long v, int n) {
        if (n == 0) return v;
        if (n >= 64) return v != 0 ? 1 : 0;
        return v >>> n | (v << 64 - n != 0 ? 1 : 0);
    }

    // ---- arithmetic -------------------------------------------------------------------------------------------------------

    static long add(CpuState c, Format f, long a, long b) {
        return sum(c, f, a, b, 0);
    }

    static long sub(CpuState c, Format f, long a, long b) {
        return sum(c, f, a, b, f.sign);
    }

    private static long sum(CpuState c, Format f, long a, long b, long flip) {
        a = input(c, f, a);
        b = input(c, f, b);
        if (f.isNan(a) || f.isNan(b)) return nan(c, f, a, b);
        b ^= flip;
        if (f.isInfinite(a) && f.isInfinite(b) && a != b) return invalid(c, f);
        denormals(c, f, a, b);
        if (f.isInfinite(a)) return a;
        if (f.isInfinite(b)) return b;
        if (f.isZero(a) && f.isZero(b)) return a == b ? a : zeroSum(c, f);
        if (f.isZero(a)) return round(c, f, f.isNegative(b), f.exp(b), f.sig(b));
        if (f.isZero(b)) return round(c, f, f.isNegative(a), f.exp(a), f.sig(a));
        int ea = f.exp(a), eb = f.exp(b);
        long sa = f.sig(a) >>> 1, sb = f.sig(b) >>> 1;
        boolean na = f.isNegative(a), nb = f.isNegative(b);
        if (ea < eb || ea == eb && sa < sb) {
            int e = ea; ea = eb; eb = e;
            long s = sa; sa = sb; sb = s;
            boolean n = na; na = nb; nb = n;
        }
        sb = shiftRightJam(sb, ea - eb);
        long s = na == nb ? sa + sb : sa - sb;
        if (s == 0) return zeroSum(c, f);
        int shift = Long.numberOfLeadingZeros(s);
        return round(c, f, na, ea + 1 - shift, s << shift);
    }

    private static long zeroSum(CpuState c, Format f) {
        return rounding(c) == DOWN ? f.sign : 0;
    }

    static long mul(CpuState c, Format f, long a, long b) {
        a = input(c, f, a);
        b = input(c, f, b);
        if (f.isNan(a) || f.isNan(b)) return nan(c, f, a, b);
        boolean infinite = f.isInfinite(a) || f.isInfinite(b), zero = f.isZero(a) || f.isZero(b);
        if (infinite && zero) return invalid(c, f);
        denormals(c, f, a, b);
        long sign = (a ^ b) & f.sign;
        if (infinite) return sign | f.infinity;
        if (zero) return sign;
        long sa = f.sig(a), sb = f.sig(b);
        long high = Math.unsignedMultiplyHigh(sa, sb), low = sa * sb;
        int e = f.exp(a) + f.exp(b);
        if (high < 0) return round(c, f, sign != 0, e + 1, high | (low != 0 ? 1 : 0));
        return round(c, f, sign != 0, e, high << 1 | low >>> 63 | (low << 1 != 0 ? 1 : 0));
    }

    static long div(CpuState c, Format f, long a, long b) {
        a = input(c, f, a);
        b = input(c, f, b);
        if (f.isNan(a) || f.isNan(b)) return nan(c, f, a, b);
        long sign = (a ^ b) & f.sign;
        if (f.isInfinite(a) ? f.isInfinite(b) : f.isZero(a) && f.isZero(b)) return invalid(c, f);
        if (f.isZero(b) && !f.isInfinite(a)) {
            flag(c, ZE);
            return sign | f.infinity;
        }
        denormals(c, f, a, b);
        if (f.isInfinite(a)) return sign | f.infinity;
        if (f.isZero(a) || f.isInfinite(b)) return sign;
        long n = f.sig(a), by = f.sig(b);
        int e = f.exp(a) - f.exp(b);
        if (Long.compareUnsigned(n, by) < 0) e--;
        else n >>>= 1;
        long q = 0;
        for (int i = 0; i < 64; i++) {
            boolean carry = n < 0;
            n <<= 1;
            q <<= 1;
            if (carry || Long.compareUnsigned(n, by) >= 0) {
                n -= by;
                q |= 1;
            }
        }
        return round(c, f, sign != 0, e, q | (n != 0 ? 1 : 0));
    }

    static long sqrt(CpuState c, Format f, long a) {
        a = input(c, f, a);
        if (f.isNan(a)) return nan(c, f, a, a);
        if (f.isZero(a)) return a;
        if (f.isNegative(a)) return invalid(c, f);
        denormals(c, f, a, a);
        if (f.isInfinite(a)) return a;
        int e = f.exp(a);
        // Two integer bits, then the fraction; the root comes out bit by bit, 58 of them.
        long radicand = (e & 1) == 0 ? f.sig(a) >>> 1 : f.sig(a);
        long root = 0, rest = 0;
        for (int i = 0; i < 58; i++) {
            rest = rest << 2 | radicand >>> 62;
            radicand <<= 2;
            long trial = root << 2 | 1;
            root <<= 1;
            if (rest >= trial) {
                rest -= trial;
                root |= 1;
            }
        }
        return round(c, f, false, e >> 1, root << 6 | (rest != 0 ? 1 : 0));
    }

    /** MIN and MAX: the second operand when both are zeros or one is a NaN. */
    static long minMax(CpuState c, Format f, long a, long b, boolean max) {
        a = input(c, f, a);
        b = input(c, f, b);
        if (f.isNan(a) || f.isNan(b)) {
            flag(c, IE);
            return b;
        }
        denormals(c, f, a, b);
        int order = compareNumbers(f, a, b);
        return (max ? order > 0 : order < 0) ? a : b;
    }

    private static int compareNumbers(Format f, long a, long b) {
        long x = f.isNegative(a) ? -(a & ~f.sign) : a, y = f.isNegative(b) ? -(b & ~f.sign) : b;
        return Long.compare(x, y);
    }

    /** Results of {@link #compare}. */
    static final int LESS = -1, EQUAL = 0, GREATER = 1, UNORDERED = 2;

    /** @param quiet a quiet NaN raises nothing */
    static int compare(CpuState c, Format f, long a, long b, boolean quiet) {
        a = input(c, f, a);
        b = input(c, f, b);
        if (f.isNan(a) || f.isNan(b)) {
            if (!quiet || f.isSignalling(a) || f.isSignalling(b)) flag(c, IE);
            return UNORDERED;
        }
        denormals(c, f, a, b);
        return compareNumbers(f, a, b);
    }

    // ---- conversion ----------------------------------------------------------------------------------------------------------

    /** A 32-bit integer as a number of a format. */
    static long fromInt(CpuState c, Format f, int v) {
        if (v == 0) return 0;
        long m = Math.abs((long) v);
        int shift = Long.numberOfLeadingZeros(m);
        return round(c, f, v < 0, 63 - shift, m << shift);
    }

    /** A number as a 32-bit integer; 0x80000000 and invalid when it does not fit. */
    static int toInt(CpuState c, Format f, long v, int mode) {
        v = input(c, f, v);
        if (f.isNan(v) || f.isInfinite(v)) return badInt(c);
        double value = f == Format.SINGLE ? Float.intBitsToFloat((int) v) : Double.longBitsToDouble(v);
        double whole = toWhole(value, mode);
        if (whole < Integer.MIN_VALUE || whole > Integer.MAX_VALUE) return badInt(c);
        if (whole != value) flag(c, PE);
        return (int) whole;
    }

    private static int badInt(CpuState c) {
        flag(c, IE);
        return Integer.MIN_VALUE;
    }

    private static double toWhole(double v, int mode) {
        return switch (mode) {
            case NEAREST -> Math.rint(v);
            case DOWN -> Math.floor(v);
            case UP -> Math.ceil(v);
            default -> v < 0 ? Math.ceil(v) : Math.floor(v);
        };
    }

    /** Changes the format. */
    static long convert(CpuState c, Format from, Format to, long v) {
        v = input(c, from, v);
        long sign = from.isNegative(v) ? to.sign : 0;
        if (from.isNan(v)) {
            if (from.isSignalling(v)) flag(c, IE);
            int up = to.precision - from.precision;
            long payload = v & from.fraction;
            return sign | to.infinity | to.quietBit | (up > 0 ? payload << up : payload >>> -up);
        }
        if (from.isInfinite(v)) return sign | to.infinity;
        if (from.isZero(v)) return sign;
        denormals(c, from, v, v);
        return round(c, to, sign != 0, from.exp(v), from.sig(v));
    }

    /** ROUNDxx: a whole number in the same format. Bit 3 of imm suppresses the precision flag, bit 2 takes MXCSR's mode. */
    static long roundWhole(CpuState c, Format f, long v, int imm) {
        v = input(c, f, v);
        if (f.isNan(v)) return nan(c, f, v, v);
        if (f.isInfinite(v) || f.isZero(v)) return v;
        int mode = (imm & 4) != 0 ? rounding(c) : imm & 3;
        double value = f == Format.SINGLE ? Float.intBitsToFloat((int) v) : Double.longBitsToDouble(v);
        double whole = toWhole(value, mode);
        if (whole != value && (imm & 8) == 0) flag(c, PE);
        return f == Format.SINGLE ? Float.floatToRawIntBits((float) whole) & 0xffffffffL : Double.doubleToRawLongBits(whole);
    }
}
