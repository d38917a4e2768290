package lucid86.jit.helpers;

import static lucid86.jit.helpers.Swar.D;
import static lucid86.jit.helpers.Swar.W;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/**
 * Packed shifts. The count is the low half of the source register, all 64 bits of it; the immediate forms first put it
 * into a scratch register with {@link #count}.
 */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdShift {
    private SimdShift() {}

    /** Loads an immediate count into a register. */
    public static void count(CpuState c, int reg, int imm) {
        c.xmm[2 * reg] = imm & 0xff;
        c.xmm[2 * reg + 1] = 0;
    }

    private static void each(CpuState c, int d, int s, SimdInt.Half f) {
        long[] x = c.xmm;
        long n = x[2 * s];
        x[2 * d] = f.apply(x[2 * d], n);
        x[2 * d + 1] = f.apply(x[2 * d + 1], n);
    }

    public static void psllw(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> Swar.shl(a, n, W));
    }

    public static void pslld(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> Swar.shl(a, n, D));
    }

    public static void psllq(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> n < 0 || n > 63 ? 0 : a << n);
    }

    public static void psrlw(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> Swar.shr(a, n, W));
    }

    public static void psrld(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> Swar.shr(a, n, D));
    }

    public static void psrlq(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> n < 0 || n > 63 ? 0 : a >>> n);
    }

    public static void psraw(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> Swar.sar(a, n, W));
    }

    public static void psrad(CpuState c, int d, int s) {
        each(c, d, s, (a, n) -> Swar.sar(a, n, D));
    }

    /** Shifts all 128 bits left by bytes. */
    public static void pslldq(CpuState c, int d, int bytes) {
        shiftBytes(c, d, c.xmm[2 * d], c.xmm[2 * d + 1], 0, 0, Math.max(16 - bytes, 0));
    }

    /** Shifts all 128 bits right by bytes. */
    public static void psrldq(CpuState c, int d, int bytes) {
        shiftBytes(c, d, 0, 0, c.xmm[2 * d], c.xmm[2 * d + 1], bytes);
    }

    /** Sixteen bytes of destination:source from byte {@code bytes} of the source on. */
    public static void palignr(CpuState c, int d, int s, int bytes) {
        shiftBytes(c, d, c.xmm[2 * d], c.xmm[2 * d + 1], c.xmm[2 * s], c.xmm[2 * s + 1], bytes);
    }

    /** PALIGNR on the low halves. */
    public static void palignr8(CpuState c, int d, int s, int bytes) {
        long low = c.xmm[2 * s], high = c.xmm[2 * d];
        int bits = (bytes & 7) * 8;
        c.xmm[2 * d] = bytes >= 16 ? 0 : bytes >= 8 ? high >>> bits : bytes == 0 ? low : low >>> bits | high << 64 - bits;
    }

    /** Sixteen bytes from byte {@code from} of upper:lower on; PSLLDQ gives zeros as the lower half. */
    private static void shiftBytes(CpuState c, int d, long upperLow, long upperHigh, long lowerLow, long lowerHigh, int from) {
        long w0, w1, w2;
        switch (Math.min(from, 32) >> 3) {
            case 0 -> { w0 = lowerLow; w1 = lowerHigh; w2 = upperLow; }
            case 1 -> { w0 = lowerHigh; w1 = upperLow; w2 = upperHigh; }
            case 2 -> { w0 = upperLow; w1 = upperHigh; w2 = 0; }
            case 3 -> { w0 = upperHigh; w1 = 0; w2 = 0; }
            default -> { w0 = 0; w1 = 0; w2 = 0; }
        }
        int bits = (from & 7) * 8;
        c.xmm[2 * d] = bits == 0 ? w0 : w0 >>> bits | w1 << 64 - bits;
        c.xmm[2 * d + 1] = bits == 0 ? w1 : w1 >>> bits | w2 << 64 - bits;
    }
}
