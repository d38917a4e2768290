package lucid86.jit.run;

import lucid86.jit.bytecode.Region;

/**
 * A region in use and the blocks it was compiled from, by their numbers in it.
 *
 * @param region the compiled code
 * @param blocks the translation block behind each number
 */
record Installed(Region region, TranslationBlock[] blocks) {}
