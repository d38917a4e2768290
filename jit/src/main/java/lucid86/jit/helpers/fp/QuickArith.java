package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.BIAS;
import static lucid86.jit.helpers.fp.Fp80.EXP;
import static lucid86.jit.helpers.fp.Fp80.INTEGER_BIT;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.machine.cpu.Fpu;

/**
 * Addition and multiplication of what nearly always is added and multiplied: zeros and normal numbers whose result is far from the ends of the
 * range. The control word must mask all exceptions and ask for 64 bits and rounding to nearest.
 *
 * <p>Whether a product is to be shifted, a sum carries or a number is rounded up, a host guesses wrongly every other time: there are no jumps for that. Others
 * it guesses well, and what is behind them need not wait for what is asked.
 */
public final class QuickArith {
    private QuickArith() {}

    /** Zero or normal, and a sum with such a one is in range. */
    private static boolean isMiddling(int se, long m) {
        return m < 0 ? isMiddling(se & EXP) : (se & EXP | m) == 0;
    }

    static boolean isMiddling(int exp) {
        return exp - 0x100 + Integer.MIN_VALUE < 0x7e00 + Integer.MIN_VALUE;
    }

    /** a + b; false when the operands are not for this class. What was raised is that, and only that. */
    public static boolean add(Fpu f, int sa, long ma, int sb, long mb) {
        if (!isMiddling(sa, ma) || !isMiddling(sb, mb)) return false;
        int ea = sa & EXP, eb = sb & EXP, by = Math.abs(ea - eb);
        // All ones when b is the larger one.
        int swap = ea - eb - borrow(ma, mb) >> 31;
        long large = ma ^ (ma ^ mb) & swap, small = ma ^ mb ^ large;
        int sign = (sa ^ (sa ^ sb) & swap) & SIGN, exp = ea ^ (ea ^ eb) & swap;
        long hi, lo;
        if (by < 64) {
            hi = small >>> by;
            lo = small << 1 << 63 - by;
        } else {
            hi = 0;
            lo = small == 0 ? 0 : by == 64 ? small : by == 65 ? small >>> 1 | small & 1 : 1;
        }
        if (((sa ^ sb) & SIGN) == 0) sum(f, sign, exp, large, hi, lo);
        else difference(f, sign, exp, large, hi, lo);
        return true;
    }

    /** Magnitudes large, and hi with lo behind it, of one exponent and sign. */
    private static void sum(Fpu f, int sign, int exp, long large, long hi, long lo) {
        long sum = large + hi;
        // Then hi is not 0, and lo ends in zeros.
        int carry = borrow(sum, large);
        nearest(f, sign, exp + carry, sum >>> carry | (long) carry << 63, lo >>> carry | sum << 63 & -carry, sign);
    }

    private static void difference(Fpu f, int sign, int exp, long large, long hi, long lo) {
        hi = large - hi - (lo != 0 ? 1 : 0);
        lo = -lo;
        if (hi == 0) {
            hi = lo;
            lo = 0;
            exp -= 64;
        }
        int n = Long.numberOfLeadingZeros(hi);
        nearest(f, sign, exp - n, hi << n | lo >>> 1 >>> 63 - n, lo << n, 0);
    }

    /** a * b; as {@link #add}. */
    public static boolean mul(Fpu f, int sa, long ma, int sb, long mb) {
        int exp = (sa & EXP) + (sb & EXP) - BIAS;
        if (!(Fp80.isNormal(sa, ma) && Fp80.isNormal(sb, mb) ? isMiddling(exp) : Compare.isPlain(sa, ma) && Compare.isPlain(sb, mb))) return false;
        long hi = Math.unsignedMultiplyHigh(ma, mb), lo = ma * mb;
        int n = (int) (~hi >>> 63), sign = (sa ^ sb) & SIGN;
        nearest(f, sign, exp + 1 - n, hi << n | lo >>> 1 >>> 63 - n, lo << n, sign);
        return true;
    }

    /** @param zero sign of the result if it is zero */
    private static void nearest(Fpu f, int sign, int exp, long hi, long lo, int zero) {
        int up = Rounding.up(hi, lo), signExp = sign | exp;
        long m = hi + up;
        if (m >= 0) {
            // Carried out, or nothing.
            signExp = hi == 0 ? zero : signExp + 1;
            m = hi & INTEGER_BIT;
        }
        f.resMant = m;
        f.resSignExp = signExp;
        f.raised = Rounding.raised(up, lo);
    }

    /** 1 when a < b, unsigned. */
    private static int borrow(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }
}
