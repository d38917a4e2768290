package lucid86.jit.helpers;

import static lucid86.jit.helpers.SseSoft.Format.DOUBLE;
import static lucid86.jit.helpers.SseSoft.Format.SINGLE;

import lucid86.machine.cpu.CpuState;

/**
 * One lane of SSE arithmetic. When MXCSR rounds to nearest with all exceptions masked, and operands and result are normal
 * numbers away from the ends of the range, Java's operator gives the result and only the precision flag is left to find;
 * it costs nothing once it is set. All else goes to {@link SseSoft}.
 */
final class SseFast {
    private static final int CONTROL = 0x7f80, NEAREST_ALL_MASKED = 0x1f80;

    private SseFast() {}

    private static boolean easy(CpuState c) {
        return (c.mxcsr & CONTROL) == NEAREST_ALL_MASKED;
    }

    /** Normal, with room for one more step of exponent at both ends. */
    private static boolean plain(int bits) {
        return (bits >>> 23 & 0xff) - 2 + Integer.MIN_VALUE < 0xfc + Integer.MIN_VALUE;
    }

    /** Normal, and far enough from underflow that the error of an operation on it is exact too. */
    private static boolean plain(long bits) {
        return (int) (bits >>> 52 & 0x7ff) - 130 + Integer.MIN_VALUE < 2045 - 130 + Integer.MIN_VALUE;
    }

    private static int inexact(CpuState c, boolean is, int result) {
        if (is) c.mxcsr |= SseSoft.PE;
        return result;
    }

    private static long inexact(CpuState c, boolean is, long result) {
        if (is) c.mxcsr |= SseSoft.PE;
        return result;
    }

    private static boolean known(CpuState c) {
        return (c.mxcsr & SseSoft.PE) != 0;
    }

    // ---- single -----------------------------------------------------------------------------------------------------------

    static int add(CpuState c, int a, int b) {
        if (easy(c) && plain(a) && plain(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x + y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, error(x, y, r) != 0, bits);
        }
        return (int) SseSoft.add(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int sub(CpuState c, int a, int b) {
        if (easy(c) && plain(a) && plain(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x - y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, error(x, -y, r) != 0, bits);
        }
        return (int) SseSoft.sub(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    /** The exact error of a sum (Knuth's TwoSum). */
    private static float error(float x, float y, float r) {
        float part = r - x;
        return (x - (r - part)) + (y - part);
    }

    static int mul(CpuState c, int a, int b) {
        if (easy(c) && plain(a) && plain(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x * y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, (double) x * y != r, bits);
        }
        return (int) SseSoft.mul(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int div(CpuState c, int a, int b) {
        if (easy(c) && plain(a) && plain(b)) {
            float x = Float.intBitsToFloat(a), y = Float.intBitsToFloat(b), r = x / y;
            int bits = Float.floatToRawIntBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, (double) r * y != x, bits);
        }
        return (int) SseSoft.div(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL);
    }

    static int sqrt(CpuState c, int a) {
        if (easy(c) && plain(a) && a >= 0) {
            // The double root is close enough that rounding it again rounds right (24 * 2 + 2 <= 53).
            float x = Float.intBitsToFloat(a), r = (float) Math.sqrt(x);
            return known(c) ? Float.floatToRawIntBits(r) : inexact(c, (double) r * r != x, Float.floatToRawIntBits(r));
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

    // ---- double -------------------------------------------------------------------------------------------------------------

    static long add(CpuState c, long a, long b) {
        if (easy(c) && plain(a) && plain(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x + y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, error(x, y, r) != 0, bits);
        }
        return SseSoft.add(c, DOUBLE, a, b);
    }

    static long sub(CpuState c, long a, long b) {
        if (easy(c) && plain(a) && plain(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x - y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, error(x, -y, r) != 0, bits);
        }
        return SseSoft.sub(c, DOUBLE, a, b);
    }

    private static double error(double x, double y, double r) {
        double part = r - x;
        return (x - (r - part)) + (y - part);
    }

    static long mul(CpuState c, long a, long b) {
        if (easy(c) && plain(a) && plain(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x * y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, Math.fma(x, y, -r) != 0, bits);
        }
        return SseSoft.mul(c, DOUBLE, a, b);
    }

    static long div(CpuState c, long a, long b) {
        if (easy(c) && plain(a) && plain(b)) {
            double x = Double.longBitsToDouble(a), y = Double.longBitsToDouble(b), r = x / y;
            long bits = Double.doubleToRawLongBits(r);
            if (plain(bits)) return known(c) ? bits : inexact(c, Math.fma(r, y, -x) != 0, bits);
        }
        return SseSoft.div(c, DOUBLE, a, b);
    }

    static long sqrt(CpuState c, long a) {
        if (easy(c) && plain(a) && a >= 0) {
            double x = Double.longBitsToDouble(a), r = Math.sqrt(x);
            long bits = Double.doubleToRawLongBits(r);
            return known(c) ? bits : inexact(c, Math.fma(r, r, -x) != 0, bits);
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
