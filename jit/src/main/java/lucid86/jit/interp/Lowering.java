package lucid86.jit.interp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import lucid86.jit.helpers.Arithmetic;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Op.BinOp;
import lucid86.jit.ir.Terminal;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** Turns a block's IR into the interpreter's {@link Code}. */
public final class Lowering {
    /** The block needs more temporaries at once than the register file holds. */
    public static final class TooManyTemporaries extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyTemporaries() {
            super("too many temporaries", null, false, false);
        }
    }

    private static final Helper KEPT_OF = Helper.of((Helper.F4) Arithmetic::keptOf);

    private long[] words = new long[128];
    private int count;
    /** Where operations start in {@link #words}. */
    private final BitSet starts = new BitSet();
    private final List<Helper> helpers = new ArrayList<>();
    private final int[] slotOf;
    private final int[] lastUse;
    private final boolean[] busy = new boolean[CpuState.FILE_SIZE];
    private final int[] insnAt;
    private int insns;
    /** Slots of constants loaded for the operation at hand, to be freed after it. */
    private final List<Integer> scratch = new ArrayList<>();

    private Lowering(Block b) {
        slotOf = new int[b.temps()];
        lastUse = new int[b.temps()];
        insnAt = new int[b.insns()];
    }

    /** Lowers a block; throws {@link TooManyTemporaries} when it must be made shorter. */
    public static Code lower(Block b) {
        return new Lowering(b).run(b);
    }

    private Code run(Block b) {
        List<Op> ops = b.ops();
        for (int i = 0; i < ops.size(); i++) {
            Val v;
            for (int k = 0; (v = ops.get(i).operand(k)) != null; k++) if (v instanceof Tmp(int n)) lastUse[n] = i;
        }
        if (b.terminal().use() instanceof Tmp(int n)) lastUse[n] = ops.size();
        Op last = ops.isEmpty() ? null : ops.getLast();
        boolean fused = b.terminal() instanceof Terminal.Branch(Tmp t, int _, int _) && last instanceof Op.Cmp c && c.dst().equals(t);
        boolean returns = returns(ops, b.terminal());
        for (int i = 0; i < ops.size() - (fused ? 1 : returns ? 2 : 0); i++) {
            int more = fuse(ops, i);
            if (more == 0) lower(ops.get(i));
            for (int k = i; k <= i + more; k++) free(ops.get(k), k);
            i += more;
        }
        if (fused) fusedBranch((Op.Cmp) last, (Terminal.Branch) b.terminal());
        else if (returns) emit(OpCode.RET, 0, 0, 0, ((Imm) ((Op.Bin) last).b()).value());
        else terminal(b.terminal());
        pair();
        return new Code(Arrays.copyOf(words, count), helpers.toArray(Helper[]::new), insnAt);
    }

    private void free(Op op, int i) {
        Val v;
        for (int k = 0; (v = op.operand(k)) != null; k++) if (v instanceof Tmp(int n) && lastUse[n] == i) busy[slotOf[n]] = false;
        if (op.dst() instanceof Tmp(int n) && lastUse[n] <= i) busy[slotOf[n]] = false;
        for (int s : scratch) busy[s] = false;
        scratch.clear();
    }

    /** Makes pairs of what has been emitted, from the front. */
    private void pair() {
        for (int at = 0, next; (next = starts.nextSetBit(at + 1)) >= 0; at = next) {
            int pair = OpCode.pair((int) words[at] & 0xff, (int) words[next] & 0xff);
            if (pair < 0) continue;
            words[at] = words[at] & ~0xffL | pair;
            if (pair == OpCode.PUSH_I_GOTO) words[at + 1] = words[at + 1] & 0xffffffffL | words[next] & ~0xffffffffL;
            next = starts.nextSetBit(next + 1);
            if (next < 0) return;
        }
    }

    private void emit(int op, int d, int a, int b) {
        emit(op, d, a, b, 0);
    }

    private void emit(int op, int d, int a, int b, int k) {
        starts.set(count);
        word(op | d << 8 | a << 16 | b << 24, k);
    }

    private void word(int low, int high) {
        if (count == words.length) words = Arrays.copyOf(words, count * 2);
        words[count++] = low & 0xffffffffL | (long) high << 32;
    }

    private int newSlot() {
        for (int s = CpuState.TEMPS; s < CpuState.FILE_SIZE; s++) {
            if (busy[s]) continue;
            busy[s] = true;
            return s;
        }
        throw new TooManyTemporaries();
    }

    private int dst(Place p) {
        return p instanceof Tmp(int n) ? slotOf[n] = newSlot() : ((Reg) p).index();
    }

    /** Slot that holds a value; constants are loaded into one first. */
    private int slot(Val v) {
        if (v instanceof Reg(int index)) return index;
        if (v instanceof Tmp(int n)) return slotOf[n];
        int s = newSlot();
        scratch.add(s);
        emit(OpCode.MOV_I, s, 0, 0, ((Imm) v).value());
        return s;
    }

    // Comparisons of classes rather than a switch over patterns here: that is linked anew at every start of the JVM, which takes 3 ms each, and
    // all firmware comes through here before HotSpot has compiled anything.

    private void lower(Op op) {
        if (op instanceof Op.Mark) {
            if (insns < insnAt.length) insnAt[insns++] = count;
        } else if (op instanceof Op.Mov(Place d, Val v)) {
            move(d, v);
        } else if (op instanceof Op.Bin(var kind, Place d, Val v, Val w)) {
            binary(w instanceof Imm ? OpCode.BIN_I + kind.ordinal() : OpCode.BIN + kind.ordinal(), d, v, w);
        } else if (op instanceof Op.Load l) {
            load(l);
        } else if (op instanceof Op.Store s) {
            int a = slot(s.lin()), v = slot(s.value());
            emit(store(s.size()), 0, a, v);
        } else if (op instanceof Op.SetFlags f) {
            flags(f);
        } else if (op instanceof Op.Un(var kind, Place d, Val v)) {
            int a = slot(v);
            emit(OpCode.UN + kind.ordinal(), dst(d), a, 0);
        } else if (op instanceof Op.Cmp(var kind, Place d, Val v, Val w)) {
            binary(w instanceof Imm ? OpCode.CMP_I + kind.ordinal() : OpCode.CMP + kind.ordinal(), d, v, w);
        } else if (op instanceof Op.Lin l) {
            check(l);
        } else if (op instanceof Op.Cond c) {
            emit(c.cc() == Flags.B ? OpCode.CARRY : OpCode.COND, dst(c.dst()), c.cc(), 0);
        } else if (op instanceof Op.Sel s) {
            int c = slot(s.c()), a = slot(s.a()), b = slot(s.b());
            emit(OpCode.SEL, dst(s.dst()), c, a, b);
        } else {
            call((Op.Call) op);
        }
    }

    private void move(Place d, Val v) {
        if (v instanceof Imm(int k)) {
            emit(OpCode.MOV_I, dst(d), 0, 0, k);
        } else {
            int a = slot(v);
            emit(OpCode.MOV, dst(d), a, 0);
        }
    }

    private void check(Op.Lin l) {
        if (l.size() - 1 > OpCode.SIZE) throw new IllegalArgumentException("an access of " + l.size() + " bytes");
        int a = slot(l.offset());
        int how = l.size() - 1 | CpuState.SEG_BASE + l.seg() << OpCode.SIZE_BITS | (l.write() ? OpCode.FOR_WRITING : 0);
        emit(OpCode.LIN, dst(l.dst()), a, l.seg(), how);
    }

    private void load(Op.Load l) {
        if (l.lin() instanceof Imm(int at) && l.size() == 4 && !l.forWrite()) {
            emit(OpCode.LOAD32_AT, dst(l.dst()), 0, 0, at);
            return;
        }
        int a = slot(l.lin());
        if (l.forWrite()) emit(OpCode.LOAD_FOR_WRITE, dst(l.dst()), a, 0, l.size());
        else emit(load(l.size()), dst(l.dst()), a, 0);
    }

    private static int load(int size) {
        return size == 1 ? OpCode.LOAD8 : size == 2 ? OpCode.LOAD16 : OpCode.LOAD32;
    }

    private static int store(int size) {
        return size == 1 ? OpCode.STORE8 : size == 2 ? OpCode.STORE16 : OpCode.STORE32;
    }

    /**
     * Does operations that often follow each other as one: arithmetic that sets flags, an address with displacement and its access, a push, a
     * pop.
     *
     * @return how many operations after this one are done with it
     */
    private int fuse(List<Op> ops, int i) {
        Op op = ops.get(i), next = i + 1 < ops.size() ? ops.get(i + 1) : null;
        if (op instanceof Op.Bin bin) {
            if (next instanceof Op.SetFlags f && setsFlags(bin, f, bin.a())) {
                arithmetic(bin, f);
                return 1;
            }
            boolean sum = bin.op() == BinOp.ADD, distance = sum || bin.op() == BinOp.SUB;
            return distance && bin.dst() instanceof Tmp t && bin.a() instanceof Reg base && bin.b() instanceof Imm(int k) ? access(ops, i, t, base, sum ? k : -k) : 0;
        }
        if (op instanceof Op.Mov(Tmp t, Reg x) && next instanceof Op.Bin bin && bin.a().equals(x) && i + 2 < ops.size()
                && ops.get(i + 2) instanceof Op.SetFlags f && setsFlags(bin, f, t)) {
            boolean kept = lastUse[t.n()] > i + 2;
            if (kept) lower(op);
            arithmetic(bin, f);
            return 2;
        }
        if (op instanceof Op.Load(Place d, Reg base, int size, boolean forWrite) && pops(base, size, forWrite, next) && !d.equals(base)) {
            emit(OpCode.POP32, dst(d), 0, 0, ((Imm) ((Op.Bin) next).b()).value());
            return 1;
        }
        return 0;
    }

    /** An access at a distance from a register; a push when that register is ESP and gets the address. */
    private int access(List<Op> ops, int i, Tmp t, Reg base, int distance) {
        boolean once = lastUse[t.n()] == i + 1;
        Op next = i + 1 < ops.size() ? ops.get(i + 1) : null;
        if (next instanceof Op.Load(Place d, Tmp lin, int size, boolean forWrite)) {
            if (!lin.equals(t) || !once || forWrite) return 0;
            emit(load(size), dst(d), base.index(), 0, distance);
            return 1;
        }
        if (!(next instanceof Op.Store(Tmp lin, Val v, int size)) || !lin.equals(t) || v.equals(t)) return 0;
        boolean pushes = size == 4 && i + 2 < ops.size() && base.index() == CpuState.ESP && ops.get(i + 2) instanceof Op.Mov(Reg to, Tmp from)
                && to.equals(base) && from.equals(t) && lastUse[t.n()] == i + 2;
        if (!pushes && !once) return 0;
        if (size == 4 && v instanceof Imm(int k)) {
            emit(pushes ? OpCode.PUSH32_I : OpCode.STORE32_I, 0, base.index(), 0, distance);
            word(k, 0);
        } else {
            emit(pushes ? OpCode.PUSH32 : store(size), 0, base.index(), slot(v), distance);
        }
        return pushes ? 2 : 1;
    }

    private static boolean pops(Reg base, int size, boolean forWrite, Op next) {
        return size == 4 && !forWrite && base.index() == CpuState.ESP && next instanceof Op.Bin(BinOp kind, Reg to, Val from, Imm _)
                && kind == BinOp.ADD && to.equals(base) && from.equals(base);
    }

    /**
     * The flags are those of this operation: on its operands, before it replaces one, and its result.
     *
     * @param first holds the first operand when the flags are set
     */
    private static boolean setsFlags(Op.Bin bin, Op.SetFlags f, Val first) {
        if (!f.res().equals(bin.dst())) return false;
        boolean plain = switch (bin.op()) {
            case ADD -> f.kind() == Flags.ADD && f.size() == 4;
            case SUB -> f.kind() == Flags.SUB && f.size() == 4;
            case AND, OR, XOR -> f.kind() == Flags.LOGIC;
            default -> false;
        };
        if (!plain || bin.a() instanceof Imm) return false;
        if (f.kind() == Flags.LOGIC) return true;
        boolean second = f.b().equals(bin.b()) && !bin.b().equals(bin.dst()) || f.b().equals(first) && bin.b().equals(bin.a());
        return f.a().equals(first) && !first.equals(bin.dst()) && second;
    }

    private void arithmetic(Op.Bin bin, Op.SetFlags f) {
        int kind = switch (bin.op()) {
            case ADD -> 0;
            case SUB -> 1;
            case AND -> 2;
            case OR -> 3;
            default -> 4;
        };
        int op = Flags.op(f.kind(), f.size());
        if (bin.b() instanceof Imm(int k)) {
            int a = slot(bin.a());
            emit(OpCode.ADD_FLAGS_I + kind, dst(bin.dst()), a, op, k);
        } else {
            int a = slot(bin.a()), b = slot(bin.b());
            emit(OpCode.ADD_FLAGS + kind, dst(bin.dst()), a, b, op);
        }
    }

    /** The last two operations and the terminal are a near return: {@code t = load [esp]; esp = esp + k; goto t}. */
    private boolean returns(List<Op> ops, Terminal t) {
        int n = ops.size();
        return n >= 2 && t instanceof Terminal.Indirect(Tmp to, var _) && ops.get(n - 2) instanceof Op.Load(Tmp d, Reg base, int size, boolean forWrite)
                && d.equals(to) && pops(base, size, forWrite, ops.getLast());
    }

    private void binary(int op, Place d, Val v, Val w) {
        int a = slot(v);
        if (w instanceof Imm(int k)) {
            emit(op, dst(d), a, 0, k);
        } else {
            int b = slot(w);
            emit(op, dst(d), a, b);
        }
    }

    private void flags(Op.SetFlags f) {
        int op = Flags.op(f.kind(), f.size());
        switch (f.kind()) {
            case Flags.EAGER, Flags.LOGIC -> emit(OpCode.FLAGS_RES, 0, 0, slot(f.res()), op);
            case Flags.INC, Flags.DEC, Flags.MUL, Flags.ROL, Flags.ROR -> {
                int b = slot(f.b()), res = slot(f.res());
                emit(OpCode.FLAGS_B, 0, b, res, op);
            }
            default -> {
                int a = slot(f.a()), res = slot(f.res());
                if (f.b() instanceof Imm(int k)) emit(OpCode.FLAGS_I, a, op, res, k);
                else emit(OpCode.FLAGS, a, slot(f.b()), res, op);
            }
        }
    }

    /** @return false when it is not what rotates keep of an addition's or subtraction's flags */
    private boolean keptFlags(Op.Call c) {
        if (!c.helper().equals(KEPT_OF) || !(c.args().get(0) instanceof Imm(int op)) || op >> 2 < Flags.ADD || op >> 2 > Flags.SBB) return false;
        int shape = (8 << (op & 3)) - 8, a = slot(c.args().get(1)), res = slot(c.args().get(3));
        if (c.args().get(2) instanceof Imm(int k)) {
            emit(OpCode.KEPT_FLAGS, dst(c.dst()), a, res, shape | OpCode.CONSTANT);
            word(k, 0);
        } else {
            int b = slot(c.args().get(2));
            emit(OpCode.KEPT_FLAGS, dst(c.dst()), a, res, shape);
            word(b, 0);
        }
        return true;
    }

    private void call(Op.Call c) {
        if (keptFlags(c)) return;
        int n = helpers.indexOf(c.helper());
        if (n < 0) {
            n = helpers.size();
            helpers.add(c.helper());
        }
        int constants = 0;
        for (int i = 0; i < c.args().size(); i++) if (c.args().get(i) instanceof Imm) constants |= 1 << i;
        var values = new int[4];
        for (int i = 0; i < c.args().size(); i++) values[i] = c.args().get(i) instanceof Imm(int k) ? k : slot(c.args().get(i));
        int d = c.dst() == null ? nowhere() : dst(c.dst());
        emit(OpCode.CALL, d, n, c.args().size(), constants | c.helper().arity() + (c.helper().hasResult() ? 0 : RareOperations.NO_RESULT) << 4);
        for (int i = 0; i < c.args().size(); i += 2) word(values[i], values[i + 1]);
    }

    /** A slot for results nobody wants. */
    private int nowhere() {
        int s = newSlot();
        scratch.add(s);
        return s;
    }

    private void terminal(Terminal t) {
        if (t instanceof Terminal.Goto(int target)) {
            emit(OpCode.GOTO, 0, 0, 0, target);
        } else if (t instanceof Terminal.Branch b) {
            emit(OpCode.BRANCH, 0, slot(b.condition()), 0, b.taken());
            word(b.next(), 0);
        } else if (t instanceof Terminal.Indirect i) {
            emit(OpCode.INDIRECT, 0, slot(i.target()), 0);
        } else {
            emit(OpCode.EXIT, 0, 0, 0);
        }
    }

    private void fusedBranch(Op.Cmp c, Terminal.Branch t) {
        int a = slot(c.a());
        if (c.b() instanceof Imm(int k)) {
            emit(OpCode.BRANCH_CMP_I + c.op().ordinal(), 0, a, 0, k);
            word(t.next(), t.taken());
        } else {
            emit(OpCode.BRANCH_CMP + c.op().ordinal(), 0, a, slot(c.b()), t.taken());
            word(t.next(), 0);
        }
    }

    /** Number of binary operations; the tables in {@link OpCode} leave room for it. */
    static {
        if (BinOp.values().length > 16 || Op.UnOp.values().length > 8) throw new AssertionError("operation tables overlap");
    }
}
