package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.Backing;

/** Quick twins of {@link SimdMemory}: the operand is in backing memory, in one page. */
public final class SimdQuickMemory {
    private SimdQuickMemory() {}

    private static long get(byte[] memory, int at) {
        return Backing.getLong(memory, at);
    }

    public static void loadAligned(CpuState c, long[] x, byte[] memory, int at, int reg) {
        x[2 * reg] = get(memory, at);
        x[2 * reg + 1] = get(memory, at + 8);
    }

    public static void loadUnaligned(CpuState c, long[] x, byte[] memory, int at, int reg) {
        loadAligned(c, x, memory, at, reg);
    }

    public static void load64(CpuState c, long[] x, byte[] memory, int at, int reg) {
        x[2 * reg] = get(memory, at);
        x[2 * reg + 1] = 0;
    }

    public static void loadLow(CpuState c, long[] x, byte[] memory, int at, int reg) {
        x[2 * reg] = get(memory, at);
    }

    public static void loadHigh(CpuState c, long[] x, byte[] memory, int at, int reg) {
        x[2 * reg + 1] = get(memory, at);
    }

    public static void load32(CpuState c, long[] x, byte[] memory, int at, int reg) {
        x[2 * reg] = Backing.getInt(memory, at) & 0xffffffffL;
        x[2 * reg + 1] = 0;
    }

    public static void storeAligned(CpuState c, long[] x, byte[] memory, int at, int reg) {
        Backing.setLong(memory, at, x[2 * reg]);
        Backing.setLong(memory, at + 8, x[2 * reg + 1]);
    }

    public static void storeUnaligned(CpuState c, long[] x, byte[] memory, int at, int reg) {
        storeAligned(c, x, memory, at, reg);
    }

    public static void storeLow(CpuState c, long[] x, byte[] memory, int at, int reg) {
        Backing.setLong(memory, at, x[2 * reg]);
    }

    public static void storeHigh(CpuState c, long[] x, byte[] memory, int at, int reg) {
        Backing.setLong(memory, at, x[2 * reg + 1]);
    }

    public static void store32(CpuState c, long[] x, byte[] memory, int at, int reg) {
        Backing.setInt(memory, at, (int) x[2 * reg]);
    }
}
