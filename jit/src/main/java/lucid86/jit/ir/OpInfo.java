package lucid86.jit.ir;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Val.Place;

/** What passes ask about any operation: operands, result, effects. */
public final class OpInfo {
    private OpInfo() {}

    /** Where the result goes, or null. */
    public static Place def(Op op) {
        return switch (op) {
            case Op.Mov o -> o.dst();
            case Op.Un o -> o.dst();
            case Op.Bin o -> o.dst();
            case Op.Cmp o -> o.dst();
            case Op.Sel o -> o.dst();
            case Op.Lin o -> o.dst();
            case Op.Load o -> o.dst();
            case Op.Cond o -> o.dst();
            case Op.Call o -> o.dst();
            case Op.Mark _, Op.Store _, Op.SetFlags _ -> null;
        };
    }

    /** The same operation with its result elsewhere; only for operations that have one. */
    public static Op withDef(Op op, Place p) {
        return switch (op) {
            case Op.Mov o -> new Op.Mov(p, o.a());
            case Op.Un o -> new Op.Un(o.op(), p, o.a());
            case Op.Bin o -> new Op.Bin(o.op(), p, o.a(), o.b());
            case Op.Cmp o -> new Op.Cmp(o.op(), p, o.a(), o.b());
            case Op.Sel o -> new Op.Sel(p, o.c(), o.a(), o.b());
            case Op.Lin o -> new Op.Lin(p, o.seg(), o.offset(), o.size(), o.write());
            case Op.Load o -> new Op.Load(p, o.lin(), o.size(), o.forWrite());
            case Op.Cond o -> new Op.Cond(p, o.cc());
            case Op.Call o -> new Op.Call(p, o.helper(), o.args());
            case Op.Mark _, Op.Store _, Op.SetFlags _ -> throw new IllegalArgumentException("no result: " + op);
        };
    }

    /** The operand read with this number, from 0; null behind the last. For loops: {@link #uses} would make an object each time. */
    public static Val operand(Op op, int i) {
        return switch (op) {
            case Op.Mov o -> i == 0 ? o.a() : null;
            case Op.Un o -> i == 0 ? o.a() : null;
            case Op.Bin o -> i == 0 ? o.a() : i == 1 ? o.b() : null;
            case Op.Cmp o -> i == 0 ? o.a() : i == 1 ? o.b() : null;
            case Op.Sel o -> i == 0 ? o.c() : i == 1 ? o.a() : i == 2 ? o.b() : null;
            case Op.Lin o -> i == 0 ? o.offset() : null;
            case Op.Load o -> i == 0 ? o.lin() : null;
            case Op.Store o -> i == 0 ? o.lin() : i == 1 ? o.value() : null;
            case Op.SetFlags o -> i == 0 ? o.a() : i == 1 ? o.b() : i == 2 ? o.res() : null;
            case Op.Call o -> i < o.args().size() ? o.args().get(i) : null;
            case Op.Mark _, Op.Cond _ -> null;
        };
    }

    /** Calls {@code f} with every operand read. */
    public static void uses(Op op, Consumer<Val> f) {
        Val v;
        for (int i = 0; (v = operand(op, i)) != null; i++) f.accept(v);
    }

    /** Whether the operation reads this operand. */
    public static boolean reads(Op op, Val what) {
        Val v;
        for (int i = 0; (v = operand(op, i)) != null; i++) if (v.equals(what)) return true;
        return false;
    }

    /** The same operation with every operand read replaced. */
    public static Op map(Op op, UnaryOperator<Val> f) {
        Val v;
        for (int i = 0; (v = operand(op, i)) != null; i++) if (f.apply(v) != v) return replaced(op, f);
        return op;
    }

    private static Op replaced(Op op, UnaryOperator<Val> f) {
        return switch (op) {
            case Op.Mov o -> new Op.Mov(o.dst(), f.apply(o.a()));
            case Op.Un o -> new Op.Un(o.op(), o.dst(), f.apply(o.a()));
            case Op.Bin o -> new Op.Bin(o.op(), o.dst(), f.apply(o.a()), f.apply(o.b()));
            case Op.Cmp o -> new Op.Cmp(o.op(), o.dst(), f.apply(o.a()), f.apply(o.b()));
            case Op.Sel o -> new Op.Sel(o.dst(), f.apply(o.c()), f.apply(o.a()), f.apply(o.b()));
            case Op.Lin o -> new Op.Lin(o.dst(), o.seg(), f.apply(o.offset()), o.size(), o.write());
            case Op.Load o -> new Op.Load(o.dst(), f.apply(o.lin()), o.size(), o.forWrite());
            case Op.Store o -> new Op.Store(f.apply(o.lin()), f.apply(o.value()), o.size());
            case Op.SetFlags o -> new Op.SetFlags(o.kind(), o.size(), f.apply(o.a()), f.apply(o.b()), f.apply(o.res()));
            case Op.Call o -> o.args().isEmpty() ? o : new Op.Call(o.dst(), o.helper(), mapped(o.args(), f));
            case Op.Mark _, Op.Cond _ -> op;
        };
    }

    private static List<Val> mapped(List<Val> args, UnaryOperator<Val> f) {
        return args.stream().map(f).toList();
    }

    /** The terminal with the operand it reads replaced. */
    public static Terminal map(Terminal t, UnaryOperator<Val> f) {
        return switch (t) {
            case Terminal.Branch b -> new Terminal.Branch(f.apply(b.condition()), b.taken(), b.next());
            case Terminal.Indirect i -> new Terminal.Indirect(f.apply(i.target()), i.kind());
            case Terminal.Goto _, Terminal.Exit _ -> t;
        };
    }

    /** The operand a terminal reads, or null. */
    public static Val use(Terminal t) {
        return switch (t) {
            case Terminal.Branch b -> b.condition();
            case Terminal.Indirect i -> i.target();
            case Terminal.Goto _, Terminal.Exit _ -> null;
        };
    }

    /** Nothing but its result: may be dropped when that is not needed, and moved. */
    public static boolean isPure(Op op) {
        return switch (op) {
            case Op.Mov _, Op.Un _, Op.Bin _, Op.Cmp _, Op.Sel _, Op.Cond _ -> true;
            case Op.Call o -> o.helper().use() == HelperUse.PURE || o.helper().use() == HelperUse.READS_FLAGS;
            case Op.Lin _, Op.Load _, Op.Store _, Op.SetFlags _, Op.Mark _ -> false;
        };
    }

    /** May leave the block in the middle: everything before it must be in place. */
    public static boolean mayFault(Op op) {
        return switch (op) {
            case Op.Lin _, Op.Load _, Op.Store _ -> true;
            case Op.Call o -> o.helper().use() == HelperUse.ANYTHING || o.helper().use() == HelperUse.NO_REGS;
            case Op.Mov _, Op.Un _, Op.Bin _, Op.Cmp _, Op.Sel _, Op.Cond _, Op.SetFlags _, Op.Mark _ -> false;
        };
    }

    /** Needs the lazy flags, its own or somebody else's later. */
    public static boolean readsFlags(Op op) {
        return op instanceof Op.Cond || mayFault(op) || op instanceof Op.Call o && o.helper().use() == HelperUse.READS_FLAGS;
    }

    /** May read and write any guest register. */
    public static boolean touchesRegs(Op op) {
        return op instanceof Op.Call o && o.helper().use() == HelperUse.ANYTHING;
    }
}
