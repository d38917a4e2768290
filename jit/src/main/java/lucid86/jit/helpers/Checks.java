package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** Checks that instructions make before they do anything. */
public final class Checks {
    private Checks() {}

    /** Raises an exception with an error code. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void raise(CpuState c, int vector, int error) {
        throw c.fault(vector, error);
    }

    /** Privileged instructions: #GP(0) unless CPL is 0. */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void cpl0(CpuState c) {
        if (c.cpl != 0) throw c.fault(Vector.GP);
    }

    /** Instructions that real and virtual-8086 mode do not recognise: #UD. */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void protectedOnly(CpuState c) {
        if (c.isRealOrVm86()) throw c.fault(Vector.UD);
    }

    /** x87 instructions that do not wait: #NM (SDM vol. 3, table 2-2). */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void x87NoWait(CpuState c) {
        if ((c.cr0 & (CpuState.CR0_EM | CpuState.CR0_TS)) != 0) throw c.fault(Vector.NM);
    }

    /** x87 instructions that wait: #NM, then a pending unmasked exception (#MF). */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void x87(CpuState c) {
        x87NoWait(c);
        pendingX87(c);
    }

    /** MMX instructions (SDM vol. 2, 2.5): #UD, #NM, #MF. */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void mmx(CpuState c) {
        if ((c.cr0 & CpuState.CR0_EM) != 0) throw c.fault(Vector.UD);
        if ((c.cr0 & CpuState.CR0_TS) != 0) throw c.fault(Vector.NM);
        pendingX87(c);
    }

    /** SSE instructions on XMM registers: #UD, #NM. */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void sse(CpuState c) {
        if ((c.cr0 & CpuState.CR0_EM) != 0 || (c.cr4 & CpuState.CR4_OSFXSR) == 0) throw c.fault(Vector.UD);
        if ((c.cr0 & CpuState.CR0_TS) != 0) throw c.fault(Vector.NM);
    }

    /**
     * A segment register was loaded, and code translated for this mode follows: what is to be executed in another is begun again, then.
     *
     * @param mode {@link lucid86.machine.cpu.Mode} bits
     */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void sameMode(CpuState c, int mode) {
        if (c.mode != mode) throw c.restart();
    }

    /** Selector of a segment register. */
    @HelperEffects(HelperUse.NO_REGS)
    public static int selector(CpuState c, int seg) {
        return c.selector[seg];
    }

    /** BOUND: #BR unless low <= index <= high, signed. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void bound(CpuState c, int index, int low, int high) {
        if (index < low || index > high) throw c.fault(Vector.BR);
    }

    /** A near transfer's target must lie within CS: #GP(0). */
    @HelperEffects(HelperUse.NO_REGS)
    public static void codeLimit(CpuState c, int eip) {
        if (Integer.compareUnsigned(eip, c.limit[CpuState.CS]) > 0) throw c.fault(Vector.GP);
    }

    /** As {@link #codeLimit} for a branch that is taken only when {@code condition} is not 0. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void codeLimitIf(CpuState c, int condition, int eip) {
        if (condition != 0) codeLimit(c, eip);
    }

    /**
     * Delivers an unmasked x87 exception that waits. With CR0.NE clear FERR# has told the board, and the instruction waits
     * for the interrupt that comes of it; when none can come, it goes on as if IGNNE# were active.
     */
    @Quick(Allowed.class)
    @HelperEffects(HelperUse.NO_REGS)
    public static void pendingX87(CpuState c) {
        if ((c.fpu.sw & 0x80) == 0) return;
        if ((c.cr0 & CpuState.CR0_NE) != 0) throw c.fault(Vector.MF);
        if (!c.exact && c.intr && (c.sysFlags & Flags.IF) != 0) throw c.restart();
    }
}
