package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/** CPUID: the model knows the answers. */
public final class Cpuid {
    private Cpuid() {}

    /** CPUID: leaf in EAX, subleaf in ECX. */
    public static void run(CpuState c) {
        int[] answer = c.identity.cpuid(c.r[CpuState.EAX], c.r[CpuState.ECX]);
        c.r[CpuState.EAX] = answer[0];
        c.r[CpuState.EBX] = answer[1];
        c.r[CpuState.ECX] = answer[2];
        c.r[CpuState.EDX] = answer[3];
    }
}
