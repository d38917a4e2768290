package lucid86.machine.dev.e1000;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.SavedState;
import lucid86.machine.dev.pci.PciBus;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class E1000Test {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
    private static final int TX_RING = 0x1000, RX_RING = 0x2000, TX_DATA = 0x10000, RX_DATA = 0x20000, RING = 16;

    /** A card on a bus with memory. */
    private static final class Rig {
        final TestClock clock = new TestClock();
        final MemoryMap map = new MemoryMap(0x100000, 0);
        final CpuState cpu = new CpuState(map);
        final PortSpace ports = new PortSpace(_ -> {});
        boolean irq;
        final PciBus bus = new PciBus(ports, (_, level) -> irq = level);
        final E1000 card;
        final List<byte[]> sent = new ArrayList<>();

        Rig() {
            map.mapMemory("RAM", 0, 0x100000, 0, Layer.RAM);
            var f = E1000.function("nic0.pci");
            bus.add(3, 0, f);
            card = new E1000(clock.scheduler, "nic0", map, MAC, f, _ -> {});
            card.cable().connect(sent::add);
            f.writeConfig(0x10, 4, 0xfeb00000);
            f.writeConfig(0x14, 4, 0xc000);
            f.writeConfig(4, 2, 7);
        }

        void reg(int offset, int value) {
            map.write(0xfeb00000L + offset, 4, value);
        }

        int reg(int offset) {
            return map.read(0xfeb00000L + offset, 4);
        }
    }

    private final Rig rig = new Rig();
    private int tail, rxTail;

    @BeforeEach
    void start() {
        rig.reg(Reg.TDBAL, TX_RING);
        rig.reg(Reg.TDLEN, RING * 16);
        rig.reg(Reg.TCTL, 0x2);
        rig.reg(Reg.RDBAL, RX_RING);
        rig.reg(Reg.RDLEN, RING * 16);
        for (int i = 0; i < RING; i++) rig.map.write(RX_RING + i * 16, 4, RX_DATA + i * 2048);
        rig.reg(Reg.RCTL, 0x8002);
        rig.reg(Reg.RDT, rxTail = RING - 1);
        rig.reg(Reg.IMS, 0x9f);
    }

    private void descriptor(int w0, int w2, int w3) {
        int at = TX_RING + tail * 16;
        rig.map.write(at, 4, w0);
        rig.map.write(at + 4, 4, 0);
        rig.map.write(at + 8, 4, w2);
        rig.map.write(at + 12, 4, w3);
        tail = (tail + 1) % RING;
    }

    private static byte[] frame(MacAddress to, int length) {
        var f = new byte[length];
        new Random(length).nextBytes(f);
        System.arraycopy(to.bytes(), 0, f, 0, 6);
        f[12] = 0x11; // no IP
        return f;
    }

    @Test
    void idsAddressEepromAndTransceiver() {
        assertEquals(0x100e8086, rig.bus.functions().getFirst().readConfig(0, 4));
        assertEquals(0x12005452, rig.reg(Reg.RAL));
        assertEquals(0x80005634, rig.reg(Reg.RAL + 4));
        int sum = 0;
        for (int i = 0; i < 64; i++) {
            rig.reg(Reg.EERD, i << 8 | 1);
            assertTrue((rig.reg(Reg.EERD) & 0x10) != 0);
            sum += rig.reg(Reg.EERD) >>> 16;
        }
        assertEquals(0xbaba, sum & 0xffff);
        rig.reg(Reg.MDIC, 2 << 26 | 1 << 21 | 2 << 16);
        assertEquals(0x0141, rig.reg(Reg.MDIC) & 0xffff);
        assertEquals(1 << 28, rig.reg(Reg.MDIC) & 0x7000_0000, "ready, no error");
        rig.reg(Reg.MDIC, 2 << 26 | 2 << 21);
        assertTrue((rig.reg(Reg.MDIC) & 1 << 30) != 0, "no transceiver at address 2");
        rig.ports.out(0xc000, 4, Reg.STATUS);
        assertEquals(0x83, rig.ports.in(0xc004, 4), "through the ports as well");
    }

    @Test
    void sendsALegacyFrameAndTells() {
        byte[] f = frame(MacAddress.BROADCAST, 100);
        rig.map.write(TX_DATA, f, 0, 60);
        rig.map.write(TX_DATA + 0x1000, f, 60, 40);
        descriptor(TX_DATA, 60, 0);
        descriptor(TX_DATA + 0x1000, 0x0900_0000 | 40, 0);
        rig.reg(Reg.TDT, tail);
        assertArrayEquals(f, rig.sent.getFirst());
        assertEquals(1, rig.map.read(TX_RING + 16 + 12, 4) & 1, "done");
        assertEquals(0, rig.map.read(TX_RING + 12, 4) & 1, "this one was not to be reported");
        assertTrue(rig.irq);
        assertEquals(0x80000003, rig.reg(Reg.ICR));
        assertFalse(rig.irq, "reading the causes clears them");
        assertEquals(2, rig.reg(Reg.TDH));
        assertEquals(1, rig.reg(Reg.GPTC));
        assertEquals(0, rig.reg(Reg.GPTC), "statistics clear when read");
    }

    @Test
    void receivesAcrossBuffersWithCheckSequence() {
        rig.reg(Reg.RCTL, 0x8002 | 3 << 16); // buffers of 256 octets
        byte[] f = frame(MAC, 300);
        rig.card.cable().arrive(f);
        rig.clock.advance(10_000);
        assertTrue(rig.irq);
        assertEquals(2, rig.reg(Reg.RDH));
        assertEquals(256, rig.map.read(RX_RING + 8, 2));
        assertEquals(1, rig.map.read(RX_RING + 12, 1), "done, more to come");
        assertEquals(48, rig.map.read(RX_RING + 16 + 8, 2));
        assertEquals(7, rig.map.read(RX_RING + 16 + 12, 1), "done, end, no checksum looked at");
        var got = new byte[304];
        rig.map.read(RX_DATA, got, 0, 256);
        rig.map.read(RX_DATA + 2048, got, 256, 48);
        assertArrayEquals(f, Arrays.copyOf(got, 300));
        var crc = new java.util.zip.CRC32();
        crc.update(f);
        assertEquals((byte) crc.getValue(), got[300]);
        rig.card.cable().arrive(frame(MacAddress.ofCard(9), 100));
        rig.clock.advance(10_000);
        assertEquals(2, rig.reg(Reg.RDH), "another card's");
    }

    @Test
    void framesWaitWhileTheRingIsEmpty() {
        for (int i = 0; i < 20; i++) rig.card.cable().arrive(frame(MAC, 100));
        rig.clock.advance(1_000_000);
        assertEquals(15, rig.reg(Reg.RDH));
        assertEquals(0, rig.reg(Reg.MPC), "none is missed");
        rig.reg(Reg.RDT, 4);
        rig.clock.advance(1_000_000);
        assertEquals(4, rig.reg(Reg.RDH));
    }

    /** A TCP packet over IPv4 as a driver leaves it to the chip: lengths for the whole, sum of the pseudo header without length. */
    private static byte[] tcpPacket(int payload) {
        var p = new byte[54 + payload];
        new Random(payload).nextBytes(p);
        System.arraycopy(MacAddress.BROADCAST.bytes(), 0, p, 0, 6);
        p[12] = 8;
        p[13] = 0;
        p[14] = 0x45;
        p[20] = p[21] = 0;
        p[23] = 6;
        p[24] = p[25] = 0;
        p[46] = 0x50;
        p[47] = 0x19; // FIN, PSH, ACK
        int pseudo = Checksum.sum(p, 26, 34, 6);
        Checksum.put16(p, 50, pseudo);
        return p;
    }

    @Test
    void segmentsALongTcpPacketWithRightSums() {
        byte[] p = tcpPacket(4000);
        Checksum.put16(p, 18, 0xfffe); // identification
        rig.map.write(TX_DATA, p, 0, p.length);
        descriptor(14 | 24 << 8 | 33 << 16, 0x2700_0000 | 4000, 1460 << 16 | 54 << 8);
        rig.map.write(TX_RING + 4, 4, 34 | 50 << 8);
        descriptor(TX_DATA, 0x2d10_0000 | p.length, 0x0300);
        rig.reg(Reg.TDT, tail);
        rig.clock.advance(1_000_000);
        assertEquals(3, rig.sent.size());
        int sequence = Checksum.get16(p, 38) << 16 | Checksum.get16(p, 40), at = 54;
        for (int i = 0; i < 3; i++) {
            byte[] f = rig.sent.get(i);
            int n = i == 2 ? 1080 : 1460;
            assertEquals(54 + n, f.length);
            assertEquals(40 + n, Checksum.get16(f, 16));
            assertEquals(0xfffe + i & 0xffff, Checksum.get16(f, 18));
            assertEquals(0xffff, Checksum.sum(f, 14, 34, 0), "IP checksum");
            assertEquals(0xffff, Checksum.sum(f, 34, f.length, Checksum.sum(f, 26, 34, 6 + 20 + n)), "TCP checksum");
            assertEquals(sequence + i * 1460, Checksum.get16(f, 38) << 16 | Checksum.get16(f, 40));
            assertEquals(i == 2 ? 0x19 : 0x10, f[47], "only the last one ends");
            assertArrayEquals(Arrays.copyOfRange(p, at, at + n), Arrays.copyOfRange(f, 54, 54 + n));
            at += n;
        }
        // What was sent passes the checks on the way in.
        rig.reg(Reg.RXCSUM, 0x300);
        rig.card.cable().arrive(rig.sent.getFirst());
        rig.clock.advance(100_000);
        assertEquals(0x63, rig.map.read(RX_RING + 12, 1));
        assertEquals(0, rig.map.read(RX_RING + 13, 1), "no error");
        byte[] bad = rig.sent.getFirst().clone();
        bad[60]++;
        rig.card.cable().arrive(bad);
        rig.clock.advance(100_000);
        assertEquals(0x20, rig.map.read(RX_RING + 16 + 13, 1), "TCP checksum error");
    }

    @Test
    void throttleKeepsInterruptsApart() {
        rig.reg(Reg.ITR, 4000); // 1.024 ms
        rig.reg(Reg.ICS, 1);
        assertTrue(rig.irq);
        rig.reg(Reg.ICR);
        rig.reg(Reg.ICS, 1);
        assertFalse(rig.irq);
        rig.clock.advance(1_024_000);
        assertTrue(rig.irq);
    }

    @Test
    void stateIsSavedAndRestored() {
        byte[] f = frame(MacAddress.BROADCAST, 1000);
        rig.map.write(TX_DATA, f, 0, f.length);
        descriptor(TX_DATA, 1000, 0);
        rig.reg(Reg.TDT, tail);
        rig.reg(Reg.ITR, 100);
        for (int i = 0; i < 20; i++) rig.card.cable().arrive(frame(MAC, 100 + i));
        rig.clock.advance(1_000_000);
        rig.reg(Reg.EECD, 0x46);
        SavedState.transfer(rig.card, new Rig().card);
    }

    @Test
    void anyAccessIsSurvived() {
        long seed = Long.getLong("lucid86.seed", 82540);
        var r = new Random(seed);
        int[] likely = {Reg.CTRL, Reg.EECD, Reg.EERD, Reg.MDIC, Reg.ICR, Reg.ITR, Reg.ICS, Reg.IMS, Reg.IMC, Reg.RCTL, Reg.TCTL, Reg.RDBAL, Reg.RDLEN, Reg.RDH,
            Reg.RDT, Reg.TDBAL, Reg.TDLEN, Reg.TDH, Reg.TDT, Reg.RXCSUM, Reg.RAL};
        for (int i = 0; i < 60_000; i++) {
            int offset = r.nextInt(4) == 0 ? r.nextInt(0x20000) & ~3 : likely[r.nextInt(likely.length)];
            switch (r.nextInt(8)) {
                case 0, 1, 2 -> rig.card.write(offset, 4, r.nextInt() >>> r.nextInt(32));
                case 3 -> rig.card.write(offset, 1 << r.nextInt(2), r.nextInt());
                case 4 -> rig.card.read(offset, 4);
                case 5 -> rig.map.write(r.nextInt(0x3000) & ~3, 4, r.nextInt() >>> r.nextInt(32));
                case 6 -> rig.card.cable().arrive(frame(r.nextBoolean() ? MAC : MacAddress.BROADCAST, 14 + r.nextInt(1505)));
                default -> rig.clock.advance(r.nextInt(100_000));
            }
            if (i % 1000 == 0) {
                rig.reg(Reg.TDBAL, TX_RING);
                rig.reg(Reg.TDLEN, RING * 16);
                rig.reg(Reg.RDBAL, RX_RING);
                rig.reg(Reg.RDLEN, RING * 16);
                rig.sent.clear();
            }
        }
    }
}
