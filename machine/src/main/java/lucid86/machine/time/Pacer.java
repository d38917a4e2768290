package lucid86.machine.time;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds virtual time back to real time for people, or lets it run free. The only class that knows the host's clock.
 *
 * <p>A machine that cannot keep up falls behind; it is not made to catch up later by racing: after a lag of more than
 * {@value #MAX_LAG_MS} ms, the two clocks are set against each other anew.
 */
public final class Pacer {
    private static final long MAX_LAG_MS = 100, MAX_LAG = MAX_LAG_MS * 1_000_000;

    private final LongSupplier hostNanos;
    private volatile boolean free;
    private boolean anchored;
    private long hostAnchor, virtualAnchor;

    /** Paces by the host's clock. */
    public Pacer() {
        this(System::nanoTime);
    }

    /** @param hostNanos a monotonic clock in nanoseconds */
    public Pacer(LongSupplier hostNanos) {
        this.hostNanos = hostNanos;
    }

    /** Lets virtual time run as fast as it can, or holds it to real time again. Any thread. */
    public void setFree(boolean on) {
        free = on;
    }

    public boolean isFree() {
        return free;
    }

    /** Virtual time stood still on purpose (a pause): the next {@link #delay} starts afresh. */
    public void restart() {
        anchored = false;
    }

    /**
     * How long to wait until real time has come as far as virtual time.
     *
     * @param virtualNow virtual time in nanoseconds
     * @return nanoseconds, 0 when real time is ahead
     */
    public long delay(long virtualNow) {
        if (free) {
            anchored = false;
            return 0;
        }
        long host = hostNanos.getAsLong();
        long ahead = (virtualNow - virtualAnchor) - (host - hostAnchor);
        if (!anchored || ahead < -MAX_LAG) {
            anchored = true;
            hostAnchor = host;
            virtualAnchor = virtualNow;
            return 0;
        }
        return Math.max(0, ahead);
    }

    /** Sleeps for {@link #delay}, or until interrupted. */
    public void pace(long virtualNow) throws InterruptedException {
        long ns = delay(virtualNow);
        // Sleeping for less than the host's timer resolution only costs time.
        if (ns >= 500_000) TimeUnit.NANOSECONDS.sleep(ns);
    }
}
