package lucid86.machine.dev.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class ParallelPortTest {
    private final TestClock clock = new TestClock();
    private boolean irq;
    private final List<Integer> printed = new ArrayList<>();
    private final ParallelPort port = new ParallelPort(clock.scheduler, level -> irq = level);

    ParallelPortTest() {
        port.reset();
        port.connect(printed::add);
    }

    private void print(int c) {
        assertEquals(0xdf, port.in(0x379, 1), "ready");
        port.out(0x378, 1, c);
        port.out(0x37a, 1, 0x1d);
        port.out(0x37a, 1, 0x1c);
    }

    @Test
    void aByteIsStrobedBusyAndAcknowledged() {
        print('A');
        assertEquals(List.of((int) 'A'), printed);
        assertEquals(0x5f, port.in(0x379, 1), "busy");
        port.out(0x37a, 1, 0x1d);
        port.out(0x37a, 1, 0x1c);
        assertEquals(1, printed.size(), "a busy printer takes nothing");
        clock.advance(5000);
        assertTrue(irq);
        assertEquals(0x9f, port.in(0x379, 1), "ACK");
        clock.advance(2500);
        assertFalse(irq);
        print('B');
        assertEquals(List.of((int) 'A', (int) 'B'), printed);
    }

    @Test
    void noInterruptUnlessEnabled() {
        port.out(0x37a, 1, 0x0d);
        clock.advance(6000);
        assertFalse(irq);
        port.out(0x37a, 1, 0x1d);
        assertTrue(irq, "in the middle of the pulse");
    }

    @Test
    void readsBackForDetectionAndTurnsAround() {
        port.out(0x378, 1, 0xaa);
        assertEquals(0xaa, port.in(0x378, 1));
        port.out(0x37a, 1, 0x2c);
        assertEquals(0xff, port.in(0x378, 1));
        assertEquals(0xec, port.in(0x37a, 1));
    }

    @Test
    void survivesAnythingAndRestores() {
        var random = new Random(Long.getLong("lucid86.seed", 5));
        for (int i = 0; i < 5000; i++) {
            port.out(0x378 + random.nextInt(4), 1, random.nextInt(256));
            clock.advance(random.nextInt(4000));
            if (i % 100 == 0) SavedState.transfer(port, new ParallelPort(clock.scheduler, level -> {}));
        }
    }
}
