package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.Mmu;

/**
 * Memory operands of MMX and SSE instructions. Loads go to an XMM register, usually the scratch register
 * {@link #SCRATCH}; whatever can fault does so before anything is written.
 */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdMemory {
    /** Scratch registers of {@link CpuState#xmm} that no guest sees. */
    public static final int SCRATCH = 8, SCRATCH2 = 9;

    private SimdMemory() {}

    /** Loads 16 bytes; #GP(0) unless they are aligned. */
    @Quick(value = SimdQuickMemory.class, bytes = 16, aligned = true)
    public static void loadAligned(CpuState c, int lin, int reg) {
        if ((lin & 15) != 0) throw c.fault(Vector.GP);
        if (!c.mmu.tryRead128(lin, c.xmm, 2 * reg)) load(c, lin, reg);
    }

    /** Loads 16 bytes from any address. */
    @Quick(value = SimdQuickMemory.class, bytes = 16)
    public static void loadUnaligned(CpuState c, int lin, int reg) {
        if (!c.mmu.tryRead128(lin, c.xmm, 2 * reg)) loadAnywhere(c, lin, reg);
    }

    private static void loadAnywhere(CpuState c, int lin, int reg) {
        if ((c.mode & Mode.ALIGN_CHECK) != 0 && (lin & 15) != 0) throw c.fault(Vector.AC, 0);
        if ((lin & 0xfff) > 4080) crossingRead(c.mmu, lin, 16);
        load(c, lin, reg);
    }

    private static void load(CpuState c, int lin, int reg) {
        long low = c.mmu.read64(lin), high = c.mmu.read64(lin + 8);
        c.xmm[2 * reg] = low;
        c.xmm[2 * reg + 1] = high;
    }

    /** Loads 8 bytes into the low half and clears the high half. */
    @Quick(value = SimdQuickMemory.class, bytes = 8)
    public static void load64(CpuState c, int lin, int reg) {
        c.xmm[2 * reg] = read64(c, lin);
        c.xmm[2 * reg + 1] = 0;
    }

    /** Loads 8 bytes into the low half, leaving the high half. */
    @Quick(value = SimdQuickMemory.class, bytes = 8)
    public static void loadLow(CpuState c, int lin, int reg) {
        c.xmm[2 * reg] = read64(c, lin);
    }

    /** Loads 8 bytes into the high half, leaving the low half. */
    @Quick(value = SimdQuickMemory.class, bytes = 8)
    public static void loadHigh(CpuState c, int lin, int reg) {
        c.xmm[2 * reg + 1] = read64(c, lin);
    }

    /** Loads 4 bytes and clears the rest. */
    @Quick(value = SimdQuickMemory.class, bytes = 4)
    public static void load32(CpuState c, int lin, int reg) {
        c.xmm[2 * reg] = c.mmu.read32(lin) & 0xffffffffL;
        c.xmm[2 * reg + 1] = 0;
    }

    /** Loads 2 bytes and clears the rest. */
    public static void load16(CpuState c, int lin, int reg) {
        c.xmm[2 * reg] = c.mmu.read16(lin);
        c.xmm[2 * reg + 1] = 0;
    }

    /** Stores 16 bytes; #GP(0) unless they are aligned. */
    @Quick(value = SimdQuickMemory.class, bytes = 16, write = true, aligned = true)
    public static void storeAligned(CpuState c, int lin, int reg) {
        if ((lin & 15) != 0) throw c.fault(Vector.GP);
        if (!c.mmu.tryWrite128(lin, c.xmm[2 * reg], c.xmm[2 * reg + 1])) store(c, lin, reg);
    }

    /** Stores 16 bytes at any address. */
    @Quick(value = SimdQuickMemory.class, bytes = 16, write = true)
    public static void storeUnaligned(CpuState c, int lin, int reg) {
        if (!c.mmu.tryWrite128(lin, c.xmm[2 * reg], c.xmm[2 * reg + 1])) store(c, lin, reg);
    }

    /** The slow way; with alignment checks on, {@code probeWrite} makes them for 16 bytes. */
    private static void store(CpuState c, int lin, int reg) {
        c.mmu.probeWrite(lin, 16);
        c.mmu.write64(lin, c.xmm[2 * reg]);
        c.mmu.write64(lin + 8, c.xmm[2 * reg + 1]);
    }

    /** Stores the low half. */
    @Quick(value = SimdQuickMemory.class, bytes = 8, write = true)
    public static void storeLow(CpuState c, int lin, int reg) {
        c.mmu.write64(lin, c.xmm[2 * reg]);
    }

    /** Stores the high half. */
    @Quick(value = SimdQuickMemory.class, bytes = 8, write = true)
    public static void storeHigh(CpuState c, int lin, int reg) {
        c.mmu.write64(lin, c.xmm[2 * reg + 1]);
    }

    /** Stores the lowest 4 bytes. */
    @Quick(value = SimdQuickMemory.class, bytes = 4, write = true)
    public static void store32(CpuState c, int lin, int reg) {
        c.mmu.write32(lin, (int) c.xmm[2 * reg]);
    }

    /**
     * MASKMOVDQU: stores the bytes whose mask has its top bit set. All 16 must be writable; the manual leaves open whether
     * bytes not stored can fault, and on a Zen CPU they do.
     */
    public static void storeMasked(CpuState c, int lin, int reg, int mask) {
        storeMasked(c, lin, reg, c.xmm[2 * mask], c.xmm[2 * mask + 1], 16);
    }

    /** MASKMOVQ, on the low halves. */
    public static void storeMasked8(CpuState c, int lin, int reg, int mask) {
        storeMasked(c, lin, reg, c.xmm[2 * mask], 0, 8);
    }

    private static void storeMasked(CpuState c, int lin, int reg, long maskLow, long maskHigh, int bytes) {
        int bits = Swar.signs8(maskLow) | Swar.signs8(maskHigh) << 8;
        c.mmu.probeWrite(lin, 1);
        if ((lin & 0xfff) + bytes > 4096) c.mmu.probeWrite((lin + bytes - 1) & ~0xfff, 1);
        for (int i = 0; i < bytes; i++)
            if ((bits >> i & 1) != 0) c.mmu.write8(lin + i, (int) (c.xmm[2 * reg + (i >> 3)] >>> (i & 7) * 8) & 0xff);
    }

    /** CLFLUSH and the like: the access rights of a read, nothing else. */
    public static void touch(CpuState c, int lin) {
        c.mmu.probeRead(lin, 1);
    }

    private static long read64(CpuState c, int lin) {
        if ((lin & 0xfff) > 4088) crossingRead(c.mmu, lin, 8);
        return c.mmu.read64(lin);
    }

    /** Faults of a read over a page boundary come in address order. */
    private static void crossingRead(Mmu mmu, int lin, int size) {
        mmu.probeRead(lin, 1);
        mmu.probeRead((lin + size - 1) & ~0xfff, 1);
    }
}
