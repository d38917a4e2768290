package lucid86.machine.dev.dma8237;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Dma8237Test {
    private static final int[] PAGES = {0x87, 0x83, 0x81, 0x82, 0x8f, 0x8b, 0x89, 0x8a};

    private final MemoryMap map = new MemoryMap(1 << 20, 0);
    private final Dma8237 dma = new Dma8237(map);

    @BeforeEach
    void cascade() {
        map.mapMemory("RAM", 0, 1 << 20, 0, 0);
        out(0xd6, 0xc0);
        out(0xd4, 0x00);
    }

    private void out(int port, int v) {
        dma.out(port, 1, v);
    }

    private int in(int port) {
        int peeked = dma.peek(port, 1);
        assertEquals(peeked, dma.in(port, 1));
        return peeked;
    }

    private void program(int ch, int mode, int physical, int units) {
        boolean words = ch >= 4;
        int c = ch & 3, base = words ? 0xc0 : 0, step = words ? 2 : 1;
        out(base + 12 * step, 0);
        int address = words ? physical >> 1 : physical;
        out(base + 2 * c * step, address & 0xff);
        out(base + 2 * c * step, address >> 8 & 0xff);
        out(base + (2 * c + 1) * step, units - 1 & 0xff);
        out(base + (2 * c + 1) * step, units - 1 >> 8);
        out(PAGES[ch], physical >> 16);
        out(base + 11 * step, mode | c);
        out(base + 10 * step, c);
    }

    private static byte[] bytes(int n) {
        var b = new byte[n];
        new Random(n).nextBytes(b);
        return b;
    }

    private byte[] memory(int at, int n) {
        return Arrays.copyOfRange(map.backing, at, at + n);
    }

    @Test
    void movesToMemoryUntilTerminalCount() {
        var data = bytes(600);
        program(2, 0x44, 0x12345, 512);
        var ch = dma.channel(2);
        assertTrue(ch.ready());
        assertEquals(100, ch.deviceToMemory(data, 0, 100));
        assertFalse(ch.terminalCount());
        assertEquals(0, in(0x08));
        assertEquals(412, ch.deviceToMemory(data, 100, 500));
        assertTrue(ch.terminalCount());
        assertArrayEquals(Arrays.copyOf(data, 512), memory(0x12345, 512));
        assertEquals(0, map.backing[0x12345 + 512]);
        assertFalse(ch.ready(), "terminal count masks the channel");
        assertEquals(0, ch.deviceToMemory(data, 0, 1));
        assertEquals(0x04, in(0x08));
        assertEquals(0x00, in(0x08), "reading clears it");
        assertEquals(0x4, in(0x0f) & 4);
        out(0x0c, 0);
        assertEquals(0x45, in(0x04));
        assertEquals(0x25, in(0x04));
        assertEquals(0xff, in(0x05));
        assertEquals(0xff, in(0x05));
    }

    @Test
    void wrapsWithinTheSegment() {
        var data = bytes(32);
        program(1, 0x44, 0x3fff0, 32);
        assertEquals(32, dma.channel(1).deviceToMemory(data, 0, 32));
        assertArrayEquals(Arrays.copyOf(data, 16), memory(0x3fff0, 16));
        assertArrayEquals(Arrays.copyOfRange(data, 16, 32), memory(0x30000, 16));
    }

    @Test
    void wordsOnTheSecondController() {
        var data = bytes(0x20);
        System.arraycopy(data, 0, map.backing, 0x5fff0, 16);
        System.arraycopy(data, 16, map.backing, 0x40000, 16);
        program(5, 0x48, 0x5fff0, 16);
        var got = new byte[33];
        assertEquals(32, dma.channel(5).memoryToDevice(got, 0, 33), "whole words only");
        assertArrayEquals(data, Arrays.copyOf(got, 32));
        assertTrue(dma.channel(5).terminalCount());
        assertEquals(0x02, in(0xd0));
        assertFalse(dma.channel(4).ready());
    }

    @Test
    void countsAddressesDown() {
        program(3, 0x64, 0x10001, 4);
        assertEquals(4, dma.channel(3).deviceToMemory(new byte[] {1, 2, 3, 4}, 0, 4));
        assertArrayEquals(new byte[] {2, 1}, memory(0x10000, 2));
        assertArrayEquals(new byte[] {4, 3}, memory(0x1fffe, 2));
    }

    @Test
    void autoinitialiseStartsOver() {
        program(1, 0x54, 0x2000, 4);
        var ch = dma.channel(1);
        assertEquals(4, ch.deviceToMemory(bytes(10), 0, 10));
        assertTrue(ch.terminalCount());
        assertTrue(ch.ready());
        assertEquals(2, ch.deviceToMemory(new byte[] {7, 8}, 0, 2));
        assertFalse(ch.terminalCount());
        assertArrayEquals(new byte[] {7, 8}, memory(0x2000, 2));
    }

    @Test
    void verifyMovesNothing() {
        program(2, 0x40, 0x2000, 4);
        assertEquals(4, dma.channel(2).deviceToMemory(new byte[] {1, 2, 3, 4}, 0, 4));
        assertTrue(dma.channel(2).terminalCount());
        assertArrayEquals(new byte[4], memory(0x2000, 4));
        program(2, 0x48, 0x2000, 4);
        assertEquals(4, dma.channel(2).deviceToMemory(new byte[] {1, 2, 3, 4}, 0, 4));
        assertArrayEquals(new byte[4], memory(0x2000, 4), "wrong direction");
    }

    @Test
    void masksRequestsAndDisable() {
        program(2, 0x44, 0x2000, 4);
        var ch = dma.channel(2);
        out(0x0f, 0x0f);
        assertFalse(ch.ready());
        out(0x09, 0x06);
        assertTrue(ch.ready(), "software requests cannot be masked");
        assertEquals(0x40, in(0x08));
        out(0x09, 0x02);
        assertFalse(ch.ready());
        out(0x0e, 0);
        assertTrue(ch.ready());
        out(0x08, 0x04);
        assertFalse(ch.ready());
        out(0x08, 0x00);
        out(0xd4, 0x04);
        assertFalse(ch.ready(), "channel 4 carries the first controller");
        out(0xd4, 0x00);
        assertTrue(ch.ready());
        out(0x0d, 0);
        assertFalse(ch.ready(), "master clear masks all");
        assertEquals(0x0f, in(0x0f));
    }

    @Test
    void flipFlopAndPages() {
        out(0x0c, 0);
        out(0x00, 0x34);
        out(0x00, 0x12);
        assertEquals(0x34, in(0x00));
        out(0x0c, 0);
        assertEquals(0x34, in(0x00));
        assertEquals(0x12, in(0x00));
        for (int p = 0x81; p < 0x90; p++) out(p, p ^ 0x55);
        for (int p = 0x81; p < 0x90; p++) assertEquals(p ^ 0x55, in(p));
    }

    @Test
    void devicesCanMoveMoreThanMemoryHolds() {
        out(PAGES[1], 0xff);
        program(1, 0x54, 0xff0000, 65536);
        assertEquals(65536, dma.channel(1).deviceToMemory(new byte[100_000], 0, 100_000));
        var got = new byte[4];
        program(1, 0x58, 0xff0000, 4);
        assertEquals(4, dma.channel(1).memoryToDevice(got, 0, 4));
        assertArrayEquals(new byte[] {-1, -1, -1, -1}, got, "nobody answers there");
    }

    @Test
    void survivesAnything() {
        long seed = 8237;
        var random = new Random(seed);
        var buffer = new byte[2048];
        for (int i = 0; i < 50_000; i++) {
            int port = switch (random.nextInt(3)) {
                case 0 -> random.nextInt(16);
                case 1 -> 0xc0 + random.nextInt(32);
                default -> 0x81 + random.nextInt(15);
            };
            if (random.nextBoolean()) out(port, random.nextInt(256));
            else in(port);
            int n = random.nextInt(buffer.length);
            var ch = dma.channel(random.nextInt(8));
            int moved = random.nextBoolean() ? ch.deviceToMemory(buffer, 0, n) : ch.memoryToDevice(buffer, 0, n);
            assertTrue(moved >= 0 && moved <= n && (moved == n || ch.terminalCount() || moved == 0 || (n & 1) == 1), "seed " + seed);
        }
    }

    @Test
    void savesAndLoads() {
        program(2, 0x54, 0x12345, 512);
        dma.channel(2).deviceToMemory(bytes(100), 0, 100);
        out(0x09, 0x05);
        out(0x00, 1);
        var other = new Dma8237(map);
        SavedState.transfer(dma, other);
        assertEquals(in(0x04), other.in(0x04, 1));
        assertEquals(dma.channel(2).deviceToMemory(bytes(600), 0, 600), other.channel(2).deviceToMemory(bytes(600), 0, 600));
    }
}
