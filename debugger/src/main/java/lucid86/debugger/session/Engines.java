package lucid86.debugger.session;

import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;

/** Makes the engine of a PC. */
final class Engines {
    private static final CpuModel MODEL = CpuModel.MAX;

    private Engines() {}

    static Engine create(CpuState cpu, TierPolicy policy) {
        return new Engine(cpu, MODEL, policy);
    }
}
