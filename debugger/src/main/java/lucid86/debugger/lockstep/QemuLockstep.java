package lucid86.debugger.lockstep;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lucid86.jit.ir.RegNames;
import lucid86.machine.cpu.CpuState;

/**
 * Runs a machine along a log of QEMU's and stops where registers differ. Time passes differently there: what a guest makes of a timer
 * or of the time stamp counter is a difference, too.
 */
public final class QemuLockstep {
    /** Most instructions to the next block of the log: blocks are short, but repeated string instructions are one of its. */
    private static final int FURTHEST = 2_000_000;
    private static final int TRACE = 12;

    private final Side side;

    public QemuLockstep(Side side) {
        this.side = side;
    }

    /** Follows a log to its end, or to the first difference. Differences name the machine first, then the log. */
    public Optional<Divergence> run(BufferedReader in) throws IOException {
        var log = new QemuLog(in);
        var trace = new ArrayDeque<String>();
        var blocks = new ArrayDeque<String>();
        for (var state = log.next(); state.isPresent(); state = log.next()) {
            var s = state.get();
            remember(blocks, String.format("line %d: %08x", s.line(), s.linear()));
            int steps = 0;
            while (side.inspector().linearEip() != s.linear()) {
                int linear = side.inspector().linearEip();
                remember(trace, String.format("%d %08x %s", side.machine.instructions(), linear, side.inspector().code().line(linear).text()));
                long before = side.machine.instructions();
                side.machine.runSlice(1);
                boolean stuck = side.machine.instructions() == before && side.machine.board().scheduler.next() == Long.MAX_VALUE;
                if (++steps > FURTHEST || stuck)
                    return Optional.of(divergence(List.of(String.format("the block at %08x (line %d of the log) does not come", s.linear(), s.line())), trace, blocks));
            }
            var differences = compare(s);
            if (!differences.isEmpty()) return Optional.of(divergence(differences, trace, blocks));
        }
        return Optional.empty();
    }

    private static void remember(ArrayDeque<String> list, String item) {
        if (list.size() == TRACE) list.removeFirst();
        list.add(item);
    }

    private List<String> compare(QemuLog.State s) {
        CpuState cpu = side.machine.cpu();
        var list = new ArrayList<String>();
        for (int i = 0; i < 8; i++)
            if (cpu.r[i] != s.general()[i]) list.add(String.format("%s: %08x / %08x", RegNames.name(i), cpu.r[i], s.general()[i]));
        return list;
    }

    private Divergence divergence(List<String> differences, ArrayDeque<String> trace, ArrayDeque<String> blocks) {
        int linear = side.inspector().linearEip();
        return new Divergence(side.machine.instructions(), linear, side.inspector().code().line(linear).text(), differences, List.copyOf(trace), List.copyOf(blocks), Optional.empty());
    }
}
