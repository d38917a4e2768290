package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.DOWN;
import static lucid86.jit.helpers.fp.Fp80.EXP;
import static lucid86.jit.helpers.fp.Fp80.INTEGER_BIT;
import static lucid86.jit.helpers.fp.Fp80.NEAREST;
import static lucid86.jit.helpers.fp.Fp80.OE;
import static lucid86.jit.helpers.fp.Fp80.PE;
import static lucid86.jit.helpers.fp.Fp80.UE;
import static lucid86.jit.helpers.fp.Fp80.UP;

import lucid86.machine.cpu.Fpu;

/** Rounds exact results to the register format, under rounding and precision control (SDM vol. 1, 8.1.5, 8.5.4-8.5.6). */
final class Rounding {
    /** What an unmasked overflow or underflow adds to the exponent, downwards or upwards. */
    private static final int WRAP = 0x6000;

    private Rounding() {}

    /**
     * Rounds under the precision control: add, subtract, multiply, divide, square root.
     *
     * @param sign 0 or {@link Fp80#SIGN}
     * @param exp biased exponent, of any size
     * @param hi mantissa, normalised
     * @param lo what follows it, the last bit sticky
     */
    static void round(Fpu f, int sign, int exp, long hi, long lo) {
        if (isNearest(f, exp)) nearest(f, sign, exp, hi, lo);
        else round(f, sign, exp, hi, lo, dropped(f.cw));
    }

    /** Whether {@link #nearest} does. */
    static boolean isNearest(Fpu f, int exp) {
        return (f.cw & 0xf00) == 0x300 && exp > 0 && exp < 0x7ffe;
    }

    /** Rounds what nearly always is to be rounded: to 64 bits, to nearest, and within range. */
    static void nearest(Fpu f, int sign, int exp, long hi, long lo) {
        if (lo != 0) {
            f.raised |= PE;
            if (lo < 0 && (lo << 1 != 0 || (hi & 1) != 0)) {
                f.raised |= C1;
                if (++hi == 0) {
                    hi = INTEGER_BIT;
                    exp++;
                }
            }
        }
        Fp80.result(f, sign | exp, hi);
    }

    /** Rounds to 64 bits whatever the precision control says. */
    static void roundFull(Fpu f, int sign, int exp, long hi, long lo) {
        round(f, sign, exp, hi, lo, 0);
    }

    /** Bits of the mantissa that the precision control drops. */
    private static int dropped(int cw) {
        return switch (cw >>> 8 & 3) {
            case 0 -> 40;
            case 2 -> 11;
            default -> 0;
        };
    }

    private static void round(Fpu f, int sign, int exp, long hi, long lo, int drop) {
        boolean tiny = exp < 0 || exp == 0 && !carries(f, sign, hi, lo, drop);
        if (tiny && (f.cw & UE) == 0) {
            f.raised |= UE;
            exp += WRAP;
            tiny = false;
            if (exp <= 0) {
                // FSCALE alone gets so far.
                f.raised |= PE;
                Fp80.zero(f, sign);
                return;
            }
        }
        boolean denormal = exp <= 0;
        if (denormal) {
            int by = 1 - exp;
            lo = shiftedLow(hi, lo, by);
            hi = by < 64 ? hi >>> by : 0;
            exp = 1;
        }
        long mask = (1L << drop) - 1;
        boolean inexact = (hi & mask) != 0 || lo != 0;
        if (inexact) {
            f.raised |= tiny ? UE | PE : PE;
            boolean up = roundsUp(Fp80.roundingMode(f), sign, hi, lo, drop);
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
        if (denormal && hi >= 0) exp = 0;
        if (exp >= EXP) overflow(f, sign, exp, hi, mask);
        else Fp80.result(f, sign | exp, hi);
    }

    private static void overflow(Fpu f, int sign, int exp, long hi, long mask) {
        f.raised |= OE;
        if ((f.cw & OE) == 0 && exp - WRAP < EXP) {
            Fp80.result(f, sign | exp - WRAP, hi);
            return;
        }
        f.raised |= PE;
        int mode = Fp80.roundingMode(f);
        // Overflow beyond what the unmasked response can wrap gives infinity whatever the mode.
        if ((f.cw & OE) == 0 || mode == NEAREST || mode == (sign != 0 ? DOWN : UP)) {
            f.raised |= C1;
            Fp80.infinity(f, sign);
        } else {
            f.raised &= ~C1;
            Fp80.result(f, sign | 0x7ffe, ~mask);
        }
    }

    /** Whether rounding with an unbounded exponent carries out of the mantissa: then the result is not tiny. */
    private static boolean carries(Fpu f, int sign, long hi, long lo, int drop) {
        long mask = (1L << drop) - 1;
        return (hi | mask) == -1 && ((hi & mask) != 0 || lo != 0) && roundsUp(Fp80.roundingMode(f), sign, hi, lo, drop);
    }

    /** Whether an inexact magnitude, {@code drop} bits of {@code hi} and all of {@code lo} going, rounds away from zero. */
    static boolean roundsUp(int mode, int sign, long hi, long lo, int drop) {
        if (mode == DOWN) return sign != 0;
        if (mode == UP) return sign == 0;
        if (mode != NEAREST) return false;
        if (drop == 0) return lo < 0 && (lo << 1 != 0 || (hi & 1) != 0);
        long half = 1L << drop - 1;
        long rest = hi & (half << 1) - 1;
        if (rest != half) return Long.compareUnsigned(rest, half) > 0;
        return lo != 0 || (hi & half << 1) != 0;
    }

    // ---- without jumps -----------------------------------------------------------------------------------------------------

    /** 1 when hi, with lo behind it, rounds up to the nearest, otherwise 0. */
    static int up(long hi, long lo) {
        return Long.compareUnsigned(lo + Long.MAX_VALUE + (hi & 1), lo) < 0 ? 1 : 0;
    }

    /** What that raises. */
    static int raised(int up, long lo) {
        return (int) ((lo | -lo) >>> 63) * PE | up * C1;
    }

    /** Low half of hi:lo shifted right, the lost bits collected in its last one. */
    static long shiftedLow(long hi, long lo, int by) {
        if (by == 0) return lo;
        if (by < 64) return hi << 64 - by | lo >>> by | (lo << 64 - by != 0 ? 1 : 0);
        if (by == 64) return hi | (lo != 0 ? 1 : 0);
        if (by < 128) return hi >>> by - 64 | (hi << 128 - by != 0 || lo != 0 ? 1 : 0);
        return (hi | lo) != 0 ? 1 : 0;
    }
}
