package lucid86.machine.board;

import java.util.TreeMap;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;

/** Executes "instructions" that do nothing, except those a test has given an action by their number since power-on. */
final class FakeEngine implements CpuEngine {
    final TreeMap<Long, Runnable> program = new TreeMap<>();
    final CpuState cpu;
    final CpuBus bus;
    int interruptsTaken;
    int runs;
    private long executed;
    private boolean stop;

    FakeEngine(CpuState cpu, CpuBus bus) {
        this.cpu = cpu;
        this.bus = bus;
    }

    @Override
    public int run(int budget) {
        runs++;
        stop = false;
        int done = 0;
        if (cpu.halted && cpu.intr && (cpu.sysFlags & lucid86.machine.cpu.Flags.IF) != 0) {
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

    @Override
    public void stopSoon() {
        stop = true;
    }

    @Override
    public void flushAll() {}

    @Override
    public boolean covers(int offset, int size) {
        return false;
    }

    @Override
    public void changed(int offset, int size) {}
}
