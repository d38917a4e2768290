package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/** Quick twins of {@link Checks}: whether the check finds nothing. */
public final class Allowed {
    private Allowed() {}

    public static boolean cpl0(CpuState c) {
        return c.cpl == 0;
    }

    public static boolean protectedOnly(CpuState c) {
        return !c.isRealOrVm86();
    }

    public static boolean sameMode(CpuState c, int mode) {
        return c.mode == mode;
    }

    public static boolean x87NoWait(CpuState c) {
        return (c.cr0 & (CpuState.CR0_EM | CpuState.CR0_TS)) == 0;
    }

    public static boolean pendingX87(CpuState c) {
        return (c.fpu.sw & 0x80) == 0;
    }

    public static boolean x87(CpuState c) {
        return x87NoWait(c) && pendingX87(c);
    }

    public static boolean mmx(CpuState c) {
        return x87(c);
    }

    public static boolean sse(CpuState c) {
        return x87NoWait(c) && (c.cr4 & CpuState.CR4_OSFXSR) != 0;
    }
}
