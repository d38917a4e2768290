package lucid86.machine.dev.apic;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * The local APIC's timer: counts down from an initial count, once or again and again, at 1 GHz (the bus clock of this
 * machine, as that of its time stamp counter) divided by 1 to 128. The count is a function of time; an alarm is set only
 * while an interrupt would come of it.
 */
final class ApicTimer {
    private final Scheduler scheduler;
    private final Runnable expired;
    private final Timer alarm;

    private int initial;
    private int divide;
    private boolean periodic;
    private boolean wanted;
    /** At this time, in ns, the count was {@link #from}; 0 = the timer stands. */
    private long base;
    private long from;

    /** @param expired called at each expiry while interrupts are {@link #configure wanted} */
    ApicTimer(Scheduler scheduler, String name, Runnable expired) {
        this.scheduler = scheduler;
        this.expired = expired;
        alarm = scheduler.timer(name, this::fire);
    }

    /** log2 of the divisor: the code is in bits 0, 1 and 3. */
    private int shift() {
        return ((divide & 3 | divide >> 1 & 4) + 1) & 7;
    }

    private long initialCount() {
        return initial & 0xffffffffL;
    }

    /** The current count. */
    long count() {
        long elapsed = scheduler.now() - base >> shift();
        if (elapsed < from) return from - elapsed;
        if (!periodic || from == 0 || initial == 0) return 0;
        return initialCount() - (elapsed - from) % initialCount();
    }

    int initial() {
        return initial;
    }

    int divide() {
        return divide;
    }

    int divisor() {
        return 1 << shift();
    }

    /** Writes the initial count, which starts the timer; 0 stops it. */
    void start(int count) {
        initial = count;
        from = initialCount();
        base = scheduler.now();
        arm();
    }

    /** Writes the divide configuration; the count goes on from where it is. */
    void setDivide(int value) {
        hold();
        divide = value & 0xb;
        arm();
    }

    /** Follows the timer's LVT entry. */
    void configure(boolean isPeriodic, boolean interrupts) {
        hold();
        periodic = isPeriodic;
        wanted = interrupts;
        arm();
    }

    /** Starts afresh at the count there is; the part of a tick that has passed is kept. */
    private void hold() {
        long now = scheduler.now(), tick = 1L << shift();
        from = count();
        base = now - (now - base & tick - 1);
    }

    private void fire() {
        expired.run();
        arm();
    }

    /** Sets the alarm to the first expiry after the present moment. */
    private void arm() {
        long next = next();
        if (wanted && next != Long.MAX_VALUE) alarm.arm(next);
        else alarm.cancel();
    }

    private long next() {
        if (from == 0) return Long.MAX_VALUE;
        long now = scheduler.now(), first = base + (from << shift());
        if (first > now) return first;
        if (!periodic || initial == 0) return Long.MAX_VALUE;
        long period = initialCount() << shift();
        return first + ((now - first) / period + 1) * period;
    }

    /** RESET and INIT. */
    void reset() {
        initial = divide = 0;
        from = 0;
        base = scheduler.now();
        periodic = wanted = false;
        alarm.cancel();
    }

    void save(StateOut out) {
        out.putInts("timer", new int[] {initial, divide, periodic ? 1 : 0, wanted ? 1 : 0});
        out.putLongs("timer.count", new long[] {base, from});
        alarm.save(out);
    }

    void load(StateIn in) {
        int[] v = in.getInts("timer");
        long[] t = in.getLongs("timer.count");
        if (v.length != 4 || t.length != 2 || t[1] < 0 || t[1] > 0xffffffffL) throw new IllegalArgumentException("saved APIC timer is damaged");
        initial = v[0];
        divide = v[1] & 0xb;
        periodic = v[2] != 0;
        wanted = v[3] != 0;
        base = t[0];
        from = t[1];
        alarm.load(in);
    }
}
