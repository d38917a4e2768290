package lucid86.jit.helpers;

import static lucid86.jit.helpers.SseSoft.Format.DOUBLE;
import static lucid86.jit.helpers.SseSoft.Format.SINGLE;

import lucid86.machine.cpu.CpuState;

/**
 * One lane of SSE arithmetic. When MXCSR rounds to nearest with all exceptions masked, no operand is denormal, and the
 * result is a number away from the ends of the range, then Java's operator gives the result and only the precision flag
 * is left to find; that costs nothing once it is set. All else goes to {@link SseSoft}. (An infinity or NaN among the
 * operands shows in the result, but for a division by infinity, which gives zero and goes the long way, too.)
 *
 * <p>Lanes are bits. What Java's operator gave is judged by {@code isResult}, {@code error} and the like: nothing at all is left to do, then; {@link SseQuick}
 * goes no further than that.
 */
final class SseFast {
    /** Operations; constants where they are used, so that HotSpot sees one only. */
    static final int ADD = 0, SUB = 1, MUL = 2, DIV = 3;

    /** From here on the error of an operation on doubles is exact, too. */
    private static final double SMALL = 0x1p-893;

    /** Twice the bits of the least normal number and of 2^-446, which a product of two such is far from underflow with. */
    private static final long NORMAL = Double.doubleToRawLongBits(Double.MIN_NORMAL) << 1, LARGE = Double.doubleToRawLongBits(0x1p-446) << 1;

    private static final int CONTROL = 0x7f80, NEAREST_ALL_MASKED = 0x1f80;

    private SseFast() {}

    private static boolean easy(int mxcsr) {
        return (mxcsr & CONTROL) == NEAREST_ALL_MASKED;
    }

    private static boolean known(int mxcsr) {
        return (mxcsr & SseSoft.PE) != 0;
    }

    /** Notes an inexact result. */
    private static void note(CpuState c, boolean exact) {
        if (!exact) c.mxcsr |= SseSoft.PE;
    }

    /** Normal, with room for one more step of exponent at both ends. */
    private static boolean plain(int bits) {
        return (bits << 1) - (2 << 24) + Integer.MIN_VALUE < (0xfc << 24) + Integer.MIN_VALUE;
    }

    /** Finite, and far enough from underflow. */
    private static boolean plain(double v) {
        return Math.abs(v) >= SMALL && Math.abs(v) < Double.POSITIVE_INFINITY;
    }

    private static boolean zero(int bits) {
        return bits << 1 == 0;
    }

    private static boolean denormal(int bits) {
        return (bits & 0x7f800000) == 0 && bits << 1 != 0;
    }

    private static boolean denormal(double v) {
        return Math.abs(v) < Double.MIN_NORMAL && v != 0;
    }

    private static float f(int bits) {
        return Float.intBitsToFloat(bits);
    }

    private static double f(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static int bits(float v) {
        return Float.floatToRawIntBits(v);
    }

    private static long bits(double v) {
        return Double.doubleToRawLongBits(v);
    }

    // ---- single --------------------------------------------------------------------------------------------------------

    static int result(int operation, int a, int b) {
        return bits(switch (operation) {
            case ADD -> f(a) + f(b);
            case SUB -> f(a) - f(b);
            case MUL -> f(a) * f(b);
            default -> f(a) / f(b);
        });
    }

    /** The double root is close enough that rounding it again rounds right (24 * 2 + 2 <= 53). */
    static int root(int a) {
        return bits((float) Math.sqrt(f(a)));
    }

    static boolean isResult(int operation, int mxcsr, int a, int b, int r) {
        return easy(mxcsr) && fits(operation, a, b, r) && (known(mxcsr) || isExact(operation, f(a), f(b), f(r)));
    }

    private static boolean fits(int operation, int a, int b, int r) {
        return switch (operation) {
            case ADD, SUB -> sumFits(a, b, r);
            case MUL -> productFits(a, b, r);
            default -> quotientFits(a, b, r);
        };
    }

    static boolean isRoot(int mxcsr, int a, int r) {
        return easy(mxcsr) && plain(a) && a >= 0 && (known(mxcsr) || rootExact(f(a), f(r)));
    }

    /** Comparing these raises nothing, nor is one of them anything but what it looks like. */
    static boolean comparable(int a, int b) {
        return (plain(a) || zero(a)) && (plain(b) || zero(b));
    }

    /** A sum that is zero is exact. */
    private static boolean sumFits(int a, int b, int r) {
        return !denormal(a) && !denormal(b) && (plain(r) || zero(r));
    }

    private static boolean productFits(int a, int b, int r) {
        return !denormal(a) && !denormal(b) && (plain(r) || zero(r) && (zero(a) || zero(b)));
    }

    private static boolean quotientFits(int a, int b, int r) {
        return !denormal(a) && !denormal(b) && plain(r);
    }

    private static boolean isExact(int operation, float x, float y, float r) {
        return switch (operation) {
            case ADD -> sumExact(x, y, r);
            case SUB -> sumExact(x, -y, r);
            case MUL -> productExact(x, y, r);
            default -> quotientExact(x, y, r);
        };
    }

    /** By the error of a sum (Knuth's TwoSum). */
    private static boolean sumExact(float x, float y, float r) {
        float part = r - x;
        return (x - (r - part)) + (y - part) == 0;
    }

    private static boolean productExact(float x, float y, float r) {
        return (double) x * y == r;
    }

    private static boolean quotientExact(float x, float y, float r) {
        return (double) r * y == x;
    }

    private static boolean rootExact(float x, float r) {
        return (double) r * r == x;
    }

    /** Takes Java's result and notes the precision flag, or leaves the case to {@link SseSoft}. */
    private static boolean takes(int operation, CpuState c, int a, int b, int r) {
        if (!easy(c.mxcsr) || !fits(operation, a, b, r)) return false;
        if (!known(c.mxcsr)) note(c, isExact(operation, f(a), f(b), f(r)));
        return true;
    }

    static int add(CpuState c, int a, int b) {
        int r = result(ADD, a, b);
        return takes(ADD, c, a, b, r) ? r : (int) SseSoft.add(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int sub(CpuState c, int a, int b) {
        int r = result(SUB, a, b);
        return takes(SUB, c, a, b, r) ? r : (int) SseSoft.sub(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int mul(CpuState c, int a, int b) {
        int r = result(MUL, a, b);
        return takes(MUL, c, a, b, r) ? r : (int) SseSoft.mul(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int div(CpuState c, int a, int b) {
        int r = result(DIV, a, b);
        return takes(DIV, c, a, b, r) ? r : (int) SseSoft.div(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int sqrt(CpuState c, int a) {
        if (!easy(c.mxcsr) || !plain(a) || a < 0) return (int) SseSoft.sqrt(c, SINGLE, a & 0xffffffffL);
        int r = root(a);
        if (!known(c.mxcsr)) note(c, rootExact(f(a), f(r)));
        return r;
    }

    static int min(CpuState c, int a, int b) {
        return plain(a) && plain(b) ? lesser(a, b) : (int) SseSoft.minMax(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL, false);
    }

    static int max(CpuState c, int a, int b) {
        return plain(a) && plain(b) ? greater(a, b) : (int) SseSoft.minMax(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL, true);
    }

    static int lesser(int a, int b) {
        return f(a) < f(b) ? a : b;
    }

    static int greater(int a, int b) {
        return f(a) > f(b) ? a : b;
    }

    /** ZF, PF and CF of a comparison of numbers. */
    static int order(int a, int b) {
        return f(a) < f(b) ? 1 : f(a) == f(b) ? 0x40 : 0;
    }

    // ---- two singles in a long -------------------------------------------------------------------------------------------------

    static long add2(CpuState c, long a, long b) {
        return Swar.pair(add(c, (int) a, (int) b), add(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    static long sub2(CpuState c, long a, long b) {
        return Swar.pair(sub(c, (int) a, (int) b), sub(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    static long mul2(CpuState c, long a, long b) {
        return Swar.pair(mul(c, (int) a, (int) b), mul(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    static long div2(CpuState c, long a, long b) {
        return Swar.pair(div(c, (int) a, (int) b), div(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    static long min2(CpuState c, long a, long b) {
        return Swar.pair(min(c, (int) a, (int) b), min(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    static long max2(CpuState c, long a, long b) {
        return Swar.pair(max(c, (int) a, (int) b), max(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    static long sqrt2(CpuState c, long a) {
        return Swar.pair(sqrt(c, (int) a), sqrt(c, (int) (a >>> 32)));
    }

    // ---- double --------------------------------------------------------------------------------------------------------

    static long result(int operation, long a, long b) {
        return bits(switch (operation) {
            case ADD -> f(a) + f(b);
            case SUB -> f(a) - f(b);
            case MUL -> f(a) * f(b);
            default -> f(a) / f(b);
        });
    }

    static long root(long a) {
        return bits(Math.sqrt(f(a)));
    }

    /**
     * Whether nothing is to be said of these operands: not denormal, and the result far from underflow; a quotient's is for {@link #error} to tell. Zeros
     * come as they like, so one comparison is for them, too.
     */
    static boolean suits(int operation, int mxcsr, long a, long b) {
        long least = operation == ADD || operation == SUB ? NORMAL : LARGE;
        return easy(mxcsr) && isZeroOr(least, a) && isZeroOr(least, b);
    }

    /** @param least twice the bits of the least number, the sign lost */
    private static boolean isZeroOr(long least, long v) {
        return (v << 1) - 1 + Long.MIN_VALUE >= least - 1 + Long.MIN_VALUE;
    }

    /** Zero when the result is a number and raises nothing that MXCSR does not say already; the operands {@link #suits suit}. */
    static double error(int operation, int mxcsr, long a, long b, long r) {
        double x = f(a), y = f(b), v = f(r);
        if (known(mxcsr)) return v - v + (operation != DIV || Math.abs(v) >= SMALL ? 0 : x);
        return switch (operation) {
            case ADD -> sumError(x, y, v);
            case SUB -> sumError(x, -y, v);
            case MUL -> Math.fma(x, y, -v);
            default -> Math.fma(v, y, -x);
        };
    }

    private static boolean fits(int operation, double x, double y, double r) {
        return switch (operation) {
            case ADD, SUB -> sumFits(x, y, r);
            case MUL -> productFits(x, y, r);
            default -> quotientFits(x, y, r);
        };
    }

    static boolean isRoot(int mxcsr, long a, long r) {
        return easy(mxcsr) && plain(f(a)) && a >= 0 && (known(mxcsr) || rootExact(f(a), f(r)));
    }

    /** Comparing these raises nothing, nor is one of them anything but what it looks like. */
    static boolean comparable(long a, long b) {
        return (plain(f(a)) || f(a) == 0) && (plain(f(b)) || f(b) == 0);
    }

    /** A sum that is zero is exact. */
    private static boolean sumFits(double x, double y, double r) {
        return !denormal(x) && !denormal(y) && (plain(r) || r == 0);
    }

    private static boolean productFits(double x, double y, double r) {
        return !denormal(x) && !denormal(y) && (plain(r) || r == 0 && (x == 0 || y == 0));
    }

    private static boolean quotientFits(double x, double y, double r) {
        return plain(x) && !denormal(y) && plain(r);
    }

    private static boolean isExact(int operation, double x, double y, double r) {
        return switch (operation) {
            case ADD -> sumExact(x, y, r);
            case SUB -> sumExact(x, -y, r);
            case MUL -> productExact(x, y, r);
            default -> quotientExact(x, y, r);
        };
    }

    /** Knuth's TwoSum. */
    private static double sumError(double x, double y, double r) {
        double part = r - x;
        return (x - (r - part)) + (y - part);
    }

    private static boolean sumExact(double x, double y, double r) {
        return sumError(x, y, r) == 0;
    }

    private static boolean productExact(double x, double y, double r) {
        return Math.fma(x, y, -r) == 0;
    }

    private static boolean quotientExact(double x, double y, double r) {
        return Math.fma(r, y, -x) == 0;
    }

    private static boolean rootExact(double x, double r) {
        return Math.fma(r, r, -x) == 0;
    }

    /** Takes Java's result and notes the precision flag, or leaves the case to {@link SseSoft}. */
    private static boolean takes(int operation, CpuState c, long a, long b, long r) {
        if (!easy(c.mxcsr) || !fits(operation, f(a), f(b), f(r))) return false;
        if (!known(c.mxcsr)) note(c, isExact(operation, f(a), f(b), f(r)));
        return true;
    }

    static long add(CpuState c, long a, long b) {
        long r = result(ADD, a, b);
        return takes(ADD, c, a, b, r) ? r : SseSoft.add(c, DOUBLE, a, b);
    }

    static long sub(CpuState c, long a, long b) {
        long r = result(SUB, a, b);
        return takes(SUB, c, a, b, r) ? r : SseSoft.sub(c, DOUBLE, a, b);
    }

    static long mul(CpuState c, long a, long b) {
        long r = result(MUL, a, b);
        return takes(MUL, c, a, b, r) ? r : SseSoft.mul(c, DOUBLE, a, b);
    }

    static long div(CpuState c, long a, long b) {
        long r = result(DIV, a, b);
        return takes(DIV, c, a, b, r) ? r : SseSoft.div(c, DOUBLE, a, b);
    }

    static long sqrt(CpuState c, long a) {
        if (!easy(c.mxcsr) || !plain(f(a)) || a < 0) return SseSoft.sqrt(c, DOUBLE, a);
        long r = root(a);
        if (!known(c.mxcsr)) note(c, rootExact(f(a), f(r)));
        return r;
    }

    static long min(CpuState c, long a, long b) {
        return plain(f(a)) && plain(f(b)) ? lesser(a, b) : SseSoft.minMax(c, DOUBLE, a, b, false);
    }

    static long max(CpuState c, long a, long b) {
        return plain(f(a)) && plain(f(b)) ? greater(a, b) : SseSoft.minMax(c, DOUBLE, a, b, true);
    }

    static long lesser(long a, long b) {
        return f(a) < f(b) ? a : b;
    }

    static long greater(long a, long b) {
        return f(a) > f(b) ? a : b;
    }

    /** ZF, PF and CF of a comparison of numbers. */
    static int order(long a, long b) {
        return f(a) < f(b) ? 1 : f(a) == f(b) ? 0x40 : 0;
    }

    // ---- conversions ---------------------------------------------------------------------------------------------------------

    /** The integer a number becomes by truncation raises nothing, or nothing new. Java's is the nearest one when it does not fit. */
    static boolean isTruncated(int mxcsr, double v, int r) {
        return easy(mxcsr) && r != Integer.MIN_VALUE && (r == v || known(mxcsr) && plain(v) && r != Integer.MAX_VALUE);
    }

    static boolean isNarrowed(int mxcsr, long v, int r) {
        return easy(mxcsr) && (plain(f(v)) || f(v) == 0) && (f(v) == 0 || plain(r)) && (known(mxcsr) || f(r) == f(v));
    }

    static boolean isWidened(int v) {
        return plain(v) || zero(v);
    }
}
