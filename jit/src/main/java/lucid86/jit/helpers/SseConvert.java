package lucid86.jit.helpers;

import static lucid86.jit.helpers.SseFloat.finish;
import static lucid86.jit.helpers.SseFloat.put;
import static lucid86.jit.helpers.SseFloat.putLow;
import static lucid86.jit.helpers.SseFloat.putLow32;
import static lucid86.jit.helpers.SseSoft.Format.DOUBLE;
import static lucid86.jit.helpers.SseSoft.Format.SINGLE;
import static lucid86.jit.helpers.Swar.pair;

import lucid86.jit.helpers.SseSoft.Format;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;

/** SSE conversions, rounding to whole numbers, and the approximations. Registers are given by number. */
@HelperEffects(HelperUse.NO_REGS)
public final class SseConvert {
    private SseConvert() {}

    private static int single(long bits) {
        return (int) bits;
    }

    private static int toSingle(CpuState c, long bits) {
        return single(SseSoft.convert(c, DOUBLE, SINGLE, bits));
    }

    private static long toDouble(CpuState c, long bits) {
        return SseSoft.convert(c, SINGLE, DOUBLE, bits & 0xffffffffL);
    }

    private static long intsFromSingles(CpuState c, long v, int mode) {
        return pair(SseSoft.toInt(c, SINGLE, v & 0xffffffffL, mode), SseSoft.toInt(c, SINGLE, v >>> 32, mode));
    }

    private static long singlesFromInts(CpuState c, long v) {
        return pair(single(SseSoft.fromInt(c, SINGLE, (int) v)), single(SseSoft.fromInt(c, SINGLE, (int) (v >>> 32))));
    }

    private static long intsFromDoubles(CpuState c, int s, int mode) {
        return pair(SseSoft.toInt(c, DOUBLE, c.xmm[2 * s], mode), SseSoft.toInt(c, DOUBLE, c.xmm[2 * s + 1], mode));
    }

    // ---- between formats --------------------------------------------------------------------------------------------------

    public static void cvtps2pd(CpuState c, int d, int s) {
        long v = c.xmm[2 * s];
        put(c, d, toDouble(c, v), toDouble(c, v >>> 32));
    }

    public static void cvtpd2ps(CpuState c, int d, int s) {
        put(c, d, pair(toSingle(c, c.xmm[2 * s]), toSingle(c, c.xmm[2 * s + 1])), 0);
    }

    @Quick(SseQuick.class)
    public static void cvtss2sd(CpuState c, int d, int s) {
        putLow(c, d, toDouble(c, c.xmm[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void cvtsd2ss(CpuState c, int d, int s) {
        putLow32(c, d, toSingle(c, c.xmm[2 * s]));
    }

    // ---- from integers ------------------------------------------------------------------------------------------------------

    public static void cvtsi2ss(CpuState c, int d, int value) {
        putLow32(c, d, single(SseSoft.fromInt(c, SINGLE, value)));
    }

    public static void cvtsi2sd(CpuState c, int d, int value) {
        c.xmm[2 * d] = Double.doubleToRawLongBits(value);
    }

    public static void cvtdq2ps(CpuState c, int d, int s) {
        put(c, d, singlesFromInts(c, c.xmm[2 * s]), singlesFromInts(c, c.xmm[2 * s + 1]));
    }

    public static void cvtdq2pd(CpuState c, int d, int s) {
        long v = c.xmm[2 * s];
        put(c, d, Double.doubleToRawLongBits((int) v), Double.doubleToRawLongBits((int) (v >> 32)));
    }

    /** CVTPI2PS: two integers to the low half, the high half stays. */
    public static void cvtpi2ps(CpuState c, int d, int s) {
        putLow(c, d, singlesFromInts(c, c.xmm[2 * s]));
    }

    // ---- to integers --------------------------------------------------------------------------------------------------------

    private static int toInt(CpuState c, Format f, int s, int mode) {
        int v = SseSoft.toInt(c, f, f == SINGLE ? c.xmm[2 * s] & 0xffffffffL : c.xmm[2 * s], mode);
        finish(c);
        return v;
    }

    public static int cvtss2si(CpuState c, int s) {
        return toInt(c, SINGLE, s, SseSoft.rounding(c));
    }

    @Quick(SseQuick.class)
    public static int cvttss2si(CpuState c, int s) {
        return toInt(c, SINGLE, s, SseSoft.TRUNCATE);
    }

    public static int cvtsd2si(CpuState c, int s) {
        return toInt(c, DOUBLE, s, SseSoft.rounding(c));
    }

    @Quick(SseQuick.class)
    public static int cvttsd2si(CpuState c, int s) {
        return toInt(c, DOUBLE, s, SseSoft.TRUNCATE);
    }

    public static void cvtps2dq(CpuState c, int d, int s) {
        int mode = SseSoft.rounding(c);
        put(c, d, intsFromSingles(c, c.xmm[2 * s], mode), intsFromSingles(c, c.xmm[2 * s + 1], mode));
    }

    public static void cvttps2dq(CpuState c, int d, int s) {
        put(c, d, intsFromSingles(c, c.xmm[2 * s], SseSoft.TRUNCATE), intsFromSingles(c, c.xmm[2 * s + 1], SseSoft.TRUNCATE));
    }

    /** Also CVTPD2PI. */
    public static void cvtpd2dq(CpuState c, int d, int s) {
        put(c, d, intsFromDoubles(c, s, SseSoft.rounding(c)), 0);
    }

    /** Also CVTTPD2PI. */
    public static void cvttpd2dq(CpuState c, int d, int s) {
        put(c, d, intsFromDoubles(c, s, SseSoft.TRUNCATE), 0);
    }

    /** CVTPS2PI: the low half only. */
    public static void cvtps2pi(CpuState c, int d, int s) {
        put(c, d, intsFromSingles(c, c.xmm[2 * s], SseSoft.rounding(c)), 0);
    }

    /** CVTTPS2PI: the low half only. */
    public static void cvttps2pi(CpuState c, int d, int s) {
        put(c, d, intsFromSingles(c, c.xmm[2 * s], SseSoft.TRUNCATE), 0);
    }

    // ---- rounding to whole numbers -----------------------------------------------------------------------------------------

    private static int whole(CpuState c, long v, int imm) {
        return single(SseSoft.roundWhole(c, SINGLE, v & 0xffffffffL, imm));
    }

    private static long wholeBoth(CpuState c, long v, int imm) {
        return pair(whole(c, v, imm), whole(c, v >>> 32, imm));
    }

    public static void roundps(CpuState c, int d, int s, int imm) {
        put(c, d, wholeBoth(c, c.xmm[2 * s], imm), wholeBoth(c, c.xmm[2 * s + 1], imm));
    }

    public static void roundss(CpuState c, int d, int s, int imm) {
        putLow32(c, d, whole(c, c.xmm[2 * s], imm));
    }

    public static void roundpd(CpuState c, int d, int s, int imm) {
        put(c, d, SseSoft.roundWhole(c, DOUBLE, c.xmm[2 * s], imm), SseSoft.roundWhole(c, DOUBLE, c.xmm[2 * s + 1], imm));
    }

    public static void roundsd(CpuState c, int d, int s, int imm) {
        putLow(c, d, SseSoft.roundWhole(c, DOUBLE, c.xmm[2 * s], imm));
    }

    // ---- approximations ------------------------------------------------------------------------------------------------------
    // The manual demands a relative error of at most 1.5 * 2^-12 and leaves the bits to the CPU model. Here: the exact
    // value rounded to 13 bits. Denormals are zeros, results that would be denormal are flushed, no flags are raised.

    private static float shorten(double v) {
        float f = (float) v;
        int bits = Float.floatToRawIntBits(f) + 0x400 & ~0x7ff;
        return Math.abs(f) < Float.MIN_NORMAL ? Math.copySign(0f, f) : Float.intBitsToFloat(bits);
    }

    private static int special(int v) {
        return Float.isNaN(Float.intBitsToFloat(v)) ? v | 0x400000 : (v & 0x7f800000) == 0 ? v & 0x80000000 | 0x7f800000 : 0;
    }

    private static int rcp(int v) {
        int s = special(v);
        return s != 0 ? s : Float.floatToRawIntBits(shorten(1 / (double) Float.intBitsToFloat(v)));
    }

    private static int rsqrt(int v) {
        int s = special(v);
        if (s != 0) return s;
        return v < 0 ? 0xffc00000 : Float.floatToRawIntBits(shorten(1 / Math.sqrt(Float.intBitsToFloat(v))));
    }

    public static void rcpps(CpuState c, int d, int s) {
        long a = c.xmm[2 * s], b = c.xmm[2 * s + 1];
        c.xmm[2 * d] = pair(rcp((int) a), rcp((int) (a >>> 32)));
        c.xmm[2 * d + 1] = pair(rcp((int) b), rcp((int) (b >>> 32)));
    }

    public static void rcpss(CpuState c, int d, int s) {
        SimdMove.pinsrd(c, d, rcp((int) c.xmm[2 * s]), 0);
    }

    public static void rsqrtps(CpuState c, int d, int s) {
        long a = c.xmm[2 * s], b = c.xmm[2 * s + 1];
        c.xmm[2 * d] = pair(rsqrt((int) a), rsqrt((int) (a >>> 32)));
        c.xmm[2 * d + 1] = pair(rsqrt((int) b), rsqrt((int) (b >>> 32)));
    }

    public static void rsqrtss(CpuState c, int d, int s) {
        SimdMove.pinsrd(c, d, rsqrt((int) c.xmm[2 * s]), 0);
    }
}
