package lucid86.jit.opt;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.helpers.Arithmetic;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Op.UnOp;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.Flags;

/** Turns a condition whose flags were set in the same block into a comparison of what set them; all flags into a function of that. */
final class ResolveConditions {
    private static final Helper ALL_FLAGS = Helper.of((Helper.F0) Arithmetic::oldFlags), KEPT_FLAGS = Helper.of((Helper.F0) Arithmetic::keptFlags),
            FLAGS_OF = Helper.of((Helper.F4) Arithmetic::flagsOf), KEPT_OF = Helper.of((Helper.F4) Arithmetic::keptOf);

    private final ArrayList<Op> out = new ArrayList<>();
    private int temps;

    private ResolveConditions(int temps) {
        this.temps = temps;
    }

    static Block run(Block b) {
        var pass = new ResolveConditions(b.temps());
        Op.SetFlags last = null;
        for (Op op : b.ops()) {
            if (op instanceof Op.Cond c && last != null && pass.resolve(c, last)) continue;
            if (op instanceof Op.Call c && last != null && pass.resolve(c, last)) continue;
            pass.out.add(op);
            if (op instanceof Op.SetFlags f) last = stable(f) ? f : null;
            else if (op.touchesRegs()) last = null;
        }
        return new Block(b.eip(), b.insns(), b.bytes(), pass.temps, pass.out, b.terminal());
    }

    /** Its operands still mean the same later: they are no registers. */
    private static boolean stable(Op.SetFlags f) {
        return !(f.a() instanceof Reg) && !(f.b() instanceof Reg) && !(f.res() instanceof Reg);
    }

    private boolean resolve(Op.Call c, Op.SetFlags f) {
        boolean all = c.helper().equals(ALL_FLAGS);
        if (!all && !c.helper().equals(KEPT_FLAGS)) return false;
        if (!all && (f.kind() == Flags.ROL || f.kind() == Flags.ROR)) return emit(new Op.Mov(c.dst(), f.b()));
        if (f.kind() == Flags.EAGER)
            return emit(new Op.Bin(Op.BinOp.AND, c.dst(), f.res(), new Imm(all ? Flags.ARITHMETIC : Flags.ARITHMETIC & ~(Flags.CF | Flags.OF))));
        return emit(new Op.Call(c.dst(), all ? FLAGS_OF : KEPT_OF, List.of(new Imm(Flags.op(f.kind(), f.size())), f.a(), f.b(), f.res())));
    }

    private boolean resolve(Op.Cond c, Op.SetFlags f) {
        boolean negated = (c.cc() & 1) != 0;
        return switch (f.kind()) {
            case Flags.SUB -> subtraction(c.dst(), c.cc(), f);
            case Flags.LOGIC -> switch (c.cc() & ~1) {
                case Flags.O, Flags.B -> emit(new Op.Mov(c.dst(), new Imm(negated ? 1 : 0)));
                case Flags.Z, Flags.BE -> zero(c.dst(), f.res(), negated);
                case Flags.S, Flags.L -> sign(c.dst(), f, negated);
                case Flags.LE -> compare(c.dst(), CmpOp.LES, signed(f.res(), f.size()), new Imm(0), negated);
                default -> false;
            };
            case Flags.ADD -> switch (c.cc() & ~1) {
                case Flags.B -> compare(c.dst(), CmpOp.LTU, f.res(), f.a(), negated);
                case Flags.Z -> zero(c.dst(), f.res(), negated);
                case Flags.S -> sign(c.dst(), f, negated);
                default -> false;
            };
            case Flags.INC, Flags.DEC -> switch (c.cc() & ~1) {
                case Flags.B -> !negated && emit(new Op.Mov(c.dst(), f.b()));
                case Flags.Z -> zero(c.dst(), f.res(), negated);
                case Flags.S -> sign(c.dst(), f, negated);
                default -> false;
            };
            case Flags.ADC, Flags.SBB, Flags.SHL, Flags.SHR, Flags.SAR -> switch (c.cc() & ~1) {
                case Flags.Z -> zero(c.dst(), f.res(), negated);
                case Flags.S -> sign(c.dst(), f, negated);
                default -> false;
            };
            default -> false;
        };
    }

    private boolean subtraction(Place dst, int cc, Op.SetFlags f) {
        boolean negated = (cc & 1) != 0;
        return switch (cc & ~1) {
            case Flags.B -> compare(dst, CmpOp.LTU, f.a(), f.b(), negated);
            case Flags.Z -> compare(dst, CmpOp.EQ, f.a(), f.b(), negated);
            case Flags.BE -> compare(dst, CmpOp.LEU, f.a(), f.b(), negated);
            case Flags.S -> sign(dst, f, negated);
            case Flags.L -> compare(dst, CmpOp.LTS, signed(f.a(), f.size()), signed(f.b(), f.size()), negated);
            case Flags.LE -> compare(dst, CmpOp.LES, signed(f.a(), f.size()), signed(f.b(), f.size()), negated);
            default -> false;
        };
    }

    private boolean zero(Place dst, Val res, boolean negated) {
        return compare(dst, CmpOp.EQ, res, new Imm(0), negated);
    }

    private boolean sign(Place dst, Op.SetFlags f, boolean negated) {
        return compare(dst, CmpOp.LTS, signed(f.res(), f.size()), new Imm(0), negated);
    }

    private Val signed(Val v, int size) {
        if (size == 4) return v;
        if (v instanceof Imm(int k)) return new Imm(size == 1 ? (byte) k : (short) k);
        var t = new Tmp(temps++);
        out.add(new Op.Un(size == 1 ? UnOp.SX8 : UnOp.SX16, t, v));
        return t;
    }

    private boolean compare(Place dst, CmpOp op, Val a, Val b, boolean negated) {
        if (!negated) return emit(new Op.Cmp(op, dst, a, b));
        return switch (op) {
            case EQ -> emit(new Op.Cmp(CmpOp.NE, dst, a, b));
            case NE -> emit(new Op.Cmp(CmpOp.EQ, dst, a, b));
            case LTU -> emit(new Op.Cmp(CmpOp.LEU, dst, b, a));
            case LEU -> emit(new Op.Cmp(CmpOp.LTU, dst, b, a));
            case LTS -> emit(new Op.Cmp(CmpOp.LES, dst, b, a));
            case LES -> emit(new Op.Cmp(CmpOp.LTS, dst, b, a));
        };
    }

    private boolean emit(Op op) {
        out.add(op);
        return true;
    }
}
