package lucid86.jit.x86;

import lucid86.jit.helpers.Checks;
import lucid86.machine.cpu.Vector;

/** Rows for bytes that are no instruction. They stand in no opcode table. */
final class SpecialRows extends RowList {
    /** Invalid opcode or operands: #UD. */
    final Row bad = insn("(bad)", "0f0b").with(Row.Attr.JUMPS).means(x -> x.raise(Vector.UD));

    /** More than 15 bytes: #GP(0). */
    final Row tooLong = insn("(too long)", "0f0b").with(Row.Attr.JUMPS).means(x -> x.run(Checks::raise, x.imm(Vector.GP), x.imm(0)));
}
