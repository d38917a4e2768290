package lucid86.machine.time;

/**
 * Converts between virtual nanoseconds and ticks of a fixed clock that started with virtual time. The arithmetic is
 * exact for any time, so a chip that computes its counters from it never drifts.
 *
 * @param hz ticks per second, 1 to 4 GHz
 */
public record ClockRate(long hz) {
    private static final long SECOND = 1_000_000_000L;

    public ClockRate {
        if (hz < 1 || hz > 4_000_000_000L) throw new IllegalArgumentException("clock of " + hz + " Hz");
    }

    /** Ticks completed at a time: floor(ns * hz / 10^9). */
    public long ticks(long ns) {
        return Math.floorDiv(ns, SECOND) * hz + Math.floorMod(ns, SECOND) * hz / SECOND;
    }

    /** The first nanosecond at which {@link #ticks} has reached a count. */
    public long nanos(long ticks) {
        return Math.floorDiv(ticks, hz) * SECOND + (Math.floorMod(ticks, hz) * SECOND + hz - 1) / hz;
    }
}
