package lucid86.machine.dev.i440fx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class I440fxTest {
    private final MemoryMap map = new MemoryMap(0x100000, 0x40000);
    private final CpuState cpu = new CpuState(map);
    private final I440fx bridge = new I440fx(map);

    @BeforeEach
    void romBelow() {
        int rom = map.allocate(0x40000);
        java.util.Arrays.fill(map.backing, rom, rom + 0x40000, (byte) 0x11);
        map.mapRom("ROM", 0xc0000, 0x40000, rom, Layer.ISA);
    }

    /** Every PAM register and nibble rules the piece the datasheet says, and no other. */
    @Test
    void eachNibbleRulesItsPiece() {
        for (int piece = 0; piece < 13; piece++) {
            int register = piece == 0 ? 0x59 : 0x5a + (piece - 1) / 2;
            int shift = piece == 0 ? 4 : (piece - 1) % 2 * 4;
            int first = piece == 0 ? 0xf0000 : 0xc0000 + (piece - 1) * 0x4000;
            int last = piece == 0 ? 0xfffff : first + 0x3fff;
            bridge.writeConfig(register, 1, 3 << shift);
            for (int at : new int[] {first, last}) {
                assertEquals(0, map.read(at, 1), "RAM at " + Integer.toHexString(at));
                map.write(at, 1, 0x77);
                assertEquals(0x77, map.read(at, 1));
            }
            if (first > 0xc0000) assertEquals(0x11, map.read(first - 1, 1));
            if (last < 0xfffff) assertEquals(0x11, map.read(last + 1, 1));
            bridge.writeConfig(register, 1, 0);
            assertEquals(0x11, map.read(first, 1));
        }
    }

    @Test
    void readsAndWritesAreRuledApart() {
        bridge.writeConfig(0x5a, 1, 0x02);
        map.write(0xc0000, 1, 0x55);
        assertEquals(0x11, map.read(0xc0000, 1));
        bridge.writeConfig(0x5a, 1, 0x01);
        assertEquals(0x55, map.read(0xc0000, 1));
        map.write(0xc0000, 1, 0x66);
        assertEquals(0x55, map.read(0xc0000, 1), "write-protected");
        bridge.reset();
        assertEquals(0x11, map.read(0xc0000, 1));
    }

    @Test
    void smramShowsInSmmAndWhenOpenUntilLocked() {
        map.backing[0xa0000] = 0x5a;
        assertEquals(0xff, map.read(0xa0000, 1));
        bridge.writeConfig(0x72, 1, 0x4a);
        assertEquals(0x5a, map.read(0xa0000, 1), "open");
        bridge.writeConfig(0x72, 1, 0x0a);
        assertEquals(0xff, map.read(0xa0000, 1));
        bridge.setSmm(true);
        assertEquals(0x5a, map.read(0xa0000, 1), "in SMM");
        bridge.setSmm(false);
        bridge.writeConfig(0x72, 1, 0x5a);
        assertEquals(0x1a, bridge.readConfig(0x72, 1), "locking closes");
        bridge.writeConfig(0x72, 1, 0x4a);
        assertEquals(0x1a, bridge.readConfig(0x72, 1), "locked");
        assertEquals(0xff, map.read(0xa0000, 1));
        bridge.reset();
        bridge.writeConfig(0x72, 1, 0x4a);
        assertEquals(0x5a, map.read(0xa0000, 1));
    }
}
