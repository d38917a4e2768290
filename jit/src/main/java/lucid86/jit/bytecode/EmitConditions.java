package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import lucid86.jit.bytecode.FlagNotes.Note;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Reg;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Bytecode for comparisons and condition codes. */
final class EmitConditions {
    private final MethodVisitor mv;
    private final EmitState state;
    private final EmitFlags flags;
    /** Where to go when the flags are not what was guessed, and the condition is not to be found out here; null: it is. */
    private Supplier<Label> wrongGuess;

    EmitConditions(MethodVisitor mv, EmitState state, EmitFlags flags) {
        this.mv = mv;
        this.state = state;
        this.flags = flags;
    }

    void compare(Op.Cmp o) {
        truth(yes -> jumpIf(o, yes));
    }

    /** Leaves 1 or 0 on the stack: whether a jump is taken. Both ways go through a local, so that the stack is empty at the labels. */
    private void truth(Consumer<Label> jump) {
        var yes = new Label();
        var done = new Label();
        jump.accept(yes);
        state.constant(0);
        mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
        mv.visitJumpInsn(GOTO, done);
        mv.visitLabel(yes);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        state.constant(1);
        mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        mv.visitVarInsn(ILOAD, LocalPlan.LINEAR);
    }

    /** Jumps when the comparison holds. */
    void jumpIf(Op.Cmp o, Label target) {
        boolean unsigned = isUnsigned(o.op());
        boolean zero = !unsigned && o.b() instanceof Imm(int k) && k == 0;
        operand(o.a(), unsigned);
        if (!zero) operand(o.b(), unsigned);
        jump(o.op(), zero, false, target);
    }

    private static boolean isUnsigned(CmpOp op) {
        return op == CmpOp.LTU || op == CmpOp.LEU;
    }

    /** Unsigned values are moved to where signed comparison gives the same: HotSpot knows the pattern, and no call is needed. */
    private void operand(Val v, boolean unsigned) {
        if (unsigned && v instanceof Imm(int k)) {
            state.constant(k + Integer.MIN_VALUE);
            return;
        }
        state.load(v);
        if (unsigned) unsigned();
    }

    private void unsigned() {
        state.constant(Integer.MIN_VALUE);
        mv.visitInsn(IADD);
    }

    /** Compares what is on the stack, two values, or one with zero, and jumps when that holds (or, negated, does not). */
    private void jump(CmpOp op, boolean zero, boolean negated, Label target) {
        int opcode = switch (op) {
            case EQ -> zero ? IFEQ : IF_ICMPEQ;
            case NE -> zero ? IFNE : IF_ICMPNE;
            case LTS, LTU -> zero ? IFLT : IF_ICMPLT;
            case LES, LEU -> zero ? IFLE : IF_ICMPLE;
        };
        mv.visitJumpInsn(negated ? opposite(opcode) : opcode, target);
    }

    /** The jump taken exactly when this one is not: opcodes come in pairs. */
    private static int opposite(int opcode) {
        return (opcode + 1 ^ 1) - 1;
    }

    // ---- conditions ---------------------------------------------------------------------------------------------------------

    /** What to do when a guess is wrong, from here on: leave by this label, or find out when there is none. */
    void whenGuessIsWrong(Supplier<Label> exit) {
        wrongGuess = exit;
    }

    void condition(Op.Cond o) {
        state.assign(o.dst(), () -> truth(yes -> jumpIf(o, yes)));
    }

    /** Jumps when the condition code holds. */
    void jumpIf(Op.Cond o, Label target) {
        EmitFlags.Known known = flags.known();
        if (known.note() != null) {
            jumpIf(o.cc(), known.note(), target);
        } else {
            // The first of several is as good a guess as any other.
            var guess = known.possible().stream().filter(n -> FlagTest.of(o.cc(), n.op()).isPresent()).findFirst();
            if (guess.isPresent()) guess(o.cc(), guess.get(), target);
            else anyFlags(o.cc(), target);
        }
    }

    private void jumpIf(int cc, Note n, Label target) {
        var test = FlagTest.of(cc, n.op());
        if (test.isPresent()) {
            jumpIf(test.get(), word -> flags.load(n, word), target);
            return;
        }
        state.constant(cc);
        state.constant(n.op());
        for (int i = CpuState.CC_A; i <= CpuState.CC_RES; i++) flags.load(n, i);
        condition(target);
    }

    /** Compares what was most probably noted; out of line, what is in the register file if that is of the same kind. */
    private void guess(int cc, Note n, Label target) {
        Label other = new Label(), next = new Label();
        Label wrong = wrongGuess == null ? new Label() : wrongGuess.get();
        mv.visitVarInsn(ILOAD, LocalPlan.NOTE);
        state.constant(flags.number(n));
        mv.visitJumpInsn(IF_ICMPNE, other);
        jumpIf(cc, n, target);
        mv.visitLabel(next);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        EmitFlags.Known known = flags.known();
        boolean leaves = wrongGuess != null;
        state.defer(other, () -> {
            mv.visitVarInsn(ILOAD, LocalPlan.NOTE);
            mv.visitJumpInsn(IFNE, wrong);
            state.fromFile(CpuState.CC_OP);
            state.constant(n.op());
            mv.visitJumpInsn(IF_ICMPNE, wrong);
            jumpIf(FlagTest.of(cc, n.op()).orElseThrow(), state::fromFile, target);
            mv.visitJumpInsn(GOTO, next);
            if (leaves) return;
            mv.visitLabel(wrong);
            mv.visitFrame(F_SAME, 0, null, 0, null);
            flags.known(known);
            anyFlags(cc, target);
            mv.visitJumpInsn(GOTO, next);
        });
    }

    private void anyFlags(int cc, Label target) {
        flags.toFile();
        state.constant(cc);
        for (int i = CpuState.CC_OP; i <= CpuState.CC_RES; i++) state.fromFile(i);
        condition(target);
    }

    /** Jumps when {@link Flags#condition} says so, with its arguments on the stack. */
    private void condition(Label target) {
        mv.visitMethodInsn(INVOKESTATIC, "lucid86/machine/cpu/Flags", "condition", "(IIIII)I", false);
        mv.visitJumpInsn(IFNE, target);
    }

    private void jumpIf(FlagTest t, IntConsumer words, Label target) {
        boolean zero = t.b() instanceof Imm(int k) && k == 0, unsigned = isUnsigned(t.op());
        extended(t.a(), words, t.extend(), unsigned);
        if (t.mask() != -1) {
            state.constant(t.mask());
            mv.visitInsn(IAND);
        }
        if (!zero) extended(t.b(), words, t.extend(), unsigned);
        jump(t.op(), zero, t.negated(), target);
    }

    private void extended(Val v, IntConsumer words, int size, boolean unsigned) {
        if (v instanceof Reg(int word)) {
            words.accept(word);
            if (unsigned) unsigned();
        } else {
            operand(v, unsigned);
        }
        if (size < 4) mv.visitInsn(size == 1 ? I2B : I2S);
    }
}
