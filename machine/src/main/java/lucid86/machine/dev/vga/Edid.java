package lucid86.machine.dev.vga;

import java.nio.charset.StandardCharsets;

/** Makes the EDID 1.4 block (VESA E-EDID) of a digital sRGB monitor that prefers 1280x800 at 60 Hz. */
final class Edid {
    private Edid() {}

    static byte[] block() {
        byte[] e = new byte[128];
        put(e, 0, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00);
        int maker = letter('X') << 10 | letter('L') << 5 | letter('U');
        put(e, 8, maker >> 8, maker & 0xff, 0x86, 0x00, 0, 0, 0, 0, 1, 35, 1, 4);
        // digital, 8 bits a colour; 34 x 21 cm; gamma 2.2; sRGB, preferred timing is native
        put(e, 20, 0xa0, 34, 21, 120, 0x06);
        // sRGB chromaticities
        put(e, 25, 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54);
        // 640x480, 800x600 and 1024x768 at 60 Hz
        put(e, 35, 0x21, 0x08, 0x00);
        standard(e, 38, 1920, 3);
        standard(e, 40, 1600, 1);
        standard(e, 42, 1280, 2);
        standard(e, 44, 1280, 0);
        standard(e, 46, 1440, 0);
        standard(e, 48, 1680, 0);
        standard(e, 50, 1920, 0);
        put(e, 52, 1, 1);
        preferred(e, 54);
        text(e, 72, 0xfc, "Lucid86");
        // ranges: 50-125 Hz, 30-160 kHz, 300 MHz, no further timing formula
        put(e, 90, 0, 0, 0, 0xfd, 0, 50, 125, 30, 160, 30, 1, 0x0a, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20);
        text(e, 108, 0xff, "1");
        int sum = 0;
        for (int i = 0; i < 127; i++) sum += e[i];
        e[127] = (byte) -sum;
        return e;
    }

    private static int letter(char c) {
        return c - 'A' + 1;
    }

    private static void put(byte[] e, int at, int... values) {
        for (int v : values) e[at++] = (byte) v;
    }

    /** @param aspect 0 for 16:10, 1 for 4:3, 2 for 5:4, 3 for 16:9; 60 Hz */
    private static void standard(byte[] e, int at, int width, int aspect) {
        put(e, at, width / 8 - 31, aspect << 6);
    }

    /** 1280x800 at 60 Hz, reduced blanking (VESA CVT: 71 MHz, 1440 x 823). */
    private static void preferred(byte[] e, int at) {
        int clock = 7100, width = 1280, hBlank = 160, height = 800, vBlank = 23, hFront = 48, hSync = 32, vFront = 3, vSync = 6;
        put(e, at, clock & 0xff, clock >> 8);
        put(e, at + 2, width & 0xff, hBlank & 0xff, width >> 8 << 4 | hBlank >> 8);
        put(e, at + 5, height & 0xff, vBlank & 0xff, height >> 8 << 4 | vBlank >> 8);
        put(e, at + 8, hFront, hSync, vFront << 4 | vSync, 0);
        put(e, at + 12, 340 & 0xff, 210, 340 >> 8 << 4, 0, 0, 0x1a);
    }

    private static void text(byte[] e, int at, int tag, String s) {
        put(e, at, 0, 0, 0, tag, 0);
        byte[] line = (s + "\n             ").substring(0, 13).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(line, 0, e, at + 5, 13);
    }
}
