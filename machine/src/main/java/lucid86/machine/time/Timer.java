package lucid86.machine.time;

/** An alarm in virtual time; fires once each time it is armed. */
public final class Timer {
    /** For people and saved states. */
    public final String name;
    private final Scheduler scheduler;
    final Runnable action;
    long when;
    long order;
    boolean armed;

    Timer(Scheduler scheduler, String name, Runnable action) {
        this.scheduler = scheduler;
        this.name = name;
        this.action = action;
    }

    /** Fires at an absolute virtual time in nanoseconds, at once if that has passed; replaces an earlier arming. */
    public void arm(long when) {
        scheduler.arm(this, when);
    }

    public void cancel() {
        scheduler.cancel(this);
    }

    public boolean armed() {
        return armed;
    }

    /** The time it will fire at or, not armed, the time it was last armed for: in its own action, when it fired. */
    public long when() {
        return when;
    }

    /** Writes whether and when this fires, and its place among timers of the same time. */
    public void save(lucid86.machine.save.StateOut o) {
        o.putLong(name + ".when", armed ? when : Long.MIN_VALUE);
        o.putLong(name + ".order", armed ? order : 0);
    }

    public void load(lucid86.machine.save.StateIn in) {
        long at = in.getLong(name + ".when");
        long place = in.getLong(name + ".order");
        if (at == Long.MIN_VALUE) cancel();
        else scheduler.restore(this, at, place);
    }
}
