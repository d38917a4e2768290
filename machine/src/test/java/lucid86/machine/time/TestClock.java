package lucid86.machine.time;

/** Virtual time that a test moves by hand. */
public final class TestClock {
    public final Scheduler scheduler = new Scheduler();
    private long now;

    public TestClock() {
        scheduler.connect(() -> now, () -> {});
    }

    public long now() {
        return now;
    }

    /** Moves to an absolute time, firing every timer on the way at exactly its time. */
    public void advanceTo(long target) {
        while (scheduler.next() <= target) {
            now = Math.max(now, scheduler.next());
            scheduler.runDue();
        }
        now = target;
    }

    public void advance(long ns) {
        advanceTo(now + ns);
    }
}
