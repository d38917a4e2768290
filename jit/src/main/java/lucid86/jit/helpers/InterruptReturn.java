package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.CS;
import static lucid86.machine.cpu.CpuState.DS;
import static lucid86.machine.cpu.CpuState.EIP;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.ESP;
import static lucid86.machine.cpu.CpuState.FS;
import static lucid86.machine.cpu.CpuState.GS;
import static lucid86.machine.cpu.CpuState.SS;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** IRET in all modes (Intel SDM vol. 2, IRET/IRETD). */
public final class InterruptReturn {
    /** Anybody may change these. */
    private static final int FREE = Flags.ARITHMETIC | Flags.TF | Flags.DF | Flags.NT;

    private InterruptReturn() {}

    /**
     * IRET.
     *
     * @param size operand size, 2 or 4
     * @param next offset of the following instruction, saved when a nested task returns
     */
    public static void iret(CpuState c, int size, int next) {
        // Executing it unblocks NMI, even when it faults (SDM vol. 3, 6.7.1).
        c.nmiBlocked = false;
        if (!c.isProtected()) real(c, size);
        else if (c.isVm86()) virtual(c, size);
        else if ((c.sysFlags & Flags.NT) != 0) TaskSwitch.returnToCaller(c, next);
        else protectedMode(c, size);
    }

    private static void real(CpuState c, int size) {
        var stack = StackFrame.current(c, 0);
        int flags = stack.peek(2 * size, size);
        popReal(c, stack, size);
        setFlags(c, flags, Flags.IF | Flags.IOPL | (size == 4 ? free32(c) : 0));
    }

    private static void popReal(CpuState c, StackFrame stack, int size) {
        int offset = stack.peek(0, size);
        int selector = stack.peek(size, size) & 0xffff;
        if (Integer.compareUnsigned(offset, FarControl.realLimit(c)) > 0) throw c.fault(Vector.GP, 0);
        stack.drop(3 * size);
        Segments.loadReal(c, CS, selector);
        c.r[EIP] = offset;
        c.r[ESP] = stack.esp();
    }

    private static void virtual(CpuState c, int size) {
        boolean extended = c.iopl() < 3;
        if (extended && (size == 4 || (c.cr4 & CpuState.CR4_VME) == 0)) throw c.fault(Vector.GP, 0);
        var stack = StackFrame.current(c, 0);
        int flags = stack.peek(2 * size, size);
        if (!extended) {
            popReal(c, stack, size);
            setFlags(c, flags, Flags.IF | (size == 4 ? free32(c) : 0));
            return;
        }
        boolean enable = (flags & Flags.IF) != 0;
        if (enable && (c.sysFlags & Flags.VIP) != 0 || (flags & Flags.TF) != 0) throw c.fault(Vector.GP, 0);
        popReal(c, stack, size);
        setFlags(c, flags & ~Flags.VIF | (enable ? Flags.VIF : 0), Flags.VIF);
    }

    private static void protectedMode(CpuState c, int size) {
        if (size != 4 || !UsualCrossing.out(c, free32(c) | Flags.IF | Flags.IOPL | Flags.VIF | Flags.VIP)) anyhow(c, size);
    }

    /** All that there is in protected mode but nested tasks. */
    static void anyhow(CpuState c, int size) {
        // With the outer stack pointer, if it should be there.
        var stack = StackFrame.current(c, 0).toPeek(5 * size);
        int offset = stack.peek(0, size);
        int selector = stack.peek(size, size) & 0xffff;
        int flags = stack.peek(2 * size, size);
        if (size == 4 && c.cpl == 0 && (flags & Flags.VM) != 0) {
            toVirtual(c, stack, offset, selector, flags);
            return;
        }
        long code = FarControl.checkReturn(c, selector);
        int mask = size == 4 ? free32(c) : 0;
        if (c.cpl <= c.iopl()) mask |= Flags.IF;
        if (c.cpl == 0) mask |= Flags.IOPL | (size == 4 ? Flags.VIF | Flags.VIP : 0);
        FarControl.returnTo(c, selector, code, offset, stack, size, 3 * size, 0);
        setFlags(c, flags, mask);
    }

    private static void toVirtual(CpuState c, StackFrame stack, int offset, int selector, int flags) {
        int esp = stack.peek(12, 4);
        int[] order = {SS, ES, DS, FS, GS};
        int[] selectors = new int[order.length];
        for (int i = 0; i < order.length; i++) selectors[i] = stack.peek(16 + i * 4, 4) & 0xffff;
        if (Integer.compareUnsigned(offset, 0xffff) > 0) throw c.fault(Vector.GP, 0);
        c.cpl = 3;
        c.setEflags(flags);
        Segments.loadReal(c, CS, selector);
        for (int i = 0; i < order.length; i++) Segments.loadReal(c, order[i], selectors[i]);
        c.r[ESP] = esp;
        c.r[EIP] = offset;
    }

    /** Flags that only 32-bit operands reach; CPUs without CPUID have no ID flag. */
    private static int free32(CpuState c) {
        return Flags.RF | Flags.AC | (c.identity.hasCpuid() ? Flags.ID : 0);
    }

    /** Replaces the flags that anybody may change, among them all that are kept lazily, and those in {@code also}. */
    static void setFlags(CpuState c, int flags, int also) {
        int mask = FREE | also;
        c.setEflags(c.sysFlags & ~mask | flags & mask);
    }
}
