package lucid86.machine.dev.vga;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VgaMemoryTest {
    private final VgaRig rig = new VgaRig();

    /** Looks at one plane's byte through read mode 0, without chaining. */
    private int plane(int plane, int address) {
        int mode = rig.indexed(0x3c4, 4), gcMode = rig.indexed(0x3ce, 5), map = rig.indexed(0x3ce, 6), select = rig.indexed(0x3ce, 4);
        rig.indexed(0x3c4, 4, 6);
        rig.indexed(0x3ce, 5, 0);
        rig.indexed(0x3ce, 6, 5);
        rig.indexed(0x3ce, 4, plane);
        int v = rig.peek(0xa0000 + address);
        rig.indexed(0x3c4, 4, mode);
        rig.indexed(0x3ce, 5, gcMode);
        rig.indexed(0x3ce, 6, map);
        rig.indexed(0x3ce, 4, select);
        return v;
    }

    @Test
    void mapMaskChoosesPlanes() {
        rig.planar();
        rig.indexed(0x3c4, 2, 0x0a);
        rig.poke(0xa1234, 0x5a);
        assertEquals(0, plane(0, 0x1234));
        assertEquals(0x5a, plane(1, 0x1234));
        assertEquals(0, plane(2, 0x1234));
        assertEquals(0x5a, plane(3, 0x1234));
    }

    @Test
    void writeMode1CopiesAllPlanesThroughTheLatches() {
        rig.planar();
        for (int p = 0; p < 4; p++) {
            rig.indexed(0x3c4, 2, 1 << p);
            rig.poke(0xa0010, 0x11 * (p + 1));
        }
        rig.indexed(0x3c4, 2, 0x0f);
        rig.indexed(0x3ce, 5, 1);
        rig.read(0xa0010);
        rig.peek(0xa0000);
        rig.poke(0xa0020, 0xff);
        for (int p = 0; p < 4; p++) assertEquals(0x11 * (p + 1), plane(p, 0x20), "peek leaves the latches alone");
    }

    @Test
    void writeMode2PaintsOneColourThroughTheBitMask() {
        rig.planar();
        rig.poke(0xa0000, 0xff);
        rig.read(0xa0000);
        rig.indexed(0x3ce, 5, 2);
        rig.indexed(0x3ce, 8, 0x81);
        rig.poke(0xa0000, 0x05);
        assertEquals(0xff, plane(0, 0));
        assertEquals(0x7e, plane(1, 0));
        assertEquals(0xff, plane(2, 0));
        assertEquals(0x7e, plane(3, 0));
    }

    @Test
    void readMode1ComparesColours() {
        rig.planar();
        rig.indexed(0x3ce, 5, 2);
        rig.indexed(0x3ce, 8, 0xf0);
        rig.poke(0xa0000, 0x0c);
        rig.read(0xa0000);
        rig.indexed(0x3ce, 8, 0x0f);
        rig.poke(0xa0000, 0x04);
        rig.indexed(0x3ce, 5, 8);
        rig.indexed(0x3ce, 2, 0x04);
        assertEquals(0x0f, rig.read(0xa0000));
        rig.indexed(0x3ce, 7, 0x07); // plane 3 does not matter
        assertEquals(0xff, rig.peek(0xa0000));
    }

    @Test
    void chain4KeepsPixelsAtEveryFourthPlaneAddress() {
        rig.chained();
        assertTrue(rig.map.readOffset(0xa0000) >= 0 && rig.map.writeOffset(0xaf000) >= 0, "plain memory for the CPU");
        for (int i = 0; i < 0x10000; i++) rig.poke(0xa0000 + i, i * 7 >> 2);
        for (int i : new int[] {0, 1, 2, 3, 4, 5, 0x3fff, 0x4000, 0x8006, 0xffff})
            assertEquals(i * 7 >> 2 & 0xff, plane(i & 3, i & 0xfffc), "pixel " + i);
        rig.indexed(0x3c4, 2, 0x02); // not plain any more, but the same addresses
        assertTrue(rig.map.readOffset(0xa0000) < 0);
        assertEquals(0x8005 * 7 >> 2 & 0xff, rig.peek(0xa8005));
        rig.poke(0xa8004, 0);
        rig.poke(0xa8005, 0);
        assertEquals(0x8004 * 7 >> 2 & 0xff, plane(0, 0x8004), "plane 0 is masked");
        assertEquals(0, plane(1, 0x8004));
    }

    @Test
    void oddEvenPutsCharactersAndAttributesInTwoPlanes() {
        rig.text();
        rig.map.write(0xb8000 + 6, 2, 0x1f41);
        assertEquals(0x41, plane(0, 6));
        assertEquals(0x1f, plane(1, 6));
        assertEquals(0, plane(0, 7));
    }

    /** As GRUB's firmware loads its font: memory mode 0, graphics mode 0, map mask plane 2. */
    @Test
    void writesAreOddEvenOnlyWhenBothRegistersSaySo() {
        rig.text();
        rig.indexed(0x3ce, 6, 0);
        rig.indexed(0x3c4, 4, 0);
        rig.indexed(0x3c4, 2, 4);
        rig.indexed(0x3ce, 5, 0);
        for (int row = 0; row < 16; row++) rig.poke(0xa0000 + 32 * 'A' + row, 0x80 | row);
        for (int row = 0; row < 16; row++) assertEquals(0x80 | row, plane(2, 32 * 'A' + row), "row " + row);
        rig.indexed(0x3c4, 4, 6);
        rig.indexed(0x3ce, 5, 0x10);
        rig.poke(0xa0003, 0x77);
        assertEquals(0x77, plane(2, 3), "reads alone are odd/even");
    }

    @Test
    void wideWindowReachesOddAddressesThroughBit16() {
        rig.text();
        rig.indexed(0x3ce, 6, 0x02);
        rig.poke(0xa0002, 0x12);
        rig.poke(0xb0002, 0x34);
        assertEquals(0x12, plane(0, 2));
        assertEquals(0x34, plane(0, 3));
    }

    @Test
    void windowsOpenWhereTheMiscellaneousRegisterSays() {
        rig.planar();
        rig.indexed(0x3ce, 6, 0x09);
        rig.poke(0xb0005, 0x21);
        assertEquals(0x21, rig.peek(0xb0005));
        assertEquals(0xff, rig.peek(0xb8005));
        assertEquals(0xff, rig.peek(0xa0005));
        rig.indexed(0x3ce, 6, 0x0d);
        assertEquals(0x21, rig.peek(0xb8005));
        assertEquals(0xff, rig.peek(0xb0005));
        assertEquals(0x21, plane(0, 5));
    }

    /** The planes as a plain array of bytes, handled bit by bit as the technical reference tells it. */
    private static final class Reference {
        final int[][] plane = new int[4][0x10000];
        final int[] latch = new int[4];
        int mapMask, memoryMode, setReset, enableSetReset, compare, rotate, function;
        int readMap, writeMode, readMode, hostOddEven, care, bitMask;

        boolean oddEvenWrites() {
            return (memoryMode & 4) == 0 && hostOddEven != 0;
        }

        int address(int a, boolean oddEven) {
            return (memoryMode & 8) != 0 ? a & ~3 : oddEven ? a & ~1 : a;
        }

        int read(int a) {
            int at = address(a, hostOddEven != 0);
            for (int p = 0; p < 4; p++) latch[p] = plane[p][at];
            if (readMode == 1) {
                int v = 0;
                for (int bit = 0; bit < 8; bit++) {
                    boolean same = true;
                    for (int p = 0; p < 4; p++) if ((care >> p & 1) != 0 && (latch[p] >> bit & 1) != (compare >> p & 1)) same = false;
                    if (same) v |= 1 << bit;
                }
                return v;
            }
            int p = readMap;
            if ((memoryMode & 8) != 0) p = a % 4;
            else if (hostOddEven != 0) p = a % 2 + (readMap >= 2 ? 2 : 0);
            return latch[p];
        }

        void write(int a, int data) {
            int at = address(a, oddEvenWrites());
            int turned = data;
            for (int i = 0; i < rotate; i++) turned = turned >> 1 | (turned & 1) << 7;
            for (int p = 0; p < 4; p++) {
                if ((mapMask >> p & 1) == 0) continue;
                if ((memoryMode & 8) != 0) {
                    if (a % 4 != p) continue;
                } else if (oddEvenWrites() && a % 2 != p % 2) continue;
                int v = 0;
                for (int bit = 0; bit < 8; bit++) {
                    int old = latch[p] >> bit & 1;
                    int in = switch (writeMode) {
                        case 0 -> (enableSetReset >> p & 1) != 0 ? setReset >> p & 1 : turned >> bit & 1;
                        case 2 -> data >> p & 1;
                        default -> setReset >> p & 1;
                    };
                    int out = switch (function) {
                        case 0 -> in;
                        case 1 -> in & old;
                        case 2 -> in | old;
                        default -> in ^ old;
                    };
                    boolean through = (bitMask >> bit & 1) != 0 && (writeMode != 3 || (turned >> bit & 1) != 0);
                    v |= (writeMode != 1 && through ? out : old) << bit;
                }
                plane[p][at] = v;
            }
        }
    }

    @Test
    void randomAccessesAgreeWithTheReference() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("VgaMemoryTest -Dseed=" + seed);
        var random = new Random(seed);
        rig.planar();
        var r = new Reference();
        rig.read(0xa0000);
        for (int round = 0; round < 4000; round++) {
            r.mapMask = random.nextInt(4) == 0 ? random.nextInt(16) : 15;
            r.memoryMode = 2 | random.nextInt(4) << 2;
            r.setReset = random.nextInt(16);
            r.enableSetReset = random.nextBoolean() ? 0 : random.nextInt(16);
            r.compare = random.nextInt(16);
            r.rotate = random.nextBoolean() ? 0 : random.nextInt(8);
            r.function = random.nextBoolean() ? 0 : random.nextInt(4);
            r.readMap = random.nextInt(4);
            r.writeMode = random.nextInt(4);
            r.readMode = random.nextInt(2);
            r.hostOddEven = random.nextInt(2);
            r.care = random.nextInt(16);
            r.bitMask = random.nextBoolean() ? 255 : random.nextInt(256);
            rig.indexed(0x3c4, 2, r.mapMask);
            rig.indexed(0x3c4, 4, r.memoryMode);
            int[] gc = {
                r.setReset, r.enableSetReset, r.compare, r.rotate | r.function << 3, r.readMap,
                r.writeMode | r.readMode << 3 | r.hostOddEven << 4, 5, r.care, r.bitMask
            };
            for (int i = 0; i < gc.length; i++) rig.indexed(0x3ce, i, gc[i]);
            boolean direct = rig.map.readOffset(0xa0000) >= 0;
            for (int i = 0; i < 8; i++) {
                int a = random.nextInt(64) + random.nextInt(4) * 0x4000, data = random.nextInt(256);
                if (random.nextBoolean()) {
                    rig.poke(0xa0000 + a, data);
                    r.write(a, data);
                } else if (direct) {
                    int[] before = r.latch.clone();
                    assertEquals(r.read(a), rig.read(0xa0000 + a));
                    System.arraycopy(before, 0, r.latch, 0, 4);
                } else {
                    assertEquals(r.read(a), rig.read(0xa0000 + a), "round " + round);
                }
            }
        }
        for (int p = 0; p < 4; p++)
            for (int a = 0; a < 0x10000; a++) if (r.plane[p][a] != 0 || a < 64) assertEquals(r.plane[p][a], plane(p, a));
    }
}
