package lucid86.jit.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The loops of a region, nested, each with one block as its header: all ways round pass through it. A region is entered at any block, but whatever
 * is in a loop is reached through the headers around it. A loop with several entries HotSpot takes for none: it thinks that nothing there is
 * executed more often than anything else, and keeps the wrong values in registers.
 */
final class Loops {
    private static final int NONE = -1;

    private final BitSet[] successors, predecessors;
    private final BitSet headers = new BitSet();
    /** The header of the innermost loop around each block; for a header, around its loop. */
    private final int[] around;
    /** Headers of loops that have other entries as well, or such a loop inside. */
    private final BitSet entered = new BitSet();
    /** All blocks as they are first met on the way from the first one, depth first. */
    private final List<Integer> walk = new ArrayList<>();

    /** @param successors numbers of the blocks that a block leads to */
    Loops(int[][] successors) {
        int n = successors.length;
        this.successors = bitSets(n);
        predecessors = bitSets(n);
        for (int i = 0; i < n; i++) {
            for (int to : successors[i]) {
                this.successors[i].set(to);
                predecessors[to].set(i);
            }
        }
        around = new int[n];
        Arrays.fill(around, NONE);
        var seen = new BitSet(n);
        for (int i = 0; i < n; i++) walk(i, successors, seen);
        var all = new BitSet(n);
        all.set(0, n);
        find(all, NONE);
    }

    private static BitSet[] bitSets(int n) {
        return Stream.generate(BitSet::new).limit(n).toArray(BitSet[]::new);
    }

    /** Whether the block is the header of a loop. */
    boolean isHeader(int block) {
        return headers.get(block);
    }

    /** The headers of the loops around a block, from the outermost, but for loops that have other entries as well. */
    List<Integer> allAround(int block) {
        var headers = new ArrayList<Integer>();
        for (int h = around[block]; h != NONE; h = around[h]) if (!entered.get(h)) headers.addFirst(h);
        return headers;
    }

    private void find(BitSet blocks, int outer) {
        var left = (BitSet) blocks.clone();
        for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i)) {
            BitSet loop = reached(i, blocks, successors);
            loop.and(reached(i, blocks, predecessors));
            left.andNot(loop);
            left.clear(i);
            if (loop.isEmpty()) {
                around[i] = outer;
                continue;
            }
            int h = headerOf(loop);
            headers.set(h);
            around[h] = outer;
            if (loop.stream().anyMatch(k -> k != h && hasEntry(k, loop))) for (int o = h; o != NONE; o = around[o]) entered.set(o);
            loop.clear(h);
            find(loop, h);
        }
    }

    /** What is reached from a block by at least one step within a set. */
    private static BitSet reached(int from, BitSet within, BitSet[] steps) {
        var reached = new BitSet();
        var open = new ArrayList<Integer>(List.of(from));
        while (!open.isEmpty()) {
            var next = (BitSet) steps[open.removeLast()].clone();
            next.and(within);
            next.andNot(reached);
            reached.or(next);
            next.stream().forEach(open::add);
        }
        return reached;
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
        var outside = (BitSet) predecessors[block].clone();
        outside.andNot(loop);
        return !outside.isEmpty();
    }

    private void walk(int from, int[][] successors, BitSet seen) {
        if (seen.get(from)) return;
        seen.set(from);
        walk.add(from);
        for (int to : successors[from]) walk(to, successors, seen);
    }
}
