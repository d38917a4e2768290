package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/**
 * Packed integer arithmetic, comparison and logic: destination and source are numbers of XMM registers. Each works on the
 * two halves alike, so MMX uses the same methods on the low halves of the scratch registers ({@link SimdMmx}).
 */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdInt {
    private SimdInt() {}

    /** What happens to one half. */
    @FunctionalInterface
    interface Half {
        long apply(long a, long b);
    }

    static void each(CpuState c, int d, int s, Half f) {
        long[] x = c.xmm;
        x[2 * d] = f.apply(x[2 * d], x[2 * s]);
        x[2 * d + 1] = f.apply(x[2 * d + 1], x[2 * s + 1]);
    }

    public static void paddb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.add(a, b, Swar.B));
    }

    public static void paddw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.add(a, b, Swar.W));
    }

    public static void paddd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.add(a, b, Swar.D));
    }

    public static void psubb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.sub(a, b, Swar.B));
    }

    public static void psubw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.sub(a, b, Swar.W));
    }

    public static void psubd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.sub(a, b, Swar.D));
    }

    public static void paddsb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.adds(a, b, Swar.B));
    }

    public static void paddsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.adds(a, b, Swar.W));
    }

    public static void psubsb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.subs(a, b, Swar.B));
    }

    public static void psubsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.subs(a, b, Swar.W));
    }

    public static void paddusb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.addus(a, b, Swar.B));
    }

    public static void paddusw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.addus(a, b, Swar.W));
    }

    public static void psubusb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.subus(a, b, Swar.B));
    }

    public static void psubusw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.subus(a, b, Swar.W));
    }

    public static void pcmpeqb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.eq(a, b, Swar.B));
    }

    public static void pcmpeqw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.eq(a, b, Swar.W));
    }

    public static void pcmpeqd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.eq(a, b, Swar.D));
    }

    public static void pcmpgtb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.gt(a, b, Swar.B));
    }

    public static void pcmpgtw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.gt(a, b, Swar.W));
    }

    public static void pcmpgtd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.gt(a, b, Swar.D));
    }

    public static void pavgb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.avg(a, b, Swar.B));
    }

    public static void pavgw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.avg(a, b, Swar.W));
    }

    public static void paddq(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> a + b);
    }

    public static void psubq(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> a - b);
    }

    public static void pand(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> a & b);
    }

    public static void pandn(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> ~a & b);
    }

    public static void por(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> a | b);
    }

    public static void pxor(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> a ^ b);
    }

    public static void pminub(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.minU(a, b, Swar.B));
    }

    public static void pmaxub(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.maxU(a, b, Swar.B));
    }

    public static void pminsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.minS(a, b, Swar.W));
    }

    public static void pmaxsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.maxS(a, b, Swar.W));
    }

    public static void pminsb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.minS(a, b, Swar.B));
    }

    public static void pmaxsb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.maxS(a, b, Swar.B));
    }

    public static void pminuw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.minU(a, b, Swar.W));
    }

    public static void pmaxuw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.maxU(a, b, Swar.W));
    }

    public static void pminud(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.minU(a, b, Swar.D));
    }

    public static void pmaxud(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.maxU(a, b, Swar.D));
    }

    public static void pminsd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.minS(a, b, Swar.D));
    }

    public static void pmaxsd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> Swar.maxS(a, b, Swar.D));
    }
}
