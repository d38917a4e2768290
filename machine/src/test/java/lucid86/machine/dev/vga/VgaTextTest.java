package lucid86.machine.dev.vga;

import static lucid86.machine.dev.vga.VgaRig.pixel;
import static lucid86.machine.dev.vga.VgaRig.shade;
import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

class VgaTextTest {
    private final VgaRig rig = new VgaRig();

    VgaTextTest() {
        rig.text();
        rig.indexed(0x3d4, 0x0a, 0x20); // no cursor
    }

    @Test
    void charactersAreReadableAsUnicode() {
        rig.write(0, 0, "Hello\u00c9\u0001", 7);
        rig.write(24, 75, "end\u00b0!", 7);
        String[] s = rig.vga.textScreen();
        assertEquals(25, s.length);
        assertEquals("Hello╔☺" + " ".repeat(73), s[0]);
        assertEquals("end░!", s[24].substring(75));
        assertEquals("text 80x25, 9x16 cells", rig.vga.mode());
    }

    @Test
    void textMemoryReadsBackThroughTheWindowAlone() {
        rig.map.write(0xb8000, 4, 0x1f421f41);
        assertEquals(0x1f421f41, rig.map.read(0xb8000, 4));
        assertEquals(0x42, rig.peek(0xb8002));
        assertEquals(0xff, rig.read(0xb0000));
        assertEquals(0xff, rig.read(0xa0000));
        rig.out(0x3c2, 0x65); // RAM disabled
        assertEquals(0xff, rig.read(0xb8000));
    }

    @Test
    void glyphsAndAttributesBecomePixels() {
        rig.glyph(0, 'A', 3, 0b10000001);
        rig.write(1, 2, "A", 0x4e);
        var f = rig.frame();
        assertEquals(720, f.width());
        assertEquals(400, f.height());
        int x = 2 * 9, y = 16 + 3;
        assertEquals(shade(14), pixel(f, x, y));
        assertEquals(shade(4), pixel(f, x + 1, y));
        assertEquals(shade(14), pixel(f, x + 7, y));
        assertEquals(shade(4), pixel(f, x + 8, y), "ninth dot is background");
        assertEquals(shade(4), pixel(f, x, y + 1));
        assertEquals(shade(0), pixel(f, x + 9, y));
    }

    @Test
    void lineGraphicsRepeatTheEighthDot() {
        rig.glyph(0, 0xc4, 0, 0xff);
        rig.write(0, 0, "\u00c4", 7);
        assertEquals(shade(7), pixel(rig.frame(), 8, 0));
        rig.attr(0x10, 0x08);
        rig.show();
        assertEquals(shade(0), pixel(rig.frame(), 8, 0));
    }

    @Test
    void attributeBit3SelectsTheSecondFont() {
        rig.glyph(0x0000, 'A', 0, 0x80);
        rig.glyph(0x2000, 'A', 0, 0x40);
        rig.indexed(0x3c4, 3, 0x20); // map A (bit 3 set) = 4, map B = 0
        rig.write(0, 0, "A", 0x07);
        rig.write(0, 1, "A", 0x0f);
        var f = rig.frame();
        assertEquals(shade(7), pixel(f, 0, 0));
        assertEquals(shade(0), pixel(f, 9, 0));
        assertEquals(shade(15), pixel(f, 10, 0));
    }

    @Test
    void blinkingCharactersVanishForHalfOf32Frames() {
        rig.glyph(0, 'A', 0, 0xff);
        rig.write(0, 0, "A", 0x87);
        assertEquals(shade(7), pixel(rig.frame(), 0, 0));
        rig.pass(16 * rig.frameTime());
        assertEquals(shade(0), pixel(rig.frame(), 0, 0));
        rig.attr(0x10, 0x04); // bit 7 is bright background
        rig.show();
        rig.write(0, 1, " ", 0x87);
        assertEquals(shade(7), pixel(rig.frame(), 0, 0));
        assertEquals(shade(8), pixel(rig.frame(), 9, 0));
    }

    @Test
    void cursorHasShapeAndBlinks() {
        rig.write(2, 3, " ", 0x0a);
        rig.indexed(0x3d4, 0x0a, 13);
        rig.indexed(0x3d4, 0x0b, 14);
        rig.indexed(0x3d4, 0x0e, 0);
        rig.indexed(0x3d4, 0x0f, 2 * 80 + 3);
        var f = rig.frame();
        assertEquals(shade(0), pixel(f, 27, 32 + 12));
        assertEquals(shade(10), pixel(f, 27, 32 + 13));
        assertEquals(shade(10), pixel(f, 35, 32 + 14));
        assertEquals(shade(0), pixel(f, 36, 32 + 14));
        assertEquals(shade(0), pixel(f, 27, 32 + 15));
        rig.pass(8 * rig.frameTime());
        assertEquals(shade(0), pixel(rig.frame(), 27, 32 + 13));
    }

    @Test
    void underlineInMonochromeAttributes() {
        rig.indexed(0x3d4, 0x14, 0x0c);
        rig.write(0, 0, " ", 0x01);
        rig.write(0, 1, " ", 0x07);
        var f = rig.frame();
        assertEquals(shade(1), pixel(f, 0, 12));
        assertEquals(shade(0), pixel(f, 9, 12));
        assertEquals(shade(0), pixel(f, 0, 11));
    }

    @Test
    void startAddressPanningAndSplitScreenMoveThePicture() {
        rig.write(0, 0, " ", 0x10);
        rig.write(1, 1, " ", 0x20);
        rig.indexed(0x3d4, 0x0d, 80);
        assertEquals(shade(2), pixel(rig.frame(), 9, 0));
        rig.attr(0x13, 1); // two dots to the left in 9-dot cells
        rig.show();
        assertEquals(shade(2), pixel(rig.frame(), 7, 0));
        assertEquals(shade(0), pixel(rig.frame(), 6, 0));
        rig.indexed(0x3d4, 0x18, 199);
        rig.indexed(0x3d4, 0x07, 0x0f); // line compare bit 8
        rig.indexed(0x3d4, 0x09, 0x0f);
        var f = rig.frame();
        assertEquals(shade(0), pixel(f, 0, 199));
        assertEquals(shade(1), pixel(f, 0, 200), "below the split the picture starts at address 0");
        assertEquals(shade(1), pixel(f, 6, 200));
        assertEquals(shade(0), pixel(f, 7, 200), "still panned");
        rig.attr(0x10, 0x2c);
        rig.show();
        f = rig.frame();
        assertEquals(shade(1), pixel(f, 8, 200), "not panned any more");
        assertEquals(shade(0), pixel(f, 9, 200));
        assertTrue(rig.vga.textScreen()[13].startsWith(" "));
    }

    @Test
    void nothingIsPaintedWhileNothingChanges() {
        long first = rig.frame().sequence();
        assertEquals(first, rig.frame().sequence());
        rig.write(5, 5, "x", 7);
        assertEquals(first + 1, rig.frame().sequence());
        rig.colour(1, 1, 2, 3);
        assertEquals(first + 2, rig.frame().sequence());
        assertEquals(first + 2, rig.frame().sequence());
    }

    @Test
    void retracePaintsWhileTheHostTakesPictures() {
        rig.vga.screen().frame();
        rig.write(0, 0, "x", 0x70);
        rig.pass(2 * rig.frameTime());
        var f = rig.vga.screen().frame();
        assertEquals(shade(7), pixel(f, 0, 0));
        rig.write(0, 0, "x", 0x20);
        rig.pass(2 * rig.frameTime());
        rig.write(0, 0, "x", 0x10);
        rig.pass(2 * rig.frameTime());
        assertEquals(shade(7), pixel(f, 0, 0), "the frame in hand stays as it is");
    }

    @Test
    void screenOffIsBlack() {
        rig.write(0, 0, " ", 0x70);
        assertEquals(shade(7), pixel(rig.frame(), 0, 0));
        rig.indexed(0x3c4, 1, 0x20);
        var f = rig.frame();
        assertEquals(0, pixel(f, 0, 0));
        assertEquals(720, f.width());
        assertEquals(0, rig.vga.textScreen().length);
    }

    @Test
    void plainTextMemoryIsTheCpusOwn() {
        assertTrue(rig.map.readOffset(0xb8000) >= 0 && rig.map.writeOffset(0xbf000) >= 0);
        rig.write(0, 0, "ab", 7);
        rig.glyph(0, 'a', 0, 0xff); // closes and opens the window again
        assertEquals('a' | 7 << 8, rig.map.read(0xb8000, 2));
        rig.write(0, 1, "c", 7);
        assertTrue(rig.vga.textScreen()[0].startsWith("ac "));
        rig.indexed(0x3c4, 2, 1); // characters alone: the device's way
        assertTrue(rig.map.readOffset(0xb8000) < 0);
        rig.write(0, 0, "x", 0x12);
        assertEquals('x' | 7 << 8, rig.map.read(0xb8000, 2));
        rig.indexed(0x3c4, 2, 3);
        assertEquals('x' | 7 << 8, rig.map.read(0xb8000, 2));
        rig.indexed(0x3ce, 6, 0x0a);
        assertEquals('x' | 7 << 8, rig.map.read(0xb0000, 2));
        assertEquals(0xffff, rig.map.read(0xb8000, 2));
    }

    @Test
    void textSurvivesSavingAndGivesWayToVbe() {
        rig.write(3, 0, "kept", 7);
        var saved = new lucid86.machine.save.StateOut();
        rig.vga.save(saved);
        rig.write(3, 0, "lost", 7);
        rig.vga.load(new lucid86.machine.save.StateIn(saved.values()));
        assertTrue(rig.vga.textScreen()[3].startsWith("kept "));
        rig.dispi(Dispi.XRES, 640);
        rig.dispi(Dispi.YRES, 480);
        rig.write(3, 0, "gone", 7);
        rig.dispi(Dispi.ENABLE, 1);
        for (int i = 0; i < 0x10000; i += 4) assertEquals(0, rig.map.read(0xa0000 + i, 4));
        rig.dispi(Dispi.ENABLE, 0);
        assertTrue(rig.vga.textScreen()[3].isBlank());
    }
}
