package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** INT n in virtual-8086 mode with CR4.VME: the TSS's redirection bitmap and the program's own vector table (SDM vol. 3, 20.3). */
final class VirtualInterrupts {
    private VirtualInterrupts() {}

    /** True when the interrupt goes to the 8086 program's handler. Raises #GP(0) when the bitmap lies outside the TSS. */
    static boolean redirects(CpuState c, int vector) {
        if ((c.cr4 & CpuState.CR4_VME) == 0) return false;
        int tr = c.base(CpuState.TR);
        long limit = c.limit[CpuState.TR] & 0xffffffffL;
        if (limit < 103) throw c.fault(Vector.GP, 0);
        int map = c.mmu.sysRead(tr + 102, 2) - 32 + (vector >> 3);
        if (map < 0 || map > limit) throw c.fault(Vector.GP, 0);
        return (c.mmu.sysRead(tr + map, 1) >> (vector & 7) & 1) == 0;
    }

    /** Enters the 8086 program's handler through the table at linear address 0. */
    static void enter(CpuState c, int vector, int eip) {
        int entry = c.mmu.sysRead(vector * 4, 4);
        boolean emulated = c.iopl() < 3;
        int flags = c.eflags() & 0xffff;
        if (emulated) flags = flags & ~Flags.IF | Flags.IOPL | ((c.sysFlags & Flags.VIF) != 0 ? Flags.IF : 0);
        var stack = StackFrame.current(c, 0);
        stack.push(2, flags);
        stack.push(2, c.selector[CpuState.CS]);
        stack.push(2, eip);
        c.r[CpuState.ESP] = stack.esp();
        Segments.loadReal(c, CpuState.CS, entry >>> 16);
        c.r[CpuState.EIP] = entry & 0xffff;
        c.sysFlags &= ~(Flags.TF | Flags.NT | Flags.RF | (emulated ? Flags.VIF : Flags.IF));
        c.updateMode();
    }
}
