package lucid86.machine.dev.rtl8139;

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

class Rtl8139Test {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
    private static final int BASE = 0xc000, BUFFER = 0x10000, DATA = 0x8000;

    private static final class Rig {
        final TestClock clock = new TestClock();
        final MemoryMap map = new MemoryMap(0x100000, 0);
        final CpuState cpu = new CpuState(map);
        final PortSpace ports = new PortSpace(_ -> {});
        boolean irq;
        final PciBus bus = new PciBus(ports, (_, level) -> irq = level);
        final Rtl8139 card;
        final List<byte[]> sent = new ArrayList<>();

        Rig() {
            map.mapMemory("RAM", 0, 0x100000, 0, Layer.RAM);
            var f = Rtl8139.function("nic0.pci");
            bus.add(3, 0, f);
            card = new Rtl8139(clock.scheduler, "nic0", map, MAC, f);
            card.cable().connect(sent::add);
            f.writeConfig(0x10, 4, BASE);
            f.writeConfig(0x14, 4, 0xfeb00000);
            f.writeConfig(4, 2, 7);
        }
    }

    private final Rig rig = new Rig();

    private void out(int register, int size, int value) {
        rig.ports.out(BASE + register, size, value);
    }

    private int in(int register, int size) {
        return rig.ports.in(BASE + register, size);
    }

    @BeforeEach
    void start() {
        out(0x37, 1, 0x10);
        out(0x37, 1, 0x0c);
        out(0x30, 4, BUFFER);
        out(0x44, 4, 0x0a); // 8 KiB, wrapping, own frames and broadcasts
        out(0x3c, 2, 0x7fff);
    }

    private static byte[] frame(MacAddress to, int length) {
        var f = new byte[length];
        new Random(length).nextBytes(f);
        System.arraycopy(to.bytes(), 0, f, 0, 6);
        return f;
    }

    private void arrive(byte[] f) {
        rig.card.cable().arrive(f);
        rig.clock.advance(200_000);
    }

    @Test
    void tellsWhoItIs() {
        assertEquals(0x813910ec, rig.bus.functions().getFirst().readConfig(0, 4));
        assertEquals(0x12005452, in(0, 4));
        assertEquals(0x5634, in(4, 2));
        assertEquals(0x74, in(0x43, 1) & 0x7c, "RTL8139C");
        assertEquals(0x0c | 1, in(0x37, 1), "buffer empty");
        assertEquals(0x12005452, rig.map.read(0xfeb00000L, 4), "in memory, too");
        assertEquals(0x24, in(0x64, 2) & 0x24, "negotiated, link up");
    }

    @Test
    void sendsThroughItsDescriptors() {
        for (int i = 0; i < 4; i++) {
            byte[] f = frame(MacAddress.BROADCAST, 100 + i);
            rig.map.write(DATA + i * 0x800, f, 0, f.length);
            out(0x20 + 4 * i, 4, DATA + i * 0x800);
            out(0x10 + 4 * i, 4, f.length);
            assertArrayEquals(f, rig.sent.get(i));
            assertEquals(0x2000, in(0x10 + 4 * i, 4) & 0xe000, "read, not sent yet");
        }
        assertFalse(rig.irq);
        rig.clock.advance(100_000);
        assertTrue(rig.irq);
        assertEquals(4, in(0x3e, 2));
        assertEquals(0xf00f, in(0x60, 2), "all descriptors at once");
        out(0x3e, 2, 4);
        assertFalse(rig.irq);
    }

    @Test
    void receivesWrapsAndWaits() {
        byte[] f = frame(MAC, 1000);
        for (int i = 0; i < 10; i++) rig.card.cable().arrive(f);
        rig.clock.advance(2_000_000);
        assertTrue(rig.irq);
        assertEquals(8 * 1008, in(0x3a, 2), "8 frames of 1008 bytes in 8192");
        int at = 0;
        var whole = new byte[1008];
        for (int i = 0; i < 10; i++) {
            assertEquals(0, in(0x37, 1) & 1);
            int first = Math.min(1008, 8192 - at);
            rig.map.read(BUFFER + at, whole, 0, first);
            rig.map.read(BUFFER, whole, first, 1008 - first);
            assertEquals(0x4001, whole[0] & 0xff | (whole[1] & 0xff) << 8, "good, ours");
            assertEquals(1004, whole[2] & 0xff | (whole[3] & 0xff) << 8);
            assertArrayEquals(f, Arrays.copyOfRange(whole, 4, 1004), "frame " + i);
            at = at + 1008 & 8191;
            out(0x38, 2, at - 16);
            rig.clock.advance(200_000);
        }
        assertEquals(1, in(0x37, 1) & 1);
        assertEquals(0, in(0x4c, 4), "none was missed");
    }

    @Test
    void withoutWrappingAFrameGoesOnBehindTheBuffer() {
        out(0x44, 4, 0x8a);
        byte[] f = frame(MAC, 1000);
        for (int i = 0; i < 8; i++) arrive(f);
        out(0x38, 2, 8 * 1008 - 16);
        arrive(f);
        var got = new byte[1000];
        rig.map.read(BUFFER + 8 * 1008 + 4, got, 0, 1000);
        assertArrayEquals(f, got);
        assertEquals(9 * 1008 - 8192, in(0x3a, 2));
    }

    @Test
    void filtersAndLocks() {
        arrive(frame(MacAddress.ofCard(9), 60));
        assertEquals(1, in(0x37, 1) & 1, "another card's");
        arrive(frame(MacAddress.BROADCAST, 60));
        assertEquals(0x2001, rig.map.read(BUFFER, 2));
        out(0x44, 4, 0x0e);
        arrive(frame(MacAddress.parse("01:00:5e:00:00:01"), 60));
        assertEquals(68, in(0x3a, 2), "not in the table");
        out(0x08 + (31 >> 3), 1, 1 << (31 & 7));
        arrive(frame(MacAddress.parse("01:00:5e:00:00:01"), 60));
        assertEquals(136, in(0x3a, 2));
        int config = in(0x52, 1);
        out(0x52, 1, 0);
        assertEquals(config, in(0x52, 1), "locked");
        out(0x50, 1, 0xc0);
        out(0x52, 1, 0);
        assertEquals(0, in(0x52, 1));
    }

    @Test
    void timerInterrupts() {
        out(0x54, 4, 3300); // 100 us
        out(0x48, 4, 0);
        rig.clock.advance(99_000);
        assertFalse(rig.irq);
        rig.clock.advance(1_000);
        assertTrue(rig.irq);
        assertEquals(0x4000, in(0x3e, 2));
        assertEquals(3300, in(0x48, 4));
    }

    @Test
    void stateIsSavedAndRestored() {
        for (int i = 0; i < 12; i++) rig.card.cable().arrive(frame(MAC, 1000));
        rig.map.write(DATA, frame(MAC, 100), 0, 100);
        out(0x20, 4, DATA);
        out(0x10, 4, 100);
        out(0x50, 1, 0x88);
        rig.clock.advance(5_000);
        var other = new Rig();
        other.clock.advance(5_000);
        SavedState.transfer(rig.card, other.card);
    }

    @Test
    void anyAccessIsSurvived() {
        long seed = Long.getLong("lucid86.seed", 8139);
        var r = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            int register = r.nextInt(256), size = 1 << r.nextInt(3);
            switch (r.nextInt(6)) {
                case 0, 1 -> out(register, size, r.nextInt());
                case 2 -> in(register, size);
                case 3 -> rig.card.cable().arrive(frame(r.nextBoolean() ? MAC : MacAddress.BROADCAST, 14 + r.nextInt(1505)));
                case 4 -> rig.map.write(0xfeb00000L + register, size, r.nextInt());
                default -> rig.clock.advance(r.nextInt(300_000));
            }
            rig.sent.clear();
        }
    }
}
