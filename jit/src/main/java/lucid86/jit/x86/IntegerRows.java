package lucid86.jit.x86;

/** The integer instructions. */
final class IntegerRows extends RowList {
    {
        insn("nop", "90").means(x -> {});
    }
}
