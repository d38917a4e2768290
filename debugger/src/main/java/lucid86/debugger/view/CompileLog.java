package lucid86.debugger.view;

import java.util.List;
import lucid86.jit.run.CompileHistory;
import lucid86.jit.run.EngineStatistics;

/**
 * What the compiler did lately.
 *
 * @param now host time of this answer, as the entries count it
 * @param entries the oldest first, at most {@link CompileHistory#KEPT}
 * @param regions made since power-on
 * @param compileNanos host time spent on them
 * @param waiting regions in the queue
 * @param dropped blocks dropped since power-on
 * @param evicted regions given up since power-on for lack of room
 */
public record CompileLog(long now, List<CompileHistory.Entry> entries, long regions, long compileNanos, int waiting, long dropped, long evicted) {
    /** The question. */
    public record Query() implements View<CompileLog> {
        @Override
        public CompileLog read(Inspector machine) {
            EngineStatistics s = machine.engine().statistics();
            return new CompileLog(System.nanoTime(), machine.engine().history().entries(), s.compiledRegions(), s.compileNanos(),
                    machine.engine().waitingForCompiler(), machine.engine().droppedBlocks(), s.evictedRegions());
        }

        @Override
        public int perSecond() {
            return 4;
        }
    }

    /** The key of an entry's first block. */
    public static BlockTable.Key key(CompileHistory.Entry e) {
        return new BlockTable.Key(e.start(), e.eip(), e.mode());
    }
}
