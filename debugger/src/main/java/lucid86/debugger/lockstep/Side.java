package lucid86.debugger.lockstep;

import java.util.function.UnaryOperator;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.time.Limits;
import lucid86.debugger.time.Progress;
import lucid86.debugger.time.Timeline;
import lucid86.debugger.view.Inspector;
import lucid86.jit.ir.Block;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;

/** One of two machines that run side by side. */
public final class Side implements AutoCloseable {
    private static final long HISTORY = 64 << 20;

    final String name;
    final Machine machine;
    Engine engine;
    final Timeline timeline;

    /** @param lastPass changes blocks that are compiled, see {@link Engine#setLastPass} */
    public Side(String name, MachineConfig config, TierPolicy policy, UnaryOperator<Block> lastPass) {
        this.name = name;
        machine = new Machine(config, (cpu, _) -> engine = new Engine(cpu, CpuModel.named(config.cpu()), policy), _ -> {});
        engine.setLastPass(lastPass);
        timeline = new Timeline(machine, engine, new Limits(HISTORY, Long.MAX_VALUE, Long.MAX_VALUE), new Progress(_ -> {}));
    }

    public Side(String name, MachineConfig config, TierPolicy policy) {
        this(name, config, policy, UnaryOperator.identity());
    }

    Inspector inspector() {
        return new Inspector(machine, engine, SymbolTable.EMPTY);
    }

    @Override
    public void close() {
        machine.close();
        engine.close();
    }
}
