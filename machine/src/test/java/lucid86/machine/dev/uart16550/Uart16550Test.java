package lucid86.machine.dev.uart16550;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Uart16550Test {
    private static final int RBR = 0, IER = 1, IIR = 2, LCR = 3, MCR = 4, LSR = 5, MSR = 6, SCR = 7;
    /** Ten bits at 115200 baud. */
    private static final long CHAR = 86_805;

    private final TestClock clock = new TestClock();
    private boolean irq;
    private final StringBuilder sent = new StringBuilder();
    private final List<String> events = new ArrayList<>();
    private final Uart16550 uart = new Uart16550(clock.scheduler, "com1", l -> irq = l);

    @BeforeEach
    void setUp() {
        uart.connect(new SerialPort.Peer() {
            @Override
            public void transmitted(int b) {
                sent.append((char) b);
            }

            @Override
            public void controlLines(boolean dtr, boolean rts) {
                events.add("dtr " + dtr + " rts " + rts);
            }

            @Override
            public void breakSignal(boolean active) {
                events.add("break " + active);
            }
        });
        events.clear();
        out(LCR, 0x83);
        out(0, 1);
        out(1, 0);
        out(LCR, 0x03);
        out(MCR, 0x0b);
    }

    private void out(int reg, int v) {
        uart.out(0x3f8 + reg, 1, v);
    }

    /** Time a character takes to leave, in ns: shorter than on a real line. */
    private static final long SEND = 10_000;

    private int in(int reg) {
        int peeked = uart.peek(0x3f8 + reg, 1);
        assertEquals(peeked, uart.in(0x3f8 + reg, 1));
        return peeked;
    }

    private void type(String s) {
        for (char c : s.toCharArray()) assertTrue(uart.receive(c));
    }

    @Test
    void transmitsOneCharacterAfterTheOther() {
        assertEquals(0x60, in(LSR));
        out(RBR, 'a');
        assertEquals(0x20, in(LSR), "the shift register took it at once");
        out(RBR, 'b');
        assertEquals(0x00, in(LSR));
        clock.advance(SEND - 1);
        assertEquals("", sent.toString());
        clock.advance(1);
        assertEquals("a", sent.toString());
        assertEquals(0x20, in(LSR));
        clock.advance(SEND);
        assertEquals("ab", sent.toString());
        assertEquals(0x60, in(LSR));
        out(LCR, 0x80);
        out(0, 0x60);
        out(LCR, 0x1f);
        out(RBR, 'c');
        clock.advance(SEND);
        assertEquals("abc", sent.toString(), "no slower at 1200 baud");
    }

    @Test
    void sendsTheBitsOfItsFormatAndAllBeforeOneIsSet() {
        out(LCR, 2);
        out(RBR, 0xe1);
        clock.advance(SEND);
        assertEquals("a", sent.toString(), "7 bits");
        uart.reset();
        out(RBR, 0xe1);
        clock.advance(SEND);
        assertEquals("a\u00e1", sent.toString(), "as programs expect that never set a format");
    }

    @Test
    void whatIsWrittenStillLeavesWhenTheMachineIsSwitchedOff() {
        out(RBR, 'a');
        out(RBR, 'b');
        uart.finishSending();
        uart.finishSending();
        clock.advance(10 * SEND);
        assertEquals("ab", sent.toString());
    }

    @Test
    void holdingRegisterEmptyInterrupt() {
        assertFalse(irq);
        out(IER, 2);
        assertTrue(irq);
        assertEquals(0x02, in(IIR));
        assertFalse(irq, "reading IIR takes it back");
        assertEquals(0x01, in(IIR));
        out(RBR, 'x');
        assertTrue(irq);
        out(RBR, 'y');
        assertFalse(irq);
        clock.advance(CHAR);
        assertTrue(irq);
        out(MCR, 0x03);
        assertFalse(irq, "OUT2 gates the interrupt");
    }

    @Test
    void receivesAtTheSpeedOfTheLine() {
        out(IER, 1);
        type("hi");
        clock.advance(CHAR - 1);
        assertEquals(0x60, in(LSR));
        clock.advance(1);
        assertTrue(irq);
        assertEquals(0x04, in(IIR));
        assertEquals(0x61, in(LSR));
        clock.advance(10 * CHAR);
        assertEquals('h', in(RBR), "the line waits while the receiver is full");
        assertFalse(irq);
        clock.advance(CHAR);
        assertEquals('i', in(RBR));
    }

    @Test
    void fifoTriggersAndTimesOut() {
        out(IIR, 0x81);
        assertEquals(0xc1, in(IIR));
        out(IER, 1);
        type("0123456789");
        clock.advance(7 * CHAR);
        assertFalse(irq);
        clock.advance(CHAR);
        assertTrue(irq);
        assertEquals(0xc4, in(IIR));
        clock.advance(2 * CHAR);
        for (int i = 0; i < 3; i++) assertEquals('0' + i, in(RBR));
        assertFalse(irq, "below the trigger level");
        clock.advance(4 * CHAR - 1);
        assertFalse(irq);
        clock.advance(2);
        assertTrue(irq);
        assertEquals(0xcc, in(IIR));
        assertEquals('3', in(RBR));
        assertFalse(irq);
        out(IIR, 0x83);
        assertEquals(0x60, in(LSR), "cleared");
    }

    @Test
    void fifoHoldsSixteen() {
        out(IIR, 0xc1);
        for (int i = 0; i < 40; i++) type("x");
        clock.advance(100 * CHAR);
        for (int i = 0; i < 16; i++) assertEquals('x', in(RBR));
        assertEquals(0x60, in(LSR));
        clock.advance(100 * CHAR);
        for (int i = 0; i < 20; i++) out(RBR, 'A' + i);
        clock.advance(100 * CHAR);
        assertEquals("ABCDEFGHIJKLMNOPQ", sent.toString(), "one shifting, sixteen waiting, the rest lost");
    }

    @Test
    void loopback() {
        out(MCR, 0x1b);
        assertEquals(0xb0, in(MSR) & 0xf0);
        out(MCR, 0x15);
        assertEquals(0x60, in(MSR) & 0xf0);
        out(MCR, 0x10);
        assertEquals(0x06, in(MSR), "RI ended, DSR changed");
        out(IER, 0x04);
        out(RBR, 'q');
        clock.advance(CHAR);
        assertEquals("", sent.toString());
        assertEquals('q', in(RBR));
        out(RBR, 'r');
        clock.advance(CHAR);
        out(RBR, 's');
        clock.advance(CHAR);
        assertEquals(0x06, in(IIR));
        assertFalse(irq, "loopback disconnects OUT2");
        assertEquals(0x63, in(LSR));
        assertEquals(0x61, in(LSR), "reading clears the overrun");
        assertEquals('s', in(RBR));
    }

    @Test
    void breaksTravelBothWays() {
        out(IIR, 0x01);
        out(IER, 0x04);
        type("a");
        assertTrue(uart.receiveBreak());
        clock.advance(2 * CHAR);
        assertEquals(0xe1, in(LSR), "an error waits in the FIFO");
        assertFalse(irq);
        in(RBR);
        assertTrue(irq);
        assertEquals(0xc6, in(IIR));
        assertEquals(0xf9, in(LSR));
        assertEquals(0x61, in(LSR));
        assertEquals(0, in(RBR));
        out(LCR, 0x43);
        out(LCR, 0x03);
        assertEquals(List.of("dtr true rts true", "break true", "break false"), events);
    }

    @Test
    void modemLines() {
        assertEquals(0xb0, in(MSR));
        out(IER, 8);
        uart.setInputs(false, true, true, true);
        assertTrue(irq);
        assertEquals(0x00, in(IIR));
        assertEquals(0xe1, in(MSR));
        assertFalse(irq);
        uart.setInputs(false, true, false, true);
        assertEquals(0xa4, in(MSR), "ring counts at its end");
    }

    @Test
    void olderModels() {
        var old = new Uart16550(clock.scheduler, "com2", Uart16550.Model.UART_8250, IrqLine.NONE);
        old.out(0x2f8 + SCR, 1, 0x5a);
        assertEquals(0xff, old.in(0x2f8 + SCR, 1));
        old.out(0x2f8 + IIR, 1, 0xc7);
        assertEquals(0x01, old.in(0x2f8 + IIR, 1));
        out(SCR, 0x5a);
        assertEquals(0x5a, in(SCR));
    }

    @Test
    void queueIsBounded() {
        int taken = 0;
        while (uart.receive('x')) taken++;
        assertEquals(4096, taken);
        assertEquals(0, uart.room());
        assertFalse(uart.receiveBreak());
    }

    @Test
    void survivesAnything() {
        long seed = 16550;
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> out(random.nextInt(8), random.nextInt(256));
                case 2 -> in(random.nextInt(8));
                case 3 -> uart.receive(random.nextInt(256));
                case 4 -> uart.setInputs(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
                default -> clock.advance(random.nextInt(1_000_000));
            }
        }
        uart.reset();
        assertEquals(0x60, in(LSR), "seed " + seed);
    }

    @Test
    void savesAndLoads() {
        out(IIR, 0x41);
        out(IER, 0x0f);
        type("abcdefg");
        uart.receiveBreak();
        for (int i = 0; i < 5; i++) out(RBR, i);
        clock.advance(3 * CHAR);
        var other = new Uart16550(clock.scheduler, "com1", IrqLine.NONE);
        SavedState.transfer(uart, other);
        for (int i = 0; i < 20; i++) {
            clock.advance(CHAR);
            assertEquals(uart.view(), other.view());
            assertEquals(uart.in(0x3f8, 1), other.in(0x3f8, 1));
        }
        var broken = new HashMap<>(SavedState.values(uart));
        broken.put("toSend", new int[17]);
        assertThrows(IllegalArgumentException.class, () -> other.load(new StateIn(broken)));
    }
}
