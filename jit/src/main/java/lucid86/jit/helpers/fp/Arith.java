package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.BIAS;
import static lucid86.jit.helpers.fp.Fp80.EXP;
import static lucid86.jit.helpers.fp.Fp80.INTEGER_BIT;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.machine.cpu.Fpu;

/**
 * Addition, multiplication, division and square root. Each has a path for normal numbers and one for all others.
 *
 * <p>The quick form of division does without the second and knows that no result leaves the range, so that nothing in it is a call to HotSpot's
 * compilers. The control word must mask all exceptions and ask for 64 bits and rounding to nearest; it gives false when the operands are not its.
 * {@link QuickArith} has those of addition and multiplication.
 */
public final class Arith {
    private static final long LOW_WORD = 0xffffffffL;

    private Arith() {}

    /** a + b */
    public static void add(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.isNormal(sa, ma) && Fp80.isNormal(sb, mb)) addFinite(f, sa, ma, sb, mb);
        else addAny(f, sa, ma, sb, mb, 0);
    }

    /** a - b */
    public static void sub(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.isNormal(sa, ma) && Fp80.isNormal(sb, mb)) addFinite(f, sa, ma, sb ^ SIGN, mb);
        else addAny(f, sa, ma, sb, mb, SIGN);
    }

    private static void addAny(Fpu f, int sa, long ma, int sb, long mb, int flip) {
        if (Fp80.refuses(f, sa, ma, sb, mb)) return;
        sb ^= flip;
        boolean infA = Fp80.isInfinite(sa, ma), infB = Fp80.isInfinite(sb, mb);
        if (infA && infB && sa != sb) {
            Fp80.invalid(f);
            return;
        }
        Fp80.noteDenormals(f, sa, ma, sb, mb);
        if (infA || infB) Fp80.infinity(f, (infA ? sa : sb) & SIGN);
        else if (ma == 0 && mb == 0) Fp80.zero(f, sa == sb ? sa : cancelled(f));
        else addFinite(f, (sa & EXP) == 0 ? sa | 1 : sa, ma, (sb & EXP) == 0 ? sb | 1 : sb, mb);
    }

    /** Sign of the exact zero that cancelling gives. */
    private static int cancelled(Fpu f) {
        return Fp80.roundingMode(f) == Fp80.DOWN ? SIGN : 0;
    }

    /** Exponents at least 1; mantissas of denormals and zeros as they are. */
    private static void addFinite(Fpu f, int sa, long ma, int sb, long mb) {
        int ea = sa & EXP, eb = sb & EXP;
        if (ea < eb || ea == eb && Long.compareUnsigned(ma, mb) < 0) {
            int s = sa;
            sa = sb;
            sb = s;
            int e = ea;
            ea = eb;
            eb = e;
            long m = ma;
            ma = mb;
            mb = m;
        }
        int by = ea - eb, sign = sa & SIGN;
        long hi = by < 64 ? mb >>> by : 0;
        long lo = Rounding.shiftedLow(mb, 0, by);
        if (((sa ^ sb) & SIGN) == 0) {
            hi += ma;
            if (Long.compareUnsigned(hi, ma) < 0) {
                lo = hi << 63 | lo >>> 1 | lo & 1;
                hi = hi >>> 1 | INTEGER_BIT;
                ea++;
            }
        } else {
            hi = ma - hi - (lo != 0 ? 1 : 0);
            lo = -lo;
            if ((hi | lo) == 0) {
                f.resMant = 0;
                f.resSignExp = cancelled(f);
                return;
            }
        }
        if (hi >= 0) {
            int n = Long.numberOfLeadingZeros(hi);
            if (n == 64) {
                hi = lo;
                lo = 0;
                ea -= 64;
                n = Long.numberOfLeadingZeros(hi);
            }
            if (n != 0) {
                hi = hi << n | lo >>> 64 - n;
                lo <<= n;
                ea -= n;
            }
        }
        Rounding.round(f, sign, ea, hi, lo);
    }

    private static void round(Fpu f, int sign, int exp, long hi, long lo, boolean quick) {
        if (quick || Rounding.isNearest(f, exp)) Rounding.nearest(f, sign, exp, hi, lo);
        else Rounding.round(f, sign, exp, hi, lo);
    }

    /** a * b */
    public static void mul(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.isNormal(sa, ma) && Fp80.isNormal(sb, mb)) mulNormal(f, (sa ^ sb) & SIGN, (sa & EXP) + (sb & EXP), ma, mb);
        else mulAny(f, sa, ma, sb, mb);
    }

    private static void mulNormal(Fpu f, int sign, int exponents, long ma, long mb) {
        long hi = Math.unsignedMultiplyHigh(ma, mb), lo = ma * mb;
        int exp = exponents - BIAS + 1;
        if (hi >= 0) {
            hi = hi << 1 | lo >>> 63;
            lo <<= 1;
            exp--;
        }
        Rounding.round(f, sign, exp, hi, lo);
    }

    private static void mulAny(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.refuses(f, sa, ma, sb, mb)) return;
        int sign = (sa ^ sb) & SIGN;
        boolean zero = Fp80.isZero(sa, ma) || Fp80.isZero(sb, mb);
        boolean infinite = Fp80.isInfinite(sa, ma) || Fp80.isInfinite(sb, mb);
        if (zero && infinite) {
            Fp80.invalid(f);
            return;
        }
        Fp80.noteDenormals(f, sa, ma, sb, mb);
        if (infinite) Fp80.infinity(f, sign);
        else if (zero) Fp80.zero(f, sign);
        else mulNormal(f, sign, Fp80.normalExponent(sa, ma) + Fp80.normalExponent(sb, mb), Fp80.normalMantissa(ma),
                Fp80.normalMantissa(mb));
    }

    /** a / b */
    public static void div(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.isNormal(sa, ma) && Fp80.isNormal(sb, mb)) divNormal(f, (sa ^ sb) & SIGN, (sa & EXP) - (sb & EXP), ma, mb, false);
        else divAny(f, sa, ma, sb, mb);
    }

    /** a / b */
    public static boolean quickDiv(Fpu f, int sa, long ma, int sb, long mb) {
        int exponents = (sa & EXP) - (sb & EXP);
        if (!Fp80.isNormal(sa, ma) || !Fp80.isNormal(sb, mb) || !QuickArith.isMiddling(exponents + BIAS)) return false;
        divNormal(f, (sa ^ sb) & SIGN, exponents, ma, mb, true);
        return true;
    }

    private static void divNormal(Fpu f, int sign, int exponents, long ma, long mb, boolean quick) {
        int exp = exponents + BIAS;
        long hi = ma, lo = 0;
        if (Long.compareUnsigned(ma, mb) >= 0) {
            hi = ma >>> 1;
            lo = ma << 63;
        } else {
            exp--;
        }
        long q = divide(hi, lo, mb);
        long rest = lo - q * mb;
        long twice = rest << 1;
        long tail = rest == 0 ? 0 : rest < 0 || Long.compareUnsigned(twice, mb) > 0 ? -1 : twice == mb ? INTEGER_BIT : 1;
        round(f, sign, exp, q, tail, quick);
    }

    private static void divAny(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.refuses(f, sa, ma, sb, mb)) return;
        int sign = (sa ^ sb) & SIGN;
        boolean zeroA = Fp80.isZero(sa, ma), zeroB = Fp80.isZero(sb, mb);
        boolean infA = Fp80.isInfinite(sa, ma), infB = Fp80.isInfinite(sb, mb);
        if (zeroA && zeroB || infA && infB) {
            Fp80.invalid(f);
            return;
        }
        if (zeroB && !infA) {
            // Takes precedence over a denormal dividend.
            f.raised = Fp80.ZE;
            Fp80.infinity(f, sign);
            return;
        }
        Fp80.noteDenormals(f, sa, ma, sb, mb);
        if (infA) Fp80.infinity(f, sign);
        else if (infB || zeroA) Fp80.zero(f, sign);
        else divNormal(f, sign, Fp80.normalExponent(sa, ma) - Fp80.normalExponent(sb, mb), Fp80.normalMantissa(ma),
                Fp80.normalMantissa(mb), false);
    }

    /** Quotient of the 128-bit hi:lo by a normalised divisor above hi: schoolbook division by 32-bit digits (Knuth 4.3.1 D). */
    static long divide(long hi, long lo, long d) {
        long high = digit(hi, lo >>> 32, d);
        long rest = (hi << 32 | lo >>> 32) - high * d;
        return high << 32 | digit(rest, lo & LOW_WORD, d);
    }

    /** One 32-bit digit of (rest * 2^32 + next) / d. */
    private static long digit(long rest, long next, long d) {
        long d1 = d >>> 32, d0 = d & LOW_WORD;
        long q = Long.divideUnsigned(rest, d1);
        long r = rest - q * d1;
        while (q >>> 32 != 0 || Long.compareUnsigned(q * d0, r << 32 | next) > 0) {
            q--;
            r += d1;
            if (r >>> 32 != 0) break;
        }
        return q;
    }

    /** Square root. */
    public static void sqrt(Fpu f, int se, long m) {
        if (Fp80.refuses(f, se, m)) return;
        if (Fp80.isZero(se, m)) {
            Fp80.result(f, se, m);
            return;
        }
        if ((se & SIGN) != 0) {
            Fp80.invalid(f);
            return;
        }
        if (Fp80.isInfinite(se, m)) {
            Fp80.result(f, se, m);
            return;
        }
        Fp80.noteDenormal(f, se, m);
        int e = Fp80.normalExponent(se, m) - BIAS;
        long n = Fp80.normalMantissa(m);
        // Make the exponent even; the radicand hi:lo then lies in [2^126, 2^128) and its root in [2^63, 2^64).
        boolean odd = (e & 1) != 0;
        long hi = odd ? n : n >>> 1, lo = odd ? 0 : n << 63;
        long root = squareRoot(hi, lo);
        long square = root * root;
        long restHi = hi - Math.unsignedMultiplyHigh(root, root) - (Long.compareUnsigned(lo, square) < 0 ? 1 : 0);
        long rest = lo - square;
        // Above root + 1/2 when the rest exceeds root; a tie is impossible.
        long tail = (rest | restHi) == 0 ? 0 : restHi != 0 || Long.compareUnsigned(rest, root) > 0 ? -1 : 1;
        Rounding.round(f, 0, (e >> 1) + BIAS, root, tail);
    }

    /** Floor of the square root of hi:lo, which is at least 2^126: a double's estimate, one Newton step, correction. */
    static long squareRoot(long hi, long lo) {
        if (hi == -1) return -1;
        double top = (hi >>> 1) * 2.0;
        double guess = Math.sqrt(top) * 0x1p32;
        long root = guess >= 0x1p64 ? -1 : (long) (guess * 0.5) << 1 | INTEGER_BIT;
        if (Long.compareUnsigned(root, hi) <= 0) root = -1;
        long q = divide(hi, lo, root);
        root = (root >>> 1) + (q >>> 1) + (root & q & 1) | INTEGER_BIT;
        while (exceeds(root, hi, lo)) root--;
        while (root != -1 && !exceeds(root + 1, hi, lo)) root++;
        return root;
    }

    private static boolean exceeds(long root, long hi, long lo) {
        long h = Math.unsignedMultiplyHigh(root, root);
        return h != hi ? Long.compareUnsigned(h, hi) > 0 : Long.compareUnsigned(root * root, lo) > 0;
    }
}
