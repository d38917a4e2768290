package lucid86.machine.board;

import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;

/** What engines of tests have in common: they translate nothing, so there is nothing to drop. */
abstract class TestEngine implements CpuEngine {
    final CpuState cpu;
    final CpuBus bus;
    protected boolean stop;

    protected TestEngine(CpuState cpu, CpuBus bus) {
        this.cpu = cpu;
        this.bus = bus;
    }

    @Override
    public final void stopSoon() {
        stop = true;
    }

    @Override
    public final void flushAll() {}

    @Override
    public final boolean covers(int offset, int size) {
        return false;
    }

    @Override
    public final void changed(int offset, int size) {}
}
