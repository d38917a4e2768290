package lucid86.machine.dev.pit8254;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class Pit8254Test {
    private final TestClock clock = new TestClock();
    private final List<Long> edges = new ArrayList<>();
    private boolean irq;
    private int rises;
    private final Pit8254 pit = new Pit8254(clock.scheduler, level -> {
        if (level && !irq) rises++;
        irq = level;
    });
    private final Port61 port61 = new Port61(clock.scheduler, pit, (ns, high) -> edges.add(high ? ns : -ns));

    private void out(int port, int v) {
        pit.out(port, 1, v);
    }

    private int in(int port) {
        int peeked = pit.peek(port, 1);
        assertEquals(peeked, pit.in(port, 1));
        return peeked;
    }

    private int latched(int n) {
        out(0x43, n << 6);
        return in(0x40 + n) | in(0x40 + n) << 8;
    }

    private void program(int n, int mode, int count) {
        out(0x43, n << 6 | 0x30 | mode << 1);
        out(0x40 + n, count & 0xff);
        out(0x40 + n, count >> 8);
    }

    /** Moves to the moment of an absolute clock tick. */
    private void tick(long t) {
        clock.advanceTo(Pit8254.CLOCK.nanos(t));
    }

    private boolean out(int n) {
        out(0x43, 0xe0 | 2 << n);
        return (in(0x40 + n) & 0x80) != 0;
    }

    @Test
    void mode0RaisesOutNPlusOneClocksAfterTheWrite() {
        tick(100);
        program(0, 0, 10);
        assertFalse(irq);
        tick(101);
        assertEquals(10, latched(0));
        tick(110);
        assertFalse(irq);
        assertEquals(1, latched(0));
        tick(111);
        assertTrue(irq);
        tick(112);
        assertEquals(0xffff, latched(0), "counting goes on");
        out(0x40, 5);
        assertFalse(irq, "the first byte takes OUT low");
        tick(200);
        assertEquals(0xffff, latched(0), "and stops counting");
        out(0x40, 0);
        tick(205);
        assertFalse(irq);
        tick(206);
        assertTrue(irq);
    }

    @Test
    void mode0PausesWhileTheGateIsLow() {
        port61.out(0x61, 1, 1);
        program(2, 0, 100);
        tick(11);
        port61.out(0x61, 1, 0);
        tick(500);
        assertEquals(90, latched(2));
        assertFalse(out(2));
        port61.out(0x61, 1, 1);
        tick(589);
        assertFalse(out(2));
        tick(590);
        assertTrue(out(2));
    }

    @Test
    void mode1IsRetriggeredByTheGate() {
        program(2, 1, 50);
        tick(1000);
        assertTrue(out(2));
        port61.out(0x61, 1, 1);
        tick(1001);
        assertFalse(out(2));
        tick(1040);
        port61.out(0x61, 1, 0);
        assertFalse(out(2), "the level of the gate does not matter");
        port61.out(0x61, 1, 1);
        tick(1090);
        assertFalse(out(2));
        tick(1091);
        assertTrue(out(2));
    }

    @Test
    void mode2GivesOneLowClockPerPeriod() {
        program(0, 2, 1000);
        rises = 0;
        tick(1 + 999);
        assertFalse(irq);
        assertEquals(1, latched(0));
        tick(1001);
        assertTrue(irq);
        assertEquals(1000, latched(0));
        tick(1 + 1000 * 1000L);
        assertEquals(1000, rises);
    }

    @Test
    void mode2TakesANewCountAtTheEndOfTheCycle() {
        program(0, 2, 1000);
        tick(501);
        out(0x40, 100);
        out(0x40, 0);
        assertEquals(500, latched(0));
        rises = 0;
        tick(1001);
        assertEquals(1, rises);
        assertEquals(100, latched(0));
        tick(1101);
        assertEquals(2, rises);
    }

    @Test
    void mode3IsASquareWave() {
        program(0, 3, 7);
        tick(1);
        var levels = new StringBuilder();
        var counts = new StringBuilder();
        for (int i = 1; i <= 14; i++) {
            tick(i);
            levels.append(irq ? '1' : '0');
            counts.append(latched(0)).append(' ');
        }
        assertEquals("11110001111000", levels.toString());
        assertEquals("6 4 2 0 6 4 2 6 4 2 0 6 4 2 ", counts.toString());
    }

    @Test
    void mode3TakesANewCountAtTheHalfCycle() {
        program(0, 3, 100);
        tick(21);
        out(0x40, 20);
        out(0x40, 0);
        tick(50);
        assertTrue(irq);
        tick(51);
        assertFalse(irq);
        tick(60);
        assertFalse(irq);
        tick(61);
        assertTrue(irq);
        tick(71);
        assertFalse(irq);
    }

    @Test
    void mode4StrobesOnce() {
        program(0, 4, 5);
        var levels = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            tick(i);
            levels.append(irq ? '1' : '0');
        }
        assertEquals("1111110111", levels.toString());
        tick(100_000);
        assertTrue(irq);
    }

    @Test
    void mode5StrobesAfterTheGate() {
        program(2, 5, 5);
        tick(50);
        assertTrue(out(2));
        port61.out(0x61, 1, 1);
        tick(55);
        assertTrue(out(2));
        tick(56);
        assertFalse(out(2));
        tick(57);
        assertTrue(out(2));
    }

    @Test
    void countsInBcd() {
        out(0x43, 0x30 | 0x01);
        out(0x40, 0x34);
        out(0x40, 0x12);
        tick(36);
        assertEquals(0x1199, latched(0));
        tick(1 + 1234 + 1);
        assertEquals(0x9999, latched(0));
    }

    @Test
    void readBackLatchesStatusAndCount() {
        program(0, 2, 0x1234);
        out(0x43, 0xc2);
        assertEquals(0x40 | 0x34 | 0x80, in(0x40), "count not loaded yet");
        in(0x40);
        in(0x40);
        tick(0x35);
        out(0x43, 0xc2);
        tick(0x100);
        assertEquals(0x34 | 0x80, in(0x40));
        assertEquals(0x00, in(0x40));
        assertEquals(0x12, in(0x40));
        assertEquals(0x35, in(0x40), "live again: 1234h - FFh");
        assertEquals(0x11, in(0x40));
    }

    @Test
    void latchHoldsUntilReadAndOneByteAccessWorks() {
        out(0x43, 0x14);
        out(0x40, 200);
        tick(101);
        out(0x43, 0x00);
        tick(150);
        out(0x43, 0x00);
        assertEquals(100, in(0x40));
        assertEquals(51, in(0x40));
    }

    @Test
    void neverDrifts() {
        program(0, 2, 0);
        rises = 0;
        clock.advanceTo(3600L * 1_000_000_000L);
        assertEquals((3600L * 1_193_182 - 1) / 65536, rises);
    }

    @Test
    void speakerHearsEdgesAtTheirExactTime() {
        program(2, 3, 1000);
        tick(10);
        port61.out(0x61, 1, 3);
        assertEquals(List.of(Pit8254.CLOCK.nanos(10)), edges);
        edges.clear();
        tick(2600);
        var expected = new ArrayList<Long>();
        for (int i = 1; i <= 5; i++) expected.add(Pit8254.CLOCK.nanos(11 + 500 * i) * (i % 2 == 0 ? 1 : -1));
        assertEquals(expected, edges);
        port61.out(0x61, 1, 0);
        edges.clear();
        clock.advance(1_000_000_000L);
        assertEquals(List.of(), edges);
        // Bit 1 alone moves the diaphragm while OUT is high.
        port61.out(0x61, 1, 2);
        port61.out(0x61, 1, 0);
        assertEquals(2, edges.size());
    }

    @Test
    void port61ShowsRefreshAndOut2() {
        port61.out(0x61, 1, 0xff);
        assertEquals(0x0f, port61.in(0x61, 1) & 0xcf);
        int last = port61.in(0x61, 1) & 0x10;
        int toggles = 0;
        for (int i = 0; i < 1000; i++) {
            clock.advance(1000);
            int now = port61.in(0x61, 1) & 0x10;
            if (now != last) toggles++;
            last = now;
        }
        assertEquals(66, toggles, "every 15.085 us");
    }

    @Test
    void survivesAnyProgramming() {
        long seed = 42;
        var random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            switch (random.nextInt(6)) {
                case 0 -> out(0x43, random.nextInt(256));
                case 1, 2 -> out(0x40 + random.nextInt(3), random.nextInt(random.nextInt(256) + 1));
                case 3 -> in(0x40 + random.nextInt(3));
                case 4 -> port61.out(0x61, 1, random.nextInt(256));
                default -> clock.advance(random.nextInt(5000));
            }
        }
        assertTrue(clock.now() > 0, "seed " + seed);
    }

    @Test
    void savesAndLoads() {
        program(0, 3, 1001);
        program(2, 2, 77);
        port61.out(0x61, 1, 3);
        out(0x43, 0x80);
        tick(5000);
        out(0x40, 9);
        var other = new Pit8254(clock.scheduler, level -> {});
        var other61 = new Port61(clock.scheduler, other, (ns, high) -> {});
        SavedState.transfer(pit, other);
        SavedState.transfer(port61, other61);
        out(0x40, 1);
        other.out(0x40, 1, 1);
        for (int i = 0; i < 50; i++) {
            clock.advance(100_000);
            assertEquals(pit.view(), other.view());
            assertEquals(port61.view(), other61.view());
        }
    }
}
