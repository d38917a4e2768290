package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;

/**
 * The next instruction, operation by operation. Until its last operation the machine itself stays before the instruction: what operations do is
 * worked out on copies, so that one can go on and back within it at no cost.
 *
 * @param instruction its address and text; empty when it cannot be fetched
 * @param lines IR of this instruction alone, as lifted; the last line is how it ends
 * @param done so many have been carried out
 * @param known of so many it can be told what they do without carrying out the instruction: less than all, since the last ends it
 */
public record Operations(String instruction, List<Line> lines, int done, int known) {
    /**
     * @param effect what changed; of operations not yet carried out, what will, where that is known
     */
    public record Line(String text, String meaning, String effect) {}

    /** Asks for them; none when the instruction cannot be fetched. */
    public record Query() implements View<Operations> {
        @Override
        public Operations read(Inspector machine) {
            return of(machine, machine.operation());
        }
    }

    /** @param done see the record */
    public static Operations of(Inspector machine, int done) {
        var insn = machine.code().insn(machine.linearEip());
        if (insn.isEmpty()) return new Operations("", List.of(), 0, 0);
        var bytes = new byte[insn.get().length()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) machine.linearByte(machine.linearEip() + i);
        Block block = machine.engine().lift(bytes);
        var values = new OperationValues(machine, block);
        var lines = new ArrayList<Line>();
        int known = 0;
        boolean certain = true;
        for (Op op : block.ops()) {
            if (op instanceof Op.Mark) continue;
            Optional<String> effect = certain ? values.apply(op) : Optional.empty();
            certain = effect.isPresent();
            if (certain) known++;
            lines.add(new Line(op.toString(), IrMeaning.of(op), effect.orElse("")));
        }
        lines.add(new Line(block.terminal().toString(), IrMeaning.of(block.terminal()), certain ? values.apply(block.terminal()).orElse("") : ""));
        int at = machine.linearEip();
        return new Operations(String.format("%08x  %s", at, machine.code().line(at).text()), List.copyOf(lines), Math.min(done, known), known);
    }

    /** As lines of text, the next operation marked. */
    public String text() {
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Line l = lines.get(i);
            text.append(String.format("%s %-40s %s", i == done ? ">" : " ", l.text, i < done ? l.effect : "").stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
