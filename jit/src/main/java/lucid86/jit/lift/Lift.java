package lucid86.jit.lift;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import lucid86.jit.helpers.Checks;
import lucid86.jit.helpers.PatchedCode;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Op.BinOp;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Op.UnOp;
import lucid86.jit.ir.Terminal;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Operand;
import lucid86.jit.x86.Row;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/**
 * What a row's meaning is written in: reads and writes of operands, arithmetic that folds constants, flags, helpers and
 * block ends. Every call emits IR. Keep the order inside an instruction: all reads and checks, compute, writes, flags
 * last; then a fault anywhere leaves the state as it was.
 */
public final class Lift {
    private final int mode;
    private final int codeLimit;
    private final List<Op> ops = new ArrayList<>();
    private int temps;
    private Terminal terminal;
    private Insn insn;
    private final Patched patched;
    /** Bytes lifted before this instruction; bytes whose value is read when the block runs, nowhere before. */
    private int offset;
    private final BitSet live = new BitSet();
    private boolean readsImmediate, knowsImmediate;
    /** Instructions before have found that CR0 and CR4 allow these; whatever changes those ends the block. */
    private boolean x87Checked, sseChecked;
    /** The last instruction may have changed the mode bits. */
    private boolean modeInDoubt;
    /** The block ends with the present instruction. */
    private boolean endsBlock;
    /** Linear address of the memory operand once computed for this instruction, and for what it was checked. */
    private Val address;
    private boolean addressChecked, addressForWrite;

    /**
     * @param mode {@link Mode} bits of the block
     * @param codeLimit limit of CS, unsigned
     * @param patched immediates to read when the block runs
     */
    public Lift(int mode, int codeLimit, Patched patched) {
        this.mode = mode;
        this.patched = patched;
        this.codeLimit = codeLimit;
    }

    /** Lifts one instruction. */
    public void instruction(Insn next) {
        insn = next;
        address = null;
        addressChecked = addressForWrite = readsImmediate = knowsImmediate = false;
        ops.add(new Op.Mark(insn.eip(), insn.length()));
        if (modeInDoubt) run(Checks::sameMode, imm(mode));
        modeInDoubt = false;
        Row row = insn.row();
        if (row.is(Row.Attr.PROTECTED_ONLY)) run(Checks::protectedOnly);
        if (row.is(Row.Attr.CPL0)) run(Checks::cpl0);
        if (row.is(Row.Attr.X87)) run(x87Checked ? Checks::pendingX87 : Checks::x87);
        if (row.is(Row.Attr.X87_NO_WAIT) && !x87Checked) run(Checks::x87NoWait);
        x87Checked |= row.is(Row.Attr.X87) || row.is(Row.Attr.X87_NO_WAIT);
        if (row.is(Row.Attr.MMX)) run(Checks::mmx);
        if (row.is(Row.Attr.SSE) && !sseChecked) run(Checks::sse);
        sseChecked |= row.is(Row.Attr.SSE);
        endsBlock = row.is(Row.Attr.ENDS_BLOCK);
        row.meaning().accept(this);
        if (terminal == null && endsBlock) {
            exit(nextEip());
        } else if (terminal == null && row.is(Row.Attr.JUMPS)) {
            terminal = new Terminal.Exit();
        }
        if (readsImmediate && !knowsImmediate) live.set(offset + insn.immediateAt(), offset + insn.length());
        offset += insn.length();
    }

    /** Bytes of the block that may change without changing what was lifted. */
    public BitSet live() {
        return live;
    }

    /** The instruction may change the mode bits. Those that follow in the block find out. */
    public void mayChangeMode() {
        modeInDoubt = true;
    }

    /** The block ends after this instruction, as with {@link Row.Attr#ENDS_BLOCK}. */
    public void endBlock() {
        endsBlock = true;
    }

    /** An instruction has ended the block. */
    public boolean ended() {
        return terminal != null;
    }

    /**
     * How the block ends.
     *
     * @param next where it goes on unless an instruction has ended it
     */
    public Terminal terminal(int next) {
        if (terminal != null) return terminal;
        if (!modeInDoubt) return new Terminal.Goto(next);
        exit(next);
        return terminal;
    }

    private void exit(int next) {
        set(new Reg(CpuState.EIP), imm(next));
        terminal = new Terminal.Exit();
    }

    public List<Op> ops() {
        return ops;
    }

    /** Number of temporaries used so far. */
    public int temps() {
        return temps;
    }

    // ---- about the instruction ---------------------------------------------------------------------------------------

    public Insn insn() {
        return insn;
    }

    /** {@link Mode} bits of the block. */
    public int mode() {
        return mode;
    }

    public int eip() {
        return insn.eip();
    }

    /** Offset of the following instruction, wrapped to 16 bits in a 16-bit code segment. */
    public int nextEip() {
        int next = insn.eip() + insn.length();
        return (mode & Mode.CODE32) != 0 ? next : next & 0xffff;
    }

    /** Operand size in bytes: 2 or 4. */
    public int operandSize() {
        return insn.operandSize();
    }

    public Operand operand(int i) {
        return insn.operands().get(i);
    }

    /** Size of an operand in bytes. */
    public int size(int i) {
        return operand(i).size();
    }

    public boolean isMemory(int i) {
        return operand(i) instanceof Operand.Mem;
    }

    /** Number of a register operand of any kind. */
    public int number(int i) {
        return operand(i).number();
    }

    /** Value of an immediate operand. */
    public int immediate(int i) {
        knowsImmediate = true;
        return ((Operand.Imm) operand(i)).value();
    }

    /** Target of a relative branch. */
    public int target(int i) {
        return ((Operand.Target) operand(i)).eip();
    }

    // ---- operands -----------------------------------------------------------------------------------------------------

    /** Reads an integer operand, zero-extended. */
    public Val read(int i) {
        return read(i, false);
    }

    /** Reads an integer operand that the same instruction will write: memory faults as a write does. */
    public Val readForWrite(int i) {
        return read(i, true);
    }

    private Val read(int i, boolean forWrite) {
        Operand o = operand(i);
        if (o instanceof Operand.Gpr g) return gpr(g.number(), g.size());
        if (o instanceof Operand.Imm m) return immediate(m);
        if (o instanceof Operand.Mem m) return load(linear(m.size(), forWrite), m.size(), forWrite);
        if (o instanceof Operand.Seg s) return call(Checks::selector, imm(s.number()));
        throw new IllegalStateException("cannot read operand " + i + " of " + insn.row());
    }

    private Val immediate(Operand.Imm m) {
        int at = offset + insn.immediateAt();
        boolean last = insn.immediateAt() >= 0 && insn.immediateAt() + m.size() == insn.length();
        if (!last || !patched.changes(at, m.size())) {
            knowsImmediate = true;
            return imm(m.value());
        }
        readsImmediate = true;
        return call(PatchedCode::immediate, imm(patched.start() + at), imm(m.size()));
    }

    /** Writes an integer operand's low bits. */
    public void write(int i, Val v) {
        Operand o = operand(i);
        if (o instanceof Operand.Gpr g) setGpr(g.number(), g.size(), v);
        else if (o instanceof Operand.Mem m) store(linear(m.size(), true), v, m.size());
        else throw new IllegalStateException("cannot write operand " + i + " of " + insn.row());
    }

    /** A general register's value, zero-extended; of size 1, numbers 4..7 are AH..BH. */
    public Val gpr(int number, int size) {
        if (size == 4) return copy(new Reg(number));
        if (size == 2) return un(UnOp.ZX16, new Reg(number));
        if (number < 4) return un(UnOp.ZX8, new Reg(number));
        return un(UnOp.ZX8, bin(BinOp.SHR, new Reg(number - 4), imm(8)));
    }

    /** Writes a general register, or a part of one. */
    public void setGpr(int number, int size, Val v) {
        switch (size) {
            case 4 -> set(new Reg(number), v);
            case 2 -> ops.add(new Op.Bin(BinOp.DEP16, new Reg(number), new Reg(number), v));
            default -> {
                var reg = new Reg(number & 3);
                ops.add(new Op.Bin(number < 4 ? BinOp.DEP8 : BinOp.DEP8H, reg, reg, v));
            }
        }
    }

    // ---- memory ---------------------------------------------------------------------------------------------------------

    /** Offset of the memory operand in its segment, wrapped to the address size. */
    public Val effectiveAddress() {
        return displaced(0);
    }

    private Val displaced(int extra) {
        Val v = imm(insn.displacement() + extra);
        if (insn.index() >= 0) v = add(shl(new Reg(insn.index()), insn.scale()), v);
        if (insn.base() >= 0) v = add(new Reg(insn.base()), v);
        return insn.addressSize() == 2 ? zx(v, 2) : v instanceof Reg r ? copy(r) : v;
    }

    /**
     * Linear address of {@code bytes} bytes at the memory operand, segment checked. Computed once per instruction; ask
     * for writing first if the instruction does both.
     */
    public Val linear(int bytes, boolean write) {
        if (address == null || write && !addressForWrite && addressChecked) {
            addressChecked = needsCheck(insn.segment());
            address = linear(insn.segment(), effectiveAddress(), bytes, write);
            addressForWrite = write;
        }
        return address;
    }

    /** Linear address of a piece of the memory operand at a distance from its start (far pointers, pairs). */
    public Val linearAt(int distance, int bytes, boolean write) {
        return linear(insn.segment(), displaced(distance), bytes, write);
    }

    private boolean needsCheck(int seg) {
        return (mode & Mode.flat(seg)) == 0;
    }

    /** Linear address of {@code bytes} bytes at seg:offset, checked unless the segment is flat. */
    public Val linear(int seg, Val offset, int bytes, boolean write) {
        if (!needsCheck(seg) && !(seg == CpuState.CS && write)) return offset;
        var t = tmp();
        ops.add(new Op.Lin(t, seg, offset, bytes, write));
        return t;
    }

    /** Reads 1, 2 or 4 bytes at a linear address. */
    public Val load(Val lin, int size) {
        return load(lin, size, false);
    }

    public Val load(Val lin, int size, boolean forWrite) {
        var t = tmp();
        ops.add(new Op.Load(t, lin, size, forWrite));
        return t;
    }

    public void store(Val lin, Val v, int size) {
        ops.add(new Op.Store(lin, v, size));
    }

    // ---- stack ------------------------------------------------------------------------------------------------------------

    /** The stack pointer as far as the stack segment uses it: ESP or SP. */
    public Val stackPointer() {
        return gpr(CpuState.ESP, stackSize());
    }

    /** 4 when the stack pointer is ESP, 2 when it is SP. */
    public int stackSize() {
        return (mode & Mode.STACK32) != 0 ? 4 : 2;
    }

    /** Pushes the low {@code size} bytes of a value. */
    public void push(Val v, int size) {
        Val top = zx(sub(stackPointer(), imm(size)), stackSize());
        store(linear(CpuState.SS, top, size, true), v, size);
        setGpr(CpuState.ESP, stackSize(), top);
    }

    /** Reads the stack {@code distance} bytes above its top, without moving it. */
    public Val peekStack(int distance, int size) {
        Val at = zx(add(stackPointer(), imm(distance)), stackSize());
        return load(linear(CpuState.SS, at, size, false), size);
    }

    /** Writes the stack {@code distance} bytes from its top (negative: below), without moving it. */
    public void pokeStack(int distance, Val v, int size) {
        Val at = zx(add(stackPointer(), imm(distance)), stackSize());
        store(linear(CpuState.SS, at, size, true), v, size);
    }

    /** Adds to the stack pointer; the upper half of ESP stays on a 16-bit stack. */
    public void moveStack(int bytes) {
        setGpr(CpuState.ESP, stackSize(), add(stackPointer(), imm(bytes)));
    }

    /** Pops a value: read it, then move the pointer. Use only where nothing after it can fault. */
    public Val pop(int size) {
        Val v = peekStack(0, size);
        moveStack(size);
        return v;
    }

    // ---- computing ----------------------------------------------------------------------------------------------------------

    public Imm imm(int v) {
        return new Imm(v);
    }

    public Tmp tmp() {
        return new Tmp(temps++);
    }

    /** A copy that later writes of the register do not change. */
    public Val copy(Val v) {
        if (!(v instanceof Reg)) return v;
        var t = tmp();
        ops.add(new Op.Mov(t, v));
        return t;
    }

    public void set(Place to, Val v) {
        ops.add(new Op.Mov(to, v));
    }

    public Val un(UnOp op, Val a) {
        if (a instanceof Imm(int v)) return imm(Fold.un(op, v));
        var t = tmp();
        ops.add(new Op.Un(op, t, a));
        return t;
    }

    public Val bin(BinOp op, Val a, Val b) {
        if (a instanceof Imm(int x) && b instanceof Imm(int y)) return imm(Fold.bin(op, x, y));
        if (b instanceof Imm(int y) && Fold.isNeutral(op, y)) return copy(a);
        if (a instanceof Imm && Fold.commutes(op)) return bin(op, b, a);
        var t = tmp();
        ops.add(new Op.Bin(op, t, a, b));
        return t;
    }

    public Val cmp(CmpOp op, Val a, Val b) {
        if (a instanceof Imm(int x) && b instanceof Imm(int y)) return imm(Fold.cmp(op, x, y));
        var t = tmp();
        ops.add(new Op.Cmp(op, t, a, b));
        return t;
    }

    /** {@code c != 0 ? a : b}. */
    public Val select(Val c, Val a, Val b) {
        var t = tmp();
        ops.add(new Op.Sel(t, c, a, b));
        return t;
    }

    public Val add(Val a, Val b) {
        return bin(BinOp.ADD, a, b);
    }

    public Val sub(Val a, Val b) {
        return bin(BinOp.SUB, a, b);
    }

    public Val and(Val a, Val b) {
        return bin(BinOp.AND, a, b);
    }

    public Val or(Val a, Val b) {
        return bin(BinOp.OR, a, b);
    }

    public Val xor(Val a, Val b) {
        return bin(BinOp.XOR, a, b);
    }

    public Val shl(Val a, int count) {
        return bin(BinOp.SHL, a, imm(count));
    }

    public Val shr(Val a, int count) {
        return bin(BinOp.SHR, a, imm(count));
    }

    /** Zero-extends the low {@code size} bytes. */
    public Val zx(Val v, int size) {
        return size == 4 ? v : un(size == 2 ? UnOp.ZX16 : UnOp.ZX8, v);
    }

    /** Sign-extends the low {@code size} bytes. */
    public Val sx(Val v, int size) {
        return size == 4 ? v : un(size == 2 ? UnOp.SX16 : UnOp.SX8, v);
    }

    // ---- flags --------------------------------------------------------------------------------------------------------------

    /** Records a flag-setting operation; see {@link lucid86.machine.cpu.Flags} for kinds. Operands zero-extended from {@code size}. */
    public void flags(int kind, int size, Val a, Val b, Val res) {
        ops.add(new Op.SetFlags(kind, size, a, b, res));
    }

    /** A condition code as 1 or 0. */
    public Val condition(int cc) {
        var t = tmp();
        ops.add(new Op.Cond(t, cc));
        return t;
    }

    // ---- helpers ---------------------------------------------------------------------------------------------------------------

    public Val call(Helper.F0 f) {
        return emitCall(f);
    }

    public Val call(Helper.F1 f, Val a) {
        return emitCall(f, a);
    }

    public Val call(Helper.F2 f, Val a, Val b) {
        return emitCall(f, a, b);
    }

    public Val call(Helper.F3 f, Val a, Val b, Val c) {
        return emitCall(f, a, b, c);
    }

    public Val call(Helper.F4 f, Val a, Val b, Val c, Val d) {
        return emitCall(f, a, b, c, d);
    }

    public void run(Helper.R0 f) {
        emitRun(f);
    }

    public void run(Helper.R1 f, Val a) {
        emitRun(f, a);
    }

    public void run(Helper.R2 f, Val a, Val b) {
        emitRun(f, a, b);
    }

    public void run(Helper.R3 f, Val a, Val b, Val c) {
        emitRun(f, a, b, c);
    }

    public void run(Helper.R4 f, Val a, Val b, Val c, Val d) {
        emitRun(f, a, b, c, d);
    }

    private Val emitCall(Helper.Fn f, Val... args) {
        var t = tmp();
        ops.add(new Op.Call(t, Helper.of(f), List.of(args)));
        return t;
    }

    private void emitRun(Helper.Fn f, Val... args) {
        ops.add(new Op.Call(null, Helper.of(f), List.of(args)));
    }

    /** Raises an exception without an error code; ends the block. */
    public void raise(int vector) {
        run(Checks::raise, imm(vector), imm(0));
        terminal = new Terminal.Exit();
    }

    // ---- block ends --------------------------------------------------------------------------------------------------------------

    /** #GP(0) unless a near transfer's target lies within CS; before anything of the instruction has happened. */
    public void checkTarget(Val eip) {
        if (codeLimit == -1) return;
        if (eip instanceof Imm(int at)) checkTarget(at);
        else run(Checks::codeLimit, eip);
    }

    public void checkTarget(int eip) {
        if (outside(eip)) run(Checks::codeLimit, imm(eip));
    }

    private boolean outside(int eip) {
        return Integer.compareUnsigned(eip, codeLimit) > 0;
    }

    /** Jumps within CS to a known offset. */
    public void jump(int eip) {
        checkTarget(eip);
        jumpChecked(eip);
    }

    /** As {@link #jump} where the target was checked before. */
    public void jumpChecked(int eip) {
        terminal = new Terminal.Goto(eip);
    }

    public void branch(Val condition, int taken) {
        branch(condition, taken, nextEip());
    }

    public void branch(Val condition, int taken, int next) {
        checkTargetIf(condition, taken);
        branchChecked(condition, taken, next);
    }

    /** #GP(0) if the condition holds and the target lies outside CS; before anything of the instruction has happened. */
    public void checkTargetIf(Val condition, int taken) {
        if (outside(taken)) run(Checks::codeLimitIf, condition, imm(taken));
    }

    /** As {@link #branch} where targets were checked before, or are the instruction itself and the next one. */
    public void branchChecked(Val condition, int taken, int next) {
        terminal = new Terminal.Branch(condition, taken, next);
    }

    /** Jumps within CS to a computed offset. */
    public void jumpTo(Val eip, Terminal.Kind kind) {
        if (kind == Terminal.Kind.JUMP) checkTarget(eip);
        terminal = new Terminal.Indirect(eip, kind);
    }
}
