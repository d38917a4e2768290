package lucid86.jit.bytecode;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;

/** Finds runs of instructions of a block in which the x87 stack can be kept in locals: what else is in them has nothing to do with the FPU. */
final class X87Runs {
    /**
     * @param begin first operation of the first instruction
     * @param end behind the last operation of the last one
     * @param used slots that must be in use at the beginning, see {@link X87Slots}
     * @param free slots that must be free
     */
    record Run(int begin, int end, int used, int free) {}

    private final List<Op> ops;
    private final List<Run> runs = new ArrayList<>();
    private int begin = -1, end;
    private X87Slots slots;

    private X87Runs(List<Op> ops) {
        this.ops = ops;
    }

    static List<Run> of(Block b) {
        var r = new X87Runs(b.ops());
        for (int i = 0, next; i < r.ops.size(); i = next) {
            next = i + 1;
            while (next < r.ops.size() && !(r.ops.get(next) instanceof Op.Mark)) next++;
            r.instruction(i, next);
        }
        r.close();
        return r.runs;
    }

    private void instruction(int from, int to) {
        boolean x87 = false, alien = false;
        for (Op op : ops.subList(from, to)) {
            X87Op which = X87Op.of(op);
            if (which == null) alien |= op instanceof Op.Call && op.mayFault();
            else x87 |= which != X87Op.CHECK;
        }
        if (alien) {
            close();
        } else if (x87) {
            X87Slots after = begin < 0 ? null : after(new X87Slots(slots), from, to);
            if (after == null) {
                close();
                after = after(new X87Slots(), from, to);
                if (after == null) return;
                begin = from;
            }
            slots = after;
            end = to;
        }
    }

    /** The stack after an instruction, or null when it would fault. */
    private X87Slots after(X87Slots s, int from, int to) {
        for (Op op : ops.subList(from, to)) {
            X87Op x87 = X87Op.of(op);
            if (x87 != null && !s.step(x87, (Op.Call) op)) return null;
        }
        return s;
    }

    private void close() {
        if (begin >= 0) runs.add(new Run(begin, end, slots.needUsed, slots.needFree));
        begin = -1;
    }
}
