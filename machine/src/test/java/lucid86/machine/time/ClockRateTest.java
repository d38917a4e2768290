package lucid86.machine.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockRateTest {
    @Test
    void agreesWithUnboundedArithmetic() {
        long seed = 20250101;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long hz = 1 + random.nextLong(4_000_000_000L);
            long ns = random.nextLong(1L << 60);
            var rate = new ClockRate(hz);
            if (ns / 1_000_000_000L > Long.MAX_VALUE / hz - 1) continue;
            long ticks = BigInteger.valueOf(ns).multiply(BigInteger.valueOf(hz)).divide(BigInteger.valueOf(1_000_000_000L)).longValueExact();
            assertEquals(ticks, rate.ticks(ns), "seed " + seed);
            long back = rate.nanos(ticks);
            assertEquals(ticks, rate.ticks(back), "seed " + seed);
            if (hz < 1_000_000_000L) assertEquals(ticks - 1, rate.ticks(back - 1), "first nanosecond of the tick, seed " + seed);
        }
    }

    @Test
    void nanosIsTheFirstNanosecondOfATick() {
        var pit = new ClockRate(1_193_182);
        assertEquals(0, pit.nanos(0));
        assertEquals(839, pit.nanos(1));
        assertEquals(0, pit.ticks(838));
        assertEquals(1, pit.ticks(839));
        assertEquals(1_000_000_000L * 3600, pit.nanos(1_193_182L * 3600));
    }
}
