package lucid86.jit.run;

/** Counters since the engine was made. Written by the emulation thread; others may read slightly old values. */
public final class EngineStatistics {
    long interpretedBlocks, compiledInstructions, translatedBlocks, compiledRegions, compiledBlocks, compileNanos, bytecodes, entered, left, evictedRegions;

    /** Block runs in the interpreter. */
    public long interpretedBlocks() {
        return interpretedBlocks;
    }

    /** Guest instructions executed in compiled code. */
    public long compiledInstructions() {
        return compiledInstructions;
    }

    /** How often compiled code was entered. */
    public long entered() {
        return entered;
    }

    /** How often compiled code was left in the middle of a block, for the interpreter to go on. */
    public long left() {
        return left;
    }

    /** Regions given up since there was too much code. */
    public long evictedRegions() {
        return evictedRegions;
    }

    public long translatedBlocks() {
        return translatedBlocks;
    }

    public long compiledRegions() {
        return compiledRegions;
    }

    /** Blocks that are part of the regions compiled. */
    public long compiledBlocks() {
        return compiledBlocks;
    }

    /** Host time spent generating and loading classes, in nanoseconds. */
    public long compileNanos() {
        return compileNanos;
    }

    /** Total size of generated methods in bytecodes. */
    public long bytecodes() {
        return bytecodes;
    }
}
