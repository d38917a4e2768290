package lucid86.jit.helpers;

import static lucid86.jit.helpers.SseSoft.Format.DOUBLE;
import static lucid86.jit.helpers.SseSoft.Format.SINGLE;

import lucid86.machine.cpu.CpuState;

/**
 * One lane of SSE arithmetic. When MXCSR rounds to nearest with all exceptions masked, no operand is denormal, and the
 * result is a number away from the ends of the range, then Java's operator gives the result and only the precision flag
 * is left to find; that costs nothing once it is set. All else goes to {@link SseSoft}. (An infinity or NaN among the
 * operands shows in the result, but for a division by infinity, which gives zero and goes the long way, too.)
 */
final class SseFast {
    private static final int CONTROL = 0x7f80, NEAREST_ALL_MASKED = 0x1f80;

    private SseFast() {}

    private static boolean easy(CpuState c) {
        return (c.mxcsr & CONTROL) == NEAREST_ALL_MASKED;
    }

    private static boolean known(CpuState c) {
        return (c.mxcsr & SseSoft.PE) != 0;
    }

    private static void inexact(CpuState c) {
        c.mxcsr |= SseSoft.PE;
    }

    /** Normal, with room for one more step of exponent at both ends. */
    private static boolean plain(int bits) {
        return (bits >>> 23 & 0xff) - 2 + Integer.MIN_VALUE < 0xfc + Integer.MIN_VALUE;
    }

    /** Normal, and far enough from underflow that the error of an operation on it is exact too. */
    private static boolean plain(long bits) {
        return (int) (bits >>> 52 & 0x7ff) - 130 + Integer.MIN_VALUE < 2045 - 130 + Integer.MIN_VALUE;
    }

    private static boolean denormal(int bits) {
        return (bits & 0x7f800000) == 0 && bits << 1 != 0;
    }

    private static boolean denormal(long bits) {
        return (bits & 0x7ff0000000000000L) == 0 && bits << 1 != 0;
    }

    // ---- single -----------------------------------------------------------------------------------------------------------

    static int add(CpuState c, int a, int b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x + y;
            int bits = Float.floatToRawIntBits(r);
            // A sum that is zero is exact.
            if (plain(bits) || r == 0) {
                if (!known(c) && error(x, y, r) != 0) inexact(c);
                return bits;
            }
        }
        return (int) SseSoft.add(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int sub(CpuState c, int a, int b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x - y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits) || r == 0) {
                if (!known(c) && error(x, -y, r) != 0) inexact(c);
                return bits;
            }
        }
        return (int) SseSoft.sub(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    /** The exact error of a sum (Knuth's TwoSum). */
    private static float error(float x, float y, float r) {
        float part = r - x;
        return (x - (r - part)) + (y - part);
    }

    static int mul(CpuState c, int a, int b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x * y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits)) {
                if (!known(c) && (double) x * y != r) inexact(c);
                return bits;
            }
            if (r == 0 && (x == 0 || y == 0)) return bits;
        }
        return (int) SseSoft.mul(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int div(CpuState c, int a, int b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x / y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits)) {
                if (!known(c) && (double) r * y != x) inexact(c);
                return bits;
            }
        }
        return (int) SseSoft.div(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int sqrt(CpuState c, int a) {
        if (easy(c) && plain(a) && a >= 0) {
            // The double root is close enough that rounding it again rounds right (24 * 2 + 2 <= 53).
            float x = Float.intBitsToFloat(a), r = (float) Math.sqrt(x);
            if (!known(c) && (double) r * r != x) inexact(c);
            return Float.floatToRawIntBits(r);
        }
        return (int) SseSoft.sqrt(c, SINGLE, a & 0xffffffffL);
    }

    static int min(CpuState c, int a, int b) {
        if (plain(a) && plain(b)) return Float.intBitsToFloat(a) < Float.intBitsToFloat(b) ? a : b;
        return (int) SseSoft.minMax(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL, false);
    }

    static int max(CpuState c, int a, int b) {
        if (plain(a) && plain(b)) return Float.intBitsToFloat(a) > Float.intBitsToFloat(b) ? a : b;
        return (int) SseSoft.minMax(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL, true);
    }

    // ---- two singles in a long ------------------------------------------------------------------------------------------------

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

    // ---- double -------------------------------------------------------------------------------------------------------------

    static long add(CpuState c, long a, long b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x + y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits) || r == 0) {
                if (!known(c) && error(x, y, r) != 0) inexact(c);
                return bits;
            }
        }
        return SseSoft.add(c, DOUBLE, a, b);
    }

    static long sub(CpuState c, long a, long b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x - y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits) || r == 0) {
                if (!known(c) && error(x, -y, r) != 0) inexact(c);
                return bits;
            }
        }
        return SseSoft.sub(c, DOUBLE, a, b);
    }

    private static double error(double x, double y, double r) {
        double part = r - x;
        return (x - (r - part)) + (y - part);
    }

    static long mul(CpuState c, long a, long b) {
        if (easy(c) && !denormal(a) && !denormal(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x * y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits)) {
                if (!known(c) && Math.fma(x, y, -r) != 0) inexact(c);
                return bits;
            }
            if (r == 0 && (x == 0 || y == 0)) return bits;
        }
        return SseSoft.mul(c, DOUBLE, a, b);
    }

    static long div(CpuState c, long a, long b) {
        if (easy(c) && plain(a) && !denormal(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x / y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits)) {
                if (!known(c) && Math.fma(r, y, -x) != 0) inexact(c);
                return bits;
            }
        }
        return SseSoft.div(c, DOUBLE, a, b);
    }

    static long sqrt(CpuState c, long a) {
        if (easy(c) && plain(a) && a >= 0) {
            double x = Double.longBitsToDouble(a), r = Math.sqrt(x);
            if (!known(c) && Math.fma(r, r, -x) != 0) inexact(c);
            return Double.doubleToRawLongBits(r);
        }
        return SseSoft.sqrt(c, DOUBLE, a);
    }

    static long min(CpuState c, long a, long b) {
        if (plain(a) && plain(b)) return Double.longBitsToDouble(a) < Double.longBitsToDouble(b) ? a : b;
        return SseSoft.minMax(c, DOUBLE, a, b, false);
    }

    static long max(CpuState c, long a, long b) {
        if (plain(a) && plain(b)) return Double.longBitsToDouble(a) > Double.longBitsToDouble(b) ? a : b;
        return SseSoft.minMax(c, DOUBLE, a, b, true);
    }
}
