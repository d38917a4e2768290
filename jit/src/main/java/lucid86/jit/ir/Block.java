package lucid86.jit.ir;

import java.util.List;

/**
 * The IR of one translation block.
 *
 * @param eip offset of its first instruction in CS
 * @param insns number of guest instructions
 * @param bytes length of the guest code
 * @param temps number of temporaries
 */
public record Block(int eip, int insns, int bytes, int temps, List<Op> ops, Terminal terminal) {
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Op op : ops) text.append(op instanceof Op.Mark ? "" : "    ").append(op).append('\n');
        return text.append("    ").append(terminal).append('\n').toString();
    }
}
