package lucid86.jit.opt;

import java.util.List;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.IrVerifier;

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

    /** Whether IR is checked after lifting and after each pass: {@code -Dlucid86.verify=true}, on in the tests. */
    private static final boolean VERIFY = Boolean.getBoolean("lucid86.verify");

    private Passes() {}

    public static Block optimise(Block b) {
        if (VERIFY) IrVerifier.require(b, "lifting");
        for (Pass p : ALL) {
            b = p.run().apply(b);
            if (VERIFY) IrVerifier.require(b, p.name());
        }
        return b;
    }
}
