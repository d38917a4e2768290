package lucid86.jit.bytecode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.machine.cpu.CpuState;

/**
 * Finds loads that take their address from what they loaded the time before, as a walk along a list does: all that is between two of them is waited
 * for, the look into the TLB, too.
 */
final class Chases {
    /** More loads than these are not looked at; a block has that many hardly ever. */
    private static final int MOST = 64;

    /** What a value comes from: guest registers as they were when the block began, and loads; a bit for each. */
    private record Origin(int registers, long loads) {
        static final Origin UNKNOWN = new Origin(0, 0);

        Origin with(Origin o) {
            return new Origin(registers | o.registers, loads | o.loads);
        }
    }

    private final Map<Val, Origin> values = new HashMap<>();
    private final List<Op.Load> loads = new ArrayList<>();
    /** What the addresses of {@link #loads} come from. */
    private final List<Origin> addresses = new ArrayList<>();

    private Chases(Block b) {
        for (Op op : b.ops()) visit(op);
    }

    /** The loads of a block that do. */
    static Set<Op.Load> of(Block b) {
        for (Op op : b.ops()) if (op instanceof Op.Load) return new Chases(b).found();
        return Set.of();
    }

    private void visit(Op op) {
        if (op.touchesRegs()) for (int r = 0; r < CpuState.TEMPS; r++) values.put(new Val.Reg(r), Origin.UNKNOWN);
        if (op.dst() != null) values.put(op.dst(), op instanceof Op.Load o ? loaded(o) : operands(op));
    }

    private Origin loaded(Op.Load o) {
        Origin from = operands(o);
        if (loads.size() == MOST) return from;
        loads.add(o);
        addresses.add(from);
        return from.with(new Origin(0, 1L << loads.size() - 1));
    }

    private Origin operands(Op op) {
        Origin all = Origin.UNKNOWN;
        Val v;
        for (int i = 0; (v = op.operand(i)) != null; i++) all = all.with(origin(v));
        return all;
    }

    private Origin origin(Val v) {
        Origin known = values.get(v);
        return known != null ? known : v instanceof Val.Reg(int r) ? new Origin(1 << r, 0) : Origin.UNKNOWN;
    }

    private Set<Op.Load> found() {
        var found = new HashSet<Op.Load>();
        for (int r = 0; r < CpuState.TEMPS; r++) {
            // LEAVE and POP look like that, too, but frames do not follow each other so fast.
            if (r == CpuState.ESP || r == CpuState.EBP) continue;
            Origin end = origin(new Val.Reg(r));
            for (int i = 0; i < loads.size(); i++) if ((end.loads >> i & 1) != 0 && (addresses.get(i).registers >> r & 1) != 0) found.add(loads.get(i));
        }
        return found;
    }
}
