/**
 * x86 instructions: one row each, by family ({@code IntegerRows}, {@code X87Rows}, ...), and everything derived from the
 * rows: decoder, disassembler. A row says how an instruction is encoded and, through {@link lucid86.jit.lift.Lift}, what
 * it means. Nothing else in the project knows an opcode.
 */
package lucid86.jit.x86;
