package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.LinkedHashSet;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Sees which of this program's static methods generated code calls, and writes code that calls each, for {@link CompiledCode#resolve}. Where
 * HotSpot's first compiler finds a call that is not linked, it counts nothing there; the second one then takes it for one that is never made
 * and leaves it a call.
 */
final class Linking extends MethodVisitor {
    private record Call(String owner, String name, String descriptor) {}

    private final Set<Call> calls = new LinkedHashSet<>();

    /** @param to gets the code */
    Linking(MethodVisitor to) {
        super(ASM9, to);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        if (opcode == INVOKESTATIC && owner.startsWith("lucid86/")) calls.add(new Call(owner, name, descriptor));
    }

    /** Writes calls of all of them with nothing: no CPU state, no memory, zeros. What they throw for that is caught. */
    void write(MethodVisitor mv) {
        for (Call c : calls) {
            Label from = new Label(), to = new Label(), thrown = new Label(), next = new Label();
            mv.visitTryCatchBlock(from, to, thrown, "java/lang/RuntimeException");
            mv.visitLabel(from);
            for (Type t : Type.getArgumentTypes(c.descriptor)) nothing(mv, t);
            mv.visitMethodInsn(INVOKESTATIC, c.owner, c.name, c.descriptor, false);
            switch (Type.getReturnType(c.descriptor).getSize()) {
                case 1 -> mv.visitInsn(POP);
                case 2 -> mv.visitInsn(POP2);
                default -> { }
            }
            mv.visitLabel(to);
            mv.visitJumpInsn(GOTO, next);
            mv.visitLabel(thrown);
            mv.visitFrame(F_SAME1, 0, null, 1, new Object[] {"java/lang/RuntimeException"});
            mv.visitInsn(POP);
            mv.visitLabel(next);
            mv.visitFrame(F_SAME, 0, null, 0, null);
        }
    }

    private static void nothing(MethodVisitor mv, Type t) {
        switch (t.getSort()) {
            case Type.LONG -> mv.visitInsn(LCONST_0);
            case Type.ARRAY, Type.OBJECT -> mv.visitInsn(ACONST_NULL);
            default -> mv.visitInsn(ICONST_0);
        }
    }
}
