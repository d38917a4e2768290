package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.ECX;
import static lucid86.machine.cpu.CpuState.EDI;
import static lucid86.machine.cpu.CpuState.EDX;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.ESI;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/** IN, OUT, INS, OUTS (Intel SDM vol. 1, chapter 19). The instructions end their blocks, so that devices see the exact time. */
public final class Io {
    /** Bits of {@link #input} and {@link #output} shapes. */
    private static final int SIZE = 7, WIDE_ADDRESS = 8, REPEATED = 16;

    private Io() {}

    /** IN: 1, 2 or 4 bytes, zero-extended. */
    public static int in(CpuState c, int port, int size) {
        allow(c, port & 0xffff, size);
        int value = c.bus.ports().in(port & 0xffff, size);
        DebugRegisters.port(c, port & 0xffff, size);
        return value;
    }

    /** OUT. */
    public static void out(CpuState c, int port, int size, int value) {
        allow(c, port & 0xffff, size);
        c.bus.ports().out(port & 0xffff, size, value);
        DebugRegisters.port(c, port & 0xffff, size);
    }

    /** IOPL, or the TSS's permission bitmap: #GP(0) when neither allows the port. */
    private static void allow(CpuState c, int port, int size) {
        if (c.isProtected() && (c.cpl > c.iopl() || c.isVm86())) checkBitmap(c, port, size);
    }

    private static void checkBitmap(CpuState c, int port, int size) {
        int attr = c.attr[CpuState.TR];
        long limit = c.limit[CpuState.TR] & 0xffffffffL;
        boolean wide = (attr & Descriptor.PRESENT) != 0 && (attr & 0x1d) == 9;
        if (!wide || limit < 103) throw c.fault(Vector.GP, 0);
        int tr = c.base(CpuState.TR);
        int at = c.mmu.sysRead(tr + 102, 2) + (port >> 3);
        if (at + 1 > limit) throw c.fault(Vector.GP, 0);
        int bits = c.mmu.sysRead(tr + at, 2) >> (port & 7);
        if ((bits & (1 << size) - 1) != 0) throw c.fault(Vector.GP, 0);
    }

    // ---- string forms --------------------------------------------------------------------------------------------------------

    /** What {@link #input} and {@link #output} must know about an instruction. */
    public static int shape(int size, int addressSize, boolean repeated) {
        return size | (addressSize == 4 ? WIDE_ADDRESS : 0) | (repeated ? REPEATED : 0);
    }

    /** One element of INS. Returns 1 when the instruction is finished, 0 when it must be executed again. */
    public static int input(CpuState c, int shape) {
        int mask = (shape & WIDE_ADDRESS) != 0 ? -1 : 0xffff, size = shape & SIZE;
        boolean repeated = (shape & REPEATED) != 0;
        if (repeated && (c.r[ECX] & mask) == 0) return 1;
        int port = c.r[EDX] & 0xffff;
        allow(c, port, size);
        int lin = Segments.linWrite(c, ES, c.r[EDI] & mask, size);
        // The device must not lose data to a fault of the store.
        c.mmu.probeWrite(lin, size);
        int value = in(c, port, size);
        switch (size) {
            case 1 -> c.mmu.write8(lin, value);
            case 2 -> c.mmu.write16(lin, value);
            default -> c.mmu.write32(lin, value);
        }
        advance(c, EDI, size, mask);
        return repeated ? countDown(c, mask) : 1;
    }

    /** One element of OUTS from a segment; as {@link #input}. */
    public static int output(CpuState c, int shape, int seg) {
        int mask = (shape & WIDE_ADDRESS) != 0 ? -1 : 0xffff, size = shape & SIZE;
        boolean repeated = (shape & REPEATED) != 0;
        if (repeated && (c.r[ECX] & mask) == 0) return 1;
        int port = c.r[EDX] & 0xffff;
        allow(c, port, size);
        int lin = Segments.linRead(c, seg, c.r[ESI] & mask, size);
        int value = size == 1 ? c.mmu.read8(lin) : size == 2 ? c.mmu.read16(lin) : c.mmu.read32(lin);
        out(c, port, size, value);
        advance(c, ESI, size, mask);
        return repeated ? countDown(c, mask) : 1;
    }

    private static void advance(CpuState c, int reg, int bytes, int mask) {
        c.r[reg] = c.r[reg] & ~mask | c.r[reg] + bytes * c.r[CpuState.DF] & mask;
    }

    private static int countDown(CpuState c, int mask) {
        int left = c.r[ECX] - 1 & mask;
        c.r[ECX] = c.r[ECX] & ~mask | left;
        c.repeating = left != 0;
        return left == 0 ? 1 : 0;
    }
}
