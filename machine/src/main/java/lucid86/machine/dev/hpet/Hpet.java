package lucid86.machine.dev.hpet;

import java.util.function.IntFunction;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.IrqLine;
import lucid86.machine.mem.MmioDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * The high precision event timer (IA-PC HPET specification 1.0a): a 64-bit counter at 100 MHz and three comparators, 1 KiB
 * of registers at FED00000h.
 *
 * <p>Modelled: all three timers one-shot or periodic, 64 or 32 bits wide, edge- or level-triggered, routed to I/O APIC
 * inputs 20-23 or, by legacy replacement, timers 0 and 1 to IRQ 0 and 8, from which they displace the 8254 and the real-time
 * clock. Not modelled: FSB (MSI) delivery, which the capabilities do not offer. Registers are written in aligned 32-bit
 * halves; other writes do nothing.
 *
 * <p>An edge-triggered output stays high after a match and falls just before the next one: the 8259A wants a request to
 * stay until it is acknowledged.
 */
public final class Hpet implements Device, MmioDevice {
    public static final long BASE = 0xfed00000L;
    public static final int TIMERS = 3;
    /** I/O APIC inputs a timer may be routed to, one bit each. */
    public static final int ROUTES = 0x00f00000;
    private static final int FIRST_ROUTE = 20, LAST_ROUTE = 23;
    /** Nanoseconds a tick takes. */
    private static final int TICK = 10;
    /** Low half of the capabilities: Intel, legacy replacement, 64 bits, three timers, revision 1. */
    public static final int CAPABILITIES = 0x8086a201;
    private static final int PERIOD_FS = TICK * 1_000_000;
    private static final int ENABLE = 1, LEGACY = 2;

    private final Scheduler scheduler;
    private final IrqLine irq0, irq8;
    private final Output[] timers = new Output[TIMERS];
    private int config;
    /** The counter's value when it stands still or, running, at time {@link #since}. */
    private long counter;
    private long since;
    /** Levels of the 8254's and the real-time clock's outputs. */
    private boolean pit, rtc;

    /**
     * @param irq0 where the 8254's interrupt goes on to
     * @param irq8 where the real-time clock's interrupt goes on to
     * @param inputs makes a new source on an I/O APIC input
     */
    public Hpet(Scheduler scheduler, IrqLine irq0, IrqLine irq8, IntFunction<IrqLine> inputs) {
        this.scheduler = scheduler;
        this.irq0 = irq0;
        this.irq8 = irq8;
        for (int i = 0; i < TIMERS; i++) timers[i] = new Output(i, inputs);
        reset();
    }

    /** The 8254's way to IRQ 0. */
    public IrqLine pitInput() {
        return level -> {
            pit = level;
            if (!legacy()) irq0.set(level);
        };
    }

    /** The real-time clock's way to IRQ 8. */
    public IrqLine rtcInput() {
        return level -> {
            rtc = level;
            if (!legacy()) irq8.set(level);
        };
    }

    /** One timer: its comparator, its alarm, its output. */
    private final class Output {
        final int number;
        final Comparator comparator = new Comparator();
        final IrqLine[] lines = new IrqLine[LAST_ROUTE + 1];
        final Timer alarm;
        /** The status bit of a level-triggered timer, or the level of an edge-triggered one. */
        boolean active;
        /** Where the output leads now, and its level there. */
        IrqLine line = IrqLine.NONE;
        boolean level;

        Output(int number, IntFunction<IrqLine> inputs) {
            this.number = number;
            for (int i = FIRST_ROUTE; i <= LAST_ROUTE; i++) lines[i] = inputs.apply(i);
            alarm = scheduler.timer("hpet.timer" + number, this::settle);
        }

        boolean status() {
            return active && comparator.has(Comparator.LEVEL);
        }

        /** Deals with a match that has come, and waits for the next one. */
        void settle() {
            if (comparator.advance(count())) {
                boolean edge = !comparator.has(Comparator.LEVEL);
                if (edge) drive(false);
                active = !edge || comparator.has(Comparator.ENABLE);
            }
            drive(active && comparator.has(Comparator.ENABLE));
            arm();
        }

        void arm() {
            boolean matters = comparator.has(Comparator.ENABLE) || comparator.has(Comparator.LEVEL);
            long ticks = running() && matters ? comparator.ticksToMatch(count()) : Comparator.NEVER;
            if (ticks == Comparator.NEVER) alarm.cancel();
            else alarm.arm(since + (count() - counter + ticks) * TICK);
        }

        void drive(boolean on) {
            IrqLine to = destination();
            if (to != line) {
                if (level) line.set(false);
                level = false;
                line = to;
            }
            if (level == on) return;
            level = on;
            line.set(on);
        }

        private IrqLine destination() {
            if (legacy() && number < 2) return number == 0 ? irq0 : irq8;
            int route = comparator.route();
            return route >= FIRST_ROUTE && route <= LAST_ROUTE ? lines[route] : IrqLine.NONE;
        }

        void writeConfig(int value) {
            boolean wasLevel = comparator.has(Comparator.LEVEL);
            comparator.writeConfig(value);
            boolean isLevel = comparator.has(Comparator.LEVEL);
            if (isLevel != wasLevel || !isLevel && !comparator.has(Comparator.ENABLE)) active = false;
        }
    }

    private boolean running() {
        return (config & ENABLE) != 0;
    }

    private boolean legacy() {
        return (config & LEGACY) != 0;
    }

    private long count() {
        return running() ? counter + (scheduler.now() - since) / TICK : counter;
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int offset, int size) {
        return peek(offset, size);
    }

    @Override
    public int peek(int offset, int size) {
        long v = register(offset & ~7);
        return (int) (v >>> (offset & 7) * 8) & (size == 4 ? -1 : (1 << size * 8) - 1);
    }

    private long register(int at) {
        if (at >= 0x100 && at < 0x100 + TIMERS * 0x20) {
            Output t = timers[at - 0x100 >> 5];
            return switch (at & 0x18) {
                case 0 -> (long) ROUTES << 32 | t.comparator.config;
                case 8 -> t.comparator.at(count());
                default -> 0;
            };
        }
        return switch (at) {
            case 0x00 -> (long) PERIOD_FS << 32 | CAPABILITIES & 0xffffffffL;
            case 0x10 -> config;
            case 0x20 -> (timers[0].status() ? 1 : 0) | (timers[1].status() ? 2 : 0) | (timers[2].status() ? 4 : 0);
            case 0xf0 -> count();
            default -> 0;
        };
    }

    @Override
    public void write(int offset, int size, int v) {
        if (size != 4 || (offset & 3) != 0) return;
        boolean upper = (offset & 4) != 0;
        int at = offset & ~7;
        for (Output t : timers) t.settle();
        if (at >= 0x100 && at < 0x100 + TIMERS * 0x20) {
            Output t = timers[at - 0x100 >> 5];
            if ((at & 0x18) == 0 && !upper) t.writeConfig(v);
            else if ((at & 0x18) == 8) t.comparator.writeComparator(upper, v);
        } else if (at == 0x10 && !upper) {
            writeConfig(v & (ENABLE | LEGACY));
        } else if (at == 0x20 && !upper) {
            for (Output t : timers) if ((v >>> t.number & 1) != 0 && t.status()) t.active = false;
        } else if (at == 0xf0) {
            setCounter(Comparator.merge(count(), upper, v));
        }
        for (Output t : timers) t.settle();
    }

    private void setCounter(long value) {
        counter = value;
        since = scheduler.now();
        for (Output t : timers) t.comparator.counterSet(value);
    }

    private void writeConfig(int value) {
        counter = count();
        since = scheduler.now();
        boolean was = legacy();
        config = value;
        if (was == legacy()) return;
        // Timers let go of the lines they had before the others take them.
        for (Output t : timers) t.drive(false);
        irq0.set(!legacy() && pit);
        irq8.set(!legacy() && rtc);
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "hpet";
    }

    @Override
    public void reset() {
        writeConfig(0);
        counter = 0;
        for (Output t : timers) {
            t.comparator.reset();
            t.active = false;
            t.settle();
        }
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("High precision event timer");
        b.text("counter", String.format("%016x", count()), running() ? "running" : "halted");
        b.hex32("configuration", config).flag("legacy replacement", legacy());
        for (Output t : timers) {
            Comparator c = t.comparator;
            b.group("Timer " + t.number);
            String kind = (c.has(Comparator.PERIODIC) ? "periodic" : "one-shot") + (c.has(Comparator.LEVEL) ? ", level" : ", edge");
            b.text("configuration", String.format("%08x", c.config), c.has(Comparator.ENABLE) ? kind : kind + ", no interrupt");
            b.text("comparator", String.format("%016x", c.at(count()))).text("period", String.format("%016x", c.period()));
            b.text("route", legacy() && t.number < 2 ? "IRQ " + t.number * 8 : "input " + c.route()).flag("status", t.status());
        }
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        out.putInt("config", config);
        out.putLongs("counter", new long[] {counter, since});
        out.putInt("inputs", (pit ? 1 : 0) | (rtc ? 2 : 0));
        for (Output t : timers) {
            t.comparator.save(out, "timer" + t.number);
            out.putBoolean("timer" + t.number + ".active", t.active);
            t.alarm.save(out);
        }
    }

    @Override
    public void load(StateIn in) {
        long[] c = in.getLongs("counter");
        if (c.length != 2) throw new IllegalArgumentException("saved HPET counter has " + c.length + " values, not 2");
        int inputs = in.getInt("inputs", 0, 3);
        for (Output t : timers) {
            t.drive(false);
            t.comparator.load(in, "timer" + t.number);
            t.active = in.getBoolean("timer" + t.number + ".active");
        }
        config = in.getInt("config", 0, 3);
        counter = c[0];
        since = c[1];
        pit = (inputs & 1) != 0;
        rtc = (inputs & 2) != 0;
        if (!legacy()) {
            irq0.set(pit);
            irq8.set(rtc);
        }
        for (Output t : timers) {
            t.drive(t.active && t.comparator.has(Comparator.ENABLE));
            t.alarm.load(in);
        }
    }
}
