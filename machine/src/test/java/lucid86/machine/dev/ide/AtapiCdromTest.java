package lucid86.machine.dev.ide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import lucid86.machine.disk.MemoryImage;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AtapiCdromTest {
    private static final int BLOCKS = 300;
    private final IdeBench b = new IdeBench();
    private final MemoryImage image = IdeBench.numbered(BLOCKS, 2048);
    private AtapiCdrom cd;

    @BeforeEach
    void attach() {
        cd = b.ide.attachCdrom(0, 0);
        cd.insert(image);
        b.packet(false, 2048, 0x00);
        senses(6, 0x28, 0);
        b.packet(false, 2048, 0x00);
        assertEquals(0x50, b.in(7));
    }

    private void senses(int key, int code, int qualifier) {
        assertEquals(0x51, b.in(7));
        assertEquals(key << 4 | 4, b.in(1), "the sense key shows in the error register");
        b.packet(false, 18, 0x03, 0, 0, 0, 18);
        byte[] s = b.reply();
        assertEquals(18, s.length);
        assertEquals(String.format("%x/%02x/%02x", key, code, qualifier), String.format("%x/%02x/%02x", s[2], s[12], s[13]));
    }

    private byte[] blocks(int first, int count) {
        var d = new byte[count * 2048];
        image.read(first * 2048L, d, 0, d.length);
        return d;
    }

    @Test
    void signsAsPacketDriveAndAbortsIdentifyDevice() {
        b.control(4);
        b.control(0);
        b.settle();
        assertEquals(0, b.in(7), "not ready until it has been talked to");
        assertEquals(0x0101, b.in(2) << 8 | b.in(3));
        assertEquals(0xeb14, b.byteCount());
        b.out(7, 0xec);
        b.settle();
        assertEquals(0x51, b.in(7));
        assertEquals(4, b.in(1));
        assertEquals(0xeb14, b.byteCount());
        b.out(7, 0xa1);
        b.settle();
        byte[] d = b.readData(512);
        assertEquals(0x85, d[1] & 0xff);
        assertEquals(0xc0, d[0] & 0xff);
        assertEquals(0x50, b.in(7));
    }

    @Test
    void packetProtocolShowsItsReasons() {
        b.out(1, 0);
        b.out(4, 0);
        b.out(5, 8);
        b.out(7, 0xa0);
        b.settle();
        assertEquals(1, b.in(2) & 3, "command to the drive");
        assertEquals(0x58, b.in(7));
        assertFalse(b.irq[0]);
        b.writeData(new byte[] {0x28, 0, 0, 0, 0, 17, 0, 0, 2, 0, 0, 0});
        assertEquals(0x80, b.control() & 0x80);
        b.settle();
        assertTrue(b.irq[0]);
        assertEquals(2, b.in(2) & 3, "data to the host");
        assertEquals(2048, b.byteCount());
        b.in(7);
        assertFalse(b.irq[0]);
        assertArrayEquals(blocks(17, 1), b.readData(2048));
        b.settle();
        assertTrue(b.irq[0]);
        assertArrayEquals(blocks(18, 1), b.readData(2048));
        b.settle();
        assertTrue(b.irq[0]);
        assertEquals(3, b.in(2) & 3, "done");
        assertEquals(0x50, b.in(7));
    }

    @Test
    void readsManyBlocksUnderAnyByteCountLimit() {
        for (int limit : new int[] {0, 0xffff, 0xfffe, 0x8000, 2048, 1001, 512}) {
            b.packet(false, limit, 0xa8, 0, 0, 0, 0, 30, 0, 0, 0, 100);
            assertTrue(b.byteCount() <= (limit == 0 ? 0xfffe : limit));
            assertArrayEquals(blocks(30, 100), b.reply(), "limit " + limit);
            assertEquals(0x50, b.in(7));
        }
    }

    @Test
    void readsByDma() {
        b.busMaster(true, 0x10000, 0, 0x20000, 40 * 2048 - 65536);
        b.packet(true, 0, 0x28, 0, 0, 0, 0, 200, 0, 0, 40);
        assertTrue(b.irq[0]);
        assertEquals(4, b.ports.in(0xc002, 1) & 7);
        assertEquals(0x50, b.in(7));
        assertEquals(3, b.in(2) & 3);
        var got = new byte[40 * 2048];
        b.memory.read(0x10000, got, 0, got.length);
        assertArrayEquals(blocks(200, 40), got);
    }

    @Test
    void refusesWhatIsNotThere() {
        b.packet(false, 2048, 0x28, 0, 0, 0, 1, 44, 0, 0, 1);
        senses(5, 0x21, 0);
        b.packet(false, 2048, 0x28, 0, 0, 0, 1, 43, 0, 0, 2);
        senses(5, 0x21, 0);
        b.packet(false, 2048, 0xa8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
        senses(5, 0x21, 0);
        b.packet(false, 2048, 0xd5);
        senses(5, 0x20, 0);
        b.packet(false, 2048, 0x43, 0, 9, 0, 0, 0, 0, 0, 99);
        senses(5, 0x24, 0);
    }

    @Test
    void tellsCapacityAndToc() {
        b.packet(false, 8, 0x25);
        assertArrayEquals(new byte[] {0, 0, 1, 43, 0, 0, 8, 0}, b.reply());
        b.packet(false, 2048, 0x43, 0, 0, 0, 0, 0, 0, 0, 99);
        assertArrayEquals(new byte[] {0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0, 0, 0x14, (byte) 0xaa, 0, 0, 0, 1, 44}, b.reply());
        b.packet(false, 2048, 0x43, 2, 0, 0, 0, 0, 0, 0, 99);
        assertArrayEquals(new byte[] {0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 2, 0, 0, 0x14, (byte) 0xaa, 0, 0, 0, 6, 0}, b.reply());
        b.packet(false, 2048, 0x43, 0, 1, 0, 0, 0, 0, 0, 12);
        assertArrayEquals(new byte[] {0, 10, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0}, b.reply());
        b.packet(false, 2048, 0x43, 0, 2, 0, 0, 0, 0, 0, 99);
        byte[] full = b.reply();
        assertEquals(48, full.length);
        assertArrayEquals(new byte[] {1, 0x14, 0, (byte) 0xa2, 0, 0, 0, 0, 0, 6, 0}, Arrays.copyOfRange(full, 26, 37));
        b.packet(false, 2048, 0x43, 0, 0, 0, 0, 0, 0, 0, 4);
        assertArrayEquals(new byte[] {0, 18, 1, 1}, b.reply(), "cut to the allocation length");
    }

    @Test
    void inquiresAndTellsModes() {
        b.packet(false, 36, 0x12, 0, 0, 0, 36);
        byte[] d = b.reply();
        assertEquals(36, d.length);
        assertEquals("LUCID86 CD-ROM DRIVE", new String(d, 8, 20));
        b.packet(false, 2048, 0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 128);
        d = b.reply();
        assertEquals(28, d.length);
        assertEquals(26, d[1]);
        assertEquals(0x2a, d[8]);
        b.packet(false, 2048, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 16);
        assertEquals(0, b.in(2) & 3, "data to the drive");
        b.writeData(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 6, 4, 9, 0, 0, 0, 0});
        b.settle();
        assertEquals(0x50, b.in(7));
        b.packet(false, 2048, 0x1a, 0, 1, 0, 128);
        assertArrayEquals(new byte[] {11, 1, 0, 0, 1, 6, 4, 9, 0, 0, 0, 0}, b.reply());
        b.packet(false, 2048, 0x46, 2, 0, 0x10, 0, 0, 0, 0, 99);
        d = b.reply();
        assertEquals(20, d.length);
        assertEquals(8, d[7], "the current profile is CD-ROM");
    }

    @Test
    void readCdReturnsRawSectorsWithCorrection() {
        b.packet(false, 0xfffe, 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0xf8);
        byte[] raw = b.reply();
        assertEquals(2352, raw.length);
        assertArrayEquals(new byte[] {0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 2, 0x16, 1}, Arrays.copyOf(raw, 16));
        assertArrayEquals(blocks(16, 1), Arrays.copyOfRange(raw, 16, 2064));
        // Both parity bytes of every vector are chosen so that the plain sum of its bytes is zero.
        for (int v = 0; v < 86; v++) {
            int sum = raw[2076 + v] ^ raw[2076 + 86 + v];
            for (int i = 0; i < 24; i++) sum ^= raw[12 + v + i * 86];
            assertEquals(0, sum & 0xff, "P vector " + v);
        }
        b.packet(false, 0xfffe, 0xb9, 0, 0, 0, 2, 16, 0, 2, 18, 0x10);
        assertArrayEquals(blocks(16, 2), b.reply());
    }

    @Test
    void mediaChangeIsNoticed() {
        assertEquals(Optional.of(image), cd.eject());
        b.packet(false, 8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8);
        assertArrayEquals(new byte[] {0, 6, 4, 0x10, 3, 0, 0, 0}, b.reply());
        b.packet(false, 2048, 0x28, 0, 0, 0, 0, 0, 0, 0, 1);
        senses(2, 0x3a, 1);
        cd.insert(IdeBench.numbered(20, 2048));
        b.packet(false, 8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8);
        assertArrayEquals(new byte[] {0, 6, 4, 0x10, 2, 2, 0, 0}, b.reply());
        b.packet(false, 8, 0x25);
        senses(6, 0x28, 0);
        b.packet(false, 8, 0x25);
        assertEquals(19, b.reply()[3]);
    }

    @Test
    void lockedTrayStaysClosedAndAsks() {
        b.packet(false, 8, 0x1e, 0, 0, 0, 1);
        b.packet(false, 8, 0x1b, 0, 0, 0, 2);
        senses(5, 0x53, 2);
        assertEquals(Optional.empty(), cd.pressEject());
        b.packet(false, 8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8);
        assertEquals(1, b.reply()[4], "the eject button was pressed");
        b.packet(false, 8, 0x1e, 0, 0, 0, 0);
        b.packet(false, 8, 0x1b, 0, 0, 0, 2);
        assertEquals(0x50, b.in(7));
        assertTrue(cd.trayOpen());
        b.packet(false, 8, 0x00);
        senses(2, 0x3a, 2);
        b.packet(false, 8, 0x1b, 0, 0, 0, 3);
        b.packet(false, 8, 0x00);
        senses(6, 0x28, 0);
    }

    @Test
    void discTakenOutWhileReading() {
        b.packet(false, 2048, 0x28, 0, 0, 0, 0, 0, 0, 0, 100);
        b.readData(2048);
        b.settle();
        cd.eject();
        while ((b.control() & 8) != 0) {
            b.readData(b.byteCount());
            b.settle();
        }
        senses(2, 0x3a, 1);
    }

    @Test
    void stateRoundTripsInTheMiddleOfARead() {
        b.packet(false, 2048, 0x28, 0, 0, 0, 0, 40, 0, 0, 3);
        b.readData(1000);
        var other = new IdeBench();
        var second = other.ide.attachCdrom(0, 0);
        second.insert(image);
        for (int i = 0; i < b.ide.devices().size(); i++) {
            var o = new StateOut();
            b.ide.devices().get(i).save(o);
            other.ide.devices().get(i).load(new StateIn(o.values()));
            assertEquals(b.ide.devices().get(i).view(), other.ide.devices().get(i).view());
        }
        assertArrayEquals(Arrays.copyOfRange(blocks(40, 1), 1000, 2048), other.readData(1048));
        other.settle();
        assertArrayEquals(blocks(41, 2), other.reply());
        assertEquals(0x50, other.in(7));
    }
}
