package lucid86.debugger.stop;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/** The stack pointer in the width the stack segment gives it (Intel SDM vol. 3, 3.4.5: the B flag). */
public final class StackPointer {
    private StackPointer() {}

    /** ESP, or SP. */
    public static int of(CpuState cpu) {
        int esp = cpu.r[CpuState.ESP];
        return wide(cpu) ? esp : esp & 0xffff;
    }

    /** How far it is above a former one. Stacks may wrap around: the first push of a new one often does. */
    public static int above(CpuState cpu, int former) {
        int distance = of(cpu) - former;
        return wide(cpu) ? distance : (short) distance;
    }

    private static boolean wide(CpuState cpu) {
        return (cpu.mode & Mode.STACK32) != 0;
    }
}
