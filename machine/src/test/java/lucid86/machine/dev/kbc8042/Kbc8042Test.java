package lucid86.machine.dev.kbc8042;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.io.A20Gate;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class Kbc8042Test {
    private static final long MS = 1_000_000;

    private final TestClock clock = new TestClock();
    private boolean irq1;
    private boolean irq12;
    private boolean a20 = true;
    private int resets;
    private final List<String> log = new ArrayList<>();
    private final A20Gate gate = new A20Gate(open -> a20 = open);
    private final Kbc8042 kbc = new Kbc8042(clock.scheduler, l -> irq1 = l, l -> irq12 = l, gate, () -> resets++, log::add);

    private void command(int v) {
        kbc.out(0x64, 1, v);
    }

    private void data(int v) {
        kbc.out(0x60, 1, v);
    }

    private void mouse(int... bytes) {
        for (int b : bytes) {
            command(0xd4);
            data(b);
        }
    }

    private int status() {
        int peeked = kbc.peek(0x64, 1);
        assertEquals(peeked, kbc.in(0x64, 1));
        return peeked;
    }

    /** Reads everything that arrives within a time, as hex; bytes from the mouse carry an m. */
    private String drain(long ns) {
        var s = new StringBuilder();
        for (long end = clock.now() + ns; clock.now() < end; ) {
            clock.advance(10_000);
            int st = status();
            if ((st & 1) == 0) continue;
            assertEquals((st & 0x20) != 0, irq12);
            assertEquals((st & 0x20) == 0, irq1);
            int peeked = kbc.peek(0x60, 1);
            assertEquals(peeked, kbc.in(0x60, 1));
            s.append(s.isEmpty() ? "" : " ").append((st & 0x20) != 0 ? "m" : "").append(String.format("%02x", peeked));
            assertFalse(irq1 || irq12, "reading lowers the lines");
        }
        return s.toString();
    }

    private String drain() {
        return drain(100 * MS);
    }

    private void setCommandByte(int v) {
        command(0x60);
        data(v);
    }

    private String tap(Key key) {
        kbc.keyboard().key(key, true);
        String down = drain();
        kbc.keyboard().key(key, false);
        return down + " / " + drain();
    }

    @Test
    void controllerCommandsAnswer() {
        assertEquals(0x10, status());
        command(0xaa);
        assertEquals(0x1c, status(), "system flag set, last write a command, nothing there yet");
        assertEquals("55", drain());
        command(0xab);
        assertEquals("00", drain());
        command(0xa9);
        assertEquals("00", drain());
        command(0xa4);
        assertEquals("f1", drain());
        command(0xc0);
        assertEquals("b0", drain());
        command(0x20);
        assertEquals("47", drain());
        command(0xad);
        command(0xa7);
        command(0x20);
        assertEquals("77", drain());
        command(0xae);
        command(0xa8);
        command(0x20);
        assertEquals("47", drain());
        command(0x72);
        data(0x5a);
        command(0x32);
        assertEquals("5a", drain());
        command(0xd2);
        data(0x99);
        assertEquals("99", drain());
        command(0xd3);
        data(0x98);
        assertEquals("m98", drain());
        command(0xa5);
        command(0xa5);
        assertEquals(List.of("unimplemented: keyboard controller command a5h"), log);
    }

    @Test
    void outputPortDrivesA20AndReset() {
        command(0xd0);
        assertEquals("cf", drain());
        command(0xd1);
        data(0xcd);
        assertFalse(a20);
        assertFalse(gate.isOpen());
        command(0xd0);
        assertEquals("cd", drain());
        gate.set(true);
        command(0xd0);
        assertEquals("cf", drain(), "port 92h moves the same latch");
        command(0xdd);
        assertFalse(a20);
        command(0xdf);
        assertTrue(a20);
        command(0xff);
        assertEquals(0, resets);
        command(0xfe);
        assertEquals(1, resets);
        command(0xd1);
        data(0xde);
        assertEquals(2, resets);
    }

    @Test
    void bytesTakeTheirTimeOnTheWire() {
        kbc.keyboard().key(Key.A, true);
        clock.advance(879_999);
        assertEquals(0, status() & 1);
        clock.advance(1);
        assertEquals(1, status() & 1);
        assertTrue(irq1);
        assertEquals(0x1e, kbc.in(0x60, 1));
        assertEquals(0x1e, kbc.in(0x60, 1), "the buffer keeps its byte");
    }

    @Test
    void interruptsFollowTheCommandByte() {
        setCommandByte(0x40);
        kbc.keyboard().key(Key.A, true);
        clock.advance(MS);
        assertEquals(1, status() & 1);
        assertFalse(irq1);
        setCommandByte(0x41);
        assertTrue(irq1);
    }

    @Test
    void disabledKeyboardKeepsItsBytes() {
        command(0xad);
        kbc.keyboard().key(Key.A, true);
        assertEquals("", drain());
        command(0xae);
        assertEquals("1e", drain());
    }

    @Test
    void keysInAllSets() {
        assertEquals("1e / 9e", tap(Key.A));
        assertEquals("e0 4b / e0 cb", tap(Key.LEFT));
        assertEquals("41 / c1", tap(Key.F7));
        assertEquals("e0 2a e0 37 / e0 b7 e0 aa", tap(Key.PRINT_SCREEN));
        assertEquals("e1 1d 45 e1 9d c5 / ", tap(Key.PAUSE));
        setCommandByte(0x03);
        assertEquals("1c / f0 1c", tap(Key.A));
        assertEquals("83 / f0 83", tap(Key.F7));
        assertEquals("e0 6b / e0 f0 6b", tap(Key.LEFT));
        assertEquals("e1 14 77 e1 f0 14 f0 77 / ", tap(Key.PAUSE));
        data(0xf0);
        data(0x01);
        assertEquals("fa fa", drain());
        assertEquals("1e / 9e", tap(Key.A));
        assertEquals("e0 1d / e0 9d", tap(Key.RIGHT_CTRL));
        data(0xf0);
        data(0x03);
        assertEquals("fa fa", drain());
        assertEquals("1c / ", tap(Key.A));
        assertEquals("12 / f0 12", tap(Key.LEFT_SHIFT));
        assertEquals("62 / ", tap(Key.PAUSE));
        data(0xf0);
        data(0x00);
        assertEquals("fa fa 03", drain());
        data(0xfa);
        assertEquals("fa", drain());
        assertEquals("1c / f0 1c", tap(Key.A));
        data(0xfd);
        data(0x1c);
        data(0x1b);
        assertEquals("fa fa fa", drain());
        assertEquals("1c / ", tap(Key.A));
        assertEquals("1b / ", tap(Key.S));
        assertEquals("23 / f0 23", tap(Key.D));
    }

    @Test
    void everyKeyHasItsOwnCodes() {
        var set1 = new HashSet<Integer>();
        var set2 = new HashSet<Integer>();
        var set3 = new HashSet<Integer>();
        for (var key : Key.values()) {
            assertTrue(set1.add(key.set1()), key + " in set 1");
            assertTrue(set2.add(key.set2()), key + " in set 2");
            assertTrue(key.set3() == 0 || set3.add(key.set3()), key + " in set 3");
        }
        // A few from the set 1 of the original PC, where the order of the keys gives the code.
        Key[] row = {Key.Q, Key.W, Key.E, Key.R, Key.T, Key.Y, Key.U, Key.I, Key.O, Key.P, Key.LEFT_BRACKET, Key.RIGHT_BRACKET, Key.ENTER};
        for (int i = 0; i < row.length; i++) assertEquals(0x10 + i, row[i].set1());
        Key[] pad = {Key.KEYPAD_7, Key.KEYPAD_8, Key.KEYPAD_9, Key.KEYPAD_MINUS, Key.KEYPAD_4, Key.KEYPAD_5, Key.KEYPAD_6, Key.KEYPAD_PLUS};
        for (int i = 0; i < pad.length; i++) assertEquals(0x47 + i, pad[i].set1());
        for (int i = 0; i < 10; i++) assertEquals(0x3b + i, Key.values()[Key.F1.ordinal() + i].set1());
    }

    @Test
    void navigationKeysHideTheShiftState() {
        kbc.keyboard().key(Key.LEFT_SHIFT, true);
        drain();
        assertEquals("e0 aa e0 47 / e0 c7 e0 2a", tap(Key.HOME));
        assertEquals("e0 aa e0 35 / e0 b5 e0 2a", tap(Key.KEYPAD_SLASH));
        kbc.keyboard().key(Key.LEFT_SHIFT, false);
        assertEquals("aa", drain());
        data(0xed);
        data(0x02);
        assertEquals("fa fa", drain());
        assertEquals(2, kbc.keyboard().leds());
        assertEquals("e0 2a e0 47 / e0 c7 e0 aa", tap(Key.HOME));
        kbc.keyboard().key(Key.LEFT_ALT, true);
        drain();
        assertEquals("54 / d4", tap(Key.PRINT_SCREEN));
        kbc.keyboard().key(Key.LEFT_CTRL, true);
        drain();
        assertEquals("e0 46 e0 c6 / ", tap(Key.PAUSE));
    }

    @Test
    void typematicRepeats() {
        data(0xf3);
        data(0x20 | 0x00); // 500 ms, 30 a second
        drain();
        kbc.keyboard().key(Key.X, true);
        kbc.keyboard().key(Key.X, true); // the host's own repeat
        assertEquals("2d", drain(500 * MS));
        String second = drain(990 * MS);
        assertEquals(30, second.split(" ").length, second);
        kbc.keyboard().key(Key.X, false);
        assertEquals("ad", drain(1000 * MS));
    }

    @Test
    void keyboardCommands() {
        data(0xf2);
        assertEquals("fa ab 41", drain(), "translated, as the hardware does");
        setCommandByte(0x03);
        data(0xf2);
        assertEquals("fa ab 83", drain());
        data(0xfe);
        assertEquals("83", drain());
        data(0xee);
        assertEquals("ee", drain());
        data(0xf5);
        assertEquals("fa", drain());
        assertEquals(" / ", tap(Key.A));
        data(0xf4);
        assertEquals("fa", drain());
        assertEquals("1c / f0 1c", tap(Key.A));
        data(0xff);
        assertEquals("fa aa", drain());
        data(0xef);
        assertEquals("fe", drain());
        data(0xed);
        data(0xf4);
        assertEquals("fa fa", drain(), "a command instead of the option byte counts as command");
    }

    @Test
    void keysBeyondTheBufferWait() {
        command(0xad);
        for (int i = 0; i < 10; i++) {
            kbc.keyboard().key(Key.DIGIT_1, true);
            kbc.keyboard().key(Key.DIGIT_1, false);
        }
        command(0xae);
        assertEquals("02 82 02 82 02 82 02 82 02 82 02 82 02 82 02 82 02 82 02 82", drain());
        command(0xad);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            if (kbc.keyboard().key(Key.DIGIT_1, true)) accepted++;
            kbc.keyboard().key(Key.DIGIT_1, false);
        }
        assertTrue(accepted < 200);
        command(0xae);
        assertTrue(drain(2000 * MS).endsWith("02 82"));
    }

    @Test
    void mouseStreams() {
        mouse(0xf4);
        assertEquals("mfa", drain());
        kbc.mouse().move(5, 3, 0, Ps2Mouse.LEFT);
        assertEquals("m29 m05 mfd", drain());
        kbc.mouse().move(0, 0, 0, 0);
        assertEquals("m08 m00 m00", drain());
        kbc.mouse().move(-300, 0, 9, 0);
        assertEquals("m18 m81 m00 m18 m81 m00 m18 md2 m00", drain());
        kbc.mouse().move(0, 0, 0, Ps2Mouse.RIGHT);
        kbc.mouse().move(0, 0, 0, 0);
        assertEquals("m0a m00 m00 m08 m00 m00", drain(), "a quick click is not lost");
        mouse(0xf5);
        assertEquals("mfa", drain());
        kbc.mouse().move(5, 3, 0, 0);
        assertEquals("", drain());
    }

    @Test
    void mouseRateLimitsPackets() {
        mouse(0xf3, 20, 0xf4);
        drain();
        for (int i = 0; i < 100; i++) {
            kbc.mouse().move(1, 0, 0, 0);
            clock.advance(0);
        }
        String s = "";
        for (int i = 0; i < 200; i++) {
            kbc.mouse().move(1, 0, 0, 0);
            s += drain(5 * MS);
        }
        long packets = s.length() / "m08 m01 m00".length();
        assertTrue(packets >= 19 && packets <= 22, packets + " packets in a second");
    }

    @Test
    void mouseKnocksForWheelAndButtons() {
        mouse(0xf2);
        assertEquals("mfa m00", drain());
        mouse(0xf3, 200, 0xf3, 100, 0xf3, 80, 0xf2);
        assertEquals("mfa mfa mfa mfa mfa mfa mfa m03", drain());
        mouse(0xf4);
        drain();
        kbc.mouse().move(0, 0, -1, 0);
        assertEquals("m08 m00 m00 mff", drain());
        mouse(0xf3, 200, 0xf3, 200, 0xf3, 80, 0xf2);
        assertTrue(drain().endsWith("m04"));
        kbc.mouse().move(0, 0, 1, Ps2Mouse.BUTTON_4 | Ps2Mouse.LEFT);
        assertEquals("m09 m00 m00 m11", drain());
        mouse(0xff);
        assertEquals("mfa maa m00", drain());
        mouse(0xf2);
        assertEquals("mfa m00", drain());
    }

    @Test
    void mouseModesAndStatus() {
        mouse(0xe9);
        assertEquals("mfa m00 m02 m64", drain());
        mouse(0xe8, 3, 0xf3, 40, 0xe7, 0xf0);
        drain();
        kbc.mouse().move(0, 0, 0, Ps2Mouse.RIGHT);
        kbc.mouse().move(7, 0, 0, Ps2Mouse.RIGHT);
        assertEquals("", drain());
        mouse(0xe9);
        assertEquals("mfa m51 m03 m28", drain());
        mouse(0xeb);
        assertEquals("mfa m0a m07 m00", drain(), "read data is never scaled");
        mouse(0xee, 0x55, 0xf2, 0xec);
        assertEquals("mfa m55 mf2 mfa", drain());
        mouse(0xea, 0xf4);
        drain();
        kbc.mouse().move(4, 0, 0, Ps2Mouse.RIGHT);
        assertEquals("m0a m06 m00", drain(), "stream mode scales 2:1");
        mouse(0xe8, 4);
        assertEquals("mfa mfc", drain());
        mouse(0xf1);
        assertEquals("mfe", drain());
    }

    @Test
    void survivesAnything() {
        long seed = 8042;
        var random = new Random(seed);
        var keys = Key.values();
        for (int i = 0; i < 100_000; i++) {
            switch (random.nextInt(8)) {
                case 0 -> command(random.nextInt(256));
                case 1 -> data(random.nextInt(256));
                case 2 -> mouse(random.nextInt(256));
                case 3 -> kbc.keyboard().key(keys[random.nextInt(keys.length)], random.nextBoolean());
                case 4 -> kbc.mouse().move(random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt());
                case 5 -> kbc.in(0x60, 1);
                default -> clock.advance(random.nextInt(3_000_000));
            }
        }
        kbc.reset();
        assertEquals("1e / 9e", tap(Key.A), "alive after a reset, seed " + seed);
    }

    @Test
    void savesAndLoads() {
        setCommandByte(0x43);
        mouse(0xf3, 200, 0xf3, 100, 0xf3, 80, 0xf4);
        clock.advance(MS);
        kbc.keyboard().key(Key.RIGHT_SHIFT, true);
        for (int i = 0; i < 5; i++) {
            kbc.keyboard().key(Key.END, true);
            kbc.keyboard().key(Key.END, false);
        }
        kbc.mouse().move(500, 20, 1, Ps2Mouse.MIDDLE);
        kbc.mouse().move(500, 20, 1, 0);
        command(0xd4);
        var other = new Kbc8042(clock.scheduler, IrqLine.NONE, IrqLine.NONE, new A20Gate(IrqLine.NONE), () -> {}, log::add);
        SavedState.transfer(kbc, other);
        for (int i = 0; i < 500; i++) {
            clock.advance(MS);
            assertEquals(kbc.view(), other.view());
            assertEquals(kbc.in(0x60, 1), other.in(0x60, 1));
        }
        var broken = new HashMap<>(SavedState.values(kbc));
        broken.put("keyboard.values", new int[] {9, 0, 0, 0, 0, 0});
        assertThrows(IllegalArgumentException.class, () -> other.load(new StateIn(broken)));
    }
}
