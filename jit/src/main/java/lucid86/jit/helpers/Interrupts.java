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
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Vector;

/** Interrupts and exceptions: how they reach their handler (Intel SDM vol. 3, chapter 6 and 20.3; vol. 2, INT n). */
public final class Interrupts {
    /** INT n: IOPL matters in virtual-8086 mode, the gate's DPL in protected mode. */
    public static final int SOFTWARE = 0;
    /** INT3 and INTO: the gate's DPL matters. */
    public static final int BREAKPOINT = 1;
    /** INTR and NMI. */
    public static final int HARDWARE = 2;
    /** Exceptions; they push an error code where their vector has one. */
    public static final int FAULT = 3;

    /** Task gates that lead to broken tasks could go on for ever; a real CPU shuts down at some point too. */
    private static final int MOST_ATTEMPTS = 32;

    private static final int[] PLAIN_DATA = {ES, DS, FS, GS};

    private Interrupts() {}

    // ---- instructions ------------------------------------------------------------------------------------------------------

    /** INT n; {@code next} is the offset of the following instruction. */
    public static void software(CpuState c, int vector, int next) {
        enter(c, vector, SOFTWARE, 0, next);
    }

    /** INT3, and INTO when it traps. */
    public static void breakpoint(CpuState c, int vector, int next) {
        enter(c, vector, BREAKPOINT, 0, next);
    }

    /** INTO: #OF as a trap when OF is set. */
    public static void overflow(CpuState c, int of, int next) {
        if (of != 0) enter(c, Vector.OF, BREAKPOINT, 0, next);
        else c.r[EIP] = next;
    }

    /** INT1 (ICEBP): a debug trap that no gate privilege holds back. */
    public static void icebp(CpuState c, int next) {
        enter(c, Vector.DB, FAULT, 0, next);
    }

    // ---- for the engine ----------------------------------------------------------------------------------------------------

    /** Delivers the exception in {@code c.faultVector} and {@code c.faultError}; EIP is at the instruction that raised it. */
    public static void deliverFault(CpuState c) {
        deliver(c, c.faultVector, FAULT, c.faultError, c.r[EIP]);
    }

    /** Delivers an external interrupt; EIP is at the next instruction. */
    public static void deliverHardware(CpuState c, int vector) {
        deliver(c, vector, HARDWARE, 0, c.r[EIP]);
    }

    /** Delivers an NMI and blocks further ones until IRET. */
    public static void deliverNmi(CpuState c) {
        c.nmiPending = false;
        c.nmiBlocked = true;
        deliver(c, Vector.NMI, HARDWARE, 0, c.r[EIP]);
    }

    /** Delivers #DB as a trap with the DR6 bits in {@code c.pendingDebug}, and clears those. */
    public static void deliverDebug(CpuState c) {
        c.dr[6] |= c.pendingDebug;
        c.pendingDebug = 0;
        deliver(c, Vector.DB, FAULT, 0, c.r[EIP]);
    }

    /**
     * Checks DR0-3 for an instruction breakpoint at CS:EIP (not when RF is set, which the instruction then clears), and
     * delivers it as a fault.
     *
     * @return true when one was delivered
     */
    public static boolean instructionBreakpoint(CpuState c) {
        // Cleared before the instruction instead of after it: nothing can tell, since faults push it set and PUSHF never does.
        boolean resuming = (c.sysFlags & Flags.RF) != 0 || c.repeating;
        c.sysFlags &= ~Flags.RF;
        if (resuming) return false;
        int bits = DebugRegisters.executes(c, c.base(CS) + c.r[EIP]);
        if (bits == 0) return false;
        c.dr[6] |= bits;
        deliver(c, Vector.DB, FAULT, 0, c.r[EIP]);
        return true;
    }

    /**
     * Delivers an interrupt or exception between instructions. Faults on the way become the exceptions the manual says,
     * at worst a shutdown ({@link CpuState#shutdown}); nothing is thrown.
     */
    static void deliver(CpuState c, int vector, int kind, int error, int eip) {
        boolean exact = c.exact;
        c.exact = true;
        c.halted = false;
        try {
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                c.switchedTask = false;
                try {
                    enter(c, vector, kind, error, eip);
                    return;
                } catch (GuestFault _) {
                    boolean first = kind != FAULT;
                    if (c.switchedTask) {
                        // The fault is the new task's first instruction's, a fresh exception.
                        first = true;
                        eip = c.r[EIP];
                    }
                    if (!first && vector == Vector.DF && severity(c.faultVector) != 0) break;
                    boolean twice = !first && isDouble(vector, c.faultVector);
                    vector = twice ? Vector.DF : c.faultVector;
                    error = twice ? 0 : c.faultError;
                    kind = FAULT;
                }
            }
            c.shutdown = true;
            if (c.watch != null) c.watch.shutDown();
        } finally {
            c.repeating = false;
            c.exact = exact;
        }
    }

    /** Classes of SDM vol. 3, table 6-4: 0 benign, 1 contributory, 2 page fault. */
    private static int severity(int vector) {
        return switch (vector) {
            case Vector.DE, Vector.TS, Vector.NP, Vector.SS, Vector.GP -> 1;
            case Vector.PF -> 2;
            default -> 0;
        };
    }

    /** SDM vol. 3, table 6-5. */
    private static boolean isDouble(int first, int second) {
        int a = severity(first), b = severity(second);
        return a == 1 && b == 1 || a == 2 && b != 0;
    }

    // ---- the way in -----------------------------------------------------------------------------------------------------------

    private static void enter(CpuState c, int vector, int kind, int error, int eip) {
        int selector = c.selector[CS];
        transfer(c, vector, kind, error, eip);
        if (c.watch != null) c.watch.interrupted(vector, kind == HARDWARE, kind < HARDWARE, kind == FAULT && Vector.hasErrorCode(vector) ? error : 0, selector, eip);
    }

    private static void transfer(CpuState c, int vector, int kind, int error, int eip) {
        c.noTrap = true;
        // The handler of a debug exception may use the debug registers (SDM vol. 3, 17.2.4).
        if (vector == Vector.DB && kind == FAULT) DebugRegisters.allowAccess(c);
        if (!c.isProtected()) {
            throughTable(c, vector, eip, kind >= HARDWARE ? 1 : 0);
            return;
        }
        if (c.isVm86() && kind == SOFTWARE) {
            if (VirtualInterrupts.redirects(c, vector)) {
                VirtualInterrupts.enter(c, vector, eip);
                return;
            }
            if (c.iopl() < 3) throw c.fault(Vector.GP, 0);
        }
        throughGate(c, vector, kind, error, eip);
    }

    /** Real mode: the interrupt vector table. */
    private static void throughTable(CpuState c, int vector, int eip, int ext) {
        if (vector * 4 + 3 > (c.idtLimit & 0xffffffffL)) throw c.fault(Vector.GP, vector * 8 + 2 + ext);
        int entry = c.mmu.sysRead(c.idtBase + vector * 4, 4);
        var stack = StackFrame.current(c, 0);
        stack.push(2, c.eflags());
        stack.push(2, c.selector[CS]);
        stack.push(2, eip);
        c.r[ESP] = stack.esp();
        Segments.loadReal(c, CS, entry >>> 16);
        c.r[EIP] = entry & 0xffff;
        c.sysFlags &= ~(Flags.IF | Flags.TF | Flags.AC | Flags.RF);
        c.updateMode();
    }

    private static void throughGate(CpuState c, int vector, int kind, int error, int eip) {
        int ext = kind >= HARDWARE ? 1 : 0;
        int name = vector * 8 + 2;
        if (name + 5 > (c.idtLimit & 0xffffffffL)) throw c.fault(Vector.GP, name + ext);
        long gate = Descriptor.readAt(c, c.idtBase + vector * 8);
        int type = Descriptor.isSegment(gate) ? -1 : Descriptor.type(gate);
        boolean known = switch (type) {
            case Descriptor.TASK_GATE, Descriptor.INT16, Descriptor.TRAP16, Descriptor.INT32, Descriptor.TRAP32 -> true;
            default -> false;
        };
        if (!known) throw c.fault(Vector.GP, name + ext);
        if (kind < HARDWARE && Descriptor.dpl(gate) < c.cpl) throw c.fault(Vector.GP, name);
        if (!Descriptor.present(gate)) throw c.fault(Vector.NP, name + ext);

        boolean withError = kind == FAULT && Vector.hasErrorCode(vector);
        // Faults other than debug exceptions (and the abort #DF) push RF set, so that the instruction is not stopped at
        // again; so does all that comes between the elements of a repeated one (SDM vol. 3, 17.3.1.1).
        boolean resume = kind == FAULT && vector != Vector.DB && vector != Vector.DF || c.repeating;
        int flags = c.eflags() & ~Flags.RF | (resume ? Flags.RF : 0);
        if (UsualCrossing.in(c, gate, flags, eip, withError, error)) return;
        if (type == Descriptor.TASK_GATE) TaskSwitch.interrupt(c, Descriptor.gateSelector(gate), eip, flags, ext, withError, error);
        else enterHandler(c, gate, type, flags, eip, ext, withError, error);
    }

    /** Through an interrupt or trap gate that is present and may be used. */
    static void enterHandler(CpuState c, long gate, int type, int flags, int eip, int ext, boolean withError, int error) {
        int size = (type & 8) != 0 ? 4 : 2;
        int cs = Descriptor.gateSelector(gate);
        if (Descriptor.isNull(cs)) throw c.fault(Vector.GP, ext);
        long at = Descriptor.address(c, cs);
        long code = at < 0 ? 0 : Descriptor.readAt(c, (int) at);
        int dpl = Descriptor.dpl(code);
        if (!Descriptor.isCode(code) || dpl > c.cpl) throw c.fault(Vector.GP, cs & 0xfffc | ext);
        if (!Descriptor.present(code)) throw c.fault(Vector.NP, cs & 0xfffc | ext);
        boolean inner = !Descriptor.isConforming(code) && dpl < c.cpl;
        boolean vm = c.isVm86();
        if (vm && (!inner || dpl != 0)) throw c.fault(Vector.GP, cs & 0xfffc | ext);
        int offset = Descriptor.gateOffset(gate, size == 4);

        InnerStack to = inner ? InnerStack.of(c, dpl, ext) : null;
        StackFrame stack = inner ? to.frame(c, ext) : StackFrame.current(c, ext);
        stack.toPush(size * (3 + (inner ? 2 : 0) + (vm ? 4 : 0) + (withError ? 1 : 0)));
        if (inner) {
            if (vm) for (int s : new int[] {GS, FS, DS, ES}) stack.push(size, c.selector[s]);
            stack.push(size, c.selector[SS]);
            stack.push(size, c.r[ESP]);
        }
        stack.push(size, flags);
        stack.push(size, c.selector[CS]);
        stack.push(size, eip);
        if (withError) stack.push(size, error);
        FarControl.checkOffset(c, code, offset, ext);
        Descriptor.markAccessed(c, cs, code);
        if (inner) Descriptor.markAccessed(c, to.selector(), to.descriptor());

        c.sysFlags &= ~(Flags.TF | Flags.NT | Flags.RF | Flags.VM | ((type & 1) == 0 ? Flags.IF : 0));
        FarControl.setCode(c, cs, code, offset, inner ? dpl : c.cpl);
        if (inner) to.enter(c, stack);
        else c.r[ESP] = stack.esp();
        if (vm) for (int s : PLAIN_DATA) c.setSegment(s, 0, 0, 0, 0);
    }
}
