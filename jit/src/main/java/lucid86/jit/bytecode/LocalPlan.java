package lucid86.jit.bytecode;

import java.util.List;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Terminal;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.CpuState;

/** Which JVM local holds what in a region's method: fixed ones, guest registers the region uses, temporaries. */
final class LocalPlan {
    static final int THIS = 0, CPU = 1, ENTRY = 2, FILE = 3, BUDGET = 4, FLOOR = 5, SITE = 6, PAGE = 7, LINEAR = 8;
    /** Which flags hold, see {@link FlagNotes}; then copies of their words. */
    static final int NOTE = 9, FLAG_WORDS = 10;
    /** Where groups of accesses are in memory, see {@link AccessGroups}. */
    static final int GROUPS = FLAG_WORDS + 3;
    private static final int FIRST = GROUPS + AccessGroups.MAX;

    /** Local of a guest register, or -1 when it stays in memory. */
    private final int[] regLocal = new int[CpuState.TEMPS];
    private final boolean[] written = new boolean[CpuState.TEMPS];
    private final int firstTemp, x87;
    private int locals;

    /** @param usesX87 whether there are runs of {@link X87Runs} */
    LocalPlan(List<Block> blocks, boolean usesX87) {
        var used = new boolean[CpuState.TEMPS];
        for (Block b : blocks) {
            for (Op op : b.ops()) {
                op.uses(v -> mark(used, v));
                if (op.dst() instanceof Reg(int i)) used[i] = written[i] = true;
            }
            Val t = b.terminal().use();
            if (t != null) mark(used, t);
        }
        int next = FIRST;
        for (int i = 0; i < CpuState.TEMPS; i++) regLocal[i] = used[i] && cacheable(i) ? next++ : -1;
        x87 = next;
        if (usesX87) next += 1 + 3 * EmitX87.NUMBERS;
        firstTemp = next;
        locals = next;
    }

    private static void mark(boolean[] used, Val v) {
        if (v instanceof Reg(int i)) used[i] = true;
    }

    private static boolean cacheable(int reg) {
        return reg < 8 || reg == CpuState.DF;
    }

    int reg(int index) {
        return regLocal[index];
    }

    /** The region writes this register, so its local must go back to memory on the way out. */
    boolean isWritten(int index) {
        return written[index] && regLocal[index] >= 0;
    }

    /** Locals of one block's temporaries, reused as they die. */
    int[] temps(Block b, LateFlags late) {
        var local = new int[b.temps()];
        var last = new int[b.temps()];
        List<Op> ops = b.ops();
        for (int i = 0; i < ops.size(); i++) {
            int at = i;
            ops.get(i).uses(v -> {
                if (v instanceof Tmp(int n)) last[n] = at;
            });
        }
        if (b.terminal().use() instanceof Tmp(int n)) last[n] = Integer.MAX_VALUE;
        // The comparison a branch is fused with reads its operands at the end.
        if (b.terminal() instanceof Terminal.Branch && !ops.isEmpty() && ops.getLast() instanceof Op.Cmp c)
            c.uses(v -> {
                if (v instanceof Tmp(int n)) last[n] = Integer.MAX_VALUE;
            });
        late.lifetimes((t, end) -> last[t.n()] = Math.max(last[t.n()], end));
        var free = new java.util.BitSet();
        free.set(firstTemp, firstTemp + 4096);
        for (int i = 0; i < ops.size(); i++) {
            int at = i;
            Op op = ops.get(i);
            if (op.dst() instanceof Tmp(int n)) {
                local[n] = free.nextSetBit(firstTemp);
                free.clear(local[n]);
                locals = Math.max(locals, local[n] + 1);
                if (last[n] <= i) free.set(local[n]);
            }
            op.uses(v -> {
                if (v instanceof Tmp(int n) && last[n] == at) free.set(local[n]);
            });
            late.lifetimes((t, end) -> {
                if (end == at && last[t.n()] == at) free.set(local[t.n()]);
            });
        }
        return local;
    }

    /** Where the x87 status word is; then come the numbers' signs and exponents, and their mantissas, two locals each. */
    int x87() {
        return x87;
    }

    /** Where mantissas begin; {@link #firstTemp} when there are none. */
    int firstMantissa() {
        return Math.min(firstTemp, x87 + 1 + EmitX87.NUMBERS);
    }

    /** First local that is not one of the fixed ones, a guest register or an x87 number. */
    int firstTemp() {
        return firstTemp;
    }

    /** Number of locals needed by everything planned so far. */
    int count() {
        return locals;
    }
}
