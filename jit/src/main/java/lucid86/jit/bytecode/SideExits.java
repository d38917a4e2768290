package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import lucid86.jit.ir.Op;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Ways out of a region in front of an instruction that cannot go on there: the interpreter executes it and the rest of its block.
 *
 * <p>HotSpot keeps nothing in registers across a call, and where a rare path with a call joins the usual one again, it keeps nothing in
 * registers there either. A way out never joins, so code without calls has its registers.
 */
final class SideExits {
    private final MethodVisitor mv;
    private final EmitState state;
    private final Emit ops;
    private final Label epilogue, thrown;
    private boolean used;
    private int site;
    private Label here;
    private List<Op> late = List.of();
    private FlagNotes.Note lateNote;
    private Runnable before;

    SideExits(MethodVisitor mv, EmitState state, Emit ops, Label epilogue, Label thrown) {
        this.mv = mv;
        this.state = state;
        this.ops = ops;
        this.epilogue = epilogue;
        this.thrown = thrown;
    }

    /** A new block. @param use false: its rare paths are to be calls that come back */
    void block(boolean use) {
        used = use;
        before = null;
        late(List.of(), null);
    }

    /** Whether the present block's rare paths leave. */
    boolean used() {
        return used;
    }

    /** A new instruction. */
    void instruction(int itsSite) {
        site = itsSite;
        here = null;
    }

    /** What is to be done before leaving, from here on; see {@link LateFlags}. */
    void late(List<Op> what, FlagNotes.Note note) {
        late = what;
        lateNote = note;
        here = null;
    }

    /** Code for what else must be done before leaving, from here on; or null. */
    void before(Runnable what) {
        before = what;
        here = null;
    }

    /** Where to jump with an exception in {@link lucid86.machine.cpu.CpuState#thrown}, as if it had been thrown. */
    Label thrown() {
        return thrown;
    }

    /** Where to jump in order to leave in front of the present instruction, which must not have had any effect yet. */
    Label label() {
        if (here != null) return here;
        here = new Label();
        int[] temps = state.temps();
        int result = CompiledCode.LEFT - site;
        List<Op> first = late;
        FlagNotes.Note note = lateNote;
        Runnable alsoFirst = before;
        EmitFlags.Known flags = ops.flags.known();
        state.defer(here, () -> {
            state.temps(temps);
            ops.flags.known(flags);
            first.forEach(op -> ops.op(op, null, note));
            if (alsoFirst != null) alsoFirst.run();
            state.constant(result);
            mv.visitVarInsn(ISTORE, LocalPlan.ENTRY);
            mv.visitJumpInsn(GOTO, epilogue);
        });
        return here;
    }
}
