package lucid86.machine.dev.kbc8042;

import java.util.ArrayDeque;
import java.util.stream.IntStream;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * A PS/2 mouse (IBM Personal System/2 Hardware Interface Technical Reference, "Auxiliary device") that can become an
 * IntelliMouse with a wheel (after rates 200, 100, 80) or an IntelliMouse Explorer with five buttons (200, 200, 80).
 *
 * <p>Modelled: stream, remote and wrap mode, sample rate, scaling, status, defaults, reset. The resolution is stored and
 * reported; the host's movements come in counts, so there is nothing to apply it to.
 */
public final class Ps2Mouse extends Ps2Device {
    public static final int LEFT = 1, RIGHT = 2, MIDDLE = 4, BUTTON_4 = 8, BUTTON_5 = 16;

    private static final int ERROR = 0xfc;
    private static final int MAX_WAITING = 64;
    private static final int MAX_COUNTS = 1 << 14;

    /** Movement while the buttons stayed as they are. */
    private static final class Sample {
        int dx, dy, wheel;
        final int buttons;

        Sample(int buttons) {
            this.buttons = buttons;
        }

        boolean isStill() {
            return dx == 0 && dy == 0 && wheel == 0;
        }
    }

    private final Timer sampler;
    private final ArrayDeque<Sample> waiting = new ArrayDeque<>();
    /** Buttons at the end of {@link #waiting}. */
    private int buttons;
    /** Buttons as last reported. */
    private int reported;
    private boolean enabled;
    private boolean remote;
    private boolean wrap;
    private boolean doubled;
    /** The next sample is reported even if nothing is new. */
    private boolean nudged;
    private int resolution;
    private int rate;
    private int id;
    /** The last three sample rates, newest in the low byte. */
    private int knock;
    /** The command whose option byte is awaited; 0 for none. */
    private int pending;

    Ps2Mouse(Scheduler scheduler) {
        super(scheduler, "mouse", 16);
        sampler = scheduler.timer("kbc8042.mouse.sample", this::sample);
    }

    // ---- the host's side ---------------------------------------------------------------------------------------------

    /**
     * The mouse moved or its buttons changed; emulation thread only.
     *
     * @param dx counts to the right
     * @param dy counts towards the user (down on the screen)
     * @param wheel notches towards the user (scrolling down)
     * @param buttonsDown all buttons held now: LEFT, RIGHT, MIDDLE, BUTTON_4, BUTTON_5
     */
    public void move(int dx, int dy, int wheel, int buttonsDown) {
        buttonsDown &= 31;
        var last = waiting.peekLast();
        if (last == null || last.buttons != buttonsDown && waiting.size() < MAX_WAITING) {
            last = new Sample(buttonsDown);
            waiting.add(last);
        } else if (last.buttons != buttonsDown) {
            // Full: forget the intermediate clicks, keep the way and the final buttons.
            var merged = new Sample(buttonsDown);
            merged.dx = last.dx;
            merged.dy = last.dy;
            merged.wheel = last.wheel;
            waiting.pollLast();
            waiting.add(merged);
            last = merged;
        }
        last.dx = Math.clamp((long) last.dx + dx, -MAX_COUNTS, MAX_COUNTS);
        last.dy = Math.clamp((long) last.dy - dy, -MAX_COUNTS, MAX_COUNTS);
        last.wheel = Math.clamp((long) last.wheel + wheel, -MAX_COUNTS, MAX_COUNTS);
        buttons = buttonsDown;
        wakeSampler();
    }

    /** Makes the mouse report, though it has not moved; emulation thread only. */
    public void nudge() {
        nudged = true;
        wakeSampler();
    }

    /** Buttons held now. */
    public int buttons() {
        return buttons;
    }

    // ---- packets -----------------------------------------------------------------------------------------------------

    private boolean streams() {
        return enabled && !remote && !wrap;
    }

    private void wakeSampler() {
        if (!streams()) {
            collapse();
        } else if (!sampler.armed()) {
            sampler.arm(scheduler.now());
        }
    }

    /** Without reports the counters add up until they are read or reset. */
    private void collapse() {
        var sum = new Sample(buttons);
        for (var s : waiting) {
            sum.dx = Math.clamp((long) sum.dx + s.dx, -MAX_COUNTS, MAX_COUNTS);
            sum.dy = Math.clamp((long) sum.dy + s.dy, -MAX_COUNTS, MAX_COUNTS);
            sum.wheel = Math.clamp((long) sum.wheel + s.wheel, -MAX_COUNTS, MAX_COUNTS);
        }
        waiting.clear();
        waiting.add(sum);
    }

    /** One sample period: sends a packet when there is something new and the last one has gone. */
    private void sample() {
        if (!streams()) return;
        dropStill();
        if (waiting.isEmpty() && !nudged) return;
        if (events.isEmpty()) {
            packet(true);
            eventsReady();
        }
        sampler.arm(scheduler.now() + 1_000_000_000L / rate);
    }

    private void dropStill() {
        while (!waiting.isEmpty() && waiting.peek().isStill() && waiting.peek().buttons == reported) waiting.poll();
    }

    @Override
    void eventsSent() {} // the next packet comes with the next sample

    /** Takes as much of the oldest sample as one packet can carry. */
    private void packet(boolean scaled) {
        var s = waiting.isEmpty() ? new Sample(buttons) : waiting.peek();
        int dx = Math.clamp(s.dx, -127, 127), dy = Math.clamp(s.dy, -127, 127), wheel = id == 0 ? s.wheel : Math.clamp(s.wheel, -8, 7);
        s.dx -= dx;
        s.dy -= dy;
        s.wheel -= wheel;
        if (s.isStill()) waiting.poll();
        reported = s.buttons;
        nudged = false;
        if (scaled && doubled) {
            dx = doubled(dx);
            dy = doubled(dy);
        }
        int[] bytes = {8 | s.buttons & 7 | (dx < 0 ? 0x10 : 0) | (dy < 0 ? 0x20 : 0), dx & 0xff, dy & 0xff, fourth(wheel, s.buttons)};
        int n = id == 0 ? 3 : 4;
        if (scaled) {
            for (int i = 0; i < n; i++) events.add(bytes[i]);
        } else {
            reply(ACK);
            for (int i = 0; i < n; i++) reply(bytes[i]);
        }
    }

    private int fourth(int wheel, int held) {
        return id == 4 ? wheel & 15 | (held & (BUTTON_4 | BUTTON_5)) << 1 : wheel & 0xff;
    }

    /** Scaling 2:1: 0, 1, 1, 3, 6, 9, then twice the count. */
    private static int doubled(int n) {
        int m = Math.abs(n);
        int scaled = switch (m) {
            case 0, 1, 3 -> m;
            case 2 -> 1;
            case 4 -> 6;
            case 5 -> 9;
            default -> 2 * m;
        };
        return n < 0 ? -scaled : scaled;
    }

    // ---- commands ----------------------------------------------------------------------------------------------------

    @Override
    void receive(int b) {
        cancelSelfTest();
        events.clear(); // what was being sent is lost to the guest anyway
        if (wrap && b != 0xec && b != 0xff) {
            reply(b);
            return;
        }
        int command = pending;
        pending = 0;
        if (command != 0) option(command, b);
        else command(b);
    }

    private void option(int command, int b) {
        if (command == 0xe8) {
            if (b > 3) {
                reply(ERROR);
                return;
            }
            resolution = b;
        } else {
            switch (b) {
                case 10, 20, 40, 60, 80, 100, 200 -> rate = b;
                default -> {
                    reply(ERROR);
                    return;
                }
            }
            knock = knock << 8 & 0xffff00 | b;
            if (knock == 0xc86450 && id == 0) id = 3;
            if (knock == 0xc8c850) id = 4;
        }
        reply(ACK);
    }

    private void command(int c) {
        switch (c) {
            case 0xe6, 0xe7 -> {
                doubled = c == 0xe7;
                reply(ACK);
            }
            case 0xe8, 0xf3 -> {
                pending = c;
                reply(ACK);
            }
            case 0xe9 -> reply(ACK, status(), resolution, rate);
            case 0xea -> {
                remote = false;
                restart();
            }
            case 0xeb -> packet(false);
            case 0xec -> {
                wrap = false;
                restart();
            }
            case 0xee -> {
                wrap = true;
                restart();
            }
            case 0xf0 -> {
                remote = true;
                restart();
            }
            case 0xf2 -> reply(ACK, id);
            case 0xf4, 0xf5 -> {
                enabled = c == 0xf4;
                restart();
            }
            case 0xf6 -> {
                int kept = id;
                setDefaults();
                id = kept;
                reply(ACK);
            }
            case 0xfe -> resend();
            case 0xff -> {
                reply(ACK);
                startSelfTest();
            }
            default -> reply(RESEND);
        }
    }

    /** A change of mode forgets movement so far. */
    private void restart() {
        waiting.clear();
        sampler.cancel();
        reply(ACK);
        if (streams() && buttons != reported) {
            waiting.add(new Sample(buttons));
            wakeSampler();
        }
    }

    private int status() {
        int held = (buttons & LEFT) << 2 | (buttons & RIGHT) >> 1 | (buttons & MIDDLE) >> 1;
        return (remote ? 0x40 : 0) | (enabled ? 0x20 : 0) | (doubled ? 0x10 : 0) | held;
    }

    @Override
    void setDefaults() {
        enabled = remote = wrap = doubled = false;
        resolution = 2;
        rate = 100;
        id = 0;
        knock = 0;
        pending = 0;
        waiting.clear();
        nudged = false;
        reported = buttons;
        sampler.cancel();
    }

    @Override
    int[] selfTestReport() {
        return new int[] {SELF_TEST_PASSED, 0};
    }

    // ---- for people and saved states ---------------------------------------------------------------------------------

    void view(DeviceView.Builder b) {
        b.text("kind", switch (id) {
            case 3 -> "IntelliMouse";
            case 4 -> "IntelliMouse Explorer";
            default -> "PS/2 mouse";
        });
        b.text("mode", wrap ? "wrap" : remote ? "remote" : "stream").flag("reporting", enabled);
        b.text("rate", rate, "samples a second").text("resolution", 1 << resolution, "counts a millimetre").flag("scaling 2:1", doubled);
        b.hex8("buttons", buttons).text("unsent", pendingText()).text("waiting", waiting.size());
    }

    @Override
    void save(StateOut out) {
        super.save(out);
        int flags = (enabled ? 1 : 0) | (remote ? 2 : 0) | (wrap ? 4 : 0) | (doubled ? 8 : 0) | (nudged ? 16 : 0);
        out.putInts("mouse.values", new int[] {buttons, reported, resolution, rate, id, knock, pending, flags});
        var samples = waiting.stream().flatMapToInt(s -> IntStream.of(s.dx, s.dy, s.wheel, s.buttons));
        out.putInts("mouse.waiting", samples.toArray());
        sampler.save(out);
    }

    @Override
    void load(StateIn in) {
        super.load(in);
        int[] v = ints(in, "mouse.values", 8);
        if (v[2] < 0 || v[2] > 3 || v[3] < 10 || v[3] > 200) throw new IllegalArgumentException("saved mouse.values are impossible");
        int[] all = in.getInts("mouse.waiting");
        if (all.length % 4 != 0 || all.length > 4 * MAX_WAITING)
            throw new IllegalArgumentException("saved mouse.waiting has " + all.length + " values");
        buttons = v[0] & 31;
        reported = v[1] & 31;
        resolution = v[2];
        rate = v[3];
        id = v[4] == 3 || v[4] == 4 ? v[4] : 0;
        knock = v[5] & 0xffffff;
        pending = v[6] & 0xff;
        enabled = (v[7] & 1) != 0;
        remote = (v[7] & 2) != 0;
        wrap = (v[7] & 4) != 0;
        doubled = (v[7] & 8) != 0;
        nudged = (v[7] & 16) != 0;
        waiting.clear();
        for (int i = 0; i < all.length; i += 4) {
            var s = new Sample(all[i + 3] & 31);
            s.dx = Math.clamp(all[i], -MAX_COUNTS, MAX_COUNTS);
            s.dy = Math.clamp(all[i + 1], -MAX_COUNTS, MAX_COUNTS);
            s.wheel = Math.clamp(all[i + 2], -MAX_COUNTS, MAX_COUNTS);
            waiting.add(s);
        }
        sampler.load(in);
    }
}
