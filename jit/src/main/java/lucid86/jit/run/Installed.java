package lucid86.jit.run;

import java.util.Arrays;
import lucid86.jit.bytecode.Region;

/** A region in use and the blocks it was compiled from, by their numbers in it. */
final class Installed {
    private final Region region;
    private final TranslationBlock[] blocks;
    private final boolean grown;
    /** Where each of its ways out leads, by the result of its code; null where that is not known. */
    final Link[] links;
    /** Guest instructions executed in it, but for those of runs that ended with a fault. */
    long instructions;
    /** How often it was entered, and at which count it is asked next whether it should be larger. */
    long runs, askAt = Tiers.FIRST_ASKED;
    /** How often it was left in front of an instruction, and how many instructions it had executed when that was last looked at. */
    int left;
    long lookedAt;
    private long counted;

    Installed(Region region, TranslationBlock[] blocks, boolean grown) {
        this.grown = grown;
        this.region = region;
        this.blocks = blocks;
        links = new Link[blocks.length << 2];
    }

    /** Whether any block is still entered by it. */
    boolean used() {
        if (!region.valid()) return false;
        for (TranslationBlock b : blocks) if (b.installed == this) return true;
        return false;
    }

    /** Instructions executed since {@link #countAnew}. */
    long recently() {
        return instructions - counted;
    }

    /** See {@link #recently}. Ways to regions that may be gone are forgotten, too. */
    void countAnew() {
        counted = instructions;
        Arrays.fill(links, null);
    }

    /** The compiled code. */
    Region region() {
        return region;
    }

    /** It was made to join several regions. */
    boolean grown() {
        return grown;
    }

    /** The translation block behind each number. */
    TranslationBlock[] blocks() {
        return blocks;
    }
}
