package lucid86.machine.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long MS = 1_000_000;

    private long host = 123 * MS;
    private final Pacer pacer = new Pacer(() -> host);

    @Test
    void virtualTimeIsHeldToRealTime() {
        assertEquals(0, pacer.delay(0));
        assertEquals(10 * MS, pacer.delay(10 * MS));
        host += 7 * MS;
        assertEquals(3 * MS, pacer.delay(10 * MS));
        host += 7 * MS;
        assertEquals(0, pacer.delay(10 * MS), "late");
        assertEquals(6 * MS, pacer.delay(20 * MS), "a small lag is made up for");
    }

    @Test
    void aLongLagIsForgotten() {
        pacer.delay(0);
        host += 1000 * MS;
        assertEquals(0, pacer.delay(10 * MS));
        assertEquals(5 * MS, pacer.delay(15 * MS));
    }

    @Test
    void freeMeansNeverWaiting() {
        pacer.delay(0);
        pacer.setFree(true);
        assertEquals(0, pacer.delay(1000 * MS));
        pacer.setFree(false);
        assertEquals(0, pacer.delay(2000 * MS), "starts afresh");
        assertEquals(1 * MS, pacer.delay(2001 * MS));
    }

    @Test
    void aPauseIsNotALag() {
        pacer.delay(0);
        pacer.restart();
        host += 50 * MS;
        assertEquals(0, pacer.delay(0));
        assertEquals(20 * MS, pacer.delay(20 * MS));
    }
}
