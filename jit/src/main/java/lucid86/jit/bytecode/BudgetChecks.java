package lucid86.jit.bytecode;

import java.util.Arrays;
import java.util.List;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;

/**
 * Where a region asks whether the budget covers what comes next: at the headers of loops, for all that may be executed up to
 * the next such place, and behind helpers, which may use up the budget. Other blocks only charge their instructions, so that nothing can go wrong
 * at their start; whoever enters the region makes sure of {@link #longest}.
 */
final class BudgetChecks {
    private final List<Block> blocks;
    private final int[][] successors;
    private final boolean[] asked;
    private final int[] reach;

    /** @param successors numbers of the blocks that a block leads to */
    BudgetChecks(List<Block> blocks, int[][] successors, Loops loops) {
        this.blocks = blocks;
        this.successors = successors;
        asked = new boolean[blocks.size()];
        reach = new int[blocks.size()];
        for (int i = 0; i < asked.length; i++) {
            asked[i] |= loops.isHeader(i);
            if (blocks.get(i).ops().stream().anyMatch(Op::touchesRegs)) for (int to : successors[i]) asked[to] = true;
        }
        for (int i = 0; i < reach.length; i++) reach(i);
    }

    /** Whether the block asks, for {@link #reach}. */
    boolean asks(int block) {
        return asked[block];
    }

    /** Most instructions from the start of a block to the next place that asks, or the end. */
    int reach(int block) {
        if (reach[block] > 0) return reach[block];
        int most = 0;
        for (int to : successors[block]) if (!asked[to]) most = Math.max(most, reach(to));
        return reach[block] = blocks.get(block).insns() + most;
    }

    /** The largest of these. */
    int longest() {
        return Arrays.stream(reach).max().orElseThrow();
    }
}
