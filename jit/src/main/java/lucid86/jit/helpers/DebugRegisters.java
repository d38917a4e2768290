package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.AccessWatch;

/** DR0-DR7 (Intel SDM vol. 3, 17.2): MOV, and the data, I/O and instruction breakpoints they set. */
public final class DebugRegisters implements AccessWatch {
    /** DR7.GD: the guest protects its debug registers. */
    public static final int GD = 1 << 13;
    private static final int BD = 1 << 13;
    private static final int EXECUTE = 0, WRITE = 1, IO = 2;

    private final CpuState c;

    private DebugRegisters(CpuState c) {
        this.c = c;
    }

    // ---- MOV ---------------------------------------------------------------------------------------------------------------

    /** MOV r32, DRn. */
    public static int read(CpuState c, int n) {
        return c.dr[alias(c, n)];
    }

    /** MOV DRn, r32. */
    public static void write(CpuState c, int n, int value) {
        int at = alias(c, n);
        c.dr[at] = switch (at) {
            case 6 -> value & 0xe00f | 0xffff0ff0;
            case 7 -> value & 0xffff23ff | 0x400;
            default -> value;
        };
        if (at != 6) changed(c);
        // MOV to DR completes, and with it ends what an earlier IRET may have left of RF.
        c.sysFlags &= ~Flags.RF;
    }

    /** DR4 and DR5 stand for DR6 and DR7 unless CR4.DE is set; DR7.GD makes every access a fault. */
    private static int alias(CpuState c, int n) {
        if ((n == 4 || n == 5) && (c.cr4 & CpuState.CR4_DE) != 0) throw c.fault(Vector.UD);
        if ((c.dr[7] & GD) != 0) {
            c.dr[6] |= BD;
            throw c.fault(Vector.DB);
        }
        return n == 4 || n == 5 ? n + 2 : n;
    }

    /** Clears DR7.GD. */
    static void allowAccess(CpuState c) {
        c.dr[7] &= ~GD;
    }

    // ---- breakpoints --------------------------------------------------------------------------------------------------------

    /** To be called after a change of DR0-3, DR7 or CR4.DE: arms or disarms the watch on data accesses. */
    public static void changed(CpuState c) {
        boolean data = false;
        for (int i = 0; i < 4; i++) data |= enabled(c, i) && kind(c, i) != EXECUTE && !isIo(c, i);
        c.mmu.setGuestWatch(data ? new DebugRegisters(c) : null);
    }

    private static boolean enabled(CpuState c, int i) {
        return (c.dr[7] >>> i * 2 & 3) != 0;
    }

    private static int kind(CpuState c, int i) {
        return c.dr[7] >>> 16 + i * 4 & 3;
    }

    private static boolean isIo(CpuState c, int i) {
        return kind(c, i) == IO && (c.cr4 & CpuState.CR4_DE) != 0;
    }

    /** Bytes covered by breakpoint i: 1, 2, 8 or 4. */
    private static int length(CpuState c, int i) {
        int len = c.dr[7] >>> 18 + i * 4 & 3;
        return len == 2 ? 8 : len + 1;
    }

    private static boolean overlaps(CpuState c, int i, int address, int size) {
        int length = length(c, i);
        long at = c.dr[i] & ~(length - 1) & 0xffffffffL, from = address & 0xffffffffL;
        return from < at + length && at < from + size;
    }

    /**
     * DR6 bits of the instruction breakpoints at a linear address, 0 when there are none. EFLAGS.RF is the caller's business.
     */
    static int executes(CpuState c, int linear) {
        int bits = 0;
        for (int i = 0; i < 4; i++) if (enabled(c, i) && kind(c, i) == EXECUTE && c.dr[i] == linear) bits |= 1 << i;
        return bits;
    }

    /** I/O breakpoints: a trap after the instruction that used the port. */
    static void port(CpuState c, int port, int size) {
        if ((c.cr4 & CpuState.CR4_DE) == 0) return;
        for (int i = 0; i < 4; i++) if (enabled(c, i) && kind(c, i) == IO && overlaps(c, i, port, size)) c.pendingDebug |= 1 << i;
    }

    @Override
    public boolean watchesPage(int linear) {
        for (int i = 0; i < 4; i++)
            if (enabled(c, i) && kind(c, i) != EXECUTE && !isIo(c, i) && overlaps(c, i, linear & ~0xfff, 4096)) return true;
        return false;
    }

    @Override
    public boolean hits(int linear, int size, boolean write) {
        return bits(linear, size, write) != 0;
    }

    @Override
    public void accessed(int linear, int size, boolean write, int value) {
        c.pendingDebug |= bits(linear, size, write);
    }

    private int bits(int linear, int size, boolean write) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            if (!enabled(c, i) || kind(c, i) == EXECUTE || isIo(c, i)) continue;
            if ((write || kind(c, i) != WRITE) && overlaps(c, i, linear, size)) bits |= 1 << i;
        }
        return bits;
    }
}
