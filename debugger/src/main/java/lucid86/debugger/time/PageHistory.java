package lucid86.debugger.time;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import lucid86.machine.mem.TrackedMemory;

/** What pages of memory held at checkpoints: for each checkpoint, the pages that changed since the one before. */
final class PageHistory {
    private static final byte[] ZERO = new byte[TrackedMemory.PAGE];
    /** Heap a stored page takes, with its entry in a map. */
    private static final long COST = TrackedMemory.PAGE + 96, EMPTY_COST = 80;

    private final TrackedMemory memory;
    private final TreeMap<Long, Map<Integer, byte[]>> changes = new TreeMap<>();
    private long bytes;

    PageHistory(TrackedMemory memory) {
        this.memory = memory;
    }

    /** Stores all pages, as the first checkpoint. */
    void begin(long time) {
        var all = new int[memory.pages()];
        for (int i = 0; i < all.length; i++) all[i] = i;
        add(time, all);
    }

    /** Stores the pages that changed since the checkpoint before. */
    void add(long time, int[] pages) {
        var at = changes.computeIfAbsent(time, _ -> new HashMap<>());
        for (int p : pages) {
            byte[] now = memory.page(p);
            put(at, p, Arrays.equals(now, ZERO) ? ZERO : now);
        }
    }

    private void put(Map<Integer, byte[]> at, int page, byte[] contents) {
        byte[] old = at.put(page, contents);
        bytes += cost(contents) - (old == null ? 0 : cost(old));
    }

    private static long cost(byte[] page) {
        return page == ZERO ? EMPTY_COST : COST;
    }

    /** What a page held at a checkpoint. */
    byte[] at(int page, long time) {
        for (var c : changes.headMap(time, true).descendingMap().values()) {
            byte[] v = c.get(page);
            if (v != null) return v;
        }
        throw new IllegalStateException("page " + page + " has no history at " + time);
    }

    /** Adds the pages that may differ between two checkpoints, in any order of time. */
    void changedBetween(long a, long b, BitSet pages) {
        NavigableMap<Long, Map<Integer, byte[]>> between = changes.subMap(Math.min(a, b), false, Math.max(a, b), true);
        between.values().forEach(c -> c.keySet().forEach(pages::set));
    }

    /** True when a page was written between a checkpoint and the one before. */
    boolean changedUpTo(long time, int page) {
        var c = changes.get(time);
        return c != null && c.containsKey(page);
    }

    /** Forgets a checkpoint that is not the last. */
    void forget(long time) {
        var gone = changes.remove(time);
        if (gone == null) return;
        var next = changes.higherEntry(time);
        gone.forEach((page, contents) -> {
            if (next == null || next.getValue().putIfAbsent(page, contents) != null) bytes -= cost(contents);
        });
    }

    /** Forgets all checkpoints after a time. */
    void forgetAfter(long time) {
        for (var gone : changes.tailMap(time, false).values()) for (byte[] p : gone.values()) bytes -= cost(p);
        changes.tailMap(time, false).clear();
    }

    /** Heap in use, about. */
    long bytes() {
        return bytes;
    }
}
