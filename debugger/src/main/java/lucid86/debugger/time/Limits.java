package lucid86.debugger.time;

/**
 * How much history is kept.
 *
 * @param bytes heap for checkpoints, about; older ones are thinned out beyond it
 * @param hostNanos processor time of running after which the next checkpoint is taken: as long, about, as going back takes
 * @param instructions most instructions between two checkpoints
 */
public record Limits(long bytes, long hostNanos, long instructions) {
    /** Checkpoints every 40 ms of work, in a quarter of the heap. */
    public static Limits standard() {
        return new Limits(Runtime.getRuntime().maxMemory() / 4, 40_000_000, 20_000_000);
    }

    /** Checkpoints at instruction counts, for runs that must not depend on the host. */
    public static Limits every(long instructions) {
        return new Limits(256 << 20, Long.MAX_VALUE, instructions);
    }
}
