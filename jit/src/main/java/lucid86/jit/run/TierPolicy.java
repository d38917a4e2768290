package lucid86.jit.run;

/**
 * When blocks are compiled.
 *
 * @param threshold runs in the interpreter before a block is compiled; {@link Integer#MAX_VALUE} never
 * @param background compile on a thread of its own; otherwise at once, before the block runs again
 * @param everything compiled code does everything itself, rare things too; otherwise it leaves those to the interpreter
 */
public record TierPolicy(int threshold, boolean background, boolean everything) {
    public static final TierPolicy INTERPRET_ONLY = new TierPolicy(Integer.MAX_VALUE, false);
    /** Everything is compiled before it runs the first time. */
    public static final TierPolicy COMPILE_AT_ONCE = new TierPolicy(0, false);
    /** As {@link #COMPILE_AT_ONCE}, but rare things are left to the interpreter, as they usually are. */
    public static final TierPolicy COMPILE_AND_LEAVE = new TierPolicy(0, false, false);
    /**
     * HotSpot's two compilers spend some 40 ms on a region, a hundred thousand times what the interpreter saves on one block run.
     * Booting Linux takes the same time with 7,000 runs as with 20,000, but programs that then run for a second or two take a third less; with
     * 3,000 runs all of it takes longer.
     */
    public static final TierPolicy NORMAL = new TierPolicy(7_000, true);

    /** Compiled code does everything itself only where all is compiled. */
    public TierPolicy(int threshold, boolean background) {
        this(threshold, background, threshold == 0);
    }

    public boolean compiles() {
        return threshold != Integer.MAX_VALUE;
    }
}
