package lucid86.machine.dev.vga;

import static lucid86.machine.dev.vga.VgaRig.pixel;
import static lucid86.machine.dev.vga.VgaRig.shade;
import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

class VgaGraphicsTest {
    private final VgaRig rig = new VgaRig();

    @Test
    void planarPixelsTakeABitFromEachPlane() {
        rig.planar();
        rig.indexed(0x3c4, 2, 0x09);
        rig.poke(0xa0000 + 100 * 80 + 10, 0x40);
        var f = rig.frame();
        assertEquals(640, f.width());
        assertEquals(480, f.height());
        assertEquals(shade(9), pixel(f, 81, 100));
        assertEquals(shade(0), pixel(f, 80, 100));
        assertEquals(shade(0), pixel(f, 82, 100));
        assertEquals("640x480, planes", rig.vga.mode());
    }

    @Test
    void paletteColourSelectAndPlaneEnableChooseTheDacEntry() {
        rig.planar();
        rig.poke(0xa0000, 0x80); // all planes: 15
        rig.attr(15, 0x2b);
        rig.show();
        assertEquals(shade(0x2b), pixel(rig.frame(), 0, 0));
        rig.attr(0x14, 0x0e);
        rig.show();
        assertEquals(shade(0xeb), pixel(rig.frame(), 0, 0), "upper two bits from colour select");
        rig.attr(0x10, 0x81);
        rig.show();
        assertEquals(shade(0xeb), pixel(rig.frame(), 0, 0), "upper four bits, bits 4-5 = 2");
        rig.attr(0x14, 0x01);
        rig.show();
        assertEquals(shade(0x1b), pixel(rig.frame(), 0, 0));
        rig.attr(0x12, 0x03);
        rig.show();
        assertEquals(shade(0x13), pixel(rig.frame(), 0, 0), "planes 2 and 3 off: palette entry 3");
        rig.out(0x3c6, 0x0f);
        assertEquals(shade(0x03), pixel(rig.frame(), 0, 0), "DAC mask");
    }

    @Test
    void mode13hIsDoubledInBothDirections() {
        rig.chained();
        rig.poke(0xa0000 + 7 * 320 + 9, 0xc8);
        var f = rig.frame();
        assertEquals(640, f.width());
        assertEquals(400, f.height());
        for (int y = 14; y < 16; y++) for (int x = 18; x < 20; x++) assertEquals(shade(0xc8), pixel(f, x, y));
        assertEquals(shade(0), pixel(f, 17, 14));
        assertEquals(shade(0), pixel(f, 20, 15));
        assertEquals(shade(0), pixel(f, 18, 16));
        assertEquals("320x200, 256 colours", rig.vga.mode());
    }

    @Test
    void mode13hFillsTheScreenFromTheWholeWindow() {
        rig.chained();
        for (int i = 0; i < 64000; i++) rig.poke(0xa0000 + i, i % 251);
        var f = rig.frame();
        for (int y = 0; y < 200; y++) for (int x = 0; x < 320; x++) assertEquals(shade((y * 320 + x) % 251), pixel(f, x * 2, y * 2));
    }

    @Test
    void modeXTakesPixelsFromPlanesInTurnAndFlipsPages() {
        rig.modeX();
        rig.indexed(0x3c4, 2, 0x04);
        rig.poke(0xa0000 + 10 * 80 + 5, 0x77);
        assertEquals(shade(0x77), pixel(rig.frame(), (5 * 4 + 2) * 2, 20));
        rig.poke(0xa0000 + 16000, 0x66);
        rig.indexed(0x3d4, 0x0c, 16000 >> 8);
        rig.indexed(0x3d4, 0x0d, 16000 & 0xff);
        assertEquals(shade(0x66), pixel(rig.frame(), 4, 0));
        rig.attr(0x13, 2); // one pixel to the left
        rig.show();
        assertEquals(shade(0x66), pixel(rig.frame(), 2, 0));
        assertEquals("320x200, 256 colours, planes", rig.vga.mode());
    }

    @Test
    void cgaFourColoursInterleaveLinesAndPlanes() {
        rig.cga();
        rig.poke(0xb8000, 0b00_01_10_11);
        rig.poke(0xb8001, 0b11_00_00_00);
        rig.poke(0xb8000 + 0x2000 + 80, 0b10_00_00_00); // line 3
        var f = rig.frame();
        assertEquals(640, f.width());
        assertEquals(400, f.height());
        int[] expected = {0, 1, 2, 3, 3, 0};
        for (int i = 0; i < 6; i++) assertEquals(shade(expected[i]), pixel(f, i * 2 + 1, 1), "pixel " + i);
        assertEquals(shade(2), pixel(f, 0, 6));
        assertEquals(shade(2), pixel(f, 0, 7));
        assertEquals(shade(0), pixel(f, 0, 8));
    }

    @Test
    void cgaTwoColours() {
        rig.cga2();
        rig.poke(0xb8000 + 79, 0x01);
        rig.poke(0xb8000 + 0x2000, 0x80);
        var f = rig.frame();
        assertEquals(640, f.width());
        assertEquals(400, f.height());
        assertEquals(shade(1), pixel(f, 639, 0));
        assertEquals(shade(0), pixel(f, 638, 0));
        assertEquals(shade(1), pixel(f, 0, 2));
        assertEquals(shade(0), pixel(f, 0, 4));
    }

    @Test
    void planarPanningAndSplitScreen() {
        rig.planar();
        rig.poke(0xa0000 + 80, 0x01);
        rig.indexed(0x3d4, 0x0d, 80);
        rig.attr(0x13, 7);
        rig.show();
        assertEquals(shade(15), pixel(rig.frame(), 0, 0));
        rig.indexed(0x3d4, 8, 0x20); // byte panning: one character clock further
        rig.poke(0xa0000 + 81, 0x01);
        var f = rig.frame();
        assertEquals(shade(15), pixel(f, 0, 0));
        rig.indexed(0x3d4, 0x18, 99);
        rig.indexed(0x3d4, 7, 0x2e);
        rig.indexed(0x3d4, 9, 0x00);
        rig.poke(0xa0000, 0x01);
        assertEquals(shade(15), pixel(rig.frame(), 0, 100));
    }

    @Test
    void splitScreenDoesNotDisturbTheClockOfDoubleScan() {
        rig.chained();
        rig.indexed(0x3d4, 0x09, 0x80); // double scan, rows of one line
        for (int row = 0; row < 200; row++) rig.poke(0xa0000 + row * 320, row);
        rig.indexed(0x3d4, 0x07, 0x0f);
        rig.indexed(0x3d4, 0x18, 99);
        var f = rig.frame();
        int[] even = {49, 49, 0, 0, 1, 1};
        for (int i = 0; i < even.length; i++) assertEquals(shade(even[i]), pixel(f, 0, 98 + i), "split after a pair, line " + (98 + i));
        rig.indexed(0x3d4, 0x18, 100);
        f = rig.frame();
        int[] odd = {49, 49, 50, 0, 1, 1, 2, 2};
        for (int i = 0; i < odd.length; i++) assertEquals(shade(odd[i]), pixel(f, 0, 98 + i), "split within a pair, line " + (98 + i));
    }
}
