package lucid86.machine.dev.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.io.PortDevice;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

class PciBusTest {
    private final PortSpace ports = new PortSpace(s -> {});
    private final boolean[] pirq = new boolean[4];
    private final PciBus bus = new PciBus(ports, (line, level) -> pirq[line] = level);
    private final MemoryMap map = new MemoryMap(0x10000, 0x10000);
    private final CpuState cpu = new CpuState(map);

    /** Answers with the offset it was asked for, and remembers the last write. */
    private static final class Echo implements PortDevice {
        int lastPort, lastValue;

        @Override public int in(int port, int size) { return 0x40 + port; }

        @Override public void out(int port, int size, int value) {
            lastPort = port;
            lastValue = value;
        }

        @Override public int peek(int port, int size) { return 0x40 + port; }
    }

    private void config(int device, int function, int register, int size, int value) {
        ports.out(0xcf8, 4, 0x80000000 | device << 11 | function << 8 | register & 0xfc);
        ports.out(0xcfc + (register & 3), size, value);
    }

    private int config(int device, int function, int register, int size) {
        ports.out(0xcf8, 4, 0x80000000 | device << 11 | function << 8 | register & 0xfc);
        return ports.in(0xcfc + (register & 3), size);
    }

    private static PciFunction function(String name) {
        return new PciFunction(name, new PciId(0x8086, 0x1234, 5, 0x030001, 0x1af4, 0x1100));
    }

    @Test
    void mechanismOneReadsIdsAtAllSizes() {
        bus.add(3, 0, function("x"));
        assertEquals(0x12348086, config(3, 0, 0, 4));
        assertEquals(0x1234, config(3, 0, 2, 2));
        assertEquals(0x12, config(3, 0, 3, 1));
        assertEquals(0x03000105, config(3, 0, 8, 4));
        assertEquals(-1, config(4, 0, 0, 4), "nobody there");
        assertEquals(-1, config(3, 1, 0, 4), "no such function");
        ports.out(0xcf8, 4, 0x80010000 | 3 << 11);
        assertEquals(-1, ports.in(0xcfc, 4), "bus 1");
        ports.out(0xcf8, 4, 3 << 11);
        assertEquals(-1, ports.in(0xcfc, 4), "enable bit clear");
        assertEquals(3 << 11, ports.in(0xcf8, 4));
    }

    @Test
    void byteAccessAtCf9GoesToTheResetControl() {
        var rcr = new Echo();
        bus.setResetControl(rcr);
        ports.out(0xcf8, 4, 0x80001234);
        ports.out(0xcf9, 1, 6);
        assertEquals(6, rcr.lastValue);
        assertEquals(0x80001234, ports.in(0xcf8, 4), "the address register is untouched");
    }

    @Test
    void idsAreReadOnlyAndFunctionZeroBecomesMultifunction() {
        bus.add(1, 0, function("a"));
        assertEquals(0, config(1, 0, 0x0e, 1));
        bus.add(1, 1, function("b"));
        assertEquals(0x80, config(1, 0, 0x0e, 1));
        config(1, 0, 0, 4, 0);
        assertEquals(0x12348086, config(1, 0, 0, 4));
    }

    @Test
    void ioBarIsSizedMovedAndGivenBack() {
        var echo = new Echo();
        bus.add(2, 0, function("x").ioBar(4, 16, echo));
        config(2, 0, 0x20, 4, -1);
        assertEquals(0xfffffff1, config(2, 0, 0x20, 4));
        config(2, 0, 0x20, 4, 0xc041);
        assertEquals(0xc041, config(2, 0, 0x20, 4), "bits below the size read back as type only");
        assertNull(ports.at(0xc040), "I/O decoding is off");
        config(2, 0, 4, 2, 1);
        assertEquals(0x43, ports.in(0xc043, 1));
        ports.out(0xc044, 2, 0xbeef);
        assertEquals(4, echo.lastPort);
        assertEquals(0xbeef, echo.lastValue);
        config(2, 0, 0x20, 4, 0xd000);
        assertNull(ports.at(0xc040));
        assertEquals(0x4f, ports.in(0xd00f, 1));
        config(2, 0, 4, 2, 0);
        assertNull(ports.at(0xd000));
    }

    @Test
    void ioBarNeverTakesPortsFromOthersAndFollowsWhenTheyLeave() {
        var fixed = new Echo();
        ports.claim(0x20, 2, fixed);
        bus.add(2, 0, function("x").ioBar(0, 32, new Echo()));
        bus.add(3, 0, function("y").ioBar(0, 32, new Echo()));
        config(2, 0, 0x10, 4, 0x20);
        config(2, 0, 4, 2, 1);
        assertTrue(ports.at(0x20) == fixed && ports.at(0x22) != null);
        config(3, 0, 0x10, 4, 0x20);
        config(3, 0, 4, 2, 1);
        PortDevice first = ports.at(0x22);
        config(2, 0, 0x10, 4, 0x1000);
        assertTrue(ports.at(0x22) != null && ports.at(0x22) != first, "the second function's ports show when the first moves away");
        assertTrue(ports.at(0x20) == fixed);
    }

    @Test
    void memoryBarMovesItsRegionAndRomHasItsOwnEnable() {
        int at = map.allocate(0x8000);
        map.backing[at] = 0x5a;
        var bar = map.mapMemory("frame buffer", 0, 0x4000, at, Layer.PCI);
        int romAt = map.allocate(0x1000);
        map.backing[romAt] = 0x55;
        var rom = map.mapRom("rom", 0, 0x1000, romAt, Layer.PCI);
        bus.add(2, 0, function("x").memoryBar(0, bar, true).romBar(rom));
        assertFalse(bar.enabled());
        config(2, 0, 0x10, 4, -1);
        assertEquals(0xffffc008, config(2, 0, 0x10, 4));
        config(2, 0, 4, 2, 2);
        assertFalse(bar.enabled(), "all ones is the sizing pattern, not an address");
        config(2, 0, 0x10, 4, 0xe0000000);
        assertEquals(0x5a, map.read(0xe0000000L, 1));
        config(2, 0, 0x30, 4, 0xfffff800);
        assertEquals(0xfffff000, config(2, 0, 0x30, 4));
        config(2, 0, 0x30, 4, 0xfeb00000);
        assertEquals(0xff, map.read(0xfeb00000L, 1));
        config(2, 0, 0x30, 4, 0xfeb00001);
        assertEquals(0x55, map.read(0xfeb00000L, 1));
        config(2, 0, 4, 2, 0);
        assertEquals(0xff, map.read(0xfeb00000L, 1));
        assertEquals(0xff, map.read(0xe0000000L, 1));
    }

    @Test
    void pinsShareRotatedPirqLines() {
        var a = function("a").pin(1);
        var b = function("b").pin(4);
        bus.add(3, 0, a);
        bus.add(4, 0, b);
        assertEquals(2, PciBus.pirqLine(3, 1));
        assertEquals(2, PciBus.pirqLine(4, 4));
        assertEquals(0, PciBus.pirqLine(1, 1));
        a.setInterrupt(true);
        a.setInterrupt(true);
        b.setInterrupt(true);
        a.setInterrupt(false);
        assertTrue(pirq[2]);
        b.reset();
        assertFalse(pirq[2]);
    }

    @Test
    void anyWriteIsSurvived() {
        int at = map.allocate(0x4000);
        bus.add(2, 0, function("x").memoryBar(0, map.mapMemory("m", 0, 0x4000, at, Layer.PCI), false).ioBar(1, 8, new Echo()).pin(1));
        var r = new Random(86);
        for (int i = 0; i < 20_000; i++) {
            ports.out(0xcf8, 4, 0x80001000 | r.nextInt(0x100));
            int size = 1 << r.nextInt(3);
            if (r.nextBoolean()) ports.out(0xcf8 + r.nextInt(8), size, r.nextInt());
            else ports.in(0xcf8 + r.nextInt(8), size);
        }
        bus.functions().getFirst().reset();
        assertEquals(0, config(2, 0, 4, 2));
        assertEquals(0x12348086, config(2, 0, 0, 4));
    }
}
