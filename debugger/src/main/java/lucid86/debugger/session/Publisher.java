package lucid86.debugger.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.Status;
import lucid86.debugger.view.View;

/** Makes snapshots: everything asked for at a stop, throttled while the machine runs. */
final class Publisher {
    private static final long SECOND = 1_000_000_000, INTERVAL = SECOND / 40;

    private record Answer(Object value, long at) {}

    private final AtomicReference<Snapshot> latest;
    private volatile Set<View<?>> interest = Set.of();
    private Map<View<?>, Answer> answers = new HashMap<>();
    private long lastAt = Long.MIN_VALUE / 2;
    private long number;

    Publisher(Snapshot first) {
        latest = new AtomicReference<>(first);
    }

    Snapshot latest() {
        return latest.get();
    }

    /** Any thread. */
    void setInterest(Set<View<?>> views) {
        interest = Set.copyOf(views);
    }

    Set<View<?>> interest() {
        return interest;
    }

    /** Whether it is time for a new snapshot of a running machine. */
    boolean due(long hostNow) {
        return hostNow - lastAt >= INTERVAL;
    }

    /** @param all renew every answer, however young */
    void publish(long hostNow, boolean all, Status status, long stops, List<Breakpoint> breakpoints, Optional<Inspector> inspector) {
        lastAt = hostNow;
        var next = new HashMap<View<?>, Answer>();
        for (View<?> v : interest) {
            Answer old = answers.get(v);
            boolean fresh = old != null && !all && hostNow - old.at < SECOND / v.perSecond();
            if (fresh || inspector.isEmpty()) {
                if (old != null) next.put(v, old);
            } else {
                next.put(v, new Answer(v.read(inspector.get()), hostNow));
            }
        }
        answers = next;
        var values = new HashMap<View<?>, Object>();
        next.forEach((v, a) -> values.put(v, a.value));
        latest.set(new Snapshot(++number, stops, status, breakpoints, values));
    }
}
