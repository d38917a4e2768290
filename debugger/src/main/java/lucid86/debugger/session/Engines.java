package lucid86.debugger.session;

import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.cpu.CpuState;

/** Makes the engine of a PC. */
final class Engines {
    private Engines() {}

    static Engine create(CpuState cpu, TierPolicy policy) {
        return new Engine(cpu, java.util.Set.of(lucid86.jit.x86.Feature.values()), policy);
    }
}
