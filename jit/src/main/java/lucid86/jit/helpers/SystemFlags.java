package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** PUSHF, POPF, CLI and STI with IOPL and the virtual interrupt flag (Intel SDM vol. 2; vol. 3, 20.3 and 20.4). */
public final class SystemFlags {
    private SystemFlags() {}

    /** What PUSHF stores. */
    public static int pushed(CpuState c, int size) {
        int flags = c.eflags() & ~(Flags.VM | Flags.RF);
        if (!c.isVm86() || c.iopl() == 3) return flags;
        if (size == 4 || (c.cr4 & CpuState.CR4_VME) == 0) throw c.fault(Vector.GP, 0);
        return flags & ~Flags.IF | Flags.IOPL | ((flags & Flags.VIF) != 0 ? Flags.IF : 0);
    }

    /** POPF with a 16-bit operand. */
    public static void pop16(CpuState c, int flags) {
        if (c.isVm86() && c.iopl() < 3) {
            popVirtual(c, flags);
            return;
        }
        InterruptReturn.setFlags(c, flags, interruptFlags(c));
    }

    /** POPF with a 32-bit operand. */
    public static void pop32(CpuState c, int flags) {
        if (c.isVm86() && c.iopl() < 3) throw c.fault(Vector.GP, 0);
        int mask = Flags.AC | (c.identity.hasCpuid() ? Flags.ID : 0) | interruptFlags(c);
        c.sysFlags &= ~Flags.RF;
        InterruptReturn.setFlags(c, flags, mask);
    }

    private static int interruptFlags(CpuState c) {
        if (c.isVm86()) return Flags.IF;
        return (c.cpl == 0 ? Flags.IOPL : 0) | (c.cpl <= c.iopl() ? Flags.IF : 0);
    }

    private static void popVirtual(CpuState c, int flags) {
        boolean enable = (flags & Flags.IF) != 0;
        boolean refused = (c.cr4 & CpuState.CR4_VME) == 0 || enable && (c.sysFlags & Flags.VIP) != 0 || (flags & Flags.TF) != 0;
        if (refused) throw c.fault(Vector.GP, 0);
        InterruptReturn.setFlags(c, flags & ~Flags.VIF | (enable ? Flags.VIF : 0), Flags.VIF);
    }

    /** True when CLI and STI act on VIF: virtual-8086 mode with VME, or CPL 3 with PVI. */
    private static boolean usesVirtualFlag(CpuState c) {
        return c.isVm86() ? (c.cr4 & CpuState.CR4_VME) != 0 : c.cpl == 3 && (c.cr4 & CpuState.CR4_PVI) != 0;
    }

    /** CLI. */
    public static void cli(CpuState c) {
        if (!c.isProtected() || c.cpl <= c.iopl()) c.sysFlags &= ~Flags.IF;
        else if (usesVirtualFlag(c)) c.sysFlags &= ~Flags.VIF;
        else throw c.fault(Vector.GP, 0);
    }

    /** STI: interrupts wait for one more instruction when IF was clear. */
    public static void sti(CpuState c) {
        if (!c.isProtected() || c.cpl <= c.iopl()) {
            if ((c.sysFlags & Flags.IF) == 0) c.shadow = true;
            c.sysFlags |= Flags.IF;
            return;
        }
        if (!usesVirtualFlag(c) || (c.sysFlags & Flags.VIP) != 0) throw c.fault(Vector.GP, 0);
        c.sysFlags |= Flags.VIF;
    }
}
