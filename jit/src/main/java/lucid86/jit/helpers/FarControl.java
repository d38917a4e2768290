package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/**
 * Far JMP, CALL and RET in all modes (Intel SDM vol. 2, the three instructions' operation; vol. 3, 5.8). Each sets the
 * next EIP. Everything is checked, and every memory access made, before a register changes.
 */
public final class FarControl {
    private FarControl() {}

    // ---- JMP -------------------------------------------------------------------------------------------------------------

    /**
     * JMP far.
     *
     * @param next offset of the following instruction, saved when a task switch results
     */
    public static void jump(CpuState c, int selector, int offset, int next) {
        selector &= 0xffff;
        if (c.isRealOrVm86()) {
            jumpReal(c, selector, offset);
            return;
        }
        if (Descriptor.isNull(selector)) throw c.fault(Vector.GP, 0);
        long d = Descriptor.read(c, selector, Vector.GP);
        if (Descriptor.isSegment(d)) {
            checkDirect(c, selector, d);
            enter(c, selector, d, offset, c.cpl);
            return;
        }
        checkGateRights(c, selector, d);
        switch (Descriptor.type(d)) {
            case Descriptor.CALL16, Descriptor.CALL32 -> {
                requirePresent(c, selector, d);
                int cs = Descriptor.gateSelector(d);
                long code = readGateTarget(c, cs);
                boolean same = Descriptor.isConforming(code) ? Descriptor.dpl(code) <= c.cpl : Descriptor.dpl(code) == c.cpl;
                if (!same) throw Descriptor.gp(c, cs);
                requirePresent(c, cs, code);
                enter(c, cs, code, Descriptor.gateOffset(d, Descriptor.type(d) == Descriptor.CALL32), c.cpl);
            }
            default -> TaskSwitch.byDescriptor(c, selector, d, TaskSwitch.JUMP, next);
        }
    }

    private static void jumpReal(CpuState c, int selector, int offset) {
        if (Integer.compareUnsigned(offset, realLimit(c)) > 0) throw c.fault(Vector.GP, 0);
        Segments.loadReal(c, CpuState.CS, selector);
        c.r[CpuState.EIP] = offset;
    }

    static int realLimit(CpuState c) {
        return c.isVm86() ? 0xffff : c.limit[CpuState.CS];
    }

    /** Type, privilege and presence of a code segment jumped to or called directly. */
    private static void checkDirect(CpuState c, int selector, long d) {
        if (!Descriptor.isCode(d)) throw Descriptor.gp(c, selector);
        boolean allowed = Descriptor.isConforming(d)
                ? Descriptor.dpl(d) <= c.cpl
                : (selector & 3) <= c.cpl && Descriptor.dpl(d) == c.cpl;
        if (!allowed) throw Descriptor.gp(c, selector);
        requirePresent(c, selector, d);
    }

    /** Gates and TSS descriptors: a known type, and DPL not below CPL and RPL. */
    private static void checkGateRights(CpuState c, int selector, long d) {
        boolean known = switch (Descriptor.type(d)) {
            case Descriptor.TSS16, Descriptor.TSS32, Descriptor.TASK_GATE, Descriptor.CALL16, Descriptor.CALL32 -> true;
            default -> false;
        };
        if (!known || Descriptor.dpl(d) < Math.max(c.cpl, selector & 3)) throw Descriptor.gp(c, selector);
    }

    private static void requirePresent(CpuState c, int selector, long d) {
        if (!Descriptor.present(d)) throw Descriptor.error(c, Vector.NP, selector);
    }

    private static long readGateTarget(CpuState c, int cs) {
        if (Descriptor.isNull(cs)) throw c.fault(Vector.GP, 0);
        long code = Descriptor.read(c, cs, Vector.GP);
        if (!Descriptor.isCode(code) || Descriptor.dpl(code) > c.cpl) throw Descriptor.gp(c, cs);
        return code;
    }

    /** Offset within the segment, else #GP(error). */
    static void checkOffset(CpuState c, long code, int offset, int error) {
        if (Integer.compareUnsigned(offset, Descriptor.limit(code)) > 0) throw c.fault(Vector.GP, error);
    }

    /** Loads CS and EIP, with a new CPL. */
    private static void enter(CpuState c, int selector, long code, int offset, int cpl) {
        checkOffset(c, code, offset, 0);
        Descriptor.markAccessed(c, selector, code);
        setCode(c, selector, code, offset, cpl);
    }

    /** As {@link #enter} once nothing can fail any more. */
    static void setCode(CpuState c, int selector, long code, int offset, int cpl) {
        c.cpl = cpl;
        Segments.set(c, CpuState.CS, selector & 0xfffc | cpl, code);
        c.r[CpuState.EIP] = offset;
    }

    // ---- CALL ------------------------------------------------------------------------------------------------------------

    /** CALL far with 16-bit operand size. */
    public static void call16(CpuState c, int selector, int offset, int next) {
        call(c, selector & 0xffff, offset, 2, next);
    }

    /** CALL far with 32-bit operand size. */
    public static void call32(CpuState c, int selector, int offset, int next) {
        call(c, selector & 0xffff, offset, 4, next);
    }

    private static void call(CpuState c, int selector, int offset, int size, int next) {
        if (c.isRealOrVm86()) {
            var stack = StackFrame.current(c, 0);
            stack.push(size, c.selector[CpuState.CS]);
            stack.push(size, next);
            jumpReal(c, selector, offset);
            c.r[CpuState.ESP] = stack.esp();
            return;
        }
        if (Descriptor.isNull(selector)) throw c.fault(Vector.GP, 0);
        long d = Descriptor.read(c, selector, Vector.GP);
        if (Descriptor.isSegment(d)) {
            checkDirect(c, selector, d);
            callSame(c, selector, d, offset, size, next);
            return;
        }
        checkGateRights(c, selector, d);
        switch (Descriptor.type(d)) {
            case Descriptor.CALL16 -> callGate(c, selector, d, 2, next);
            case Descriptor.CALL32 -> callGate(c, selector, d, 4, next);
            default -> TaskSwitch.byDescriptor(c, selector, d, TaskSwitch.CALL, next);
        }
    }

    private static void callSame(CpuState c, int selector, long code, int offset, int size, int next) {
        var stack = StackFrame.current(c, 0);
        stack.push(size, c.selector[CpuState.CS]);
        stack.push(size, next);
        enter(c, selector, code, offset, c.cpl);
        c.r[CpuState.ESP] = stack.esp();
    }

    private static void callGate(CpuState c, int selector, long gate, int size, int next) {
        requirePresent(c, selector, gate);
        int cs = Descriptor.gateSelector(gate);
        long code = readGateTarget(c, cs);
        requirePresent(c, cs, code);
        int offset = Descriptor.gateOffset(gate, size == 4);
        int dpl = Descriptor.dpl(code);
        if (Descriptor.isConforming(code) || dpl == c.cpl) {
            callSame(c, cs, code, offset, size, next);
            return;
        }
        var inner = InnerStack.of(c, dpl, 0);
        int parameters = (int) (gate >>> 32) & 31;
        var from = StackFrame.current(c, 0);
        var to = inner.frame(c, 0);
        to.push(size, c.selector[CpuState.SS]);
        to.push(size, c.r[CpuState.ESP]);
        for (int i = parameters - 1; i >= 0; i--) to.push(size, from.peek(i * size, size));
        to.push(size, c.selector[CpuState.CS]);
        to.push(size, next);
        checkOffset(c, code, offset, 0);
        Descriptor.markAccessed(c, cs, code);
        Descriptor.markAccessed(c, inner.selector(), inner.descriptor());
        setCode(c, cs, code, offset, dpl);
        inner.enter(c, to);
    }

    // ---- RET -------------------------------------------------------------------------------------------------------------

    /**
     * RET far.
     *
     * @param size operand size, 2 or 4
     * @param release bytes of parameters to release
     */
    public static void ret(CpuState c, int size, int release) {
        var stack = StackFrame.current(c, 0);
        int offset = stack.peek(0, size);
        int selector = stack.peek(size, size) & 0xffff;
        if (c.isRealOrVm86()) {
            jumpReal(c, selector, offset);
            stack.drop(2 * size + release);
            c.r[CpuState.ESP] = stack.esp();
            return;
        }
        long code = checkReturn(c, selector);
        returnTo(c, selector, code, offset, stack, size, 2 * size + release, release);
    }

    /** Checks the code segment that RET or IRET goes back to. */
    static long checkReturn(CpuState c, int selector) {
        if (Descriptor.isNull(selector)) throw c.fault(Vector.GP, 0);
        long code = Descriptor.read(c, selector, Vector.GP);
        int rpl = selector & 3;
        boolean allowed = Descriptor.isCode(code) && rpl >= c.cpl
                && (Descriptor.isConforming(code) ? Descriptor.dpl(code) <= rpl : Descriptor.dpl(code) == rpl);
        if (!allowed) throw Descriptor.gp(c, selector);
        requirePresent(c, selector, code);
        return code;
    }

    /**
     * Goes back to a code segment, to an outer level with its stack when the RPL says so.
     *
     * @param popped bytes from the top of the stack to where the outer ESP and SS would lie
     * @param release bytes of parameters to release from the outer stack too
     */
    static void returnTo(CpuState c, int selector, long code, int offset, StackFrame stack, int size, int popped, int release) {
        int cpl = selector & 3;
        if (cpl == c.cpl) {
            enter(c, selector, code, offset, cpl);
            stack.drop(popped);
            c.r[CpuState.ESP] = stack.esp();
            return;
        }
        int esp = stack.peek(popped, size);
        int ss = stack.peek(popped + size, size) & 0xffff;
        if (Descriptor.isNull(ss)) throw c.fault(Vector.GP, 0);
        long data = Descriptor.read(c, ss, Vector.GP);
        Segments.checkStack(c, ss, data, cpl, Vector.GP, 0);
        checkOffset(c, code, offset, 0);
        Descriptor.markAccessed(c, selector, code);
        Descriptor.markAccessed(c, ss, data);
        setCode(c, selector, code, offset, cpl);
        Segments.set(c, CpuState.SS, ss, data);
        // A 16-bit stack takes only SP; the inner level's upper half stays.
        boolean wide = (Descriptor.attr(data) & 0x4000) != 0;
        esp += release;
        c.r[CpuState.ESP] = wide ? esp : c.r[CpuState.ESP] & 0xffff0000 | esp & 0xffff;
        Segments.dropPrivileged(c);
    }
}
