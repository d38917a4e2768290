package lucid86.jit.opt;

import java.util.ArrayList;
import java.util.Collections;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Tmp;

/**
 * Drops flag settings that another follows before anybody can look (a fault is somebody looking), and computations
 * whose result nobody uses.
 */
final class DropDead {
    private DropDead() {}

    static Block run(Block b) {
        var used = new boolean[b.temps()];
        if (b.terminal().use() instanceof Tmp(int n)) used[n] = true;
        boolean flagsNeeded = true;
        var kept = new ArrayList<Op>(b.ops().size());
        for (int i = b.ops().size() - 1; i >= 0; i--) {
            Op op = b.ops().get(i);
            if (op instanceof Op.SetFlags) {
                if (!flagsNeeded) continue;
                flagsNeeded = false;
            } else {
                Place def = op.dst();
                if (op.isPure() && def instanceof Tmp(int n) && !used[n]) continue;
                if (op instanceof Op.Mov(Place d, Val a) && d.equals(a)) continue;
                flagsNeeded |= op.readsFlags();
            }
            Val v;
            for (int k = 0; (v = op.operand(k)) != null; k++) if (v instanceof Tmp(int n)) used[n] = true;
            kept.add(op);
        }
        Collections.reverse(kept);
        return new Block(b.eip(), b.insns(), b.bytes(), b.temps(), kept, b.terminal());
    }
}
