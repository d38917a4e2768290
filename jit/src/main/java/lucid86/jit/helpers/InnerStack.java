package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/**
 * The stack that the TSS names for a more privileged level (SDM vol. 3, 5.8.5 and 8.2).
 *
 * @param selector SS
 * @param descriptor its descriptor, checked
 * @param esp initial stack pointer
 */
record InnerStack(int selector, long descriptor, int esp) {
    /**
     * Reads and checks it.
     *
     * @param ext the EXT bit for error codes: 1 when an external event or an exception is being delivered
     */
    static InnerStack of(CpuState c, int cpl, int ext) {
        int attr = c.attr[CpuState.TR], tr = c.selector[CpuState.TR];
        boolean wide = (attr & 8) != 0;
        int at = wide ? 4 + cpl * 8 : 2 + cpl * 4;
        long last = at + (wide ? 5 : 3);
        if ((attr & Descriptor.PRESENT) == 0 || last > (c.limit[CpuState.TR] & 0xffffffffL)) throw c.fault(Vector.TS, tr & 0xfffc | ext);
        int base = c.base(CpuState.TR) + at;
        int esp = c.mmu.sysRead(base, wide ? 4 : 2);
        int ss = c.mmu.sysRead(base + (wide ? 4 : 2), 2);
        if (Descriptor.isNull(ss)) throw c.fault(Vector.TS, ext);
        long address = Descriptor.address(c, ss);
        if (address < 0) throw c.fault(Vector.TS, ss & 0xfffc | ext);
        long d = Descriptor.readAt(c, (int) address);
        Segments.checkStack(c, ss, d, cpl, Vector.TS, ext);
        return new InnerStack(ss, d, esp);
    }

    /** A frame to push on; overflowing it raises #SS(selector). */
    StackFrame frame(CpuState c, int ext) {
        return StackFrame.inner(c, descriptor, esp, selector & 0xfffc | ext);
    }

    /** Makes it the stack: SS and ESP. CPL has been set and the accessed bit written. */
    void enter(CpuState c, StackFrame frame) {
        Segments.set(c, CpuState.SS, selector, descriptor);
        c.r[CpuState.ESP] = frame.esp();
    }
}
