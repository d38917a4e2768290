package lucid86.jit.opt;

import java.util.ArrayList;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Terminal;
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

    private final Op[] ops;
    /** Where each temporary is read last; the terminal counts as the place behind the last operation. */
    private final int[] lastRead;
    private Terminal terminal;

    private MergeMoves(Block b) {
        ops = b.ops().toArray(Op[]::new);
        terminal = b.terminal();
        lastRead = new int[b.temps()];
        for (int i = 0; i < ops.length; i++) {
            Val v;
            for (int k = 0; (v = ops[i].operand(k)) != null; k++) if (v instanceof Tmp(int n)) lastRead[n] = i;
        }
        if (terminal.use() instanceof Tmp(int n)) lastRead[n] = ops.length;
    }

    static Block run(Block b) {
        var pass = new MergeMoves(b);
        boolean merged = false;
        for (int i = 0; i < pass.ops.length; i++) if (pass.ops[i] instanceof Op.Mov(Reg reg, Tmp tmp)) merged |= pass.merge(i, tmp, reg);
        if (!merged) return b;
        var left = new ArrayList<Op>(pass.ops.length);
        for (Op op : pass.ops) if (op != null) left.add(op);
        return new Block(b.eip(), b.insns(), b.bytes(), b.temps(), left, pass.terminal);
    }

    /** Merges the move at {@code i}, which leaves null behind, or says that it cannot be. */
    private boolean merge(int i, Tmp tmp, Reg reg) {
        int d = definition(i, tmp, reg);
        // The operation that overwrites the register may itself still read the temporary.
        if (d < 0 || lastRead[tmp.n()] > i && lastRead[tmp.n()] > laterWrite(i, reg)) return false;
        ops[d] = ops[d].withDst(reg);
        ops[i] = null;
        UnaryOperator<Val> renamed = v -> v.equals(tmp) ? reg : v;
        for (int k = d + 1; k <= lastRead[tmp.n()] && k < ops.length; k++) if (ops[k] != null) ops[k] = ops[k].map(renamed);
        terminal = terminal.map(renamed);
        return true;
    }

    /** Index of the temporary's definition if the register is untouched, and nothing faults, from there to {@code i}; else -1. */
    private int definition(int i, Tmp tmp, Reg reg) {
        for (int d = i - 1, seen = 0; d >= 0 && seen < WINDOW; d--) {
            Op op = ops[d];
            if (op == null) continue;
            if (tmp.equals(op.dst())) return op instanceof Op.Call c && !c.isPure() ? -1 : d;
            if (op.mayFault() || op instanceof Op.Mark || reg.equals(op.dst()) || op.reads(reg)) return -1;
            seen++;
        }
        return -1;
    }

    /** Where the register is written next, or the place of the terminal. */
    private int laterWrite(int i, Reg reg) {
        for (int k = i + 1; k < ops.length; k++) if (ops[k] != null && (reg.equals(ops[k].dst()) || ops[k].touchesRegs())) return k;
        return ops.length;
    }
}
