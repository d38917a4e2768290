package lucid86.machine.dev.rtc146818;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import lucid86.machine.dev.SavedState;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class Rtc146818Test {
    private static final long MS = 1_000_000L, SECOND = 1000 * MS;

    private final TestClock clock = new TestClock();
    private boolean irq;
    private boolean nmiMasked;
    private int rises;
    private final Rtc146818 rtc = at(LocalDateTime.of(1999, 12, 31, 23, 59, 58));

    private Rtc146818 at(LocalDateTime t) {
        return new Rtc146818(
                clock.scheduler,
                t,
                level -> {
                    if (level && !irq) rises++;
                    irq = level;
                },
                masked -> nmiMasked = masked);
    }

    private int get(Rtc146818 r, int i) {
        r.out(0x70, 1, i);
        int peeked = r.peek(0x71, 1);
        assertEquals(peeked, r.in(0x71, 1));
        return peeked;
    }

    private int get(int i) {
        return get(rtc, i);
    }

    private void set(int i, int v) {
        rtc.out(0x70, 1, i);
        rtc.out(0x71, 1, v);
    }

    private String time(Rtc146818 r) {
        String date = String.format("%02x%02x-%02x-%02x", get(r, 0x32), get(r, 9), get(r, 8), get(r, 7));
        return date + String.format(" %02x:%02x:%02x (%x)", get(r, 4), get(r, 2), get(r, 0), get(r, 6));
    }

    @Test
    void rollsOverTheCentury() {
        assertEquals("1999-12-31 23:59:58 (6)", time(rtc));
        clock.advance(2 * SECOND - 1);
        assertEquals("1999-12-31 23:59:59 (6)", time(rtc));
        clock.advance(1);
        assertEquals("2000-01-01 00:00:00 (7)", time(rtc));
    }

    @Test
    void agreesWithTheCalendarForYears() {
        var start = LocalDateTime.of(1996, 1, 1, 23, 59, 59);
        var r = at(start);
        for (int day = 1; day < 5 * 366; day++) {
            clock.advance(SECOND);
            var now = start.plusDays(day - 1).plusSeconds(1);
            assertEquals(String.format("%ty%<tm%<td", now), String.format("%02x%02x%02x", get(r, 9), get(r, 8), get(r, 7)));
            r.out(0x70, 1, 4);
            r.out(0x71, 1, 0x23);
            r.out(0x70, 1, 2);
            r.out(0x71, 1, 0x59);
            r.out(0x70, 1, 0);
            r.out(0x71, 1, 0x59);
        }
    }

    @Test
    void twelveHourAndBinaryFormats() {
        set(0x0b, 0x04); // binary, 12 hours
        set(4, 11);
        set(2, 59);
        set(0, 59);
        clock.advance(SECOND);
        assertEquals(0x80 | 12, get(4), "noon");
        set(4, 0x80 | 11);
        set(2, 59);
        set(0, 59);
        clock.advance(SECOND);
        assertEquals(12, get(4), "midnight");
        set(2, 59);
        set(0, 59);
        clock.advance(SECOND);
        assertEquals(1, get(4));
    }

    @Test
    void updateInProgressComesBeforeTheUpdate() {
        clock.advance(SECOND - 2_228_001);
        assertEquals(0x26, get(0x0a));
        clock.advance(1);
        assertEquals(0xa6, get(0x0a));
        assertEquals(0x58, get(0));
        clock.advance(2_228_000);
        assertEquals(0x26, get(0x0a));
        assertEquals(0x59, get(0));
    }

    @Test
    void setFreezesTheClock() {
        set(0x0b, 0x92);
        assertEquals(0x82, get(0x0b), "SET clears UIE");
        clock.advance(5 * SECOND);
        assertEquals(0x58, get(0));
        assertEquals(0x26, get(0x0a));
        set(0x0b, 0x02);
        clock.advance(SECOND);
        assertEquals(0x59, get(0));
    }

    @Test
    void dividerResetSetsThePhase() {
        clock.advance(300 * MS);
        set(0x0a, 0x76);
        clock.advance(10 * SECOND);
        assertEquals(0x58, get(0));
        set(0x0a, 0x26);
        clock.advance(500 * MS - 1);
        assertEquals(0x58, get(0));
        clock.advance(1);
        assertEquals(0x59, get(0));
    }

    @Test
    void updateEndedInterrupt() {
        set(0x0b, 0x12);
        clock.advance(SECOND);
        assertTrue(irq);
        assertEquals(0x90, get(0x0c) & 0x90);
        assertFalse(irq);
        assertEquals(0, get(0x0c) & 0x90);
    }

    @Test
    void alarmWithDontCare() {
        set(1, 0x05);
        set(3, 0xff);
        set(5, 0xc0);
        set(0x0b, 0x22);
        get(0x0c);
        clock.advance(7 * SECOND - 1);
        assertFalse(irq);
        clock.advance(1);
        assertTrue(irq);
        assertEquals(0xb0, get(0x0c) & 0xb0);
        clock.advance(59 * SECOND);
        assertFalse(irq);
        clock.advance(SECOND);
        assertTrue(irq, "every minute");
    }

    @Test
    void periodicRate() {
        set(0x0b, 0x42);
        rises = 0;
        int reads = 0;
        for (long t = 0; t < 10 * SECOND; t += MS / 10) {
            clock.advance(MS / 10);
            if (irq) {
                assertEquals(0xc0, get(0x0c) & 0xc0);
                reads++;
            }
        }
        assertEquals(10_240, rises);
        assertEquals(10_240, reads);
        set(0x0a, 0x2f);
        rises = 0;
        get(0x0c);
        clock.advance(500 * MS);
        assertEquals(1, rises);
        clock.advance(5 * SECOND);
        assertEquals(1, rises, "the flag must be read first");
    }

    @Test
    void periodicFlagWithoutInterrupt() {
        get(0x0c);
        assertEquals(0, get(0x0c));
        clock.advance(MS);
        assertEquals(0x40, get(0x0c));
        set(0x0a, 0x20);
        clock.advance(100 * MS);
        assertEquals(0, get(0x0c) & 0x40);
    }

    @Test
    void resetKeepsTimeAndMemory() {
        set(0x0b, 0x72);
        set(0x40, 0x5a);
        clock.advance(SECOND);
        assertTrue(irq);
        rtc.out(0x70, 1, 0x80);
        assertTrue(nmiMasked);
        rtc.reset();
        assertFalse(irq);
        assertFalse(nmiMasked);
        assertEquals(0x02, get(0x0b));
        assertEquals(0x5a, get(0x40));
        assertEquals(0x80, get(0x0d));
        set(0x0d, 0);
        assertEquals(0x80, get(0x0d));
    }

    @Test
    void storesWhatFirmwareReads() {
        new CmosSetup(rtc)
                .memory(256L << 20, 1L << 30)
                .bootOrder(CmosSetup.Boot.CD, CmosSetup.Boot.DISK, CmosSetup.Boot.FLOPPY, false)
                .floppies(CmosSetup.Floppy.MB_1_44, CmosSetup.Floppy.NONE)
                .disk(0, 1024, 16, 63)
                .checksum();
        assertEquals(0x0280, get(0x15) | get(0x16) << 8);
        assertEquals(0xffff, get(0x17) | get(0x18) << 8);
        assertEquals(240 * 16, get(0x34) | get(0x35) << 8);
        assertEquals(0x4000, get(0x5b) | get(0x5c) << 8 | get(0x5d) << 16);
        assertEquals(0x23, get(0x3d));
        assertEquals(0x11, get(0x38));
        assertEquals(0x40, get(0x10));
        assertEquals(0x07, get(0x14));
        assertEquals(0xf0, get(0x12));
        int sum = 0;
        for (int i = 0x10; i < 0x2e; i++) sum += get(i);
        assertEquals(sum, get(0x2e) << 8 | get(0x2f));
        assertThrows(IllegalArgumentException.class, () -> rtc.setRam(0x0b, 0));
    }

    @Test
    void savesAndLoads() {
        set(0x0b, 0x72);
        set(0x50, 0x77);
        clock.advance(1234 * MS);
        get(0x0c);
        var other = at(LocalDateTime.of(2020, 2, 2, 2, 2, 2));
        SavedState.transfer(rtc, other);
        for (int i = 0; i < 20; i++) {
            clock.advance(777 * MS);
            assertEquals(rtc.view(), other.view());
        }
    }
}
