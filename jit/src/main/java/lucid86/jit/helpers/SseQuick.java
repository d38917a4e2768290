package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/** Quick twins of {@link SseFloat}: what Java's operators give, as long as there is no flag to set. See {@link SseFast}. */
public final class SseQuick {
    private SseQuick() {}

    // ---- arithmetic ------------------------------------------------------------------------------------------------------------

    private static boolean pd(int operation, CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = SseFast.result(operation, a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = SseFast.result(operation, a1, b1);
        if (!SseFast.isResult(operation, m, a, b, r) || !SseFast.isResult(operation, m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static boolean sd(int operation, CpuState c, int d, int s) {
        long[] x = c.xmm;
        long a = x[2 * d], b = x[2 * s], r = SseFast.result(operation, a, b);
        if (!SseFast.isResult(operation, c.mxcsr, a, b, r)) return false;
        x[2 * d] = r;
        return true;
    }

    private static boolean ss(int operation, CpuState c, int d, int s) {
        long[] x = c.xmm;
        int a = (int) x[2 * d], b = (int) x[2 * s], r = SseFast.result(operation, a, b);
        if (!SseFast.isResult(operation, c.mxcsr, a, b, r)) return false;
        putLow32(c, d, r);
        return true;
    }

    private static boolean ps(int operation, CpuState c, int d, int s) {
        long[] x = c.xmm;
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

    public static boolean addpd(CpuState c, int d, int s) {
        return pd(SseFast.ADD, c, d, s);
    }

    public static boolean addsd(CpuState c, int d, int s) {
        return sd(SseFast.ADD, c, d, s);
    }

    public static boolean addps(CpuState c, int d, int s) {
        return ps(SseFast.ADD, c, d, s);
    }

    public static boolean addss(CpuState c, int d, int s) {
        return ss(SseFast.ADD, c, d, s);
    }

    public static boolean subpd(CpuState c, int d, int s) {
        return pd(SseFast.SUB, c, d, s);
    }

    public static boolean subsd(CpuState c, int d, int s) {
        return sd(SseFast.SUB, c, d, s);
    }

    public static boolean subps(CpuState c, int d, int s) {
        return ps(SseFast.SUB, c, d, s);
    }

    public static boolean subss(CpuState c, int d, int s) {
        return ss(SseFast.SUB, c, d, s);
    }

    public static boolean mulpd(CpuState c, int d, int s) {
        return pd(SseFast.MUL, c, d, s);
    }

    public static boolean mulsd(CpuState c, int d, int s) {
        return sd(SseFast.MUL, c, d, s);
    }

    public static boolean mulps(CpuState c, int d, int s) {
        return ps(SseFast.MUL, c, d, s);
    }

    public static boolean mulss(CpuState c, int d, int s) {
        return ss(SseFast.MUL, c, d, s);
    }

    public static boolean divpd(CpuState c, int d, int s) {
        return pd(SseFast.DIV, c, d, s);
    }

    public static boolean divsd(CpuState c, int d, int s) {
        return sd(SseFast.DIV, c, d, s);
    }

    public static boolean divps(CpuState c, int d, int s) {
        return ps(SseFast.DIV, c, d, s);
    }

    public static boolean divss(CpuState c, int d, int s) {
        return ss(SseFast.DIV, c, d, s);
    }

    // ---- roots, least and greatest ---------------------------------------------------------------------------------------------

    public static boolean sqrtsd(CpuState c, int d, int s) {
        long a = c.xmm[2 * s], r = SseFast.root(a);
        if (!SseFast.isRoot(c.mxcsr, a, r)) return false;
        c.xmm[2 * d] = r;
        return true;
    }

    public static boolean sqrtss(CpuState c, int d, int s) {
        int a = (int) c.xmm[2 * s], r = SseFast.root(a);
        if (!SseFast.isRoot(c.mxcsr, a, r)) return false;
        putLow32(c, d, r);
        return true;
    }

    public static boolean minsd(CpuState c, int d, int s) {
        long a = c.xmm[2 * d], b = c.xmm[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        c.xmm[2 * d] = SseFast.lesser(a, b);
        return true;
    }

    public static boolean maxsd(CpuState c, int d, int s) {
        long a = c.xmm[2 * d], b = c.xmm[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        c.xmm[2 * d] = SseFast.greater(a, b);
        return true;
    }

    public static boolean minss(CpuState c, int d, int s) {
        int a = (int) c.xmm[2 * d], b = (int) c.xmm[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        putLow32(c, d, SseFast.lesser(a, b));
        return true;
    }

    public static boolean maxss(CpuState c, int d, int s) {
        int a = (int) c.xmm[2 * d], b = (int) c.xmm[2 * s];
        if (!SseFast.comparable(a, b)) return false;
        putLow32(c, d, SseFast.greater(a, b));
        return true;
    }

    private static void putLow32(CpuState c, int d, int v) {
        c.xmm[2 * d] = c.xmm[2 * d] & 0xffffffff00000000L | v & 0xffffffffL;
    }

    // ---- comparison ----------------------------------------------------------------------------------------------------------------

    public static long comisd(CpuState c, int d, int s) {
        long a = c.xmm[2 * d], b = c.xmm[2 * s];
        return SseFast.comparable(a, b) ? SseFast.order(a, b) : -1;
    }

    public static long ucomisd(CpuState c, int d, int s) {
        return comisd(c, d, s);
    }

    public static long comiss(CpuState c, int d, int s) {
        int a = (int) c.xmm[2 * d], b = (int) c.xmm[2 * s];
        return SseFast.comparable(a, b) ? SseFast.order(a, b) : -1;
    }

    public static long ucomiss(CpuState c, int d, int s) {
        return comiss(c, d, s);
    }

    // ---- conversions ---------------------------------------------------------------------------------------------------------------

    public static long cvttsd2si(CpuState c, int s) {
        double v = Double.longBitsToDouble(c.xmm[2 * s]);
        int r = (int) v;
        return SseFast.isTruncated(c.mxcsr, v, r) ? r & 0xffffffffL : -1;
    }

    public static long cvttss2si(CpuState c, int s) {
        float v = Float.intBitsToFloat((int) c.xmm[2 * s]);
        int r = (int) v;
        return SseFast.isTruncated(c.mxcsr, v, r) ? r & 0xffffffffL : -1;
    }

    public static boolean cvtss2sd(CpuState c, int d, int s) {
        int v = (int) c.xmm[2 * s];
        if (!SseFast.isWidened(v)) return false;
        c.xmm[2 * d] = Double.doubleToRawLongBits(Float.intBitsToFloat(v));
        return true;
    }

    public static boolean cvtsd2ss(CpuState c, int d, int s) {
        long v = c.xmm[2 * s];
        int r = Float.floatToRawIntBits((float) Double.longBitsToDouble(v));
        if (!SseFast.isNarrowed(c.mxcsr, v, r)) return false;
        putLow32(c, d, r);
        return true;
    }
}
