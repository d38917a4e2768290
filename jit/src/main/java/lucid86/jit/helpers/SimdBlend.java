package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/** SSE4 on packed integers: blending, widening, testing, 64-bit comparison. Registers are given by number. */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdBlend {
    private SimdBlend() {}

    // ---- blending ----------------------------------------------------------------------------------------------------

    /** Takes the source where the mask is set. */
    private static void blend(CpuState c, int d, int s, long lowMask, long highMask) {
        long[] x = c.xmm;
        x[2 * d] ^= (x[2 * d] ^ x[2 * s]) & lowMask;
        x[2 * d + 1] ^= (x[2 * d + 1] ^ x[2 * s + 1]) & highMask;
    }

    /** Each of the low bits of {@code bits} as {@code width} bits. */
    private static long expand(int bits, int width) {
        long r = 0;
        for (int i = 0; i < 64 / width; i++) if ((bits >> i & 1) != 0) r |= (width == 64 ? -1L : (1L << width) - 1) << i * width;
        return r;
    }

    public static void blendps(CpuState c, int d, int s, int imm) {
        blend(c, d, s, expand(imm, 32), expand(imm >> 2, 32));
    }

    public static void blendpd(CpuState c, int d, int s, int imm) {
        blend(c, d, s, expand(imm, 64), expand(imm >> 1, 64));
    }

    public static void pblendw(CpuState c, int d, int s, int imm) {
        blend(c, d, s, expand(imm, 16), expand(imm >> 4, 16));
    }

    /** The mask is the top bits of the bytes of XMM0. */
    public static void pblendvb(CpuState c, int d, int s) {
        blend(c, d, s, expand(Swar.signs8(c.xmm[0]), 8), expand(Swar.signs8(c.xmm[1]), 8));
    }

    /** The mask is the top bits of the doublewords of XMM0. */
    public static void blendvps(CpuState c, int d, int s) {
        int mask = SimdMove.movmskps(c, 0);
        blend(c, d, s, expand(mask, 32), expand(mask >> 2, 32));
    }

    /** The mask is the top bits of the quadwords of XMM0. */
    public static void blendvpd(CpuState c, int d, int s) {
        blend(c, d, s, c.xmm[0] >> 63, c.xmm[1] >> 63);
    }

    // ---- widening ------------------------------------------------------------------------------------------------------

    /** The lowest lanes of {@code from} bits, extended to {@code to} bits, {@code index} being the first. */
    private static long widen(long v, int index, int from, int to, boolean signed) {
        long r = 0;
        for (int i = 0; i < 64 / to; i++) {
            long lane = v << 64 - from * (index + i + 1);
            lane = signed ? lane >> 64 - from : lane >>> 64 - from;
            r |= (to == 64 ? lane : lane & (1L << to) - 1) << i * to;
        }
        return r;
    }

    private static void widen(CpuState c, int d, int s, int from, int to, boolean signed) {
        long v = c.xmm[2 * s];
        c.xmm[2 * d] = widen(v, 0, from, to, signed);
        c.xmm[2 * d + 1] = widen(v, 64 / to, from, to, signed);
    }

    public static void pmovsxbw(CpuState c, int d, int s) {
        widen(c, d, s, 8, 16, true);
    }

    public static void pmovsxbd(CpuState c, int d, int s) {
        widen(c, d, s, 8, 32, true);
    }

    public static void pmovsxbq(CpuState c, int d, int s) {
        widen(c, d, s, 8, 64, true);
    }

    public static void pmovsxwd(CpuState c, int d, int s) {
        widen(c, d, s, 16, 32, true);
    }

    public static void pmovsxwq(CpuState c, int d, int s) {
        widen(c, d, s, 16, 64, true);
    }

    public static void pmovsxdq(CpuState c, int d, int s) {
        widen(c, d, s, 32, 64, true);
    }

    public static void pmovzxbw(CpuState c, int d, int s) {
        widen(c, d, s, 8, 16, false);
    }

    public static void pmovzxbd(CpuState c, int d, int s) {
        widen(c, d, s, 8, 32, false);
    }

    public static void pmovzxbq(CpuState c, int d, int s) {
        widen(c, d, s, 8, 64, false);
    }

    public static void pmovzxwd(CpuState c, int d, int s) {
        widen(c, d, s, 16, 32, false);
    }

    public static void pmovzxwq(CpuState c, int d, int s) {
        widen(c, d, s, 16, 64, false);
    }

    public static void pmovzxdq(CpuState c, int d, int s) {
        widen(c, d, s, 32, 64, false);
    }

    // ---- comparing -------------------------------------------------------------------------------------------------------

    public static void pcmpeqq(CpuState c, int d, int s) {
        SimdInt.each(c, d, s, (a, b) -> a == b ? -1 : 0);
    }

    public static void pcmpgtq(CpuState c, int d, int s) {
        SimdInt.each(c, d, s, (a, b) -> a > b ? -1 : 0);
    }

    /** ZF and CF of PTEST in their EFLAGS positions. */
    public static int ptest(CpuState c, int d, int s) {
        long[] x = c.xmm;
        long and = x[2 * d] & x[2 * s] | x[2 * d + 1] & x[2 * s + 1], andn = ~x[2 * d] & x[2 * s] | ~x[2 * d + 1] & x[2 * s + 1];
        return (and == 0 ? 0x40 : 0) | (andn == 0 ? 1 : 0);
    }
}
