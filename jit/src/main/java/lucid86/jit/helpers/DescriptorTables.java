package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** LGDT to STR, and the instructions that ask about selectors (Intel SDM vol. 2; vol. 3, 5.10). Modes and CPL are checked by the row. */
public final class DescriptorTables {
    private DescriptorTables() {}

    /** LGDT. */
    public static void setGdt(CpuState c, int limit, int base) {
        c.gdtLimit = limit;
        c.gdtBase = base;
    }

    /** LIDT. */
    public static void setIdt(CpuState c, int limit, int base) {
        c.idtLimit = limit;
        c.idtBase = base;
    }

    public static int gdtBase(CpuState c) {
        return c.gdtBase;
    }

    public static int gdtLimit(CpuState c) {
        return c.gdtLimit;
    }

    public static int idtBase(CpuState c) {
        return c.idtBase;
    }

    public static int idtLimit(CpuState c) {
        return c.idtLimit;
    }

    /** LLDT. A null selector leaves no LDT. */
    public static void loadLdt(CpuState c, int selector) {
        selector &= 0xffff;
        if (Descriptor.isNull(selector)) {
            c.setSegment(CpuState.LDTR, selector, 0, 0, 0);
            return;
        }
        long d = readGlobal(c, selector);
        if (Descriptor.isSegment(d) || Descriptor.type(d) != Descriptor.LDT) throw Descriptor.gp(c, selector);
        if (!Descriptor.present(d)) throw Descriptor.error(c, Vector.NP, selector);
        c.setSegment(CpuState.LDTR, selector, Descriptor.base(d), Descriptor.limit(d), Descriptor.attr(d));
    }

    /** LTR: also marks the TSS busy. */
    public static void loadTask(CpuState c, int selector) {
        selector &= 0xffff;
        if (Descriptor.isNull(selector)) throw c.fault(Vector.GP, 0);
        long d = readGlobal(c, selector);
        boolean available = !Descriptor.isSegment(d) && (Descriptor.type(d) | 8) == Descriptor.TSS32;
        if (!available) throw Descriptor.gp(c, selector);
        if (!Descriptor.present(d)) throw Descriptor.error(c, Vector.NP, selector);
        Descriptor.writeAccess(c, selector, (int) (d >>> 40) & 0xff | 2);
        c.setSegment(CpuState.TR, selector, Descriptor.base(d), Descriptor.limit(d), Descriptor.attr(d) | 2);
    }

    private static long readGlobal(CpuState c, int selector) {
        if ((selector & 4) != 0) throw Descriptor.gp(c, selector);
        return Descriptor.read(c, selector, Vector.GP);
    }

    // ---- questions ------------------------------------------------------------------------------------------------------------

    /** LAR: sets ZF; the access rights, or {@code old} when the descriptor may not be seen. */
    public static int accessRights(CpuState c, int selector, int old) {
        long d = visible(c, selector & 0xffff, 0x1a3e);
        return answer(c, d != 0) ? (int) (d >>> 32) & 0x00ffff00 : old;
    }

    /** LSL: sets ZF; the limit in bytes, or {@code old}. */
    public static int segmentLimit(CpuState c, int selector, int old) {
        long d = visible(c, selector & 0xffff, 0x0a0e);
        return answer(c, d != 0) ? Descriptor.limit(d) : old;
    }

    /** VERR: sets ZF when the segment can be read at this privilege level. */
    public static void verifyRead(CpuState c, int selector) {
        long d = visible(c, selector & 0xffff, 0);
        answer(c, d != 0 && (!Descriptor.isCode(d) || (Descriptor.type(d) & Descriptor.READABLE) != 0));
    }

    /** VERW: sets ZF when the segment can be written at this privilege level. */
    public static void verifyWrite(CpuState c, int selector) {
        long d = visible(c, selector & 0xffff, 0);
        answer(c, d != 0 && Descriptor.isWritableData(d));
    }

    /** ARPL: RPL of the first selector raised to that of the second; ZF when that changed it. */
    public static int adjustRpl(CpuState c, int selector, int other) {
        int rpl = other & 3;
        return answer(c, (selector & 3) < rpl) ? selector & ~3 | rpl : selector;
    }

    /** ARPL on memory, which is written only when it changes. */
    public static void adjustRplInMemory(CpuState c, int seg, int offset, int other) {
        int selector = c.mmu.read16(Segments.linRead(c, seg, offset, 2));
        int rpl = other & 3;
        boolean raise = (selector & 3) < rpl;
        if (raise) c.mmu.write16(Segments.linWrite(c, seg, offset, 2), selector & ~3 | rpl);
        answer(c, raise);
    }

    /** A descriptor that may be seen by the current level, else 0. {@code systemTypes} has a bit for each system type allowed. */
    private static long visible(CpuState c, int selector, int systemTypes) {
        long at = Descriptor.isNull(selector) ? -1 : Descriptor.address(c, selector);
        if (at < 0) return 0;
        long d = Descriptor.readAt(c, (int) at);
        if (!Descriptor.isSegment(d) && (systemTypes >> Descriptor.type(d) & 1) == 0) return 0;
        boolean conforming = Descriptor.isCode(d) && Descriptor.isConforming(d);
        return conforming || Descriptor.dpl(d) >= Math.max(c.cpl, selector & 3) ? d : 0;
    }

    private static boolean answer(CpuState c, boolean zero) {
        c.setArithmeticFlags(c.arithmeticFlags() & ~Flags.ZF | (zero ? Flags.ZF : 0));
        return zero;
    }
}
