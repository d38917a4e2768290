package lucid86.jit.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The loops of a region, nested, each with one block as its header: all ways round pass through it. A region is entered at any block, but whatever
 * is in a loop is reached through the headers around it. A loop with several entries HotSpot takes for none: it thinks that nothing there is
 * executed more often than anything else, and keeps the wrong values in registers.
 */
final class Loops {
    static final int NONE = -1;

    private final int[][] successors;
    private final boolean[] header;
    private final int[] around;
    /** Headers of loops that have other entries as well, or such a loop inside. */
    private final BitSet entered = new BitSet();
    /** All blocks as they are first met on the way from the first one, depth first. */
    private final List<Integer> walk = new ArrayList<>();

    /** @param successors numbers of the blocks that a block leads to */
    Loops(int[][] successors) {
        this.successors = successors;
        int n = successors.length;
        header = new boolean[n];
        around = new int[n];
        Arrays.fill(around, NONE);
        var seen = new BitSet(n);
        for (int i = 0; i < n; i++) walk(i, seen);
        var all = new BitSet(n);
        all.set(0, n);
        find(all, NONE);
    }

    /** Whether the block is the header of a loop. */
    boolean isHeader(int block) {
        return header[block];
    }

    /** The header of the innermost loop around a block; for a header, around its loop. {@link #NONE} outside of loops. */
    int around(int block) {
        return around[block];
    }

    /** The headers of the loops around a block, from the outermost. */
    List<Integer> allAround(int block) {
        var headers = new ArrayList<Integer>();
        for (int h = around[block]; h != NONE; h = around[h]) if (!entered.get(h)) headers.addFirst(h);
        return headers;
    }

    private void find(BitSet blocks, int outer) {
        var left = (BitSet) blocks.clone();
        for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i)) {
            BitSet loop = reached(i, blocks, false);
            loop.and(reached(i, blocks, true));
            left.andNot(loop);
            left.clear(i);
            if (loop.isEmpty()) {
                around[i] = outer;
                continue;
            }
            int h = headerOf(loop);
            header[h] = true;
            around[h] = outer;
            if (loop.stream().anyMatch(k -> k != h && hasEntry(k, loop))) for (int o = h; o != NONE; o = around[o]) entered.set(o);
            loop.clear(h);
            find(loop, h);
        }
    }

    /** What is reached from a block by at least one jump within a set, or what reaches it. */
    private BitSet reached(int from, BitSet within, boolean backwards) {
        var reached = new BitSet();
        var open = new ArrayList<Integer>(List.of(from));
        while (!open.isEmpty()) {
            int i = open.removeLast();
            for (int k = within.nextSetBit(0); k >= 0; k = within.nextSetBit(k + 1)) {
                if (reached.get(k) || !(backwards ? leads(k, i) : leads(i, k))) continue;
                reached.set(k);
                open.add(k);
            }
        }
        return reached;
    }

    private boolean leads(int from, int to) {
        for (int k : successors[from]) if (k == to) return true;
        return false;
    }

    /** The first block, on a walk from the start of the region, that others lead to from outside; or the first of all. */
    private int headerOf(BitSet loop) {
        int first = NONE;
        for (int k : walk) {
            if (!loop.get(k)) continue;
            if (hasEntry(k, loop)) return k;
            if (first == NONE) first = k;
        }
        return first;
    }

    private boolean hasEntry(int block, BitSet loop) {
        for (int from = 0; from < successors.length; from++) if (!loop.get(from) && leads(from, block)) return true;
        return false;
    }

    private void walk(int from, BitSet seen) {
        if (seen.get(from)) return;
        seen.set(from);
        walk.add(from);
        for (int to : successors[from]) walk(to, seen);
    }
}
