/** The cold tier: IR lowered to words of 64 bits, all blocks in one array, whose operands are words of the register file, and the loop that runs it. */
package lucid86.jit.interp;
