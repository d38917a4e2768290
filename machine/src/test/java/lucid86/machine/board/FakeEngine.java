package lucid86.machine.board;

import java.util.TreeMap;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** Executes "instructions" that do nothing, except those a test has given an action by their number since power-on. */
final class FakeEngine extends TestEngine {
    final TreeMap<Long, Runnable> program = new TreeMap<>();
    int interruptsTaken;
    int runs;
    private long executed;

    FakeEngine(CpuState cpu, CpuBus bus) {
        super(cpu, bus);
    }

    @Override
    public int run(int budget) {
        runs++;
        stop = false;
        int done = 0;
        if (cpu.halted && cpu.intr && (cpu.sysFlags & Flags.IF) != 0) {
            cpu.halted = false;
            bus.interrupts().acknowledge();
            interruptsTaken++;
        }
        while (done < budget && !stop && !cpu.halted && !cpu.shutdown) {
            Runnable action = program.get(executed);
            if (action != null) action.run();
            executed++;
            done++;
            cpu.budget--;
            cpu.r[CpuState.EAX]++;
        }
        return done;
    }
}
