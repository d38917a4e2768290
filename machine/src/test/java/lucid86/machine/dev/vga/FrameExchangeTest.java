package lucid86.machine.dev.vga;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FrameExchangeTest {
    @Test
    void startsBlackAndGivesTheSameFrameUntilThereIsANewOne() {
        var x = new FrameExchange(4, 2);
        var f = x.frame();
        assertEquals(0xff000000, f.pixels()[7]);
        assertSame(f, x.frame());
        x.canvas(8)[0] = 1;
        x.publish(4, 2);
        assertEquals(1, x.frame().pixels()[0]);
        assertSame(x.frame(), x.frame());
    }

    @Test
    void anotherIsWantedOnlyAfterOneWasTaken() {
        var x = new FrameExchange(1, 1);
        assertTrue(x.wanted());
        x.canvas(1);
        x.publish(1, 1);
        assertFalse(x.wanted());
        x.frame();
        assertTrue(x.wanted());
    }

    /** The painter fills each picture with its number; a taken picture must be of one number and stay so. */
    @Test
    void takenPicturesNeverChange() throws Exception {
        var x = new FrameExchange(64, 64);
        var failure = new AtomicReference<Throwable>();
        int pictures = 3000;
        var painter = new Thread(() -> {
            try {
                for (int i = 1; i <= pictures; i++) {
                    Arrays.fill(x.canvas(4096), i);
                    x.publish(64, 64);
                    if (i % 7 == 0) Thread.yield();
                }
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        painter.start();
        long last = 0;
        while (last < pictures && failure.get() == null) {
            var f = x.frame();
            assertTrue(f.sequence() >= last);
            last = f.sequence();
            int expected = last == 0 ? 0xff000000 : (int) last;
            for (int pass = 0; pass < 2; pass++) for (int p : f.pixels()) assertEquals(expected, p);
        }
        painter.join();
        assertNull(failure.get());
    }
}
