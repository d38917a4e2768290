package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/**
 * Quick twins of {@link SseFloat}: what Java's operators give, as long as there is no flag to set. See {@link SseFast}. They get
 * {@link CpuState#xmm}, which generated code has as a constant.
 */
public final class SseQuick {
    private SseQuick() {}

    // ---- arithmetic ------------------------------------------------------------------------------------------------------------

    private static boolean pd(int operation, CpuState c, long[] x, int d, int s) {
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], a1 = x[2 * d + 1], b1 = x[2 * s + 1];
        if (!SseFast.suits(operation, m, a, b) || !SseFast.suits(operation, m, a1, b1)) return false;
        long r = SseFast.result(operation, a, b), r1 = SseFast.result(operation, a1, b1);
        if (Math.abs(SseFast.error(operation, m, a, b, r)) + Math.abs(SseFast.error(operation, m, a1, b1, r1)) != 0) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static boolean sd(int operation, CpuState c, long[] x, int d, int s) {
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = SseFast.result(operation, a, b);
        if (!SseFast.suits(operation, m, a, b) || SseFast.error(operation, m, a, b, r) != 0) return false;
        x[2 * d] = r;
        return true;
    }

    private static boolean ss(int operation, CpuState c, long[] x, int d, int s) {
        int a = (int) x[2 * d], b = (int) x[2 * s], r = SseFast.result(operation, a, b);
        if (!SseFast.isResult(operation, c.mxcsr, a, b, r)) return false;
        putLow32(x, d, r);
        return true;
    }

    private static boolean ps(int operation, CpuState c, long[] x, int d, int s) {
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = both(operation, a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = both(operation, a1, b1);
        if (!areBoth(operation, m, a, b, r) || !areBoth(operation, m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static long both(int operation, long a, long b) {
        return Swar.pair(SseFast.result(operation, (int) a, (int) b), SseFast.result(operation, (int) (a >>> 32), (int) (b >>> 32)));
    }

    private static boolean areBoth(int operation, int mxcsr, long a, long b, long r) {
        return SseFast.isResult(operation, mxcsr, (int) a, (int) b, (int) r)
                && SseFast.isResult(operation, mxcsr, (int) (a >>> 32), (int) (b >>> 32), (int) (r >>> 32));
    }

    public static boolean addpd(CpuState c, long[] x, int d, int s) {
        return pd(SseFast.ADD, c, x, d, s);
    }

    public static boolean addsd(CpuState c, long[] x, int d, int s) {
        return sd(SseFast.ADD, c, x, d, s);
    }

    public static boolean addps(CpuState c, long[] x, int d, int s) {
        return ps(SseFast.ADD, c, x, d, s);
    }

    public static boolean addss(CpuState c, long[] x, int d, int s) {
        return ss(SseFast.ADD, c, x, d, s);
    }

    public static boolean subpd(CpuState c, long[] x, int d, int s) {
        return pd(SseFast.SUB, c, x, d, s);
    }

    public static boolean subsd(CpuState c, long[] x, int d, int s) {
        return sd(SseFast.SUB, c, x, d, s);
    }

    public static boolean subps(CpuState c, long[] x, int d, int s) {
        return ps(SseFast.SUB, c, x, d, s);
    }

    public static boolean subss(CpuState c, long[] x, int d, int s) {
        return ss(SseFast.SUB, c, x, d, s);
    }

    public static boolean mulpd(CpuState c, long[] x, int d, int s) {
        return pd(SseFast.MUL, c, x, d, s);
    }

    public static boolean mulsd(CpuState c, long[] x, int d, int s) {
        return sd(SseFast.MUL, c, x, d, s);
    }

    public static boolean mulps(CpuState c, long[] x, int d, int s) {
        return ps(SseFast.MUL, c, x, d, s);
    }

    public static boolean mulss(CpuState c, long[] x, int d, int s) {
        return ss(SseFast.MUL, c, x, d, s);
    }

    public static boolean divpd(CpuState c, long[] x, int d, int s) {
        return pd(SseFast.DIV, c, x, d, s);
    }

    public static boolean divsd(CpuState c, long[] x, int d, int s) {
        return sd(SseFast.DIV, c, x, d, s);
    }

    public static boolean divps(CpuState c, long[] x, int d, int s) {
        return ps(SseFast.DIV, c, x, d, s);
    }

    public static boolean divss(CpuState c, long[] x, int d, int s) {
        return ss(SseFast.DIV, c, x, d, s);
    }

    // ---- roots, least and greatest ---------------------------------------------------------------------------------------------

    public static boolean sqrtsd(CpuState c, long[] x, int d, int s) {
        long a = x[2 * s], r = SseFast.root(a);
        if (!SseFast.isRoot(c.mxcsr, a, r)) return false;
        x[2 * d] = r;
        return true;
    }

    public static boolean sqrtss(CpuState c, long[] x, int d, int s) {
        int a = (int) x[2 * s], r = SseFast.root(a);
        if (!SseFast.isRoot(c.mxcsr, a, r)) return false;
        putLow32(x, d, r);
        return true;
    }

    public static boolean minsd(CpuState c, long[] x, int d, int s) {
        long a = x[2 * d], b = x[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        x[2 * d] = SseFast.lesser(a, b);
        return true;
    }

    public static boolean maxsd(CpuState c, long[] x, int d, int s) {
        long a = x[2 * d], b = x[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        x[2 * d] = SseFast.greater(a, b);
        return true;
    }

    public static boolean minss(CpuState c, long[] x, int d, int s) {
        int a = (int) x[2 * d], b = (int) x[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        putLow32(x, d, SseFast.lesser(a, b));
        return true;
    }

    public static boolean maxss(CpuState c, long[] x, int d, int s) {
        int a = (int) x[2 * d], b = (int) x[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        putLow32(x, d, SseFast.greater(a, b));
        return true;
    }

    private static void putLow32(long[] x, int d, int v) {
        x[2 * d] = x[2 * d] & 0xffffffff00000000L | v & 0xffffffffL;
    }

    // ---- comparison ----------------------------------------------------------------------------------------------------------------

    public static long comisd(CpuState c, long[] x, int d, int s) {
        long a = x[2 * d], b = x[2 * s];
        return SseFast.comparable(a, b) ? SseFast.order(a, b) : -1;
    }

    public static long ucomisd(CpuState c, long[] x, int d, int s) {
        return comisd(c, x, d, s);
    }

    public static long comiss(CpuState c, long[] x, int d, int s) {
        int a = (int) x[2 * d], b = (int) x[2 * s];
        return SseFast.comparable(a, b) ? SseFast.order(a, b) : -1;
    }

    public static long ucomiss(CpuState c, long[] x, int d, int s) {
        return comiss(c, x, d, s);
    }

    // ---- conversions ---------------------------------------------------------------------------------------------------------------

    public static long cvttsd2si(CpuState c, long[] x, int s) {
        double v = Double.longBitsToDouble(x[2 * s]);
        int r = (int) v;
        return SseFast.isTruncated(c.mxcsr, v, r) ? r & 0xffffffffL : -1;
    }

    public static long cvttss2si(CpuState c, long[] x, int s) {
        float v = Float.intBitsToFloat((int) x[2 * s]);
        int r = (int) v;
        return SseFast.isTruncated(c.mxcsr, v, r) ? r & 0xffffffffL : -1;
    }

    public static boolean cvtss2sd(CpuState c, long[] x, int d, int s) {
        int v = (int) x[2 * s];
        if (!SseFast.isWidened(v)) return false;
        x[2 * d] = Double.doubleToRawLongBits(Float.intBitsToFloat(v));
        return true;
    }

    public static boolean cvtsd2ss(CpuState c, long[] x, int d, int s) {
        long v = x[2 * s];
        int r = Float.floatToRawIntBits((float) Double.longBitsToDouble(v));
        if (!SseFast.isNarrowed(c.mxcsr, v, r)) return false;
        putLow32(x, d, r);
        return true;
    }
}
