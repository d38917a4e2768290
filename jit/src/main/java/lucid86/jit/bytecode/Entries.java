package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Bytecode that goes from a region's start to the block by which it is entered, through the headers of the {@link Loops} around that. On the way
 * the complement of its number is in place of a note on flags, which are in the register file then.
 */
final class Entries {
    private final MethodVisitor mv;
    private final EmitState state;
    private final Loops loops;
    private final Label[] labels;

    /** @param labels where the blocks begin */
    Entries(MethodVisitor mv, EmitState state, Loops loops, Label[] labels) {
        this.mv = mv;
        this.state = state;
        this.loops = loops;
        this.labels = labels;
    }

    /** Goes to the block wanted, or to the header of the outermost loop around it. */
    void begin() {
        Map<Integer, Label> doors = new LinkedHashMap<>();
        var to = new Label[labels.length];
        for (int i = 0; i < to.length; i++) {
            List<Integer> around = loops.allAround(i);
            to[i] = around.isEmpty() ? labels[i] : doors.computeIfAbsent(around.getFirst(), _ -> new Label());
        }
        mv.visitVarInsn(ILOAD, LocalPlan.ENTRY);
        mv.visitTableSwitchInsn(0, to.length - 1, to[0], to);
        doors.forEach((header, door) -> {
            begin(door);
            complement(LocalPlan.ENTRY);
            mv.visitVarInsn(ISTORE, LocalPlan.NOTE);
            mv.visitJumpInsn(GOTO, labels[header]);
        });
    }

    /** At the header of a loop: goes on to the block wanted when that is inside. */
    void header(int header) {
        int[] inside = IntStream.range(0, labels.length).filter(i -> loops.allAround(i).contains(header)).toArray();
        if (inside.length == 0) return;
        var entered = new Label();
        mv.visitVarInsn(ILOAD, LocalPlan.NOTE);
        mv.visitJumpInsn(IFLT, entered);
        state.defer(entered, () -> goOn(header, inside));
    }

    private void goOn(int header, int[] inside) {
        var to = new Label[inside.length];
        Map<Label, Label> arrivals = new LinkedHashMap<>();
        for (int k = 0; k < to.length; k++) {
            List<Integer> around = loops.allAround(inside[k]);
            int next = around.indexOf(header) + 1;
            to[k] = next < around.size() ? labels[around.get(next)] : new Label();
            if (next == around.size()) arrivals.put(to[k], labels[inside[k]]);
        }
        complement(LocalPlan.NOTE);
        mv.visitLookupSwitchInsn(to[0], inside, to);
        arrivals.forEach((at, block) -> {
            begin(at);
            state.constant(0);
            mv.visitVarInsn(ISTORE, LocalPlan.NOTE);
            mv.visitJumpInsn(GOTO, block);
        });
    }

    private void begin(Label l) {
        mv.visitLabel(l);
        mv.visitFrame(F_SAME, 0, null, 0, null);
    }

    private void complement(int local) {
        mv.visitVarInsn(ILOAD, local);
        mv.visitInsn(ICONST_M1);
        mv.visitInsn(IXOR);
    }
}
