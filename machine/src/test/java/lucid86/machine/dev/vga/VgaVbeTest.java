package lucid86.machine.dev.vga;

import static lucid86.machine.dev.vga.VgaRig.pixel;
import static lucid86.machine.dev.vga.VgaRig.shade;
import static org.junit.jupiter.api.Assertions.*;

import lucid86.machine.dev.pci.PciBus;
import lucid86.machine.dev.pci.PciFunction;
import org.junit.jupiter.api.Test;

class VgaVbeTest {
    private final VgaRig rig = new VgaRig();
    private static final int FRAME_BUFFER = 0xe0000000;

    VgaVbeTest() {
        rig.text();
    }

    private void mode(int w, int h, int bpp, int flags) {
        rig.dispi(Dispi.ENABLE, 0);
        rig.dispi(Dispi.XRES, w);
        rig.dispi(Dispi.YRES, h);
        rig.dispi(Dispi.BPP, bpp);
        rig.dispi(Dispi.ENABLE, Dispi.ENABLED | flags);
    }

    private void plug(byte[] rom) {
        var bus = new PciBus(rig.ports, (line, level) -> {});
        var f = VgaPci.of(rig.map, rig.vga, rom, true, 3);
        bus.add(2, 0, f);
        f.writeConfig(PciFunction.BAR0, 4, FRAME_BUFFER);
        f.writeConfig(PciFunction.BAR0 + 8, 4, 0xfebf0000);
        f.writeConfig(PciFunction.ROM, 4, 0xfebe0001);
        f.writeConfig(PciFunction.COMMAND, 2, 3);
    }

    @Test
    void identifiesItselfAndItsLimits() {
        assertEquals(0xb0c5, rig.dispi(Dispi.ID));
        rig.dispi(Dispi.ID, 0xb0c2);
        assertEquals(0xb0c2, rig.dispi(Dispi.ID));
        assertEquals(256, rig.dispi(Dispi.MEMORY));
        rig.dispi(Dispi.ENABLE, Dispi.GETCAPS);
        assertEquals(2560, rig.dispi(Dispi.XRES));
        assertEquals(1600, rig.dispi(Dispi.YRES));
        assertEquals(32, rig.dispi(Dispi.BPP));
        assertTrue(rig.vga.textMode());
    }

    @Test
    void directColourDepths() {
        plug(new byte[0]);
        record Case(int bpp, int value, int colour) {}
        for (var c : new Case[] {
            new Case(15, 0x7c1f, 0xff00ff), new Case(16, 0x07e0, 0x00ff00),
            new Case(24, 0x123456, 0x123456), new Case(32, 0x00abcdef, 0xabcdef)
        }) {
            mode(640, 480, c.bpp, Dispi.LFB);
            int at = FRAME_BUFFER + (3 * 640 + 5) * (c.bpp + 7 >> 3);
            for (int i = 0; i < c.bpp + 7 >> 3; i++) rig.poke(at + i, c.value >> i * 8);
            var f = rig.frame();
            assertEquals(640, f.width());
            assertEquals(480, f.height());
            assertEquals(c.colour, pixel(f, 5, 3), c.bpp + " bits");
            assertEquals(0, pixel(f, 4, 3));
            assertEquals(0, pixel(f, 6, 3));
            assertEquals("VBE 640x480x" + c.bpp, rig.vga.mode());
        }
    }

    @Test
    void banksShowTheSameMemory() {
        mode(1024, 768, 8, 0);
        rig.dispi(Dispi.BANK, 2);
        rig.poke(0xa0010, 9);
        int p = (2 << 16) + 16;
        assertEquals(shade(9), pixel(rig.frame(), p % 1024, p / 1024));
        assertEquals(9, rig.map.backing[rig.vga.memoryOffset() + p]);
        assertTrue(rig.map.readOffset(0xa0000) >= 0, "plain memory for the CPU");
        rig.dispi(Dispi.BANK, 3);
        assertEquals(0, rig.peek(0xa0010));
        rig.dispi(Dispi.ENABLE, 0);
        assertTrue(rig.map.readOffset(0xa0000) < 0);
        assertEquals("text 80x25, 9x16 cells", rig.vga.mode());
    }

    @Test
    void enablingClearsMemoryUnlessToldNotTo() {
        mode(640, 480, 8, 0);
        rig.poke(0xa0000, 1);
        mode(640, 480, 8, Dispi.NOCLEAR);
        assertEquals(1, rig.peek(0xa0000));
        mode(640, 480, 8, 0);
        assertEquals(0, rig.peek(0xa0000));
    }

    @Test
    void eightBitDacKeepsAllBits() {
        mode(640, 480, 8, Dispi.DAC8);
        rig.colour(1, 0xfe, 0x81, 0x01);
        rig.poke(0xa0000, 1);
        assertEquals(0xfe8101, pixel(rig.frame(), 0, 0));
    }

    @Test
    void virtualScreenScrolls() {
        mode(640, 480, 8, 0);
        rig.dispi(Dispi.VIRT_WIDTH, 1000);
        assertEquals(1000, rig.dispi(Dispi.VIRT_WIDTH));
        assertEquals((1 << 24) / 1000, rig.dispi(Dispi.VIRT_HEIGHT));
        rig.poke(0xa0000 + 20 * 1000 + 30, 5);
        rig.dispi(Dispi.X_OFFSET, 10);
        rig.dispi(Dispi.Y_OFFSET, 15);
        assertEquals(shade(5), pixel(rig.frame(), 20, 5));
        rig.dispi(Dispi.X_OFFSET, 999);
        assertEquals(360, rig.dispi(Dispi.X_OFFSET), "stays inside");
        rig.dispi(Dispi.Y_OFFSET, 0xffff);
        assertEquals((1 << 24) / 1000 - 480, rig.dispi(Dispi.Y_OFFSET));
        rig.frame();
    }

    @Test
    void sixteenColoursInPlanes() {
        rig.planar();
        mode(800, 600, 4, 0);
        rig.indexed(0x3c4, 2, 0x05);
        rig.poke(0xa0000 + 2 * 100 + 1, 0x80);
        assertEquals(shade(5), pixel(rig.frame(), 8, 2));
        mode(1280, 1024, 4, 0);
        rig.dispi(Dispi.BANK, 2);
        rig.poke(0xa0000, 0x01);
        int p = (2 << 16) * 8 + 7;
        assertEquals(shade(5), pixel(rig.frame(), p % 1280, p / 1280));
    }

    @Test
    void impossibleModesAreBroughtIntoRange() {
        mode(0, 0, 0, 0);
        assertEquals(8, rig.dispi(Dispi.XRES));
        assertEquals(1, rig.dispi(Dispi.YRES));
        assertEquals(8, rig.dispi(Dispi.BPP));
        mode(0xffff, 0xffff, 32, 0);
        assertEquals(2560, rig.dispi(Dispi.XRES));
        assertEquals(1600, rig.dispi(Dispi.YRES));
        assertEquals(2560 * 1600, rig.frame().width() * rig.frame().height());
        rig.dispi(Dispi.XRES, 100);
        assertEquals(2560, rig.dispi(Dispi.XRES), "fixed while enabled");
    }

    @Test
    void onlyWrittenRowsOfTheScreenCauseAPicture() {
        plug(new byte[0]);
        mode(640, 480, 32, Dispi.LFB);
        long n = rig.frame().sequence();
        rig.poke(FRAME_BUFFER + 0x800000, 1);
        assertEquals(n, rig.frame().sequence());
        rig.poke(FRAME_BUFFER + 0x10000, 1);
        assertEquals(n + 1, rig.frame().sequence());
    }

    @Test
    void registerWindowMirrorsThePorts() {
        plug(new byte[0]);
        long mmio = 0xfebf0000L;
        rig.map.write(mmio + 0x400 + 0x14, 2, 0x0c | 0x12 << 8);
        assertEquals(0x12, rig.indexed(0x3d4, 0x0c));
        assertEquals(0xb0c5, rig.map.read(mmio + 0x500, 2));
        rig.map.write(mmio + 0x502, 2, 800);
        rig.map.write(mmio + 0x504, 2, 600);
        rig.map.write(mmio + 0x506, 2, 32);
        rig.map.write(mmio + 0x508, 2, 0x41);
        assertEquals("VBE 800x600x32", rig.vga.mode());
        assertEquals(8, rig.map.read(mmio + 0x600, 4));
        assertEquals(0x1e1e1e1e, rig.map.read(mmio + 0x604, 4));
    }

    @Test
    void edidIsWellFormed() {
        plug(new byte[0]);
        int sum = 0;
        for (int i = 0; i < 128; i++) sum += rig.peek(0xfebf0000 + i);
        assertEquals(0, sum & 0xff);
        assertEquals(0xffffff00, rig.map.peek(0xfebf0000L, 4));
        assertEquals(0x04, rig.peek(0xfebf0013), "version 1.4");
        assertEquals(1280, rig.peek(0xfebf0000 + 56) | (rig.peek(0xfebf0000 + 58) & 0xf0) << 4);
        assertEquals(800, rig.peek(0xfebf0000 + 59) | (rig.peek(0xfebf0000 + 61) & 0xf0) << 4);
    }

    @Test
    void romAppearsWhereTheBarSays() {
        byte[] rom = new byte[39936];
        rom[0] = 0x55;
        rom[39935] = 0x11;
        plug(rom);
        assertEquals(65536, VgaPci.romSize(rom));
        assertEquals(0x55, rig.peek(0xfebe0000));
        assertEquals(0x11, rig.peek(0xfebe0000 + 39935));
    }
}
