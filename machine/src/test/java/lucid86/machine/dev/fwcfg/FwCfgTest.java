package lucid86.machine.dev.fwcfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

class FwCfgTest {
    private final PortSpace ports = new PortSpace(s -> {});
    private final MemoryMap map = new MemoryMap(0x100000, 0);
    private final CpuState cpu = new CpuState(map);
    private final FwCfg fwCfg = new FwCfg(ports, map);

    {
        map.mapMemory("RAM", 0, 0x100000, 0, Layer.RAM);
    }

    private String read(int key, int count) {
        ports.out(0x510, 2, key);
        var s = new StringBuilder();
        for (int i = 0; i < count; i++) s.append((char) ports.in(0x511, 1));
        return s.toString();
    }

    /** Runs a DMA descriptor at 1000h; returns its control word afterwards. */
    private int dma(int control, int length, long address) {
        var d = ByteBuffer.allocate(16).putInt(control).putInt(length).putLong(address).array();
        map.write(0x1000, d, 0, 16);
        ports.out(0x514, 4, 0);
        ports.out(0x518, 4, Integer.reverseBytes(0x1000));
        return Integer.reverseBytes(map.read(0x1000, 4));
    }

    @Test
    void firmwareRecognisesIt() {
        assertEquals("QEMU", read(FwCfg.SIGNATURE, 4));
        assertEquals(3, read(FwCfg.ID, 4).charAt(0), "ports and DMA");
        assertEquals(Integer.reverseBytes(0x51454d55), ports.in(0x514, 4));
        assertEquals(Integer.reverseBytes(0x20434647), ports.in(0x518, 4));
    }

    @Test
    void itemsReadInOrderThenZeros() {
        fwCfg.set64(FwCfg.CPUS, 0x44434241);
        assertEquals("ABCD\0\0", read(FwCfg.CPUS, 6));
        assertEquals("\0", read(0x7fff, 1));
    }

    @Test
    void peekDoesNotAdvance() {
        ports.out(0x510, 2, 0);
        assertEquals('Q', ports.peek(0x511, 1));
        assertEquals('Q', ports.in(0x511, 1));
        assertEquals('E', ports.in(0x511, 1));
    }

    @Test
    void filesAreListedByName() {
        String longest = "z".repeat(55);
        fwCfg.file(longest, new byte[3]);
        fwCfg.file("etc/b", "bee".getBytes(StandardCharsets.US_ASCII));
        fwCfg.file("etc/a", "a".getBytes(StandardCharsets.US_ASCII));
        String directory = read(0x19, 4 + 3 * 64);
        assertEquals(3, directory.charAt(3));
        assertEquals("etc/a", directory.substring(12, 17));
        assertEquals(1, directory.charAt(7));
        assertEquals("etc/b", directory.substring(76, 81));
        assertEquals(longest + "\0", directory.substring(140, 196));
        int key = directory.charAt(72) << 8 | directory.charAt(73);
        assertEquals("bee", read(key, 3));
    }

    @Test
    void dmaSelectsReadsAndSkips() {
        fwCfg.set(0x15, "abcdefgh".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0, dma(0x15 << 16 | 8 | 2, 3, 0x2000));
        assertEquals(0x636261, map.read(0x2000, 4));
        assertEquals(0, dma(4, 2, 0));
        assertEquals(0, dma(2, 100, 0x2000));
        assertEquals(0x686766, map.read(0x2000, 4), "the rest, then zeros");
        assertEquals(0, map.read(0x2060, 4));
    }

    @Test
    void impossibleTransfersReportAnError() {
        assertEquals(1, dma(16, 4, 0x2000), "writing");
        assertEquals(1, dma(2, -1, 0x2000), "four gigabytes of zeros");
        assertEquals(1, dma(2, 16, 0xfffffff8L));
        assertEquals(1, dma(2, 16, -1L));
    }

    @Test
    void anyDescriptorIsSurvived() {
        var r = new Random(86);
        fwCfg.file("x", new byte[1000]);
        for (int i = 0; i < 2000; i++) {
            dma(r.nextInt() & ~(r.nextInt() & 0xffff0000), r.nextInt(), r.nextLong() >>> r.nextInt(64));
            ports.out(0x514, 4, r.nextInt());
            ports.out(0x518, 4, r.nextInt());
            ports.out(0x510 + r.nextInt(12), 1 << r.nextInt(3), r.nextInt());
            ports.in(0x510 + r.nextInt(12), 1 << r.nextInt(3));
        }
        assertTrue(read(FwCfg.SIGNATURE, 4).equals("QEMU"));
    }
}
