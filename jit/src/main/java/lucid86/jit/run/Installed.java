package lucid86.jit.run;

import lucid86.jit.bytecode.Region;

/** A region in use and the blocks it was compiled from, by their numbers in it. */
final class Installed {
    private final Region region;
    private final TranslationBlock[] blocks;
    /** Guest instructions executed in it, but for those of runs that ended with a fault. */
    long instructions;

    Installed(Region region, TranslationBlock[] blocks) {
        this.region = region;
        this.blocks = blocks;
    }

    /** The compiled code. */
    Region region() {
        return region;
    }

    /** The translation block behind each number. */
    TranslationBlock[] blocks() {
        return blocks;
    }
}
