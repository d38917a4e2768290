package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/** Segment registers: loading them, and checking accesses against them (Intel SDM vol. 3, chapters 3 and 5, and 20.1). */
public final class Segments {
    /** Attributes of every segment in virtual-8086 mode: present, DPL 3, writable data, accessed. */
    static final int V86_ATTR = 0xf3;

    /** Present, accessed, data: bits of an access byte. */
    private static final int USUAL = 0x91, USUAL_BITS = USUAL | Descriptor.CODE;

    private Segments() {}

    // ---- checking accesses: both engines use these for Op.Lin -----------------------------------------------------------

    /**
     * Linear address of {@code size} bytes to be read at {@code seg:offset}.
     *
     * <p>Raises #GP(0), or #SS(0) for SS, when the segment does not allow it.
     */
    public static int linRead(CpuState c, int seg, int offset, int size) {
        if ((offset & 0xffffffffL) + size - 1 > c.readMax[seg]) slowCheck(c, seg, offset, size, false);
        return c.r[CpuState.SEG_BASE + seg] + offset;
    }

    /** Linear address of {@code size} bytes to be written at {@code seg:offset}; raises as {@link #linRead}. */
    public static int linWrite(CpuState c, int seg, int offset, int size) {
        if ((offset & 0xffffffffL) + size - 1 > c.writeMax[seg]) slowCheck(c, seg, offset, size, true);
        return c.r[CpuState.SEG_BASE + seg] + offset;
    }

    private static void slowCheck(CpuState c, int seg, int offset, int size, boolean write) {
        if (!allows(c.attr[seg], c.limit[seg], offset & 0xffffffffL, size, write, c.isProtected()))
            throw c.fault(seg == CpuState.SS ? Vector.SS : Vector.GP, 0);
    }

    /** Whether a segment with these attributes and limit allows an access; {@code typed} is false in real mode, which ignores types. */
    static boolean allows(int attr, int limitBytes, long first, int size, boolean write, boolean typed) {
        if ((attr & Descriptor.PRESENT) == 0) return false;
        boolean code = (attr & Descriptor.CODE) != 0;
        if (typed) {
            if (write && (code || (attr & Descriptor.WRITABLE) == 0)) return false;
            if (!write && code && (attr & Descriptor.READABLE) == 0) return false;
        }
        long last = first + size - 1;
        long limit = limitBytes & 0xffffffffL;
        if (!code && (attr & Descriptor.EXPAND_DOWN) != 0) return first > limit && last <= ((attr & 0x4000) != 0 ? 0xffffffffL : 0xffffL);
        // A segment of 4 GiB has no end: addresses wrap.
        return last <= limit || limit == 0xffffffffL;
    }

    // ---- loading -----------------------------------------------------------------------------------------------------------

    /** MOV, POP and LxS of a data or stack segment register, with every check of the mode. Nothing changes when it raises. */
    public static void load(CpuState c, int seg, int selector) {
        selector &= 0xffff;
        if (c.isRealOrVm86()) loadReal(c, seg, selector);
        else if (seg == CpuState.SS) loadStack(c, selector);
        else if (!loadUsual(c, seg, selector)) loadData(c, seg, selector);
    }

    /** A data segment of the GDT that was loaded before, as nearly all are. False when it is not; nothing has happened then. */
    static boolean loadUsual(CpuState c, int seg, int selector) {
        long d = Descriptor.tryRead(c, selector);
        boolean usual = (Descriptor.access(d) & USUAL_BITS) == USUAL && Math.max(selector & 3, c.cpl) <= Descriptor.dpl(d);
        if (usual) set(c, seg, selector, d);
        return usual;
    }

    /** MOV SS and POP SS: as {@link #load}, then interrupts, NMI and debug traps wait for one instruction. */
    public static void loadSs(CpuState c, int selector) {
        load(c, CpuState.SS, selector);
        c.shadow = c.shadowSs = true;
    }

    /** Real and virtual-8086 mode: a paragraph number. Real mode keeps the limit and attributes that were there. */
    static void loadReal(CpuState c, int seg, int selector) {
        if (c.isVm86()) c.setSegment(seg, selector, selector << 4, 0xffff, V86_ATTR);
        else c.setSegment(seg, selector, selector << 4, c.limit[seg], c.attr[seg]);
    }

    static void loadData(CpuState c, int seg, int selector) {
        if (Descriptor.isNull(selector)) {
            c.setSegment(seg, selector, 0, 0, 0);
            return;
        }
        long d = Descriptor.read(c, selector, Vector.GP);
        checkData(c, selector, d, Vector.GP, 0);
        fill(c, seg, selector, d);
    }

    /** Type, privilege and presence of a segment for DS, ES, FS or GS; {@code vector} is #GP, or #TS in a task switch. */
    static void checkData(CpuState c, int selector, long d, int vector, int ext) {
        boolean code = Descriptor.isCode(d);
        boolean usable = Descriptor.isSegment(d) && (!code || (Descriptor.type(d) & Descriptor.READABLE) != 0);
        boolean conforming = code && Descriptor.isConforming(d);
        if (!usable || !conforming && Math.max(selector & 3, c.cpl) > Descriptor.dpl(d)) throw c.fault(vector, selector & 0xfffc | ext);
        if (!Descriptor.present(d)) throw c.fault(Vector.NP, selector & 0xfffc | ext);
    }

    private static void loadStack(CpuState c, int selector) {
        if (Descriptor.isNull(selector)) throw c.fault(Vector.GP, 0);
        long d = Descriptor.read(c, selector, Vector.GP);
        checkStack(c, selector, d, c.cpl, Vector.GP, 0);
        fill(c, CpuState.SS, selector, d);
    }

    /**
     * Type, privilege and presence of a stack segment for a privilege level; {@code vector} is #GP or #TS, {@code ext} goes
     * into the error code.
     */
    static void checkStack(CpuState c, int selector, long d, int cpl, int vector, int ext) {
        boolean fits = (selector & 3) == cpl && Descriptor.dpl(d) == cpl && Descriptor.isWritableData(d);
        if (!fits) throw c.fault(vector, selector & 0xfffc | ext);
        if (!Descriptor.present(d)) throw c.fault(Vector.SS, selector & 0xfffc | ext);
    }

    /** Sets the accessed bit in the table, then the register. Cannot fail but by a page fault, before anything changed. */
    static void fill(CpuState c, int seg, int selector, long d) {
        Descriptor.markAccessed(c, selector, d);
        set(c, seg, selector, d);
    }

    /** Sets the register from a descriptor, accessed. */
    static void set(CpuState c, int seg, int selector, long d) {
        if (c.refill(seg, selector, d)) return;
        c.setSegment(seg, selector, Descriptor.base(d), Descriptor.limit(d), Descriptor.attr(d) | Descriptor.ACCESSED);
        c.filledFrom(seg, d);
    }

    /**
     * Clears data segment registers that a less privileged level may not keep (returns to an outer level, SDM vol. 3, 5.8.6).
     */
    static void dropPrivileged(CpuState c) {
        dropIfPrivileged(c, CpuState.ES);
        dropIfPrivileged(c, CpuState.DS);
        dropIfPrivileged(c, CpuState.FS);
        dropIfPrivileged(c, CpuState.GS);
    }

    private static void dropIfPrivileged(CpuState c, int seg) {
        int a = c.attr[seg];
        if ((a >>> 5 & 3) >= c.cpl) return;
        boolean conforming = (a & (Descriptor.CODE | Descriptor.CONFORMING)) == (Descriptor.CODE | Descriptor.CONFORMING);
        boolean empty = a == 0 && c.selector[seg] == 0;
        if (!empty && !conforming) c.setSegment(seg, 0, 0, 0, 0);
    }
}
