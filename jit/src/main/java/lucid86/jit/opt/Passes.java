package lucid86.jit.opt;

import java.util.List;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Block;

/** The passes in order. */
public final class Passes {
    /** A pass with the name people see. */
    public record Pass(String name, UnaryOperator<Block> run) {}

    /** All of them. */
    public static final List<Pass> ALL = List.of(
            new Pass("resolve conditions", ResolveConditions::run),
            new Pass("forward copies", ForwardCopies::run),
            new Pass("drop dead", DropDead::run),
            new Pass("merge moves", MergeMoves::run));

    private Passes() {}

    public static Block optimise(Block b) {
        for (Pass p : ALL) b = p.run().apply(b);
        return b;
    }
}
