package lucid86.jit.opt;

import java.util.ArrayList;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.jit.lift.Fold;

/** Replaces temporaries that are copies by what they copy, as long as that still holds, and folds constants. */
final class ForwardCopies {
    private ForwardCopies() {}

    static Block run(Block b) {
        var source = new Val[b.temps()];
        UnaryOperator<Val> now = v -> v instanceof Tmp(int n) && source[n] != null ? source[n] : v;
        var out = new ArrayList<Op>(b.ops().size());
        for (Op old : b.ops()) {
            Op op = fold(old.map(now));
            if (op instanceof Op.Mov(Tmp(int n), Val a)) source[n] = a;
            else if (op.dst() instanceof Reg(int index)) invalidate(source, index);
            if (op.touchesRegs()) invalidate(source, -1);
            out.add(op);
        }
        return new Block(b.eip(), b.insns(), b.bytes(), b.temps(), out, b.terminal().map(now));
    }

    /** Copies of this register (of any, when -1) must be read from their temporaries from now on. */
    private static void invalidate(Val[] source, int reg) {
        for (int n = 0; n < source.length; n++)
            if (source[n] instanceof Reg(int index) && (reg < 0 || index == reg)) source[n] = null;
    }

    private static Op fold(Op op) {
        if (!(op.operand(0) instanceof Imm)) return op;
        return switch (op) {
            case Op.Un(var kind, var dst, Imm(int a)) -> new Op.Mov(dst, new Imm(Fold.un(kind, a)));
            case Op.Bin(var kind, var dst, Imm(int a), Imm(int x)) -> new Op.Mov(dst, new Imm(Fold.bin(kind, a, x)));
            case Op.Cmp(var kind, var dst, Imm(int a), Imm(int x)) -> new Op.Mov(dst, new Imm(Fold.cmp(kind, a, x)));
            case Op.Sel(var dst, Imm(int c), Val a, Val x) -> new Op.Mov(dst, c != 0 ? a : x);
            default -> op;
        };
    }
}
