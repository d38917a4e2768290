package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** SYSENTER and SYSEXIT: flat segments made up from one selector (Intel SDM vol. 3, 5.8.7). */
public final class FastCalls {
    private static final int FLAT_CODE = 0xc09b, FLAT_DATA = 0xc093;

    private FastCalls() {}

    /** SYSENTER. */
    public static void enter(CpuState c) {
        if (!c.isProtected() || (c.sysenterCs & 0xfffc) == 0) throw c.fault(Vector.GP, 0);
        c.sysFlags &= ~(Flags.VM | Flags.IF | Flags.RF);
        flat(c, c.sysenterCs & 0xfffc, 0);
        c.r[CpuState.ESP] = c.sysenterEsp;
        c.r[CpuState.EIP] = c.sysenterEip;
    }

    /** SYSEXIT; CPL is checked by the row. */
    public static void exit(CpuState c) {
        if (!c.isProtected() || (c.sysenterCs & 0xfffc) == 0) throw c.fault(Vector.GP, 0);
        int ecx = c.r[CpuState.ECX], edx = c.r[CpuState.EDX];
        flat(c, (c.sysenterCs & 0xfffc) + 16, 3);
        c.r[CpuState.ESP] = ecx;
        c.r[CpuState.EIP] = edx;
    }

    private static void flat(CpuState c, int cs, int cpl) {
        c.cpl = cpl;
        c.setSegment(CpuState.CS, cs | cpl, 0, -1, FLAT_CODE | cpl << 5);
        c.setSegment(CpuState.SS, cs + 8 | cpl, 0, -1, FLAT_DATA | cpl << 5);
    }
}
