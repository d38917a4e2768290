package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private int flagsOp = FlagGuess.UNKNOWN;
    private boolean flagsCertain;
    /** Where to go when the flags are not what was guessed, and the condition is not to be found out here; null: it is. */
    private Supplier<Label> wrongGuess;

    EmitConditions(MethodVisitor mv, EmitState state) {
        this.mv = mv;
        this.state = state;
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
        if (!unsigned) return;
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

    /** What CC_OP is at this place, or probably is; {@link FlagGuess#UNKNOWN} when nothing is known. */
    void flagsAre(int op, boolean certain) {
        flagsOp = op;
        flagsCertain = certain;
    }

    void condition(Op.Cond o) {
        state.assign(o.dst(), () -> truth(yes -> jumpIf(o, yes)));
    }

    /** Jumps when the condition code holds. */
    void jumpIf(Op.Cond o, Label target) {
        var test = flagsOp < 0 ? Optional.<FlagTest>empty() : FlagTest.of(o.cc(), flagsOp);
        if (test.isEmpty()) {
            anyFlags(o.cc());
            mv.visitJumpInsn(IFNE, target);
            return;
        }
        var other = flagsCertain || wrongGuess == null ? new Label() : wrongGuess.get();
        var next = new Label();
        if (!flagsCertain) {
            state.load(new Reg(CpuState.CC_OP));
            state.constant(flagsOp);
            mv.visitJumpInsn(IF_ICMPNE, other);
        }
        jumpIf(test.get(), target);
        if (flagsCertain || wrongGuess != null) return;
        mv.visitLabel(next);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        state.defer(other, () -> {
            anyFlags(o.cc());
            mv.visitJumpInsn(IFNE, target);
            mv.visitJumpInsn(GOTO, next);
        });
    }

    private void anyFlags(int cc) {
        state.constant(cc);
        for (int i = CpuState.CC_OP; i <= CpuState.CC_RES; i++) state.load(new Reg(i));
        mv.visitMethodInsn(INVOKESTATIC, "lucid86/machine/cpu/Flags", "condition", "(IIIII)I", false);
    }

    private void jumpIf(FlagTest t, Label target) {
        boolean zero = t.b() instanceof Imm(int k) && k == 0, unsigned = isUnsigned(t.op());
        extended(t.a(), t.extend(), unsigned);
        if (t.mask() != -1) {
            state.constant(t.mask());
            mv.visitInsn(IAND);
        }
        if (!zero) extended(t.b(), t.extend(), unsigned);
        jump(t.op(), zero, t.negated(), target);
    }

    private void extended(Val v, int size, boolean unsigned) {
        operand(v, unsigned);
        if (size < 4) mv.visitInsn(size == 1 ? I2B : I2S);
    }
}
