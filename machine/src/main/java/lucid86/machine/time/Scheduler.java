package lucid86.machine.time;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Virtual time in nanoseconds since power-on and the timers waiting for it. Timers due at the same time fire in the
 * order they were armed.
 */
public final class Scheduler {
    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>(Comparator.comparingLong((Timer t) -> t.when).thenComparingLong(t -> t.order));
    private LongSupplier clock = () -> 0;
    private Runnable sooner = () -> {};
    private long orders;

    /**
     * Connects the scheduler to whoever executes instructions.
     *
     * @param now gives the exact virtual time at any moment
     * @param sooner called when the next deadline has moved to an earlier time
     */
    public void connect(LongSupplier now, Runnable sooner) {
        this.clock = now;
        this.sooner = sooner;
    }

    /** Virtual time in nanoseconds. */
    public long now() {
        return clock.getAsLong();
    }

    /** Makes a timer, not armed. The name is for people and for saved states, unique in a machine. */
    public Timer timer(String name, Runnable action) {
        return new Timer(this, name, action);
    }

    void arm(Timer t, long when) {
        queue.remove(t);
        long first = next();
        t.when = when;
        t.order = orders++;
        t.armed = true;
        queue.add(t);
        if (when < first) sooner.run();
    }

    /** Arms a timer as it was when it was saved. */
    void restore(Timer t, long when, long order) {
        arm(t, when);
        queue.remove(t);
        t.order = order;
        queue.add(t);
        orders = Math.max(orders, order + 1);
    }

    /** How often timers were armed so far: the next one's place among those of its time. */
    public long orders() {
        return orders;
    }

    /** Goes on counting where a saved state was; after all timers were restored. */
    public void restoreOrders(long saved) {
        orders = saved;
    }

    void cancel(Timer t) {
        if (!t.armed) return;
        t.armed = false;
        queue.remove(t);
    }

    /** When the next timer is due; {@link Long#MAX_VALUE} when none is armed. */
    public long next() {
        Timer t = queue.peek();
        return t == null ? Long.MAX_VALUE : t.when;
    }

    /** Fires every timer due at or before the present moment; true when there was one. */
    public boolean runDue() {
        boolean any = false;
        while (true) {
            Timer t = queue.peek();
            if (t == null || t.when > now()) return any;
            any = true;
            queue.poll();
            t.armed = false;
            t.action.run();
        }
    }

    /** Armed timers in the order they will fire, for display. */
    public java.util.List<Timer> armed() {
        return queue.stream().sorted(queue.comparator()).toList();
    }
}
