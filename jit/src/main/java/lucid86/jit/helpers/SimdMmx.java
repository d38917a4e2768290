package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/**
 * The way from MMX registers to the methods that work on XMM registers, and back: operands are copied to the low halves of
 * the scratch registers 8 (destination) and 9 (source). Every MMX instruction but EMMS ends with all x87 registers in use
 * and TOP 0, and sets the exponent of what it writes to all ones (SDM vol. 3, 13.2).
 */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdMmx {
    private static final int D = 2 * SimdMemory.SCRATCH, S = 2 * SimdMemory.SCRATCH2;

    private SimdMmx() {}

    /** Destination to scratch 8. */
    public static void takeDestination(CpuState c, int mm) {
        c.xmm[D] = c.fpu.mant[mm];
    }

    /** Source to scratch 9. */
    public static void takeSource(CpuState c, int mm) {
        c.xmm[S] = c.fpu.mant[mm];
    }

    /** Puts the source next to the destination: scratch 8 becomes source:destination. */
    public static void join(CpuState c) {
        c.xmm[D + 1] = c.xmm[S];
    }

    /** The low half of scratch 8 is the result. */
    public static void put(CpuState c, int mm) {
        set(c, mm, c.xmm[D]);
    }

    /** The high half of scratch 8 is the result. */
    public static void putHigh(CpuState c, int mm) {
        set(c, mm, c.xmm[D + 1]);
    }

    /** The x87 registers become MMX registers. */
    public static void enter(CpuState c) {
        c.fpu.top = 0;
        c.fpu.used = 0xff;
    }

    private static void set(CpuState c, int mm, long v) {
        c.fpu.mant[mm] = v;
        c.fpu.signExp[mm] = 0xffff;
        enter(c);
    }

    /** MOVD from a general register or memory. */
    public static void fromGpr(CpuState c, int mm, int value) {
        set(c, mm, value & 0xffffffffL);
    }

    /** Low doubleword. */
    public static int toGpr(CpuState c, int mm) {
        enter(c);
        return (int) c.fpu.mant[mm];
    }

    /** MOVQ between registers. */
    public static void move(CpuState c, int d, int s) {
        set(c, d, c.fpu.mant[s]);
    }

    /** MOVQ from memory. */
    public static void load(CpuState c, int lin, int mm) {
        if ((lin & 0xfff) > 4088) c.mmu.probeRead(lin, 1);
        set(c, mm, c.mmu.read64(lin));
    }

    /** MOVQ to memory. */
    public static void store(CpuState c, int lin, int mm) {
        c.mmu.write64(lin, c.fpu.mant[mm]);
        enter(c);
    }

    /** MOVD to memory. */
    public static void store32(CpuState c, int lin, int mm) {
        c.mmu.write32(lin, (int) c.fpu.mant[mm]);
        enter(c);
    }

    /** MOVQ2DQ. */
    public static void toXmm(CpuState c, int xmm, int mm) {
        c.xmm[2 * xmm] = c.fpu.mant[mm];
        c.xmm[2 * xmm + 1] = 0;
        enter(c);
    }

    /** MOVDQ2Q. */
    public static void fromXmm(CpuState c, int mm, int xmm) {
        set(c, mm, c.xmm[2 * xmm]);
    }

    public static int pmovmskb(CpuState c, int mm) {
        enter(c);
        return Swar.signs8(c.fpu.mant[mm]);
    }

    public static int pextrw(CpuState c, int mm, int i) {
        enter(c);
        return Swar.wordU(c.fpu.mant[mm], i & 3);
    }

    public static void pinsrw(CpuState c, int mm, int value, int i) {
        int shift = (i & 3) * 16;
        set(c, mm, c.fpu.mant[mm] & ~(0xffffL << shift) | (value & 0xffffL) << shift);
    }

    /** EMMS: empties all x87 registers. */
    public static void emms(CpuState c) {
        c.fpu.top = 0;
        c.fpu.used = 0;
    }
}
