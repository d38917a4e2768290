package lucid86.jit.bytecode;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.OpInfo;
import lucid86.jit.ir.Terminal;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/**
 * What CC_OP probably is where a block of a region begins, from the blocks that lead to it there. A guess only: the block
 * may be entered from outside with other flags.
 */
final class FlagGuess {
    static final int UNKNOWN = -1;
    /** Nothing in the block says: as at its start. */
    private static final int SAME = -2;

    private final int[] at;

    FlagGuess(List<Block> blocks, Map<Integer, Integer> blockAt) {
        at = new int[blocks.size()];
        Arrays.fill(at, UNKNOWN);
        int[] out = blocks.stream().mapToInt(FlagGuess::atEnd).toArray();
        // Flags pass through blocks that leave them alone, a block at a time.
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int i = 0; i < at.length; i++) {
                int op = out[i] == SAME ? at[i] : out[i];
                if (op == UNKNOWN) continue;
                for (int to : targets(blocks.get(i).terminal())) {
                    Integer k = blockAt.get(to);
                    if (k == null || at[k] != UNKNOWN) continue;
                    at[k] = op;
                    changed = true;
                }
            }
        }
    }

    /** The value of CC_OP, or {@link #UNKNOWN}. */
    int before(int block) {
        return at[block];
    }

    /** CC_OP behind an operation, when it is {@code before} in front of it. */
    static int after(Op op, int before) {
        if (op instanceof Op.SetFlags f) return Flags.op(f.kind(), f.size());
        boolean changes = OpInfo.touchesRegs(op) || OpInfo.def(op) instanceof lucid86.jit.ir.Val.Reg(int r) && r == CpuState.CC_OP;
        return changes ? UNKNOWN : before;
    }

    private static int atEnd(Block b) {
        int op = SAME;
        for (Op o : b.ops()) op = after(o, op);
        return op;
    }

    private static int[] targets(Terminal t) {
        return switch (t) {
            case Terminal.Goto g -> new int[] {g.target()};
            case Terminal.Branch b -> new int[] {b.next(), b.taken()};
            case Terminal.Indirect _, Terminal.Exit _ -> new int[0];
        };
    }
}
