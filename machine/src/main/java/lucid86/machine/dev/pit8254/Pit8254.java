package lucid86.machine.dev.pit8254;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.ClockRate;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * The 8254 programmable interval timer (Intel 231164) at 1.193182 MHz.
 *
 * <p>Modelled: three counters in all six modes, binary and BCD, the three ways to read and write counts, counter latch
 * and read-back, null count, gates, exact edges of OUT. Counter 0 drives IRQ 0, counter 2 the speaker; the gates of 0 and
 * 1 are tied high. A count of 1 in modes 2 and 3, which the data sheet forbids, gives a constant output.
 *
 * <p>Ports: 40h-43h.
 */
public final class Pit8254 implements Device, BytePortDevice {
    public static final int PORT = 0x40, PORTS = 4;

    /** Counts per second on each CLK input: a third of the NTSC colour carrier, rounded as everybody does. */
    public static final ClockRate CLOCK = new ClockRate(1_193_182);

    /** Hears an OUT pin. */
    public interface OutputListener {
        /**
         * Called at each change of level.
         *
         * @param ns the exact virtual time of the edge, which may lie a few instructions back
         */
        void changed(long ns, boolean level);
    }

    private final Scheduler scheduler;
    private final Counter[] counters = {new Counter(true), new Counter(true), new Counter(false)};
    private final IrqLine irq0;
    private final Pin irq;
    private final Pin speaker;

    /** Watches one OUT pin: arms a timer for its next event and reports levels. */
    private final class Pin {
        final Counter counter;
        final Timer timer;
        OutputListener listener;
        boolean level;
        boolean watched = true;
        /** The tick up to which the level is known. */
        long known;

        Pin(Counter counter, String name, OutputListener listener) {
            this.counter = counter;
            this.timer = scheduler.timer(name, this::fire);
            this.listener = listener;
        }

        /** Reports the events that have passed, a few at most, before a register changes what follows. */
        void settle(long tick) {
            if (!watched) return;
            for (int i = 0; i < 4; i++) {
                long next = counter.nextEvent(known);
                if (next > tick) break;
                step(next);
            }
            known = tick;
            report(scheduler.now(), counter.out(tick));
        }

        void fire() {
            settle(tick());
            arm();
        }

        private void step(long tick) {
            known = tick;
            report(CLOCK.nanos(tick), counter.out(tick));
        }

        private void report(long ns, boolean now) {
            if (now == level) return;
            level = now;
            listener.changed(ns, now);
        }

        /** After a register changed: reports the present level and waits for the next event. */
        void refresh(long tick) {
            if (!watched) return;
            known = tick;
            report(scheduler.now(), counter.out(tick));
            arm();
        }

        private void arm() {
            long next = counter.nextEvent(known);
            if (next == Counter.NEVER) timer.cancel();
            else timer.arm(CLOCK.nanos(next));
        }

        void watch(boolean on) {
            watched = on;
            if (on) refresh(tick());
            else timer.cancel();
        }
    }

    /** @param irq0 driven by counter 0's OUT */
    public Pit8254(Scheduler scheduler, IrqLine irq0) {
        this.scheduler = scheduler;
        this.irq0 = irq0;
        irq = new Pin(counters[0], "pit8254.counter0", (ns, level) -> irq0.set(level));
        speaker = new Pin(counters[2], "pit8254.counter2", (ns, level) -> {});
        speaker.watched = false;
        irq.level = true;
        irq0.set(true);
    }

    private long tick() {
        return CLOCK.ticks(scheduler.now());
    }

    // ---- counter 2, for port 61h -------------------------------------------------------------------------------------

    /** Level of counter 2's OUT now. */
    public boolean out2() {
        return counters[2].out(tick());
    }

    public boolean gate2() {
        return counters[2].gate();
    }

    public void setGate2(boolean level) {
        long tick = tick();
        speaker.settle(tick);
        counters[2].setGate(tick, level);
        speaker.refresh(tick);
    }

    /** Who hears every edge of counter 2's OUT while {@link #watchOut2} is on. */
    void listenOut2(OutputListener listener) {
        speaker.listener = listener;
    }

    /** Edges of counter 2 cost a timer each, so they are followed only while somebody needs them. */
    void watchOut2(boolean on) {
        if (speaker.watched != on) speaker.watch(on);
    }

    // ---- ports -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        int n = port & 3;
        return n == 3 ? 0xff : counters[n].read(tick());
    }

    @Override
    public int peek(int port) {
        int n = port & 3;
        return n == 3 ? 0xff : counters[n].peek(tick());
    }

    @Override
    public void write(int port, int value) {
        int n = port & 3;
        long tick = tick();
        irq.settle(tick);
        speaker.settle(tick);
        if (n < 3) counters[n].write(tick, value);
        else command(tick, value);
        irq.refresh(tick);
        speaker.refresh(tick);
    }

    private void command(long tick, int v) {
        int n = v >> 6;
        if (n == 3) {
            // Read-back; D5 and D4 low select count and status.
            for (int i = 0; i < 3; i++) {
                if ((v >> i + 1 & 1) == 0) continue;
                if ((v & 0x20) == 0) counters[i].latchCount(tick);
                if ((v & 0x10) == 0) counters[i].latchStatus(tick);
            }
        } else if ((v & 0x30) == 0) {
            counters[n].latchCount(tick);
        } else {
            counters[n].control(tick, v);
        }
    }

    // ---- device ------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "pit8254";
    }

    /** The 8254 has no reset input: counters keep running. */
    @Override
    public void reset() {}

    @Override
    public DeviceView view() {
        var b = DeviceView.of("8254 interval timer");
        long tick = tick();
        String[] roles = {"IRQ 0", "refresh", "speaker"};
        for (int i = 0; i < 3; i++) {
            var c = counters[i];
            int status = c.status(tick);
            b.group("Counter " + i + ": " + roles[i]);
            b.text("mode", c.mode(), (status & 1) != 0 ? "BCD" : "binary");
            b.text("reload", c.reload(), String.format("%.3f Hz", (double) CLOCK.hz() / c.reload()));
            b.hex16("count", c.current(tick));
            b.flag("out", (status & 0x80) != 0).flag("gate", c.gate()).hex8("status", status);
        }
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        for (int i = 0; i < 3; i++) counters[i].save(out, "counter" + i);
        for (var pin : new Pin[] {irq, speaker}) {
            out.putBoolean(pin.timer.name + ".level", pin.level);
            out.putBoolean(pin.timer.name + ".watched", pin.watched);
            out.putLong(pin.timer.name + ".known", pin.known);
            pin.timer.save(out);
        }
    }

    @Override
    public void load(StateIn in) {
        for (int i = 0; i < 3; i++) counters[i].load(in, "counter" + i);
        for (var pin : new Pin[] {irq, speaker}) {
            pin.level = in.getBoolean(pin.timer.name + ".level");
            pin.watched = in.getBoolean(pin.timer.name + ".watched");
            pin.known = in.getLong(pin.timer.name + ".known");
            pin.timer.load(in);
        }
        irq0.set(irq.level);
    }
}
