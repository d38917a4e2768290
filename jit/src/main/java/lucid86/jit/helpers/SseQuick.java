package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/** Quick twins of {@link SseFloat}: what Java's operators give, as long as there is no flag to set. See {@link SseFast}. */
public final class SseQuick {
    private SseQuick() {}

    // ---- add ----------------------------------------------------------------------------------------------------

    public static boolean addpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = SseFast.sum(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = SseFast.sum(a1, b1);
        if (!SseFast.isSum(m, a, b, r) || !SseFast.isSum(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    public static boolean addsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        long a = x[2 * d], b = x[2 * s], r = SseFast.sum(a, b);
        if (!SseFast.isSum(c.mxcsr, a, b, r)) return false;
        x[2 * d] = r;
        return true;
    }

    public static boolean addss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int a = (int) x[2 * d], b = (int) x[2 * s], r = SseFast.sum(a, b);
        if (!SseFast.isSum(c.mxcsr, a, b, r)) return false;
        putLow32(c, d, r);
        return true;
    }

    public static boolean addps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = add2(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = add2(a1, b1);
        if (!isSum2(m, a, b, r) || !isSum2(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static long add2(long a, long b) {
        return Swar.pair(SseFast.sum((int) a, (int) b), SseFast.sum((int) (a >>> 32), (int) (b >>> 32)));
    }

    private static boolean isSum2(int mxcsr, long a, long b, long r) {
        return SseFast.isSum(mxcsr, (int) a, (int) b, (int) r) && SseFast.isSum(mxcsr, (int) (a >>> 32), (int) (b >>> 32), (int) (r >>> 32));
    }

    // ---- sub ----------------------------------------------------------------------------------------------------

    public static boolean subpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = SseFast.difference(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = SseFast.difference(a1, b1);
        if (!SseFast.isDifference(m, a, b, r) || !SseFast.isDifference(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    public static boolean subsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        long a = x[2 * d], b = x[2 * s], r = SseFast.difference(a, b);
        if (!SseFast.isDifference(c.mxcsr, a, b, r)) return false;
        x[2 * d] = r;
        return true;
    }

    public static boolean subss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int a = (int) x[2 * d], b = (int) x[2 * s], r = SseFast.difference(a, b);
        if (!SseFast.isDifference(c.mxcsr, a, b, r)) return false;
        putLow32(c, d, r);
        return true;
    }

    public static boolean subps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = sub2(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = sub2(a1, b1);
        if (!isDifference2(m, a, b, r) || !isDifference2(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static long sub2(long a, long b) {
        return Swar.pair(SseFast.difference((int) a, (int) b), SseFast.difference((int) (a >>> 32), (int) (b >>> 32)));
    }

    private static boolean isDifference2(int mxcsr, long a, long b, long r) {
        return SseFast.isDifference(mxcsr, (int) a, (int) b, (int) r) && SseFast.isDifference(mxcsr, (int) (a >>> 32), (int) (b >>> 32), (int) (r >>> 32));
    }

    // ---- mul ----------------------------------------------------------------------------------------------------

    public static boolean mulpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = SseFast.product(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = SseFast.product(a1, b1);
        if (!SseFast.isProduct(m, a, b, r) || !SseFast.isProduct(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    public static boolean mulsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        long a = x[2 * d], b = x[2 * s], r = SseFast.product(a, b);
        if (!SseFast.isProduct(c.mxcsr, a, b, r)) return false;
        x[2 * d] = r;
        return true;
    }

    public static boolean mulss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int a = (int) x[2 * d], b = (int) x[2 * s], r = SseFast.product(a, b);
        if (!SseFast.isProduct(c.mxcsr, a, b, r)) return false;
        putLow32(c, d, r);
        return true;
    }

    public static boolean mulps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = mul2(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = mul2(a1, b1);
        if (!isProduct2(m, a, b, r) || !isProduct2(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static long mul2(long a, long b) {
        return Swar.pair(SseFast.product((int) a, (int) b), SseFast.product((int) (a >>> 32), (int) (b >>> 32)));
    }

    private static boolean isProduct2(int mxcsr, long a, long b, long r) {
        return SseFast.isProduct(mxcsr, (int) a, (int) b, (int) r) && SseFast.isProduct(mxcsr, (int) (a >>> 32), (int) (b >>> 32), (int) (r >>> 32));
    }

    // ---- div ----------------------------------------------------------------------------------------------------

    public static boolean divpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = SseFast.quotient(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = SseFast.quotient(a1, b1);
        if (!SseFast.isQuotient(m, a, b, r) || !SseFast.isQuotient(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    public static boolean divsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        long a = x[2 * d], b = x[2 * s], r = SseFast.quotient(a, b);
        if (!SseFast.isQuotient(c.mxcsr, a, b, r)) return false;
        x[2 * d] = r;
        return true;
    }

    public static boolean divss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int a = (int) x[2 * d], b = (int) x[2 * s], r = SseFast.quotient(a, b);
        if (!SseFast.isQuotient(c.mxcsr, a, b, r)) return false;
        putLow32(c, d, r);
        return true;
    }

    public static boolean divps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        int m = c.mxcsr;
        long a = x[2 * d], b = x[2 * s], r = div2(a, b);
        long a1 = x[2 * d + 1], b1 = x[2 * s + 1], r1 = div2(a1, b1);
        if (!isQuotient2(m, a, b, r) || !isQuotient2(m, a1, b1, r1)) return false;
        x[2 * d] = r;
        x[2 * d + 1] = r1;
        return true;
    }

    private static long div2(long a, long b) {
        return Swar.pair(SseFast.quotient((int) a, (int) b), SseFast.quotient((int) (a >>> 32), (int) (b >>> 32)));
    }

    private static boolean isQuotient2(int mxcsr, long a, long b, long r) {
        return SseFast.isQuotient(mxcsr, (int) a, (int) b, (int) r) && SseFast.isQuotient(mxcsr, (int) (a >>> 32), (int) (b >>> 32), (int) (r >>> 32));
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
