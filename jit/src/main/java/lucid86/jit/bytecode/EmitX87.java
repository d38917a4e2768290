package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import lucid86.jit.helpers.X87Arith;
import lucid86.jit.helpers.X87Locals;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import org.objectweb.asm.MethodVisitor;

/**
 * Bytecode for runs of x87 instructions: the registers are in locals, and where each is on the stack is known. Pushing a copy, exchanging and
 * popping cost nothing, then; a number is in memory again when the run ends or the region is left.
 *
 * <p>Each number has two locals, sign with exponent and mantissa. Slots of the stack refer to numbers; several may refer to one.
 */
final class EmitX87 {
    /** A number for each slot, a memory operand, a result. */
    static final int NUMBERS = 10;

    private static final String LOCALS = "lucid86/jit/helpers/X87Locals";
    private static final String FPU = "Llucid86/machine/cpu/Fpu;";
    private static final int NONE = -1;

    private final MethodVisitor mv;
    private final EmitState state;
    private final EmitMemory memory;
    private final SideExits exits;
    private List<X87Runs.Run> runs = List.of();
    private X87Runs.Run run;
    /** What is known now; null outside runs, and inside until the first instruction has begun. */
    private Registers now;
    /** The number that a memory operand was read into, or NONE. */
    private int operand = NONE;

    /** Where everything is between two instructions. */
    private static final class Registers {
        final X87Slots slots;
        /** Number that a slot refers to; NONE: it is in the FPU. */
        final int[] number = new int[8];
        /** Slots that differ from the FPU's. */
        int changed;
        /** Of the last instruction. */
        int eip, fop;
        /** An instruction of the run has been executed. */
        boolean any;

        Registers() {
            slots = new X87Slots();
            Arrays.fill(number, NONE);
        }

        Registers(Registers r) {
            slots = new X87Slots(r.slots);
            System.arraycopy(r.number, 0, number, 0, 8);
            changed = r.changed;
            eip = r.eip;
            fop = r.fop;
            any = r.any;
        }

        void refer(int slot, int to) {
            number[slot] = to;
            changed |= 1 << slot;
        }
    }

    EmitX87(MethodVisitor mv, EmitState state, EmitMemory memory, SideExits exits) {
        this.mv = mv;
        this.state = state;
        this.memory = memory;
        this.exits = exits;
    }

    /** A new block with these runs. */
    void block(List<X87Runs.Run> its) {
        runs = its;
        run = null;
        now = null;
    }

    /** Before each operation, and before the terminal: begins and ends runs. */
    void before(int k) {
        if (run != null && k == run.end()) {
            writeBack(now);
            run = null;
            now = null;
            exits.before(null);
        }
        if (run == null) for (X87Runs.Run r : runs) if (r.begin() == k) run = r;
    }

    /** A new instruction: where it leaves the region, the registers are those of now. */
    void instruction() {
        if (now == null || !now.any) return;
        var kept = new Registers(now);
        exits.before(() -> writeBack(kept));
    }

    /** @return false when the operation is not one of a run */
    boolean op(Op op) {
        X87Op x87 = run == null ? null : X87Op.of(op);
        // The first instruction's check is made, the others' cannot find anything.
        if (x87 == null || now == null && x87 == X87Op.CHECK) return false;
        emit(x87, (Op.Call) op);
        return true;
    }

    // ---- locals -------------------------------------------------------------------------------------------------------------

    private int signExp(int number) {
        return state.plan().x87() + 1 + number;
    }

    private int mant(int number) {
        return state.plan().x87() + 1 + NUMBERS + 2 * number;
    }

    private int status() {
        return state.plan().x87();
    }

    private void call(String name, String descriptor) {
        mv.visitMethodInsn(INVOKESTATIC, LOCALS, name, descriptor, false);
    }

    private void cpu() {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
    }

    private void fpu() {
        MachinePart.FPU.load(mv);
    }

    private void load(int number) {
        mv.visitVarInsn(ILOAD, signExp(number));
        mv.visitVarInsn(LLOAD, mant(number));
    }

    /** A number that nothing refers to. */
    private int unused() {
        var used = new BitSet();
        for (int n : now.number) if (n != NONE) used.set(n);
        if (operand != NONE) used.set(operand);
        return used.nextClearBit(0);
    }

    /** The number in a slot, which is read from the FPU if it was not yet. */
    private int numberOf(int slot) {
        if (now.number[slot] != NONE) return now.number[slot];
        int n = unused();
        fpu();
        MachinePart.SIGN_EXP.load(mv);
        state.constant(slot);
        call("signExp", "(" + FPU + "[II)I");
        mv.visitVarInsn(ISTORE, signExp(n));
        fpu();
        MachinePart.MANT.load(mv);
        state.constant(slot);
        call("mant", "(" + FPU + "[JI)J");
        mv.visitVarInsn(LSTORE, mant(n));
        return now.number[slot] = n;
    }

    /** A new number from what the FPU's scratch fields hold. */
    private int taken(String prefix) {
        int n = unused();
        fpu();
        call(prefix + "SignExp", "(" + FPU + ")I");
        mv.visitVarInsn(ISTORE, signExp(n));
        fpu();
        call(prefix + "Mant", "(" + FPU + ")J");
        mv.visitVarInsn(LSTORE, mant(n));
        return n;
    }

    private void writeBack(Registers r) {
        if (!r.any) return;
        for (int slot = 0; slot < 8; slot++) {
            if ((r.changed >> slot & 1) == 0) continue;
            fpu();
            MachinePart.SIGN_EXP.load(mv);
            MachinePart.MANT.load(mv);
            state.constant(slot);
            load(r.number[slot]);
            call("put", "(" + FPU + "[I[JIIJ)V");
        }
        cpu();
        fpu();
        mv.visitVarInsn(ILOAD, status());
        state.constant(r.slots.tags());
        state.constant(r.eip);
        state.constant(r.fop);
        call("end", "(L" + EmitState.CPU + ";" + FPU + "IIII)V");
    }

    // ---- operations ---------------------------------------------------------------------------------------------------------

    private void emit(X87Op op, Op.Call o) {
        if (now == null) beginRun();
        int fop = op.fop(o), top = now.slots.top, other = now.slots.slot(fop);
        switch (op) {
            case CHECK -> { }
            case OPERAND -> operand(o);
            case STORE -> store(o);
            case ADD, SUB, MUL, DIV -> arithmetic(op, fop);
            case COMPARE -> compare(fop, () -> {
                mv.visitVarInsn(ILOAD, status());
                state.constant(~(Fp80.C3 | Fp80.C2 | Fp80.C1 | Fp80.C0));
                mv.visitInsn(IAND);
                mv.visitVarInsn(ILOAD, LocalPlan.LINEAR);
                mv.visitInsn(IOR);
                mv.visitVarInsn(ISTORE, status());
            });
            case COMPARE_TO_FLAGS -> compare(fop, () -> state.assign(o.dst(), () -> {
                mv.visitVarInsn(ILOAD, LocalPlan.LINEAR);
                call("flags", "(I)I");
            }));
            case CHANGE_SIGN -> sign(IXOR, Fp80.SIGN);
            case ABSOLUTE -> sign(IAND, ~Fp80.SIGN);
            case PUSH_OPERAND -> now.refer(now.slots.slot(-1), operand);
            case PUSH_REGISTER -> now.refer(now.slots.slot(-1), numberOf(other));
            case PUSH_CONSTANT -> {
                fpu();
                state.constant(fop & 7);
                call("constant", "(" + FPU + "I)V");
                now.refer(now.slots.slot(-1), taken("result"));
            }
            case EXCHANGE -> {
                int a = numberOf(top), b = numberOf(other);
                now.refer(top, b);
                now.refer(other, a);
            }
            case COPY, COPY_AND_POP -> now.refer(other, numberOf(top));
            case STATUS_WORD -> state.assign(o.dst(), () -> {
                fpu();
                mv.visitVarInsn(ILOAD, status());
                state.constant(top);
                call("statusWord", "(" + FPU + "II)I");
            });
        }
        switch (op) {
            case CHANGE_SIGN, ABSOLUTE, PUSH_OPERAND, PUSH_REGISTER, PUSH_CONSTANT, EXCHANGE, COPY, COPY_AND_POP -> clearC1();
            default -> { }
        }
        now.slots.step(op, o);
        if (op == X87Op.CHECK || op == X87Op.OPERAND || op == X87Op.STATUS_WORD) return;
        operand = NONE;
        now.eip = op.eip(o);
        now.fop = fop;
        now.any = true;
    }

    /** In front of the first instruction's first effect. */
    private void beginRun() {
        fpu();
        state.constant(run.used());
        state.constant(run.free());
        call("begin", "(" + FPU + "II)Z");
        mv.visitJumpInsn(IFEQ, exits.label());
        fpu();
        call("status", "(" + FPU + ")I");
        mv.visitVarInsn(ISTORE, status());
        now = new Registers();
        operand = NONE;
    }

    private void clearC1() {
        mv.visitVarInsn(ILOAD, status());
        state.constant(~Fp80.C1);
        mv.visitInsn(IAND);
        mv.visitVarInsn(ISTORE, status());
    }

    private void raised() {
        fpu();
        mv.visitVarInsn(ILOAD, status());
        call("raised", "(" + FPU + "I)I");
        mv.visitVarInsn(ISTORE, status());
    }

    private void operand(Op.Call o) {
        Helper.Twin t = o.helper().quick();
        memory.find(o.args().getFirst(), t);
        cpu();
        memory.loadFound();
        for (Val v : o.args().subList(1, o.args().size())) state.load(v);
        mv.visitMethodInsn(INVOKESTATIC, t.owner(), o.helper().method(), t.descriptor(), false);
        fpu();
        call("isOperandPlain", "(" + FPU + ")Z");
        mv.visitJumpInsn(IFEQ, exits.label());
        operand = taken("operand");
    }

    /** Other operand of an arithmetic instruction or comparison: a register or what was read from memory. */
    private int second(int fop) {
        return X87Locals.hasRegister(fop) ? numberOf(now.slots.slot(fop)) : operand;
    }

    private void arithmetic(X87Op op, int fop) {
        int a = numberOf(now.slots.top), b = second(fop);
        boolean reversed = (op == X87Op.SUB || op == X87Op.DIV) && (fop & X87Arith.REVERSED) != 0;
        fpu();
        load(reversed ? b : a);
        int last = reversed ? a : b;
        mv.visitVarInsn(ILOAD, signExp(last));
        if (op == X87Op.SUB) {
            state.constant(Fp80.SIGN);
            mv.visitInsn(IXOR);
        }
        mv.visitVarInsn(LLOAD, mant(last));
        call(op == X87Op.MUL ? "mul" : op == X87Op.DIV ? "div" : "add", "(" + FPU + "IJIJ)Z");
        mv.visitJumpInsn(IFEQ, exits.label());
        raised();
        int result = taken("result");
        now.refer(X87Locals.hasRegister(fop) && (fop & X87Arith.TO_OTHER) != 0 ? now.slots.slot(fop) : now.slots.top, result);
    }

    /** @param then with the condition codes in {@link LocalPlan#LINEAR} */
    private void compare(int fop, Runnable then) {
        int a = numberOf(now.slots.top), b = second(fop);
        load(a);
        load(b);
        call("compare", "(IJIJ)I");
        mv.visitInsn(DUP);
        mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
        mv.visitJumpInsn(IFLT, exits.label());
        then.run();
    }

    private void sign(int operation, int mask) {
        int from = numberOf(now.slots.top), to = unused();
        mv.visitVarInsn(ILOAD, signExp(from));
        state.constant(mask);
        mv.visitInsn(operation);
        mv.visitVarInsn(ISTORE, signExp(to));
        mv.visitVarInsn(LLOAD, mant(from));
        mv.visitVarInsn(LSTORE, mant(to));
        now.refer(now.slots.top, to);
    }

    private void store(Op.Call o) {
        Helper.Twin t = o.helper().quick();
        memory.find(o.args().getFirst(), t);
        int n = numberOf(now.slots.top);
        fpu();
        memory.loadFound();
        load(n);
        mv.visitMethodInsn(INVOKESTATIC, t.owner(), o.helper().method(), "(" + FPU + "[BIIJ)Z", false);
        mv.visitJumpInsn(IFEQ, exits.label());
        raised();
        cpu();
        fpu();
        state.load(o.args().get(1));
        state.constant(((Val.Imm) o.args().get(3)).value() >>> 11);
        call("operandAt", "(L" + EmitState.CPU + ";" + FPU + "II)V");
    }
}
