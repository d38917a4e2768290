package lucid86.debugger.observe;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/** Where the last million translation blocks began that were executed, in order. */
public final class BlockRing {
    public static final int CAPACITY = 1 << 20;
    /** Most blocks in one answer. */
    public static final int MOST = 10_000;

    private final int[] linear = new int[CAPACITY];
    private long count;

    void add(int address) {
        linear[(int) (count++ & CAPACITY - 1)] = address;
    }

    /** @param place the nearest symbol, or empty */
    public record Entry(int linear, String place) {}

    /**
     * @param executed blocks since recording began
     * @param newest the block executed last comes first
     */
    public record Page(boolean on, long executed, List<Entry> newest) {}

    /** Asks for blocks from the newest on, after leaving out {@code skip}. */
    public record Query(int skip, int most) implements View<Page> {
        public Query {
            if (skip < 0) throw new IllegalArgumentException("skip " + skip);
            most = Math.clamp(most, 0, MOST);
        }

        @Override
        public Page read(Inspector machine) {
            var ring = machine.records().blocks();
            if (ring.isEmpty()) return new Page(false, 0, List.of());
            BlockRing r = ring.get();
            var entries = new ArrayList<Entry>();
            for (long i = r.count - 1 - skip; i >= Math.max(0, r.count - CAPACITY) && entries.size() < most; i--) {
                int at = r.linear[(int) (i & CAPACITY - 1)];
                entries.add(new Entry(at, machine.symbols().near(at).orElse("")));
            }
            return new Page(true, r.count, List.copyOf(entries));
        }
    }
}
