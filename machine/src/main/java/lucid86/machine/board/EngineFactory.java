package lucid86.machine.board;

import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;

/** Makes the engine that executes a machine's instructions; given by whoever builds the machine. */
@FunctionalInterface
public interface EngineFactory {
    CpuEngine create(CpuState cpu, CpuBus bus);
}
