package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import lucid86.jit.bytecode.FlagNotes.Note;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Reg;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Bytecode that notes what sets flags, and that finds the flags' words again; see {@link FlagNotes}. */
final class EmitFlags {
    /** What is known about the flags: the note, or which ones are possible; none when they are in the register file. */
    record Known(Note note, List<Note> possible) {}

    private static final Known IN_FILE = new Known(null, List.of());

    private final MethodVisitor mv;
    private final EmitState state;
    private final FlagNotes notes;
    private Known known = IN_FILE;

    EmitFlags(MethodVisitor mv, EmitState state, FlagNotes notes) {
        this.mv = mv;
        this.state = state;
        this.notes = notes;
    }

    /** A new block. */
    void block(int i) {
        known = new Known(null, notes.before(i));
    }

    Known known() {
        return known;
    }

    /** For code out of line: what was known where it is entered from. */
    void known(Known k) {
        known = k;
    }

    /** The flags are in the register file from here on. */
    void inFile() {
        known = IN_FILE;
        state.constant(0);
        mv.visitVarInsn(ISTORE, LocalPlan.NOTE);
    }

    int number(Note n) {
        return notes.number(n);
    }

    void set(Op.SetFlags o, Note n) {
        copy(n.a(), o.a());
        copy(n.b(), o.b());
        copy(n.res(), o.res());
        state.constant(notes.number(n));
        mv.visitVarInsn(ISTORE, LocalPlan.NOTE);
        known = new Known(n, List.of());
    }

    private void copy(Val place, Val v) {
        if (!FlagNotes.isCopy(place)) return;
        state.load(v);
        mv.visitVarInsn(ISTORE, local(place));
    }

    private static int local(Val copy) {
        return LocalPlan.FLAG_WORDS + ((Reg) copy).index() - CpuState.CC_A;
    }

    // ---- words --------------------------------------------------------------------------------------------------------------

    /** Leaves a word of the flags on the stack. */
    void load(Note n, int cc) {
        Val place = n.word(cc);
        if (FlagNotes.isCopy(place)) mv.visitVarInsn(ILOAD, local(place));
        else if (place != null) state.load(place);
        else if (FlagNotes.uses(n, cc)) derive(n, cc);
        else state.constant(0);
    }

    /** Of a sum or difference any word follows from the other two. */
    private void derive(Note n, int cc) {
        boolean sum = n.kind() == Flags.ADD;
        switch (cc) {
            case CpuState.CC_RES -> combine(n, CpuState.CC_A, sum ? IADD : ISUB, CpuState.CC_B);
            case CpuState.CC_A -> combine(n, CpuState.CC_RES, sum ? ISUB : IADD, CpuState.CC_B);
            default -> combine(n, sum ? CpuState.CC_RES : CpuState.CC_A, ISUB, sum ? CpuState.CC_A : CpuState.CC_RES);
        }
    }

    private void combine(Note n, int left, int opcode, int right) {
        load(n, left);
        load(n, right);
        mv.visitInsn(opcode);
        switch (n.op() & 3) {
            case 0 -> {
                state.constant(0xff);
                mv.visitInsn(IAND);
            }
            case 1 -> mv.visitInsn(I2C);
            default -> { }
        }
    }

    /** The flags' words to the register file. What is known stays so. */
    void toFile() {
        if (known.note() != null) toFile(known.note());
        else toFile(known.possible());
    }

    /** The same where any of the region's flags may hold. */
    void anyToFile() {
        toFile(notes.all());
    }

    private void toFile(List<Note> possible) {
        if (possible.isEmpty()) return;
        var done = new Label();
        var labels = possible.stream().map(_ -> new Label()).toArray(Label[]::new);
        mv.visitVarInsn(ILOAD, LocalPlan.NOTE);
        mv.visitLookupSwitchInsn(done, possible.stream().mapToInt(notes::number).toArray(), labels);
        for (int i = 0; i < labels.length; i++) {
            mv.visitLabel(labels[i]);
            mv.visitFrame(F_SAME, 0, null, 0, null);
            toFile(possible.get(i));
            mv.visitJumpInsn(GOTO, done);
        }
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
    }

    private void toFile(Note n) {
        word(CpuState.CC_OP, () -> state.constant(n.op()));
        for (int cc = CpuState.CC_A; cc <= CpuState.CC_RES; cc++) {
            int w = cc;
            if (FlagNotes.uses(n, cc)) word(cc, () -> load(n, w));
        }
    }

    private void word(int cc, Runnable value) {
        mv.visitVarInsn(ALOAD, LocalPlan.FILE);
        state.constant(cc);
        value.run();
        mv.visitInsn(IASTORE);
    }
}
