package lucid86.machine.dev.pit8254;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The closed-form counter against one that counts clock by clock as the data sheet tells. */
class CounterReferenceTest {
    /** Steps one clock at a time. */
    private static final class Stepper {
        int mode, written, loadedCount, element;
        boolean gate, out, known, load, trigger, strobed, counting, bcd;

        int modulus() {
            return bcd ? 10000 : 65536;
        }

        void control(int m, boolean decimal) {
            mode = m;
            bcd = decimal;
            out = m != 0;
            load = trigger = counting = strobed = known = false;
            hasCount = false;
        }

        boolean hasCount;

        void write(int n) {
            boolean first = !hasCount;
            written = n == 0 ? modulus() : n;
            hasCount = true;
            switch (mode) {
                case 0 -> {
                    out = false;
                    counting = false;
                    load = true;
                }
                case 4 -> load = true;
                case 2, 3 -> load |= first;
                default -> {}
            }
        }

        void setGate(boolean level) {
            boolean rise = level && !gate;
            gate = level;
            if (mode == 1 || mode == 2 || mode == 3 || mode == 5) trigger |= rise && hasCount;
            if ((mode == 2 || mode == 3) && !level) out = true;
        }

        void clock() {
            boolean loads = mode == 1 || mode == 5 ? trigger : mode == 2 || mode == 3 ? trigger || load : load;
            trigger = load = false;
            if (loads) {
                loadedCount = written;
                element = mode == 3 ? written & ~1 : written;
                counting = known = true;
                strobed = false;
                if (mode == 1) out = false;
                if (mode != 0 && mode != 1) out = true;
                if (mode == 2 && written == 1 && gate) out = false;
                return;
            }
            if (!counting || !gate && mode != 1 && mode != 5) return;
            switch (mode) {
                case 2 -> {
                    if (element == 1) {
                        loadedCount = element = written;
                        out = written != 1;
                    } else {
                        element--;
                        out = element != 1;
                    }
                }
                case 3 -> {
                    boolean odd = (loadedCount & 1) != 0;
                    if (element == (out && odd ? 0 : 2)) {
                        out = !out;
                        loadedCount = written;
                        element = written & ~1;
                    } else {
                        element -= 2;
                    }
                }
                default -> {
                    element = element == 0 ? modulus() - 1 : element - 1;
                    boolean reached = element == 0 && !strobed;
                    if (reached) strobed = true;
                    if (mode <= 1) out |= reached;
                    else out = !reached;
                }
            }
        }

        int shown() {
            int n = element % modulus();
            return bcd ? n / 1000 << 12 | n / 100 % 10 << 8 | n / 10 % 10 << 4 | n % 10 : n;
        }
    }

    @Test
    void agreesOnEveryClock() {
        for (long seed = 1; seed <= 400; seed++) run(seed);
    }

    private static void run(long seed) {
        var random = new Random(seed);
        var counter = new Counter(false);
        var model = new Stepper();
        counter.control(0, 0x30);
        model.control(0, false);
        boolean level = false;
        long nextEvent = Counter.NEVER;
        for (long tick = 0; tick < 2000; tick++) {
            if (tick > 0) model.clock();
            String where = "seed " + seed + " tick " + tick + " mode " + model.mode;
            boolean changed = false;
            for (int i = 0; i < 2; i++) {
                switch (random.nextInt(60)) {
                    case 0 -> {
                        int mode = random.nextInt(6);
                        boolean bcd = random.nextInt(4) == 0;
                        counter.control(tick, 0x30 | mode << 1 | (bcd ? 1 : 0));
                        model.control(mode, bcd);
                        changed = true;
                    }
                    case 1 -> {
                        // Mode 3 with a count of 1 is forbidden; BCD counts are kept to one digit.
                        int n = random.nextInt(20) == 0 ? 0 : 2 + random.nextInt(random.nextInt(5) == 0 ? 300 : 8);
                        if (model.bcd && n > 9) n = 9;
                        counter.write(tick, n & 0xff);
                        counter.write(tick, n >> 8);
                        model.write(n);
                        changed = true;
                    }
                    case 2, 3 -> {
                        boolean gate = random.nextBoolean();
                        counter.setGate(tick, gate);
                        model.setGate(gate);
                        changed = true;
                    }
                    default -> {}
                }
                where = "seed " + seed + " tick " + tick + " mode " + model.mode + " gate " + model.gate;
                if (model.hasCount) {
                    assertEquals(model.out, counter.out(tick), "OUT, " + where);
                    if (model.known) assertEquals(model.shown(), counter.current(tick), "count, " + where);
                }
            }
            if (model.hasCount) {
                if (!changed && model.out != level) assertEquals(nextEvent, tick, "an edge nobody announced, " + where);
                level = model.out;
                if (changed || nextEvent <= tick) nextEvent = counter.nextEvent(tick);
            } else {
                nextEvent = counter.nextEvent(tick);
                level = counter.out(tick);
            }
        }
    }
}
