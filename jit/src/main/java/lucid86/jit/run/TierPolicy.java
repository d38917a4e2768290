package lucid86.jit.run;

/**
 * When blocks are compiled.
 *
 * @param threshold runs in the interpreter before a block is compiled; {@link Integer#MAX_VALUE} never
 * @param background compile on a thread of its own; otherwise at once, before the block runs again
 */
public record TierPolicy(int threshold, boolean background) {
    public static final TierPolicy INTERPRET_ONLY = new TierPolicy(Integer.MAX_VALUE, false);
    /** Everything is compiled before it runs the first time. */
    public static final TierPolicy COMPILE_AT_ONCE = new TierPolicy(0, false);
    /**
     * HotSpot spends some 0.1 s on a region, a hundred thousand times what the interpreter saves on one block run; compiling
     * earlier made a Linux boot slower (20,000 runs against 1,000: 30% less host time in all threads).
     */
    public static final TierPolicy NORMAL = new TierPolicy(20_000, true);

    public boolean compiles() {
        return threshold != Integer.MAX_VALUE;
    }
}
