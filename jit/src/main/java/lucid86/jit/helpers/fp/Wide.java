package lucid86.jit.helpers.fp;

import lucid86.machine.cpu.Fpu;

/**
 * A floating-point number with a 128-bit mantissa, for the inside of transcendental functions: twice the bits of the
 * result, so that a dozen operations still leave it correctly rounded but for rare near-ties. Operations truncate; each is
 * off by a few units of the last place at most. There are no infinities, NaNs or limits of the exponent. Immutable.
 */
final class Wide {
    static final Wide ZERO = new Wide(false, 0, 0, 0);
    static final Wide ONE = new Wide(false, 0, 1L << 63, 0);

    private final boolean negative;
    /** The value is hi:lo / 2^127 * 2^exp; the top bit of hi is set unless it is zero. */
    private final int exp;
    private final long hi, lo;

    private Wide(boolean negative, int exp, long hi, long lo) {
        this.negative = negative;
        this.exp = exp;
        this.hi = hi;
        this.lo = lo;
    }

    /** The number hi:lo / 2^127 * 2^exp, not necessarily normalised. */
    static Wide of(boolean negative, int exp, long hi, long lo) {
        if (hi < 0) return new Wide(negative, exp, hi, lo);
        if (hi == 0) {
            if (lo == 0) return ZERO;
            hi = lo;
            lo = 0;
            exp -= 64;
        }
        int n = Long.numberOfLeadingZeros(hi);
        if (n == 0) return new Wide(negative, exp, hi, lo);
        return new Wide(negative, exp - n, hi << n | lo >>> 64 - n, lo << n);
    }

    /** A finite number in register format. */
    static Wide of(int se, long m) {
        return of((se & Fp80.SIGN) != 0, Math.max(se & Fp80.EXP, 1) - Fp80.BIAS, m, 0);
    }

    static Wide of(long v) {
        return of(v < 0, 63, Math.abs(v), 0);
    }

    boolean isZero() {
        return hi == 0;
    }

    /** Whether the magnitude is one. */
    boolean isPowerOfTwo() {
        return hi == 1L << 63 && lo == 0;
    }

    /** Power of two at or below the magnitude. */
    int exponent() {
        return exp;
    }

    Wide negated() {
        return new Wide(!negative, exp, hi, lo);
    }

    Wide abs() {
        return negative ? negated() : this;
    }

    /** Times 2^by. */
    Wide scaled(int by) {
        return isZero() ? this : new Wide(negative, exp + by, hi, lo);
    }

    Wide plus(Wide o) {
        if (isZero()) return o;
        if (o.isZero()) return this;
        if (compareMagnitude(o) < 0) return o.plus(this);
        int by = exp - o.exp;
        if (by >= 128) return this;
        long oh = by < 64 ? o.hi >>> by : 0;
        long ol = by == 0 ? o.lo : by < 64 ? o.hi << 64 - by | o.lo >>> by : o.hi >>> by - 64;
        if (negative == o.negative) {
            long l = lo + ol;
            long carry = Long.compareUnsigned(l, lo) < 0 ? 1 : 0;
            long h = hi + oh + carry;
            boolean over = Long.compareUnsigned(h, hi) < 0 || h == hi && carry != 0 && oh == -1;
            if (!over) return new Wide(negative, exp, h, l);
            return new Wide(negative, exp + 1, h >>> 1 | 1L << 63, h << 63 | l >>> 1);
        }
        return of(negative, exp, hi - oh - (Long.compareUnsigned(lo, ol) < 0 ? 1 : 0), lo - ol);
    }

    Wide minus(Wide o) {
        return plus(o.negated());
    }

    int compareMagnitude(Wide o) {
        if (isZero() || o.isZero()) return Boolean.compare(!isZero(), !o.isZero());
        if (exp != o.exp) return Integer.compare(exp, o.exp);
        return hi != o.hi ? Long.compareUnsigned(hi, o.hi) : Long.compareUnsigned(lo, o.lo);
    }

    Wide times(Wide o) {
        if (isZero() || o.isZero()) return ZERO;
        long h = Math.unsignedMultiplyHigh(hi, o.hi), l = hi * o.hi;
        long a = Math.unsignedMultiplyHigh(hi, o.lo), b = Math.unsignedMultiplyHigh(lo, o.hi);
        l += a;
        if (Long.compareUnsigned(l, a) < 0) h++;
        l += b;
        if (Long.compareUnsigned(l, b) < 0) h++;
        boolean sign = negative != o.negative;
        return h < 0 ? new Wide(sign, exp + o.exp + 1, h, l) : new Wide(sign, exp + o.exp, h << 1 | l >>> 63, l << 1);
    }

    Wide squared() {
        return times(this);
    }

    /** Divided by a small positive number. */
    Wide over(int n) {
        if (isZero()) return this;
        long q0 = Long.divideUnsigned(hi, n), r = hi - q0 * n;
        long part = r << 32 | lo >>> 32;
        long q1 = part / n;
        part = part % n << 32 | lo & 0xffffffffL;
        return of(negative, exp, q0, q1 << 32 | part / n);
    }

    /** Divided by a number other than zero: a 64-bit quotient, then one of what is left. */
    Wide over(Wide o) {
        Wide first = estimate(o);
        Wide rest = minus(first.times(o));
        return first.plus(rest.estimate(o));
    }

    /** Quotient good to some 62 bits. */
    private Wide estimate(Wide o) {
        if (isZero()) return this;
        return of(negative != o.negative, exp - o.exp, Arith.divide(hi >>> 1, hi << 63, o.hi), 0);
    }

    /** As {@link #round} for a value that is exact. Processors report these as inexact too, and as underflow if tiny. */
    void roundExact(Fpu f) {
        Rounding.roundFull(f, negative ? Fp80.SIGN : 0, exp + Fp80.BIAS, hi, lo);
        f.raised |= (f.resSignExp & Fp80.EXP) == 0 ? Fp80.PE | Fp80.UE : Fp80.PE;
    }

    /** Rounds to the register format; the value is taken for inexact. Not for zero. */
    void round(Fpu f) {
        Rounding.roundFull(f, negative ? Fp80.SIGN : 0, exp + Fp80.BIAS, hi, lo | 1);
    }
}
