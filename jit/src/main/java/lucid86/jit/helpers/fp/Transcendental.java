package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.BIAS;
import static lucid86.jit.helpers.fp.Fp80.EXP;
import static lucid86.jit.helpers.fp.Fp80.INTEGER_BIT;
import static lucid86.jit.helpers.fp.Fp80.PE;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.machine.cpu.Fpu;

/**
 * The transcendental instructions' functions: special operands after the tables of SDM vol. 2, values from {@link Series}
 * rounded once. Precision control has no effect. Trigonometric arguments are reduced with the 66-bit pi of the FPU
 * (SDM vol. 1, 8.3.8), which Intel and AMD processors share, so sin(pi) is what they say, not what it should be.
 */
public final class Transcendental {
    /** 66 bits of pi/2, scaled by 2^65. */
    private static final long PI_HI = 0x3, PI_LO = 0x243f6a8885a308d3L;

    /** A reduced angle: |x| <= pi/4, and how many quarter turns were taken off, modulo 4. */
    private record Angle(Wide x, int quarters) {
        Wide sin() {
            Wide v = (quarters & 1) == 0 ? Series.sin(x) : Series.cos(x);
            return (quarters & 2) == 0 ? v : v.negated();
        }

        Wide cos() {
            Wide v = (quarters & 1) == 0 ? Series.cos(x) : Series.sin(x).negated();
            return (quarters & 2) == 0 ? v : v.negated();
        }
    }

    private Transcendental() {}

    // ---- trigonometry ---------------------------------------------------------------------------------------------------

    /** Whether an angle is finite but too large: the instruction sets C2 and does nothing. */
    public static boolean isTooLarge(int se, long m) {
        return m < 0 && (se & EXP) >= BIAS + 63 && (se & EXP) != EXP;
    }

    /** FSIN */
    public static void sin(Fpu f, int se, long m) {
        if (refusesAngle(f, se, m)) return;
        if (m == 0) Fp80.result(f, se, m);
        else if (isTiny(se)) justBelow(f, se, m);
        else finish(f, reduce(se, m).sin());
    }

    /** FCOS */
    public static void cos(Fpu f, int se, long m) {
        if (refusesAngle(f, se, m)) return;
        if (m == 0) Fp80.result(f, BIAS, INTEGER_BIT);
        else if (isTiny(se)) justBelow(f, BIAS, INTEGER_BIT);
        else finish(f, reduce(se, m).cos());
    }

    /** FPTAN */
    public static void tan(Fpu f, int se, long m) {
        if (refusesAngle(f, se, m)) return;
        if (m == 0) {
            Fp80.result(f, se, m);
        } else if (isTiny(se)) {
            // The tangent lies just above the angle.
            Rounding.roundFull(f, se & SIGN, Fp80.normalExponent(se, m), Fp80.normalMantissa(m), 1);
        } else {
            Angle a = reduce(se, m);
            finish(f, a.sin().over(a.cos()));
        }
    }

    private static boolean refusesAngle(Fpu f, int se, long m) {
        if (Fp80.refuses(f, se, m)) return true;
        if (Fp80.isInfinite(se, m)) {
            Fp80.invalid(f);
            return true;
        }
        Fp80.noteDenormal(f, se, m);
        return false;
    }

    /** So small that all it does to the first term of the series is to decide the direction of rounding. */
    private static boolean isTiny(int se) {
        return (se & EXP) < BIAS - 33;
    }

    /** Rounds a number whose magnitude is just below the given one, as the sine is of a tiny angle. */
    private static void justBelow(Fpu f, int se, long m) {
        int exp = Fp80.normalExponent(se, m);
        long hi = Fp80.normalMantissa(m) - 1;
        if (hi >= 0) {
            hi = -1;
            exp--;
        }
        Rounding.roundFull(f, se & SIGN, exp, hi, -1);
    }

    private static void finish(Fpu f, Wide v) {
        if (v.isZero()) {
            // Only a multiple of the 66-bit pi/2 would, and no register holds one.
            Fp80.zero(f, 0);
            return;
        }
        v.round(f);
    }

    /** Takes quarter turns off by long division; exact, as both numbers have few bits. */
    private static Angle reduce(int se, long m) {
        boolean negative = (se & SIGN) != 0;
        int e = (se & EXP) - BIAS;
        int quarters = 0;
        Wide x;
        if (e < -1) {
            x = Wide.of(false, e, m, 0);
        } else {
            // x = m 2^(e-63); against pi/2 = P 2^-65, x = m 2^2 on that scale when e is 0.
            long hi = m >>> 62, lo = m << 2;
            if (e == -1) {
                lo = hi << 63 | lo >>> 1;
                hi >>>= 1;
            }
            for (int i = 0; ; i++) {
                quarters <<= 1;
                if (hi > PI_HI || hi == PI_HI && Long.compareUnsigned(lo, PI_LO) >= 0) {
                    hi -= PI_HI + (Long.compareUnsigned(lo, PI_LO) < 0 ? 1 : 0);
                    lo -= PI_LO;
                    quarters++;
                }
                if (i >= e) break;
                hi = hi << 1 | lo >>> 63;
                lo <<= 1;
            }
            // The rest is below pi/2; above pi/4 count on to the next quarter.
            long twiceHi = hi << 1 | lo >>> 63, twiceLo = lo << 1;
            boolean over = twiceHi > PI_HI || twiceHi == PI_HI && Long.compareUnsigned(twiceLo, PI_LO) > 0;
            if (over) {
                quarters++;
                hi = PI_HI - hi - (Long.compareUnsigned(PI_LO, lo) < 0 ? 1 : 0);
                lo = PI_LO - lo;
            }
            x = Wide.of(over, 127 - 65, hi, lo);
        }
        return negative ? new Angle(x.negated(), -quarters & 3) : new Angle(x, quarters & 3);
    }

    /** FPATAN: the angle of the point (x, y). */
    public static void atan2(Fpu f, int sy, long my, int sx, long mx) {
        if (Fp80.refuses(f, sy, my, sx, mx)) return;
        int sign = sy & SIGN;
        boolean left = (sx & SIGN) != 0;
        boolean infY = Fp80.isInfinite(sy, my), infX = Fp80.isInfinite(sx, mx);
        Fp80.noteDenormals(f, sy, my, sx, mx);
        if (infY) {
            // pi/4 multiples: 2 when x is finite, 1 or 3 when it is infinite too.
            quarterTurns(f, sign, infX ? left ? 3 : 1 : 2);
        } else if (infX || my == 0) {
            if (left) quarterTurns(f, sign, 4);
            else Fp80.zero(f, sign);
        } else if (mx == 0) {
            quarterTurns(f, sign, 2);
        } else {
            Wide y = Wide.of(sy, my).abs(), x = Wide.of(sx, mx).abs();
            Wide angle = y.compareMagnitude(x) <= 0 ? Series.atan(y, x) : Series.HALF_PI.minus(Series.atan(x, y));
            if (left) angle = Series.HALF_PI.scaled(1).minus(angle);
            (sign != 0 ? angle.negated() : angle).round(f);
        }
    }

    private static void quarterTurns(Fpu f, int sign, int eighths) {
        Wide v = Series.HALF_PI.scaled(-1).times(Wide.of(eighths));
        (sign != 0 ? v.negated() : v).round(f);
    }

    // ---- exponentials and logarithms -----------------------------------------------------------------------------------

    /** F2XM1: 2^x - 1. Beyond [-1, 1], where the manuals promise nothing, processors give x back. */
    public static void exp2m1(Fpu f, int se, long m) {
        if (Fp80.refuses(f, se, m)) return;
        if (Fp80.isInfinite(se, m)) {
            if ((se & SIGN) != 0) Fp80.result(f, SIGN | BIAS, INTEGER_BIT);
            else Fp80.result(f, se, m);
            return;
        }
        if (m == 0) {
            Fp80.result(f, se, m);
            return;
        }
        Fp80.noteDenormal(f, se, m);
        if ((se & EXP) >= BIAS) {
            if (se == BIAS && m == INTEGER_BIT) {
                // Exactly 1, and yet they round it as if it were less.
                justBelow(f, se, m);
                return;
            }
            if (se == (SIGN | BIAS) && m == INTEGER_BIT) inexact(f, SIGN | BIAS - 1, INTEGER_BIT);
            else inexact(f, se, m);
            return;
        }
        Series.exp2m1(Wide.of(se, m)).round(f);
    }

    /** FYL2X: y log2(x) */
    public static void yLog2x(Fpu f, int sy, long my, int sx, long mx) {
        if (Fp80.refuses(f, sy, my, sx, mx)) return;
        boolean infX = Fp80.isInfinite(sx, mx), infY = Fp80.isInfinite(sy, my);
        boolean isOne = sx == BIAS && mx == INTEGER_BIT;
        // log x is negative below 1.
        int sign = sy & SIGN ^ (!infX && (sx & EXP) < BIAS ? SIGN : 0);
        if (mx == 0) {
            if (my == 0) {
                Fp80.invalid(f);
            } else {
                if (!infY) f.raised |= Fp80.ZE;
                Fp80.infinity(f, sign);
            }
            return;
        }
        if ((sx & SIGN) != 0 || infX && my == 0 || isOne && infY) {
            Fp80.invalid(f);
            return;
        }
        Fp80.noteDenormals(f, sy, my, sx, mx);
        if (infX || infY) Fp80.infinity(f, sign);
        else if (my == 0 || isOne) Fp80.zero(f, sign);
        else timesLog2(f, Wide.of(sy, my), Wide.of(sx, mx));
    }

    private static void timesLog2(Fpu f, Wide y, Wide x) {
        if (x.isPowerOfTwo()) y.times(Wide.of(x.exponent())).roundExact(f);
        else y.times(Series.log2(x)).round(f);
    }

    /** FYL2XP1: y log2(x + 1). For x of -1 and less, where the manuals promise nothing, processors give x back. */
    public static void yLog2xPlus1(Fpu f, int sy, long my, int sx, long mx) {
        if (Fp80.refuses(f, sy, my, sx, mx)) return;
        boolean infX = Fp80.isInfinite(sx, mx), infY = Fp80.isInfinite(sy, my);
        int sign = (sy ^ sx) & SIGN;
        boolean negative = (sx & SIGN) != 0;
        if (mx == 0 && infY || infX && (my == 0 || negative)) {
            Fp80.invalid(f);
            return;
        }
        Fp80.noteDenormals(f, sy, my, sx, mx);
        if (infX || infY) Fp80.infinity(f, sign);
        else if (mx == 0 || my == 0) Fp80.zero(f, sign);
        else if (negative && (sx & EXP) >= BIAS) inexact(f, sx, mx);
        else if ((sx & EXP) >= BIAS - 2) timesLog2(f, Wide.of(sy, my), Wide.of(sx, mx).plus(Wide.ONE));
        else Wide.of(sy, my).times(Series.log2p1(Wide.of(sx, mx))).round(f);
    }

    private static void inexact(Fpu f, int se, long m) {
        f.raised |= PE;
        Fp80.result(f, se, m);
    }
}
