package lucid86.debugger.lockstep;

import java.util.List;
import java.util.Optional;
import lucid86.debugger.view.BlockDetail;

/**
 * Where two machines part.
 *
 * @param instructions executed when their states differ first; the instruction before did it, or its block
 * @param linear linear address of that instruction
 * @param instruction its text
 * @param differences each value that differs, as {@code name: one / other}
 * @param firstTrace the last instructions and registers of the first machine
 * @param secondTrace those of the second
 * @param block the compiled block, if one of the machines has one there
 */
public record Divergence(
        long instructions,
        int linear,
        String instruction,
        List<String> differences,
        List<String> firstTrace,
        List<String> secondTrace,
        Optional<BlockDetail> block) {
    /** The block's IR after all passes, as text. */
    public static String ir(BlockDetail b) {
        return b.stages().getLast().text();
    }

    /** All of it, for people. */
    public String text(String first, String second) {
        var text = new StringBuilder(String.format("%s and %s part at instruction %d: %08x  %s%n", first, second, instructions, linear, instruction));
        text.append("\nwhat differs (").append(first).append(" / ").append(second).append("):\n");
        differences.forEach(d -> text.append("  ").append(d).append('\n'));
        text.append('\n').append(first).append(":\n");
        firstTrace.forEach(l -> text.append("  ").append(l).append('\n'));
        text.append('\n').append(second).append(":\n");
        secondTrace.forEach(l -> text.append("  ").append(l).append('\n'));
        block.ifPresent(b -> {
            text.append("\nguest code of the block:\n");
            b.guest().forEach(g -> text.append(String.format("  %08x  %s%n", g.eip(), g.text())));
            text.append("\nIR:\n").append(ir(b)).append("\n\nbytecode:\n");
            b.bytecode().forEach(l -> text.append(l.text()).append('\n'));
        });
        return text.toString();
    }
}
