package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.InterruptController;

/** CPUID: the model knows the answers. */
public final class Cpuid {
    private Cpuid() {}

    /** Leaf 1, EDX: there is a local APIC. */
    private static final int APIC = 1 << 9;

    /** CPUID: leaf in EAX, subleaf in ECX. */
    public static void run(CpuState c) {
        int leaf = c.r[CpuState.EAX];
        int[] answer = c.identity.cpuid(leaf, c.r[CpuState.ECX]);
        // A local APIC that IA32_APIC_BASE switches off is gone for CPUID, too (SDM vol. 3, 11.4.3).
        if (leaf == 1 && (c.bus.interrupts().apicBase() & InterruptController.APIC_ENABLED) == 0) answer[3] &= ~APIC;
        c.r[CpuState.EAX] = answer[0];
        c.r[CpuState.EBX] = answer[1];
        c.r[CpuState.ECX] = answer[2];
        c.r[CpuState.EDX] = answer[3];
    }
}
