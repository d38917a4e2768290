package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Bytecode for operations on values. */
final class EmitArithmetic {
    private final MethodVisitor mv;
    private final EmitState state;

    EmitArithmetic(MethodVisitor mv, EmitState state) {
        this.mv = mv;
        this.state = state;
    }

    void unary(Op.Un o) {
        state.load(o.a());
        switch (o.op()) {
            case NOT -> {
                mv.visitInsn(ICONST_M1);
                mv.visitInsn(IXOR);
            }
            case NEG -> mv.visitInsn(INEG);
            case SX8 -> mv.visitInsn(I2B);
            case SX16 -> mv.visitInsn(I2S);
            case ZX8 -> {
                state.constant(0xff);
                mv.visitInsn(IAND);
            }
            case ZX16 -> mv.visitInsn(I2C);
            case BSWAP -> mv.visitMethodInsn(INVOKESTATIC, "java/lang/Integer", "reverseBytes", "(I)I", false);
        }
    }

    void binary(Op.Bin o) {
        switch (o.op()) {
            case ADD -> simple(o, IADD);
            case SUB -> simple(o, ISUB);
            case AND -> simple(o, IAND);
            case OR -> simple(o, IOR);
            case XOR -> simple(o, IXOR);
            case SHL -> simple(o, ISHL);
            case SHR -> simple(o, IUSHR);
            case SAR -> simple(o, ISHR);
            case MUL -> simple(o, IMUL);
            case ROL -> rotate(o);
            case MULHU, MULHS -> highProduct(o);
            case DEP8 -> deposit(o, 0xff, 0);
            case DEP8H -> deposit(o, 0xff, 8);
            case DEP16 -> deposit(o, 0xffff, 0);
        }
    }

    private void simple(Op.Bin o, int opcode) {
        state.load(o.a());
        state.load(o.b());
        mv.visitInsn(opcode);
    }

    /** With shifts, which HotSpot knows for a rotate: Integer.rotateLeft is a call for as long as a method is cold. */
    private void rotate(Op.Bin o) {
        state.load(o.a());
        state.load(o.b());
        mv.visitInsn(ISHL);
        state.load(o.a());
        if (o.b() instanceof Imm(int count)) {
            state.constant(-count & 31);
        } else {
            state.load(o.b());
            mv.visitInsn(INEG);
        }
        mv.visitInsn(IUSHR);
        mv.visitInsn(IOR);
    }

    private void highProduct(Op.Bin o) {
        boolean unsigned = o.op() == Op.BinOp.MULHU;
        for (Val v : List.of(o.a(), o.b())) {
            state.load(v);
            mv.visitInsn(I2L);
            if (unsigned) {
                mv.visitLdcInsn(0xffffffffL);
                mv.visitInsn(LAND);
            }
        }
        mv.visitInsn(LMUL);
        state.constant(32);
        mv.visitInsn(LUSHR);
        mv.visitInsn(L2I);
    }

    private void deposit(Op.Bin o, int mask, int shift) {
        state.load(o.a());
        state.constant(~(mask << shift));
        mv.visitInsn(IAND);
        state.load(o.b());
        state.constant(mask);
        mv.visitInsn(IAND);
        if (shift != 0) {
            state.constant(shift);
            mv.visitInsn(ISHL);
        }
        mv.visitInsn(IOR);
    }

    void select(Op.Sel o) {
        var other = new Label();
        var done = new Label();
        state.load(o.c());
        mv.visitJumpInsn(IFEQ, other);
        state.assign(o.dst(), () -> state.load(o.a()));
        mv.visitJumpInsn(GOTO, done);
        mv.visitLabel(other);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        state.assign(o.dst(), () -> state.load(o.b()));
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
    }
}
