package lucid86.machine.dev.dp8390;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.ether.NetworkPort;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Ne2000Test {
    private static final int BASE = 0x300, DATA = BASE + 0x10;
    private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
    /** Ring from page 46h to 7Fh, as drivers lay it out: 6 pages for sending before it. */
    private static final int FIRST = 0x46, END = 0x80;

    private final TestClock clock = new TestClock();
    private final Scheduler scheduler = clock.scheduler;
    private boolean irq;
    private final Ne2000 card = Ne2000.isa(scheduler, "nic0", BASE, MAC, level -> irq = level);
    private final List<byte[]> sent = new ArrayList<>();
    private int taken;

    @BeforeEach
    void plugIn() {
        card.cable().connect(new NetworkPort.Peer() {
            @Override
            public void sent(byte[] frame) {
                sent.add(frame);
            }

            @Override
            public void taken(int frames) {
                taken += frames;
            }
        });
    }

    private void out(int register, int value) {
        card.out(BASE + register, 1, value);
    }

    private int in(int register) {
        return card.in(BASE + register, 1);
    }

    private byte[] remoteRead(int address, int count) {
        out(0, 0x22);
        out(8, address & 0xff);
        out(9, address >>> 8);
        out(0xa, count & 0xff);
        out(0xb, count >>> 8);
        out(0, 0x0a);
        var b = new byte[count];
        for (int i = 0; i < count; i += 2) {
            int v = card.in(DATA, 2);
            b[i] = (byte) v;
            if (i + 1 < count) b[i + 1] = (byte) (v >>> 8);
        }
        return b;
    }

    private void remoteWrite(int address, byte[] data) {
        out(0, 0x22);
        out(8, address & 0xff);
        out(9, address >>> 8);
        out(0xa, data.length & 0xff);
        out(0xb, data.length >>> 8);
        out(0, 0x12);
        for (int i = 0; i < data.length; i += 2) card.out(DATA, 2, data[i] & 0xff | (data[i + 1] & 0xff) << 8);
    }

    /** Brings the card up as a driver does: words, ring, address, broadcasts and its own frames. */
    private void start() {
        card.in(BASE + 0x1f, 1); // reset
        out(0, 0x21);
        out(0xe, 0x49); // words, normal operation
        out(0xc, 0x04);
        out(1, FIRST);
        out(2, END);
        out(3, FIRST);
        out(7, 0xff);
        out(0xf, 0x7f);
        out(0, 0x61);
        for (int i = 0; i < 6; i++) out(1 + i, MAC.octet(i));
        out(7, FIRST + 1);
        out(0, 0x22);
        out(0xd, 0);
    }

    private static byte[] frame(MacAddress to, int length) {
        var f = new byte[length];
        new Random(length).nextBytes(f);
        System.arraycopy(to.bytes(), 0, f, 0, 6);
        return f;
    }

    private void arrive(byte[] f) {
        card.cable().arrive(f);
        clock.advance(2_000_000);
    }

    private int current() {
        out(0, 0x62);
        int v = in(7);
        out(0, 0x22);
        return v;
    }

    @Test
    void promHoldsTheAddressTwiceAndTellsA16BitCard() {
        start();
        byte[] prom = remoteRead(0, 32);
        for (int i = 0; i < 6; i++) {
            assertEquals(MAC.octet(i), prom[2 * i] & 0xff);
            assertEquals(MAC.octet(i), prom[2 * i + 1] & 0xff);
        }
        assertEquals(0x57, prom[28]);
        assertEquals(0x57, prom[30]);
        assertEquals(0x40, in(7) & 0x40, "remote DMA complete");
    }

    @Test
    void memoryIsWrittenAndReadThroughTheDataPort() {
        start();
        byte[] data = frame(MAC, 1000);
        remoteWrite(0x4100, data);
        assertArrayEquals(data, remoteRead(0x4100, 1000));
        out(7, 0xff);
        assertFalse(irq);
        assertEquals(0xffff, card.in(DATA, 2), "nothing more to read");
        // By octets and by double words, as other drivers do.
        out(8, 0);
        out(9, 0x41);
        out(0xa, 8);
        out(0xb, 0);
        out(0, 0x0a);
        assertEquals((data[3] & 0xff) << 24 | (data[2] & 0xff) << 16 | (data[1] & 0xff) << 8 | data[0] & 0xff, card.in(DATA, 4));
    }

    @Test
    void sendsAFrameAndInterruptsWhenItHasLeft() {
        start();
        byte[] f = frame(MacAddress.BROADCAST, 100);
        remoteWrite(0x4000, f);
        out(7, 0xff);
        out(4, 0x40);
        out(5, 100);
        out(6, 0);
        out(0, 0x26);
        assertEquals(0x26, in(0), "transmits");
        assertArrayEquals(f, sent.getFirst());
        clock.advance(50_000);
        assertFalse(irq, "100 octets take 99 us at 10 Mbit/s");
        clock.advance(50_000);
        assertTrue(irq);
        assertEquals(0x02, in(7));
        assertEquals(0x01, in(4));
        assertEquals(0x22, in(0));
        out(7, 0x02);
        assertFalse(irq);
    }

    @Test
    void receivesIntoTheRingWithHeaderAndCheckSequence() {
        start();
        byte[] f = frame(MAC, 300);
        arrive(f);
        assertTrue(irq);
        assertEquals(0x01, in(7));
        assertEquals(FIRST + 3, current());
        byte[] stored = remoteRead((FIRST + 1) << 8, 4 + 300 + 4);
        assertArrayEquals(new byte[] {0x01, (byte) (FIRST + 3), (byte) (308 & 0xff), 308 >> 8}, Arrays.copyOf(stored, 4));
        assertArrayEquals(f, Arrays.copyOfRange(stored, 4, 304));
        var crc = new java.util.zip.CRC32();
        crc.update(f);
        assertEquals((byte) crc.getValue(), stored[304], "check sequence, low octet first");
    }

    @Test
    void ringWrapsAndAFullOneHoldsFramesBack() {
        start();
        byte[] f = frame(MAC, 1500); // 6 pages
        for (int i = 0; i < 12; i++) card.cable().arrive(f);
        clock.advance(50_000_000);
        assertEquals(9, taken, "58 pages hold 9 frames of 6 pages");
        int page = FIRST + 1;
        for (int i = 0; i < 12; i++) {
            byte[] header = remoteRead(page << 8, 4);
            assertEquals(1508, header[2] & 0xff | (header[3] & 0xff) << 8);
            int next = header[1] & 0xff;
            byte[] data = remoteRead((page << 8) + 4, 1500); // wraps at the end of the ring
            assertArrayEquals(f, data, "frame " + i);
            out(3, next == FIRST ? END - 1 : next - 1);
            clock.advance(2_000_000);
            page = next;
        }
        assertEquals(12, taken);
        assertEquals(0, in(7) & 0x10, "no overflow");
    }

    @Test
    void filtersByAddress() {
        start();
        arrive(frame(MacAddress.ofCard(7), 60));
        assertEquals(FIRST + 1, current(), "another card's");
        arrive(frame(MacAddress.BROADCAST, 60));
        assertEquals(FIRST + 2, current());
        var group = MacAddress.parse("01:00:5e:00:00:01");
        arrive(frame(group, 60));
        assertEquals(FIRST + 2, current(), "multicast is off");
        out(0xc, 0x0c);
        arrive(frame(group, 60));
        assertEquals(FIRST + 2, current(), "its hash bit is clear");
        // The hash of 01:00:5e:00:00:01 is 31 (upper six bits of the CRC register, MSB first: 0x7f...).
        out(0, 0x62);
        out(8 + (31 >> 3), 1 << (31 & 7));
        out(0, 0x22);
        arrive(frame(group, 60));
        assertEquals(FIRST + 3, current());
        out(0xc, 0x10);
        arrive(frame(MacAddress.ofCard(7), 60));
        assertEquals(FIRST + 4, current(), "promiscuous");
        out(0xc, 0x24);
        arrive(frame(MacAddress.BROADCAST, 60));
        assertEquals(FIRST + 4, current(), "monitor mode stores nothing");
        assertEquals(1, in(0xf), "but counts");
        assertEquals(0, in(0xf), "and forgets when read");
    }

    @Test
    void stoppedOrInLoopbackItHearsAndSaysNothing() {
        start();
        out(0xd, 0x02);
        arrive(frame(MAC, 60));
        assertEquals(FIRST + 1, current());
        out(5, 60);
        out(0, 0x26);
        clock.advance(100_000);
        assertTrue(sent.isEmpty());
        assertEquals(0x02, in(7) & 0x02, "a loopback frame counts as sent");
        out(0xd, 0);
        out(0, 0x21);
        assertEquals(0x80, in(7) & 0x80);
        arrive(frame(MAC, 60));
        out(0, 0x22);
        assertEquals(0, in(7) & 0x80);
        assertEquals(FIRST + 1, current());
    }

    @Test
    void pciCardTellsWhoItIs() {
        PciFunction f = Ne2000.function("nic1.pci");
        var pci = Ne2000.pci(scheduler, "nic1", MAC, f);
        assertEquals(0x802910ec, f.readConfig(0, 4));
        assertEquals(0x50, pci.in(0x0a, 1));
        assertEquals(0x43, pci.in(0x0b, 1));
        assertEquals(0x5021 & 0xff, pci.in(0, 1));
        pci.out(0, 1, 0xe1);
        assertEquals(0x29, pci.in(0x0e, 1));
        assertEquals(0x80, pci.in(0x0f, 1));
    }

    @Test
    void stateIsSavedAndRestored() {
        start();
        remoteWrite(0x4000, frame(MacAddress.BROADCAST, 100));
        out(4, 0x40);
        out(5, 100);
        out(0, 0x26);
        for (int i = 0; i < 12; i++) card.cable().arrive(frame(MAC, 1500));
        clock.advance(20_000_000);
        var other = Ne2000.isa(new TestClock().scheduler, "nic0", BASE, MAC, level -> {});
        SavedState.transfer(card, other);
    }

    @Test
    void anyAccessIsSurvived() {
        long seed = Long.getLong("lucid86.seed", 8390);
        var r = new Random(seed);
        start();
        for (int i = 0; i < 200_000; i++) {
            int port = BASE + r.nextInt(32), size = 1 << r.nextInt(3);
            switch (r.nextInt(8)) {
                case 0, 1, 2 -> card.out(port, size, r.nextInt());
                case 3, 4 -> card.in(port, size);
                case 5 -> card.cable().arrive(frame(r.nextBoolean() ? MAC : MacAddress.BROADCAST, 14 + r.nextInt(1505)));
                case 6 -> clock.advance(r.nextInt(3_000_000));
                default -> {
                    var before = card.view();
                    card.peek(port, size);
                    assertEquals(before, card.view(), "a peek changed something, seed " + seed);
                }
            }
        }
    }
}
