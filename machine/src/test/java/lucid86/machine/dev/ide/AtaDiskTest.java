package lucid86.machine.dev.ide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lucid86.machine.disk.MemoryImage;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AtaDiskTest {
    private static final int SECTORS = 4096;
    private final IdeBench b = new IdeBench();
    private final MemoryImage image = IdeBench.numbered(SECTORS, 512);

    @BeforeEach
    void attach() {
        b.ide.attachDisk(0, 0, image);
    }

    private byte[] sectors(int first, int count) {
        var d = new byte[count * 512];
        image.read(first * 512L, d, 0, d.length);
        return d;
    }

    @Test
    void signsAsDiskAfterReset() {
        assertEquals(0x50, b.in(7));
        assertEquals(1, b.in(1));
        assertEquals(0x01010000, b.in(2) << 24 | b.in(3) << 16 | b.in(4) << 8 | b.in(5));
        b.out(3, 0x77);
        b.control(4);
        assertEquals(0x80, b.in(7), "busy while SRST is held");
        b.control(0);
        assertEquals(0x80, b.in(7));
        b.settle();
        assertEquals(0x50, b.in(7));
        assertEquals(1, b.in(3));
        assertFalse(b.irq[0], "SRST does not interrupt");
    }

    @Test
    void readsWithInterruptPerSectorAndNoneAtTheEnd() {
        b.out(6, 0xe0);
        b.out(2, 3);
        b.out(3, 0x34);
        b.out(4, 2);
        b.out(5, 0);
        b.out(7, 0x20);
        assertEquals(0x80, b.control() & 0x88, "busy, no data at first");
        assertFalse(b.irq[0]);
        var got = new byte[3 * 512];
        for (int s = 0; s < 3; s++) {
            b.settle();
            assertTrue(b.irq[0]);
            assertEquals(0x58, b.control());
            assertTrue(b.irq[0], "the alternate status leaves the interrupt");
            assertEquals(0x58, b.in(7));
            assertFalse(b.irq[0], "the status register clears it");
            System.arraycopy(b.readData(512), 0, got, s * 512, 512);
        }
        b.settle();
        assertEquals(0x50, b.in(7));
        assertEquals(3, b.edges[0]);
        assertArrayEquals(sectors(0x234, 3), got);
        assertEquals(0, b.in(2));
    }

    @Test
    void dataPortTakes32Bits() {
        b.lba(0x20, 5, 1);
        int first = b.ports.peek(0x1f0, 4);
        assertEquals(first, b.ports.in(0x1f0, 4));
        assertEquals(0x03020005, first);
        for (int i = 1; i < 128; i++) b.ports.in(0x1f0, 4);
        assertEquals(0x50, b.in(7));
    }

    @Test
    void smartSaysThatAllIsWell() {
        b.command(0xb0, 0xd0, 1, 0, 0x4f, 0xc2, 0xa0);
        byte[] data = b.readData(512);
        int sum = 0;
        for (byte x : data) sum += x;
        assertEquals(0, sum & 0xff);
        assertEquals(5, data[2], "the first attribute");
        b.command(0xb0, 0xd1, 1, 0, 0x4f, 0xc2, 0xa0);
        assertTrue(b.readData(512)[3] < data[2 + 3], "values are above their thresholds");
        b.command(0xb0, 0xda, 0, 0, 0x4f, 0xc2, 0xa0);
        assertEquals(0x50, b.in(7));
        assertEquals(0xc24f, b.in(5) << 8 | b.in(4));
        b.command(0xb0, 0xd5, 1, 6, 0x4f, 0xc2, 0xa0);
        assertEquals(1, b.readData(512)[0]);
        b.command(0xb0, 0xd5, 1, 9, 0x4f, 0xc2, 0xa0);
        assertEquals(0x51, b.in(7), "no such log");
        b.command(0xb0, 0xd9, 0, 0, 0x4f, 0xc2, 0xa0);
        assertEquals(0x50, b.in(7));
        b.command(0xb0, 0xd0, 1, 0, 0x4f, 0xc2, 0xa0);
        assertEquals(0x51, b.in(7), "disabled");
        b.command(0xec, 0, 0, 0, 0, 0, 0xa0);
        byte[] identify = b.readData(512);
        assertEquals(1, identify[164] & 1, "word 82: it has SMART");
        assertEquals(0, identify[170] & 1, "word 85: not enabled");
        b.command(0xb0, 0xd8, 0, 0, 0x4f, 0xc2, 0xa0);
        b.command(0xb0, 0xd0, 1, 0, 0, 0, 0xa0);
        assertEquals(0x51, b.in(7), "without its key");
    }

    @Test
    void chsFollowsTheGeometryInForce() {
        // Cylinder 2, head 3, sector 5 of 16 heads and 63 sectors.
        b.command(0x20, 0, 1, 5, 2, 0, 0xa3);
        assertArrayEquals(sectors((2 * 16 + 3) * 63 + 4, 1), b.readData(512));
        b.command(0x91, 0, 17, 0, 0, 0, 0xa3); // 4 heads, 17 sectors
        assertEquals(0x50, b.in(7));
        b.command(0x20, 0, 2, 17, 1, 0, 0xa3);
        assertArrayEquals(sectors((4 + 3) * 17 + 16, 1), b.readData(512));
        b.settle();
        b.readData(512);
        assertEquals(2, b.in(4), "the address moved on to cylinder 2");
        assertEquals(0xa0, b.in(6), "head 0");
        assertEquals(1, b.in(3), "sector 1");
        b.command(0x20, 0, 1, 0, 0, 0, 0xa0);
        assertEquals(0x51, b.in(7), "sector 0 does not exist");
        assertEquals(0x10, b.in(1));
        b.command(0x20, 0, 1, 18, 0, 0, 0xa0);
        assertEquals(0x10, b.in(1));
    }

    @Test
    void writesAndReadsBack() {
        var data = new byte[1024];
        new Random(1).nextBytes(data);
        b.lba(0x30, 100, 2);
        assertFalse(b.irq[0], "the first block of a write is asked for without an interrupt");
        assertEquals(0x58, b.in(7));
        b.writeData(Arrays.copyOf(data, 512));
        assertEquals(0x80, b.control() & 0x88);
        b.settle();
        assertTrue(b.irq[0]);
        assertEquals(0x58, b.in(7));
        b.writeData(Arrays.copyOfRange(data, 512, 1024));
        b.settle();
        assertEquals(0x50, b.in(7));
        assertEquals(2, b.edges[0]);
        assertArrayEquals(data, sectors(100, 2));
    }

    @Test
    void multipleMovesBlocksPerInterrupt() {
        b.lba(0xc4, 0, 1);
        assertEquals(4, b.in(1), "aborted before SET MULTIPLE");
        b.command(0xc6, 0, 3, 0, 0, 0, 0xa0);
        assertEquals(4, b.in(1), "3 is no power of two");
        b.command(0xc6, 0, 8, 0, 0, 0, 0xa0);
        assertEquals(0x50, b.in(7));
        int before = b.edges[0];
        b.lba(0xc4, 50, 20);
        var got = new byte[20 * 512];
        for (int at = 0; at < 20; at += 8) {
            b.in(7);
            byte[] part = b.readData(Math.min(8, 20 - at) * 512);
            System.arraycopy(part, 0, got, at * 512, part.length);
            b.settle();
        }
        assertEquals(3, b.edges[0] - before);
        assertEquals(0x50, b.in(7));
        assertArrayEquals(sectors(50, 20), got);
        b.lba(0xc5, 200, 9);
        b.in(7);
        b.writeData(sectors(50, 8));
        b.settle();
        b.in(7);
        b.writeData(sectors(58, 1));
        b.settle();
        assertEquals(0x50, b.in(7));
        assertArrayEquals(sectors(50, 9), sectors(200, 9));
    }

    @Test
    void lba48UsesThePreviousRegisters() {
        b.out(6, 0xe0);
        for (int r : new int[] {2, 3, 4, 5}) b.out(r, 0);
        b.out(2, 1);
        b.out(3, 0x34);
        b.out(4, 0x02);
        b.out(5, 0);
        b.out(7, 0x24);
        b.settle();
        assertArrayEquals(sectors(0x234, 1), b.readData(512));
        b.out(3, 0x12);
        b.out(3, 0x56);
        assertEquals(0x56, b.in(3));
        b.control(0x80);
        assertEquals(0x12, b.in(3));
        b.out(2, 1);
        assertEquals(0x56, b.in(3), "any write to the command block ends the view of old values");
        b.out(7, 0x24);
        b.settle();
        assertEquals(0x51, b.in(7), "sector 12000234h is beyond the end");
        assertEquals(0x10, b.in(1));
    }

    @Test
    void readStopsAtTheEndOfTheDisk() {
        b.lba(0x20, SECTORS - 1, 2);
        assertArrayEquals(sectors(SECTORS - 1, 1), b.readData(512));
        b.settle();
        assertEquals(0x51, b.in(7));
        assertEquals(0x10, b.in(1));
        assertEquals(1, b.in(2), "one sector was not read");
        assertEquals(SECTORS & 0xff, b.in(3));
        assertEquals(SECTORS >> 8, b.in(4));
        b.lba(0x40, SECTORS - 4, 4);
        assertEquals(0x50, b.in(7));
        b.lba(0x40, SECTORS - 4, 5);
        assertEquals(0x51, b.in(7));
    }

    @Test
    void dmaScattersOverRanges() {
        b.lba(0xc8, 300, 4);
        assertFalse(b.irq[0], "waits for the bus master");
        b.busMaster(true, 0x10000, 512, 0x20002, 1024, 0x30000, 512);
        assertEquals(1, b.ports.in(0xc002, 1) & 7, "active");
        b.settle();
        assertTrue(b.irq[0]);
        assertEquals(4, b.ports.in(0xc002, 1) & 7, "interrupt, no longer active");
        assertEquals(0x50, b.in(7));
        byte[] want = sectors(300, 4);
        var got = new byte[2048];
        b.memory.read(0x10000, got, 0, 512);
        b.memory.read(0x20002, got, 512, 1024);
        b.memory.read(0x30000, got, 1536, 512);
        assertArrayEquals(want, got);
        b.ports.out(0xc002, 1, 4);
        assertEquals(0, b.ports.in(0xc002, 1) & 7);
        assertEquals(0x8000, b.ports.in(0xc004, 4));
    }

    @Test
    void dmaWritesLargeTransfersWithTheMasterStartedFirst() {
        var data = new byte[256 * 512];
        new Random(2).nextBytes(data);
        b.memory.write(0x40000, data, 0, data.length);
        b.busMaster(false, 0x40000, 0, 0x50000, 0);
        b.lba(0xca, 1000, 0);
        assertTrue(b.irq[0]);
        assertEquals(0x50, b.in(7));
        assertArrayEquals(data, sectors(1000, 256));
    }

    @Test
    void dmaTableShorterThanTheTransferNeverEnds() {
        b.lba(0xc8, 0, 2);
        b.busMaster(true, 0x10000, 512);
        b.settle();
        assertFalse(b.irq[0]);
        assertEquals(0, b.ports.in(0xc002, 1) & 7, "neither active nor interrupting: the table was too short");
        assertEquals(8, b.control() & 0x88);
        b.busMaster(true, 0x20000, 512);
        b.settle();
        assertTrue(b.irq[0], "a second table continues");
        // A table longer than the transfer leaves the master active.
        b.lba(0xc8, 0, 1);
        b.busMaster(true, 0x10000, 2048);
        b.settle();
        assertEquals(5, b.ports.in(0xc002, 1) & 7);
    }

    @Test
    void dmaInTheWrongDirectionMovesNothing() {
        b.lba(0xc8, 0, 1);
        b.busMaster(false, 0x10000, 512);
        b.settle();
        assertFalse(b.irq[0]);
        assertEquals(0, b.memory.read(0x10004, 4));
    }

    @Test
    void identifies() {
        b.command(0xec, 0, 0, 0, 0, 0, 0xa0);
        byte[] d = b.readData(512);
        assertEquals("ULIC8D 6AHDRD SI", new String(d, 54, 16), "words hold their first character in the high byte");
        assertEquals(SECTORS, word(d, 60) | word(d, 61) << 16);
        assertEquals(SECTORS, word(d, 100));
        assertEquals(16, word(d, 55));
        assertEquals(4, word(d, 54));
        assertEquals(0x0400, word(d, 83) & 0x0400, "48-bit addresses");
        int sum = 0;
        for (byte x : d) sum += x;
        assertEquals(0, sum & 0xff);
        assertEquals(0x0407, word(d, 63), "multiword DMA 2 selected");
        b.command(0xef, 3, 0x44, 0, 0, 0, 0xa0);
        b.command(0xec, 0, 0, 0, 0, 0, 0xa0);
        d = b.readData(512);
        assertEquals(0x0007, word(d, 63));
        assertEquals(0x103f, word(d, 88));
    }

    private static int word(byte[] d, int i) {
        return d[i * 2] & 0xff | (d[i * 2 + 1] & 0xff) << 8;
    }

    @Test
    void flushesTheImage() {
        b.command(0xe7, 0, 0, 0, 0, 0, 0xa0);
        assertEquals(0x50, b.in(7));
        assertEquals(1, image.flushes());
        b.command(0xea, 0, 0, 0, 0, 0, 0xa0);
        assertEquals(2, image.flushes());
    }

    @Test
    void diagnosesAndAbortsUnknownCommandsWithOneLine() {
        b.out(6, 0xb0);
        b.out(7, 0x90);
        b.settle();
        assertTrue(b.irq[0]);
        assertEquals(1, b.in(1));
        assertEquals(0xa0, b.in(6), "the master is selected");
        b.command(0xf1, 0, 0, 0, 0, 0, 0xa0);
        b.command(0xf1, 0, 0, 0, 0, 0, 0xa0);
        assertEquals(0x51, b.in(7));
        assertEquals(4, b.in(1));
        assertEquals(1, b.log.size(), b.log::toString);
    }

    @Test
    void missingSlaveReadsZeroStatusAndIgnoresCommands() {
        b.out(6, 0xb0);
        assertEquals(0, b.in(7));
        assertEquals(0, b.control());
        b.out(7, 0xec);
        b.settle();
        assertEquals(0, b.in(7));
        assertFalse(b.irq[0]);
        b.out(6, 0xa0);
        assertEquals(0x50, b.in(7));
        b.base = 0x170;
        assertEquals(0x7f, b.in(7), "an empty cable floats, DD7 pulled down");
        assertEquals(0x7f, b.in(2));
    }

    @Test
    void interruptsCanBeMaskedAndBelongToTheSelectedDrive() {
        b.ide.attachDisk(0, 1, IdeBench.numbered(64, 512));
        b.control(2);
        b.lba(0x40, 0, 1);
        assertFalse(b.irq[0]);
        b.control(0);
        assertTrue(b.irq[0], "the pending interrupt shows when nIEN is cleared");
        b.out(6, 0xb0);
        assertFalse(b.irq[0], "the slave has none");
        b.out(6, 0xa0);
        assertTrue(b.irq[0]);
        b.command(0x20, 0, 1, 9, 0, 0, 0xf0);
        assertEquals(9, b.readData(512)[0]);
    }

    @Test
    void writeProtectedDiskRefusesWrites() {
        b.base = 0x170;
        b.ide.attachDisk(1, 0, new MemoryImage("protected", new byte[512 * 8], true));
        b.lba(0x30, 0, 1);
        assertTrue(b.irq[1]);
        assertEquals(0x51, b.in(7));
        assertEquals(0x44, b.in(1));
    }

    @Test
    void powerCommandsAnswer() {
        b.command(0xe5, 0, 0, 0, 0, 0, 0xa0);
        assertEquals(0xff, b.in(2));
        b.command(0xe0, 0, 0, 0, 0, 0, 0xa0);
        b.command(0xe5, 0, 0, 0, 0, 0, 0xa0);
        assertEquals(0, b.in(2));
        b.lba(0x20, 0, 1);
        b.readData(512);
        b.command(0xe5, 0, 0, 0, 0, 0, 0xa0);
        assertEquals(0xff, b.in(2), "a read spins the disk up");
    }

    @Test
    void stateRoundTripsInTheMiddleOfARead() {
        b.lba(0x20, 77, 2);
        byte[] first = b.readData(100);
        var other = new IdeBench();
        other.ide.attachDisk(0, 0, image);
        other.now = b.now;
        for (int i = 0; i < b.ide.devices().size(); i++) {
            var o = new StateOut();
            b.ide.devices().get(i).save(o);
            other.ide.devices().get(i).load(new StateIn(o.values()));
            var again = new StateOut();
            other.ide.devices().get(i).save(again);
            assertEquals(b.ide.devices().get(i).view(), other.ide.devices().get(i).view());
            assertEquals(o.values().keySet(), again.values().keySet());
        }
        byte[] rest = other.readData(412);
        other.settle();
        byte[] second = other.readData(512);
        var all = new byte[1024];
        System.arraycopy(first, 0, all, 0, 100);
        System.arraycopy(rest, 0, all, 100, 412);
        System.arraycopy(second, 0, all, 512, 512);
        assertArrayEquals(sectors(77, 2), all);
    }

    @Test
    void stateLoadsAfterTheLastSectorAndBetweenItsBlocks() {
        b.lba(0x20, SECTORS - 1, 1);
        assertArrayEquals(sectors(SECTORS - 1, 1), b.readData(512));
        reload();
        b.lba(0x20, SECTORS + 1000, 1);
        assertEquals(1, b.in(7) & 1, "no such sector");
        reload();
        b.command(0xc6, 0, 16, 0, 0, 0, 0xa0);
        b.lba(0xc4, SECTORS - 19, 19);
        assertArrayEquals(sectors(SECTORS - 19, 16), b.readData(16 * 512));
        reload();
        b.settle();
        assertArrayEquals(sectors(SECTORS - 3, 3), b.readData(3 * 512));
    }

    private void reload() {
        for (var d : b.ide.devices()) {
            var o = new StateOut();
            d.save(o);
            d.load(new StateIn(o.values()));
        }
    }

    @Test
    void loadingMakesNoInterrupts() {
        b.ide.attachDisk(0, 1, IdeBench.numbered(64, 512));
        b.lba(0x40, 0, 1);
        b.in(7);
        b.command(0x40, 0, 1, 0, 0, 0, 0xf0);
        assertTrue(b.irq[0], "the slave interrupts");
        b.ports.out(0xc002, 1, 4);
        var other = new IdeBench();
        other.ide.attachDisk(0, 0, image);
        other.ide.attachDisk(0, 1, IdeBench.numbered(64, 512));
        for (int i = 0; i < b.ide.devices().size(); i++) {
            var o = new StateOut();
            b.ide.devices().get(i).save(o);
            other.ide.devices().get(i).load(new StateIn(o.values()));
        }
        assertEquals(0, other.edges[0]);
        assertEquals(0, other.ports.in(0xc002, 1) & 4);
        other.in(7);
        other.lba(0x40, 0, 1);
        assertEquals(1, other.edges[0]);
    }

    @Test
    void survivesAnyRegisterWrites() {
        long seed = Long.getLong("seed", 20261124);
        var random = new Random(seed);
        b.ide.attachCdrom(0, 1).insert(IdeBench.numbered(64, 2048));
        int[] values = {0x20, 0x24, 0x30, 0xc8, 0xca, 0xa0, 0x91, 0xc6, 0xc4, 0xc5, 0x08, 0xec, 0xa1, 0xef, 0x90, 0xe8, 0x25, 0x35};
        try {
            for (int i = 0; i < 300_000; i++) {
                int register = random.nextInt(9);
                int value = random.nextInt(4) == 0 ? values[random.nextInt(values.length)] : random.nextInt(256);
                switch (random.nextInt(6)) {
                    case 0 -> b.ports.in(0x1f0 + random.nextInt(8), 1 << random.nextInt(3));
                    case 1 -> b.ports.out(0xc000 + random.nextInt(8), 1, value);
                    case 2 -> { if (random.nextInt(20) == 0) b.settle(); }
                    case 3 -> b.ports.out(0x1f0, 2, random.nextInt(65536));
                    case 4 -> b.out(7, values[random.nextInt(values.length)]);
                    default -> { if (register < 8) b.out(register, value); else b.control(value & ~4); }
                }
            }
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
