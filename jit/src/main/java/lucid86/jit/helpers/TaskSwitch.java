package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.CS;
import static lucid86.machine.cpu.CpuState.DS;
import static lucid86.machine.cpu.CpuState.EIP;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.ESP;
import static lucid86.machine.cpu.CpuState.FS;
import static lucid86.machine.cpu.CpuState.GS;
import static lucid86.machine.cpu.CpuState.LDTR;
import static lucid86.machine.cpu.CpuState.SS;
import static lucid86.machine.cpu.CpuState.TR;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Mode;
import lucid86.machine.cpu.Vector;

/**
 * Hardware task switches through 16- and 32-bit TSSs (Intel SDM vol. 3, chapter 8). A fault before the switch commits
 * leaves the old task as it was; later ones (bad selectors in the new TSS) are raised in the new task.
 */
final class TaskSwitch {
    /** What caused it. */
    static final int JUMP = 0, CALL = 1, RETURN = 2;

    /** DR6.BT: the debug trap of a task whose TSS has the T bit set. */
    private static final int DR6_BT = 1 << 15;

    private TaskSwitch() {}

    // ---- causes ----------------------------------------------------------------------------------------------------------

    /** Far JMP or CALL to a TSS or task gate whose privilege has been checked. */
    static void byDescriptor(CpuState c, int selector, long d, int cause, int next) {
        if (!Descriptor.present(d)) throw Descriptor.error(c, Vector.NP, selector);
        boolean gate = Descriptor.type(d) == Descriptor.TASK_GATE;
        int tss = gate ? Descriptor.gateSelector(d) : selector;
        long descriptor = gate ? readAvailable(c, tss, 0) : d;
        if (!gate && (selector & 4) != 0) throw Descriptor.gp(c, selector);
        finish(c, tss, descriptor, cause, next, 0);
    }

    /** An interrupt through a task gate. */
    static void interrupt(CpuState c, int tss, int eip, int flags, int ext, boolean withError, int error) {
        long descriptor = readAvailable(c, tss, ext);
        commit(c, tss, descriptor, CALL, eip, flags, ext);
        c.switchedTask = true;
        loadTask(c, ext);
        if (withError) {
            var stack = StackFrame.current(c, ext);
            stack.push((c.attr[TR] & 8) != 0 ? 4 : 2, error);
            c.r[ESP] = stack.esp();
        }
        c.switchedTask = false;
    }

    /** IRET with NT set: back to the task named by the link field. */
    static void returnToCaller(CpuState c, int next) {
        int link = c.mmu.sysRead(c.base(TR), 2);
        long address = (link & 4) != 0 || Descriptor.isNull(link) ? -1 : Descriptor.address(c, link);
        if (address < 0) throw Descriptor.error(c, Vector.TS, link);
        long d = Descriptor.readAt(c, (int) address);
        boolean busy = !Descriptor.isSegment(d) && (Descriptor.type(d) | 8) == Descriptor.TSS32_BUSY;
        if (!busy) throw Descriptor.error(c, Vector.TS, link);
        if (!Descriptor.present(d)) throw Descriptor.error(c, Vector.NP, link);
        finish(c, link, d, RETURN, next, 0);
    }

    private static long readAvailable(CpuState c, int tss, int ext) {
        long address = (tss & 4) != 0 || Descriptor.isNull(tss) ? -1 : Descriptor.address(c, tss);
        if (address < 0) throw c.fault(Vector.GP, tss & 0xfffc | ext);
        long d = Descriptor.readAt(c, (int) address);
        boolean available = !Descriptor.isSegment(d) && (Descriptor.type(d) | 8) == Descriptor.TSS32;
        if (!available) throw c.fault(Vector.GP, tss & 0xfffc | ext);
        if (!Descriptor.present(d)) throw c.fault(Vector.NP, tss & 0xfffc | ext);
        return d;
    }

    private static void finish(CpuState c, int tss, long descriptor, int cause, int next, int ext) {
        commit(c, tss, descriptor, cause, next, c.eflags(), ext);
        try {
            loadTask(c, ext);
        } catch (GuestFault _) {
            Interrupts.deliver(c, c.faultVector, Interrupts.FAULT, c.faultError, c.r[EIP]);
        }
    }

    // ---- the part that may still fail in the old task, and the point of no return ---------------------------------------------

    private static void commit(CpuState c, int tss, long descriptor, int cause, int eip, int flags, int ext) {
        boolean wide = (Descriptor.type(descriptor) & 8) != 0;
        int newBase = Descriptor.base(descriptor);
        if (Integer.compareUnsigned(Descriptor.limit(descriptor), wide ? 0x67 : 0x2b) < 0) throw c.fault(Vector.TS, tss & 0xfffc | ext);
        probe(c, newBase, wide, cause);
        int[] image = TaskState.read(c, newBase, wide);
        // The outgoing task: busy unless it waits for a return, its state in its TSS.
        long oldAddress = Descriptor.address(c, c.selector[TR]);
        if (cause != CALL && oldAddress >= 0) {
            int access = c.mmu.sysRead((int) oldAddress + 5, 1);
            c.mmu.sysWrite((int) oldAddress + 5, 1, access & ~2);
        }
        TaskState.save(c, eip, cause == RETURN ? flags & ~Flags.NT : flags);
        if (cause == CALL) c.mmu.sysWrite(newBase, 2, c.selector[TR]);
        if (cause != RETURN) Descriptor.writeAccess(c, tss, (int) (descriptor >>> 40) & 0xff | 2);
        c.setSegment(TR, tss, newBase, Descriptor.limit(descriptor), Descriptor.attr(descriptor) | 2);
        c.cr0 |= CpuState.CR0_TS;
        c.noTrap = true;
        // Local breakpoints belong to the task left (SDM vol. 3, 17.2.4).
        c.dr[7] &= ~0x155;
        DebugRegisters.changed(c);
        TaskState.load(c, image, wide, cause == CALL);
    }

    /** Raises the page faults of everything the switch is going to write, while nothing has been written. */
    private static void probe(CpuState c, int newBase, boolean wide, int cause) {
        int mode = c.mode;
        c.mode &= ~Mode.ALIGN_CHECK;
        c.mmu.setUser(false);
        try {
            boolean oldWide = (c.attr[TR] & 8) != 0;
            probeBytes(c, c.base(TR) + (oldWide ? 0x20 : 0xe), oldWide ? 0x40 : 0x1c);
            if (cause == CALL) probeBytes(c, newBase, 2);
        } finally {
            c.mode = mode;
            c.mmu.setUser(c.cpl == 3);
        }
    }

    private static void probeBytes(CpuState c, int lin, int count) {
        c.mmu.probeWrite(lin, 1);
        c.mmu.probeWrite(lin + count - 1, 1);
    }

    // ---- the part that fails in the new task ------------------------------------------------------------------------------------

    /** Checks and loads the selectors that {@link TaskState#load} left in the segment registers without descriptors. */
    private static void loadTask(CpuState c, int ext) {
        int tr = c.base(TR);
        boolean wide = (c.attr[TR] & 8) != 0;
        loadLdt(c, ext);
        if (c.isVm86()) {
            for (int s = ES; s <= GS; s++) Segments.loadReal(c, s, c.selector[s]);
        } else {
            // All six selectors are invalid until checked; CPL comes from CS.
            int cs = c.selector[CS];
            c.cpl = cs & 3;
            c.updateMode();
            loadStack(c, ext);
            for (int s : new int[] {DS, ES, FS, GS}) loadData(c, s, ext);
            loadCode(c, cs, ext);
        }
        if (Integer.compareUnsigned(c.r[EIP], c.limit[CS]) > 0) throw c.fault(Vector.GP, ext);
        if (wide && (c.mmu.sysRead(tr + 0x64, 2) & 1) != 0) c.pendingDebug |= DR6_BT;
    }

    private static void loadLdt(CpuState c, int ext) {
        int selector = c.selector[LDTR];
        if (Descriptor.isNull(selector)) return;
        long address = (selector & 4) != 0 ? -1 : Descriptor.address(c, selector);
        long d = address < 0 ? 0 : Descriptor.readAt(c, (int) address);
        boolean fits = !Descriptor.isSegment(d) && Descriptor.type(d) == Descriptor.LDT && Descriptor.present(d);
        if (!fits) throw c.fault(Vector.TS, selector & 0xfffc | ext);
        c.setSegment(LDTR, selector, Descriptor.base(d), Descriptor.limit(d), Descriptor.attr(d));
    }

    private static long descriptor(CpuState c, int selector, int ext) {
        long address = Descriptor.isNull(selector) ? -1 : Descriptor.address(c, selector);
        if (address < 0) throw c.fault(Vector.TS, selector & 0xfffc | ext);
        return Descriptor.readAt(c, (int) address);
    }

    private static void loadCode(CpuState c, int selector, int ext) {
        long d = descriptor(c, selector, ext);
        int rpl = selector & 3;
        boolean allowed = Descriptor.isCode(d) && (Descriptor.isConforming(d) ? Descriptor.dpl(d) <= rpl : Descriptor.dpl(d) == rpl);
        if (!allowed) throw c.fault(Vector.TS, selector & 0xfffc | ext);
        if (!Descriptor.present(d)) throw c.fault(Vector.NP, selector & 0xfffc | ext);
        Segments.fill(c, CS, selector, d);
    }

    private static void loadStack(CpuState c, int ext) {
        int selector = c.selector[SS];
        long d = descriptor(c, selector, ext);
        Segments.checkStack(c, selector, d, c.cpl, Vector.TS, ext);
        Segments.fill(c, SS, selector, d);
    }

    private static void loadData(CpuState c, int seg, int ext) {
        int selector = c.selector[seg];
        if (Descriptor.isNull(selector)) return;
        long d = descriptor(c, selector, ext);
        Segments.checkData(c, selector, d, Vector.TS, ext);
        Segments.fill(c, seg, selector, d);
    }
}
