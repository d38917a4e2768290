package lucid86.jit.opt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.OpInfo;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;

/**
 * {@code t = add eax, 1; ...; eax = t} becomes {@code eax = add eax, 1}, when nothing between looks at the register or may
 * fault, and every use of the temporary comes before the register changes again.
 */
final class MergeMoves {
    /** How far back a definition is looked for. */
    private static final int WINDOW = 6;

    private MergeMoves() {}

    static Block run(Block b) {
        var ops = new ArrayList<Op>(b.ops());
        var terminal = b.terminal();
        for (int i = 0; i < ops.size(); i++) {
            if (!(ops.get(i) instanceof Op.Mov(Reg reg, Tmp tmp))) continue;
            int d = definition(ops, i, tmp, reg);
            if (d < 0 || !replaceable(ops, i, tmp, reg)) continue;
            if (tmp.equals(OpInfo.use(terminal)) && laterWrite(ops, i, reg) < ops.size()) continue;
            ops.set(d, OpInfo.withDef(ops.get(d), reg));
            ops.remove(i);
            UnaryOperator<Val> renamed = v -> v.equals(tmp) ? reg : v;
            for (int k = d + 1; k < ops.size(); k++) if (OpInfo.reads(ops.get(k), tmp)) ops.set(k, OpInfo.map(ops.get(k), renamed));
            terminal = OpInfo.map(terminal, renamed);
            i--;
        }
        return new Block(b.eip(), b.insns(), b.bytes(), b.temps(), ops, terminal);
    }

    /** Index of the temporary's definition if the register is untouched, and nothing faults, from there to {@code i}; else -1. */
    private static int definition(List<Op> ops, int i, Tmp tmp, Reg reg) {
        for (int d = i - 1; d >= 0 && d >= i - WINDOW; d--) {
            Op op = ops.get(d);
            if (tmp.equals(OpInfo.def(op))) return op instanceof Op.Call c && !OpInfo.isPure(c) ? -1 : d;
            if (OpInfo.mayFault(op) || op instanceof Op.Mark || reg.equals(OpInfo.def(op)) || OpInfo.reads(op, reg)) return -1;
        }
        return -1;
    }

    private static int laterWrite(List<Op> ops, int i, Reg reg) {
        for (int k = i + 1; k < ops.size(); k++) if (reg.equals(OpInfo.def(ops.get(k))) || OpInfo.touchesRegs(ops.get(k))) return k;
        return ops.size();
    }

    private static boolean replaceable(List<Op> ops, int i, Tmp tmp, Reg reg) {
        // The operation that overwrites the register may itself still read the temporary.
        for (int k = laterWrite(ops, i, reg) + 1; k < ops.size(); k++) if (OpInfo.reads(ops.get(k), tmp)) return false;
        return true;
    }
}
