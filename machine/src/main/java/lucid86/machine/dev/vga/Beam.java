package lucid86.machine.dev.vga;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/** Where the beam is at the present virtual time, and the timer that fires at each vertical retrace. */
final class Beam {
    private final Scheduler scheduler;
    private final Timer timer;
    private CrtTiming timing;
    /** When some frame began. */
    private long epoch;
    /** Vertical retraces since reset; blinking follows it. */
    private long frames;

    Beam(Scheduler scheduler, String name, Runnable retrace) {
        this.scheduler = scheduler;
        timer = scheduler.timer(name, () -> {
            frames++;
            arm();
            retrace.run();
        });
    }

    /** A new frame begins when the timing changes. */
    void set(CrtTiming t) {
        if (t.equals(timing)) return;
        timing = t;
        epoch = scheduler.now();
        arm();
    }

    private void arm() {
        long now = scheduler.now();
        long at = now - Math.floorMod(now - epoch, timing.frame()) + timing.retraceTime();
        timer.arm(at > now ? at : at + timing.frame());
    }

    CrtTiming timing() {
        return timing;
    }

    private long sinceFrame() {
        return Math.floorMod(scheduler.now() - epoch, timing.frame());
    }

    boolean inRetrace() {
        return timing.inRetrace(sinceFrame());
    }

    boolean displaying() {
        return timing.displaying(sinceFrame());
    }

    /** The cursor is in the visible half of its blinking: 8 frames of 16. */
    boolean cursorOn() {
        return (frames & 8) == 0;
    }

    /** Blinking characters are in their visible half: 16 frames of 32. */
    boolean blinkOn() {
        return (frames & 16) == 0;
    }

    /** This frame began with a change of {@link #cursorOn} or {@link #blinkOn}. */
    boolean phaseChanged() {
        return (frames & 7) == 0;
    }

    void reset() {
        frames = 0;
    }

    void save(StateOut o) {
        o.putLong("epoch", epoch);
        o.putLong("frames", frames);
        timer.save(o);
    }

    /** @param t the timing of the registers that were loaded */
    void load(StateIn in, CrtTiming t) {
        timing = t;
        epoch = in.getLong("epoch");
        frames = in.getLong("frames");
        timer.load(in);
    }
}
