package lucid86.machine.dev.hpet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.save.StateIn;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class HpetTest {
    private static final int CONFIG = 0x10, STATUS = 0x20, COUNTER = 0xf0;
    private static final int LEVEL = 2, ENABLE = 4, PERIODIC = 8, VALUE_SET = 0x40, MODE_32 = 0x100;

    private final TestClock clock = new TestClock();
    private final boolean[] irq = new boolean[24];
    private final int[] rises = new int[24];
    private final Hpet hpet = make();

    private Hpet make() {
        return new Hpet(clock.scheduler, level -> drive(0, level), level -> drive(8, level), i -> level -> drive(i, level));
    }

    private void drive(int line, boolean level) {
        if (level && !irq[line]) rises[line]++;
        irq[line] = level;
    }

    private void set(int at, int v) {
        hpet.write(at, 4, v);
    }

    private int get(int at) {
        int v = hpet.peek(at, 4);
        assertEquals(v, hpet.read(at, 4));
        return v;
    }

    private static int config(int timer) {
        return 0x100 + 0x20 * timer;
    }

    private static int comparator(int timer) {
        return 0x108 + 0x20 * timer;
    }

    @Test
    void saysWhatItIs() {
        assertEquals(0x8086a201, get(0));
        assertEquals(10_000_000, get(4), "femtoseconds a tick");
        for (int t = 0; t < 3; t++) {
            assertEquals(0x30, get(config(t)));
            assertEquals(0x00f00000, get(config(t) + 4));
            assertEquals(-1, get(comparator(t)));
        }
        assertEquals(0x8086, hpet.read(2, 2));
    }

    @Test
    void theCounterRunsOnlyWhileEnabled() {
        set(COUNTER, 1000);
        clock.advance(500);
        assertEquals(1000, get(COUNTER));
        set(CONFIG, 1);
        clock.advance(500);
        assertEquals(1050, get(COUNTER));
        set(CONFIG, 0);
        clock.advance(500);
        assertEquals(1050, get(COUNTER));
        set(COUNTER, 0xffffffff);
        set(CONFIG, 1);
        clock.advance(10);
        assertEquals(0, get(COUNTER));
        assertEquals(1, get(COUNTER + 4));
    }

    @Test
    void oneShotRaisesItsInputAtTheMatch() {
        set(config(0), ENABLE | 20 << 9);
        set(comparator(0) + 4, 0);
        set(comparator(0), 100);
        set(CONFIG, 1);
        clock.advanceTo(999);
        assertEquals(0, rises[20]);
        clock.advanceTo(1000);
        assertEquals(1, rises[20]);
        clock.advance(1_000_000);
        assertEquals(1, rises[20]);
        set(comparator(0), get(COUNTER) + 7);
        clock.advance(70);
        assertEquals(2, rises[20]);
    }

    @Test
    void periodicWithOneAndWithTwoWrites() {
        set(config(1), ENABLE | PERIODIC | VALUE_SET | MODE_32 | 21 << 9);
        set(comparator(1), 50);
        set(comparator(1), 200);
        set(CONFIG, 1);
        clock.advanceTo(500);
        assertEquals(1, rises[21]);
        assertEquals(250, get(comparator(1)));
        clock.advanceTo(500 + 2000 * 5);
        assertEquals(6, rises[21]);
        set(config(1), ENABLE | PERIODIC | MODE_32 | 21 << 9);
        set(comparator(1), 10);
        clock.advanceTo(12_500);
        assertEquals(7, rises[21]);
        clock.advance(100);
        assertEquals(8, rises[21], "the new period holds after the next match");
    }

    @Test
    void a32BitOneShotMatchesAtEachWrap() {
        set(config(2), ENABLE | MODE_32 | 22 << 9);
        set(comparator(2), 5);
        set(CONFIG, 1);
        clock.advanceTo(50);
        assertEquals(1, rises[22]);
        clock.advanceTo(50 + (1L << 32) * 10);
        assertEquals(2, rises[22]);
    }

    @Test
    void levelTriggeredUntilTheStatusIsCleared() {
        set(config(0), ENABLE | LEVEL | MODE_32 | 23 << 9);
        set(comparator(0), 10);
        set(CONFIG, 1);
        clock.advance(150);
        assertTrue(irq[23]);
        assertEquals(1, get(STATUS));
        set(STATUS, 2);
        assertTrue(irq[23]);
        set(STATUS, 1);
        assertFalse(irq[23]);
        assertEquals(0, get(STATUS));
        set(config(0), LEVEL | MODE_32 | 23 << 9);
        set(comparator(0), 30);
        clock.advance(200);
        assertEquals(1, get(STATUS), "status without interrupt");
        assertFalse(irq[23]);
        set(config(0), ENABLE | LEVEL | MODE_32 | 23 << 9);
        assertTrue(irq[23]);
    }

    @Test
    void legacyReplacementDisplacesThePitAndTheClock() {
        hpet.pitInput().set(true);
        hpet.rtcInput().set(true);
        assertTrue(irq[0] && irq[8]);
        set(config(0), ENABLE | PERIODIC | VALUE_SET | MODE_32 | 20 << 9);
        set(comparator(0), 100);
        set(config(1), ENABLE | MODE_32);
        set(comparator(1), 150);
        set(CONFIG, 3);
        assertFalse(irq[0] || irq[8]);
        hpet.pitInput().set(false);
        hpet.pitInput().set(true);
        assertFalse(irq[0]);
        clock.advance(1500);
        assertEquals(2, rises[0]);
        assertEquals(2, rises[8]);
        assertEquals(0, rises[20]);
        clock.advance(1500);
        assertEquals(4, rises[0]);
        set(CONFIG, 0);
        assertTrue(irq[0] && irq[8], "the lines are theirs again");
        hpet.pitInput().set(false);
        assertFalse(irq[0]);
    }

    @Test
    void aPeriodicComparatorMovesOnWithoutInterrupts() {
        set(config(0), PERIODIC | VALUE_SET);
        set(comparator(0) + 4, 0);
        set(config(0), PERIODIC | VALUE_SET);
        set(comparator(0), 100);
        set(CONFIG, 1);
        assertEquals(Long.MAX_VALUE, clock.scheduler.next(), "no alarm for nobody");
        clock.advance(12_345);
        assertEquals(1300, get(comparator(0)));
    }

    @Test
    void restoredItGoesOn() {
        set(config(0), ENABLE | PERIODIC | VALUE_SET | MODE_32);
        set(comparator(0), 100);
        set(CONFIG, 3);
        clock.advance(1700);
        var copy = make();
        SavedState.transfer(hpet, copy);
        hpet.reset();
        int before = rises[0];
        clock.advance(300);
        assertEquals(before + 1, rises[0]);
    }

    @Test
    void survivesAnyRegisterWriteAndRestores() {
        long seed = Long.getLong("lucid86.seed", System.nanoTime());
        var random = new Random(seed);
        try {
            for (int i = 0; i < 20_000; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> clock.advance(random.nextInt(300));
                    case 1 -> get(random.nextInt(0x160) & ~3);
                    case 2 -> set(random.nextInt(0x160) & ~3, random.nextInt() & (random.nextBoolean() ? -1 : 0xff));
                    default -> hpet.write(random.nextInt(0x400), 1 << random.nextInt(3), random.nextInt());
                }
                if (i % 1000 == 0) SavedState.transfer(hpet, make());
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void damagedStatesAreRefused() {
        var values = new HashMap<>(SavedState.values(hpet));
        values.put("timer1", new long[1]);
        assertThrows(IllegalArgumentException.class, () -> hpet.load(new StateIn(values)));
    }
}
