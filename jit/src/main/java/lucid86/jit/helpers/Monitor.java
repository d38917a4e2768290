package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** MONITOR, MWAIT and RDRAND (Intel SDM vol. 2). */
public final class Monitor {
    private Monitor() {}

    /** What MONITOR checks besides its address: #UD outside CPL 0, #GP(0) for unknown extensions. */
    public static void check(CpuState c) {
        if (c.cpl != 0) throw c.fault(Vector.UD);
        if (c.r[CpuState.ECX] != 0) throw c.fault(Vector.GP, 0);
    }

    /**
     * MWAIT: waits as HLT does. A CPU may stop waiting at any time; this one does not even begin when interrupts are off,
     * since then only a device's write to the watched line would end it.
     */
    public static void await(CpuState c) {
        check(c);
        if ((c.sysFlags & Flags.IF) != 0) c.halted = true;
    }

    /** A number for RDRAND: the same sequence after every reset, so that runs can be repeated. */
    public static int random(CpuState c) {
        return c.msrs.nextRandom();
    }
}
