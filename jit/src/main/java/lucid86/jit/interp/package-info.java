/** The cold tier: IR lowered to an {@code int[]} whose operands are words of the register file, and the loop that runs it. */
package lucid86.jit.interp;
