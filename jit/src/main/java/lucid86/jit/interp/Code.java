package lucid86.jit.interp;

import lucid86.jit.ir.Helper;

/**
 * One block as the interpreter runs it.
 *
 * @param words operations, see {@link OpCode}
 * @param helpers the helpers that calls refer to by number
 * @param insnAt position in {@code words} where each guest instruction starts, ascending
 */
public record Code(long[] words, Helper[] helpers, int[] insnAt) {}
