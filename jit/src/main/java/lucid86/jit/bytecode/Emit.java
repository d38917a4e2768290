package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import lucid86.jit.ir.Helper;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Reg;
import lucid86.machine.cpu.CpuState;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Bytecode for single IR operations. */
final class Emit {
    private static final String SEGMENTS = "lucid86/jit/helpers/Segments";

    final EmitState state;
    final EmitFlags flags;
    final EmitConditions conditions;
    final EmitMemory memory;
    final SideExits exits;
    final EmitX87 x87;
    private final EmitArithmetic arithmetic;
    private final MethodVisitor mv;

    /**
     * @param epilogue what leaves the region with the result in {@link LocalPlan#ENTRY}
     * @param thrown what leaves it with an exception
     */
    Emit(MethodVisitor mv, LocalPlan plan, FlagNotes notes, int mode, int memorySize, Label epilogue, Label thrown) {
        this.mv = mv;
        state = new EmitState(mv, plan);
        arithmetic = new EmitArithmetic(mv, state);
        exits = new SideExits(mv, state, this, epilogue, thrown);
        flags = new EmitFlags(mv, state, notes);
        conditions = new EmitConditions(mv, state, flags);
        memory = new EmitMemory(mv, state, exits, mode, memorySize);
        x87 = new EmitX87(mv, state, memory, exits);
    }

    /**
     * @param group for loads and stores: how the address is found, or null when alone
     * @param note for {@link Op.SetFlags}: what is noted
     */
    void op(Op op, AccessGroups.Access group, FlagNotes.Note note) {
        switch (op) {
            case Op.Mark _ -> { }
            case Op.Mov o -> state.assign(o.dst(), () -> state.load(o.a()));
            case Op.Un o -> state.assign(o.dst(), () -> arithmetic.unary(o));
            case Op.Bin o -> state.assign(o.dst(), () -> arithmetic.binary(o));
            case Op.Cmp o -> state.assign(o.dst(), () -> conditions.compare(o));
            case Op.Sel o -> arithmetic.select(o);
            case Op.Lin o -> state.assign(o.dst(), exits.used() ? () -> linearOrLeave(o) : () -> linear(o));
            case Op.Load o -> memory.read(o, group);
            case Op.Store o -> memory.write(o, group);
            case Op.SetFlags o -> flags.set(o, note);
            case Op.Cond o -> conditions.condition(o);
            case Op.Call o -> call(o);
        }
    }

    private void linear(Op.Lin o) {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        state.constant(o.seg());
        state.load(o.offset());
        state.constant(o.size());
        state.throwing(state.calls(), () -> mv.visitMethodInsn(INVOKESTATIC, SEGMENTS, o.write() ? "linWrite" : "linRead", "(L" + EmitState.CPU + ";III)I", false));
    }

    /** As {@link lucid86.jit.helpers.Segments#linRead}, but for what is not allowed at first sight. */
    private void linearOrLeave(Op.Lin o) {
        int offset = state.local(o.offset(), LocalPlan.LINEAR);
        mv.visitVarInsn(ILOAD, offset);
        mv.visitInsn(I2L);
        mv.visitLdcInsn(0xffffffffL);
        mv.visitInsn(LAND);
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        mv.visitFieldInsn(GETFIELD, EmitState.CPU, o.write() ? "writeMax" : "readMax", "[J");
        state.constant(o.seg());
        mv.visitInsn(LALOAD);
        mv.visitLdcInsn(o.size() - 1L);
        mv.visitInsn(LSUB);
        mv.visitInsn(LCMP);
        mv.visitJumpInsn(IFGT, exits.label());
        state.fromFile(CpuState.SEG_BASE + o.seg());
        mv.visitVarInsn(ILOAD, offset);
        mv.visitInsn(IADD);
    }

    /** The call cannot throw here: its quick twin is called, and when that refuses, the region is left. */
    boolean callsTwin(Op op) {
        return op instanceof Op.Call o && o.helper().quick() != null && exits.used();
    }

    private void call(Op.Call o) {
        if (x87.op(o)) return;
        if (callsTwin(o)) {
            twin(o);
            return;
        }
        HelperUse use = o.helper().use();
        boolean spill = use == HelperUse.ANYTHING;
        if (use != HelperUse.PURE && use != HelperUse.NO_REGS) flags.toFile();
        if (spill) {
            state.writeBack();
            state.budgetBack();
        }
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        o.args().forEach(state::load);
        Runnable invoke = () -> mv.visitMethodInsn(INVOKESTATIC, o.helper().owner(), o.helper().method(), o.helper().descriptor(), false);
        if (o.mayFault()) state.throwing(spill ? state.spilledCalls() : state.calls(), invoke);
        else invoke.run();
        boolean result = o.helper().descriptor().endsWith("I");
        if (spill) {
            // The result waits in a local that reloading leaves alone.
            if (result) mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
            flags.inFile();
            state.budgetAgain();
            state.reload();
            if (result) mv.visitVarInsn(ILOAD, LocalPlan.LINEAR);
        }
        if (!result) return;
        if (o.dst() == null) {
            mv.visitInsn(POP);
        } else if (o.dst() instanceof Reg(int i) && state.plan().reg(i) < 0) {
            mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
            state.assign(o.dst(), () -> mv.visitVarInsn(ILOAD, LocalPlan.LINEAR));
        } else {
            state.store(o.dst());
        }
    }

    private void twin(Op.Call o) {
        Helper.Twin t = o.helper().quick();
        boolean access = t.bytes() > 0;
        if (access) memory.find(o.args().getFirst(), t);
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        if (t.xmm()) MachinePart.XMM.load(mv);
        if (access) memory.loadFound();
        for (Val v : access ? o.args().subList(1, o.args().size()) : o.args()) state.load(v);
        mv.visitMethodInsn(INVOKESTATIC, t.owner(), o.helper().method(), t.descriptor(), false);
        switch (t.descriptor().charAt(t.descriptor().length() - 1)) {
            case 'Z' -> mv.visitJumpInsn(IFEQ, exits.label());
            case 'J' -> {
                mv.visitInsn(DUP2);
                mv.visitInsn(L2I);
                mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
                mv.visitInsn(LCONST_0);
                mv.visitInsn(LCMP);
                mv.visitJumpInsn(IFLT, exits.label());
                if (o.dst() != null) state.assign(o.dst(), () -> mv.visitVarInsn(ILOAD, LocalPlan.LINEAR));
            }
            default -> { }
        }
    }
}
