package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Vector;

/**
 * Segment and gate descriptors as 64-bit words: taking them apart, and reading them from the GDT or LDT (Intel SDM
 * vol. 3, 3.4.5 and 3.5).
 */
public final class Descriptor {
    /** Bits of the access byte of code and data segments. */
    public static final int ACCESSED = 1, WRITABLE = 2, READABLE = 2, CONFORMING = 4, EXPAND_DOWN = 4, CODE = 8, PRESENT = 0x80;

    /** System descriptor types (SDM vol. 3, table 3-2). */
    public static final int TSS16 = 1, LDT = 2, TSS16_BUSY = 3, CALL16 = 4, TASK_GATE = 5, INT16 = 6, TRAP16 = 7, TSS32 = 9,
            TSS32_BUSY = 11, CALL32 = 12, INT32 = 14, TRAP32 = 15;

    private Descriptor() {}

    static int base(long d) {
        return (int) (d >>> 16) & 0xffffff | (int) (d >>> 32) & 0xff000000;
    }

    /** Limit in bytes, granularity applied. */
    static int limit(long d) {
        int raw = (int) d & 0xffff | (int) (d >>> 32) & 0xf0000;
        return (d & 1L << 55) != 0 ? raw << 12 | 0xfff : raw;
    }

    /** As {@link CpuState#attr} keeps it. */
    static int attr(long d) {
        return (int) (d >>> 40) & 0xf0ff;
    }

    /** The access byte: type, S, DPL, P. */
    static int access(long d) {
        return (int) (d >>> 40) & 0xff;
    }

    static int dpl(long d) {
        return (int) (d >>> 45) & 3;
    }

    static boolean present(long d) {
        return (d & 1L << 47) != 0;
    }

    /** True for code and data segments, false for system descriptors and gates. */
    static boolean isSegment(long d) {
        return (d & 1L << 44) != 0;
    }

    /** The four type bits. */
    static int type(long d) {
        return (int) (d >>> 40) & 15;
    }

    static boolean isCode(long d) {
        return isSegment(d) && (type(d) & CODE) != 0;
    }

    static boolean isConforming(long d) {
        return (type(d) & CONFORMING) != 0;
    }

    static boolean isWritableData(long d) {
        return isSegment(d) && (type(d) & (CODE | WRITABLE)) == WRITABLE;
    }

    /** Selector a gate leads to. */
    static int gateSelector(long d) {
        return (int) (d >>> 16) & 0xffff;
    }

    /** Offset a gate leads to; 16-bit gates ({@code wide} false) have only the low half. */
    static int gateOffset(long d, boolean wide) {
        return (int) d & 0xffff | (wide ? (int) (d >>> 32) & 0xffff0000 : 0);
    }

    /** True when the selector names the first GDT entry, whatever its RPL. */
    static boolean isNull(int selector) {
        return (selector & 0xfffc) == 0;
    }

    /** Linear address of a selector's descriptor, or -1 (as a long) when it lies outside its table. */
    static long address(CpuState c, int selector) {
        boolean local = (selector & 4) != 0;
        if (local && (c.attr[CpuState.LDTR] & PRESENT) == 0) return -1;
        long limit = (local ? c.limit[CpuState.LDTR] : c.gdtLimit) & 0xffffffffL;
        if ((selector | 7) > limit) return -1;
        return (local ? c.base(CpuState.LDTR) : c.gdtBase) + (selector & 0xfff8) & 0xffffffffL;
    }

    /** Reads a descriptor; {@code vector} with the selector as error code is raised when it lies outside its table. */
    static long read(CpuState c, int selector, int vector) {
        long at = address(c, selector);
        if (at < 0) throw error(c, vector, selector);
        return readAt(c, (int) at);
    }

    /** Reads a descriptor of the GDT that is to be read anyway; 0, which none can be that is present, where that is not simple. Raises nothing. */
    static long tryRead(CpuState c, int selector) {
        if (isNull(selector) || (selector & 4) != 0 || (selector | 7) > (c.gdtLimit & 0xffffffffL)) return 0;
        return c.mmu.tryRead64ForSystem(c.gdtBase + (selector & 0xfff8));
    }

    static long readAt(CpuState c, int linear) {
        return c.mmu.sysRead64(linear);
    }

    /** Sets the accessed bit of a code or data segment in its table. */
    static void markAccessed(CpuState c, int selector, long d) {
        if ((type(d) & ACCESSED) == 0) writeAccess(c, selector, access(d) | ACCESSED);
    }

    /** Writes the access byte of a descriptor in its table. */
    static void writeAccess(CpuState c, int selector, int access) {
        c.mmu.sysWrite((int) address(c, selector) + 5, 1, access);
    }

    /** An exception whose error code names a selector. */
    static GuestFault error(CpuState c, int vector, int selector) {
        return c.fault(vector, selector & 0xfffc);
    }

    /** #GP(selector). */
    static GuestFault gp(CpuState c, int selector) {
        return error(c, Vector.GP, selector);
    }
}
