package lucid86.jit.bytecode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/**
 * Flags of rotates and variable shifts that others replace within the block: computing them takes dozens of operations, and only an
 * access that faults in between would show them. They are computed on the slow paths of those accesses, then.
 */
final class LateFlags {
    /** Operations left out where they stand, and the accesses before {@code end} whose slow paths do them. */
    record Late(List<Op> ops, int begin, int end) {}

    private final boolean[] leftOut;
    private final Map<Integer, Late> begins = new HashMap<>();
    /** What is done in place of operations left out. */
    private final Map<Integer, Op> instead = new HashMap<>();
    private final List<Op> ops;

    /** @param leaves whether slow paths leave the block; otherwise nothing is put off */
    LateFlags(Block b, boolean leaves) {
        ops = b.ops();
        leftOut = new boolean[ops.size()];
        if (!leaves) return;
        for (int i = 1; i < ops.size(); i++) {
            if (!(ops.get(i) instanceof Op.SetFlags f)) continue;
            if (f.kind() == Flags.ROL || f.kind() == Flags.ROR) rotate(i, f);
            else computed(i, f);
        }
    }

    /** Some flags from those before. */
    private void rotate(int i, Op.SetFlags f) {
        if (!(f.b() instanceof Tmp before)) return;
        int old = definition(i, before);
        if (old < 0 || !(ops.get(old) instanceof Op.Call o) || !flagsOnly(o)) return;
        int end = replaced(i);
        if (end < 0 || flagsChange(old, i) || uses(before) != 1 || !lasts(List.of(f.res()), i, end)) return;
        List<Op> late = List.of(o, f);
        if (!lasts(o.args(), old, end)) {
            // Most often the register that was rotated: the temporary that nobody reads now keeps it. Several slow paths may do this one after another.
            List<Val> changing = o.args().stream().filter(v -> !lasts(List.of(v), old, end)).distinct().toList();
            if (changing.size() > 1) return;
            instead.put(old, new Op.Mov(before, changing.getFirst()));
            var kept = new Val.Reg(CpuState.CC_B);
            late = List.of(o.withDst(kept).map(v -> v.equals(changing.getFirst()) ? before : v), f.map(v -> v.equals(before) ? kept : v));
        }
        leftOut[i] = leftOut[old] = true;
        begins.put(i, new Late(late, i, end));
    }

    /** All flags from those before and what was done: three operations. */
    private void computed(int i, Op.SetFlags f) {
        if (!(f.res() instanceof Tmp result)) return;
        int computed = definition(i, result);
        if (computed < 0 || !(ops.get(computed) instanceof Op.Call c) || c.helper().use() != HelperUse.PURE) return;
        if (c.args().isEmpty() || !(c.args().getLast() instanceof Tmp before)) return;
        int old = definition(computed, before);
        if (old < 0 || !(ops.get(old) instanceof Op.Call o) || !flagsOnly(o)) return;
        int end = replaced(i);
        if (end < 0 || flagsChange(old, i) || uses(result) != 1 || uses(before) != 1 || !lasts(c.args(), computed, end) || !lasts(o.args(), old, end)) return;
        leftOut[i] = leftOut[computed] = leftOut[old] = true;
        begins.put(i, new Late(List.of(o, c, f), i, end));
    }

    /** The flags before, as they lie in the register file or as a function of what set them. */
    private static boolean flagsOnly(Op.Call o) {
        return o.helper().use() == HelperUse.READS_FLAGS || o.helper().use() == HelperUse.PURE;
    }

    /** What to do at this place: the operation, or what is done instead of it now; null when that is nothing. */
    Op at(int op) {
        return leftOut[op] ? instead.get(op) : ops.get(op);
    }

    /** What is late from this operation on, or null. */
    Late from(int op) {
        return begins.get(op);
    }

    /** Calls {@code f} with every temporary that is needed longer than its last use says, and until which operation. */
    void lifetimes(ObjIntConsumer<Tmp> f) {
        for (Late late : begins.values())
            for (Op op : late.ops())
                op.uses(v -> {
                    if (v instanceof Tmp t) f.accept(t, late.end());
                });
    }

    private int definition(int before, Val v) {
        for (int i = before - 1; i >= 0; i--) if (v.equals(ops.get(i).dst())) return i;
        return -1;
    }

    private int uses(Val v) {
        var n = new int[1];
        for (Op op : ops) op.uses(u -> n[0] += u.equals(v) ? 1 : 0);
        return n[0];
    }

    private boolean flagsChange(int from, int to) {
        for (int i = from + 1; i < to; i++) if (ops.get(i) instanceof Op.SetFlags || ops.get(i).readsFlags()) return true;
        return false;
    }

    /** Where other flags replace those set here, if nobody but the slow path of an access looks before; else -1. */
    private int replaced(int set) {
        for (int i = set + 1; i < ops.size(); i++) {
            Op op = ops.get(i);
            if (op instanceof Op.SetFlags) return i;
            if (op.readsFlags() && !isAccess(op)) return -1;
        }
        return -1;
    }

    /** The operands keep their values up to the last access in between. */
    private boolean lasts(List<Val> operands, int from, int to) {
        int last = to;
        while (last > from && !isAccess(ops.get(last))) last--;
        for (Val v : operands)
            if (v instanceof Val.Reg) for (int i = from; i < last; i++) if (v.equals(ops.get(i).dst())) return false;
        return true;
    }

    private static boolean isAccess(Op op) {
        return op instanceof Op.Load || op instanceof Op.Store;
    }
}
