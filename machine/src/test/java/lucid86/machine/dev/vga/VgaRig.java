package lucid86.machine.dev.vga;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import lucid86.machine.io.PortSpace;
import lucid86.machine.io.ScreenPort;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/** A VGA on its own: ports, memory and a clock that tests set. Mode tables as the IBM BIOS has them. */
final class VgaRig {
    static final int MEMORY = 1 << 24;
    final MemoryMap map = new MemoryMap(1 << 20, Vga.backingSize(MEMORY) + (1 << 17));
    final Scheduler scheduler = new Scheduler();
    final List<String> log = new ArrayList<>();
    final PortSpace ports = new PortSpace(log::add);
    final Vga vga = new Vga(map, scheduler, MEMORY, 1, log::add);
    long now;

    VgaRig() {
        scheduler.connect(() -> now, () -> {});
        vga.claimPorts(ports);
    }

    void out(int port, int v) {
        ports.out(port, 1, v);
    }

    int in(int port) {
        return ports.in(port, 1);
    }

    void indexed(int port, int index, int v) {
        ports.out(port, 2, index | v << 8);
    }

    int indexed(int port, int index) {
        out(port, index);
        return in(port + 1);
    }

    void attr(int index, int v) {
        in(0x3da);
        out(0x3c0, index);
        out(0x3c0, v);
    }

    void show() {
        in(0x3da);
        out(0x3c0, 0x20);
    }

    void dispi(int index, int v) {
        ports.out(0x1ce, 2, index);
        ports.out(0x1cf, 2, v);
    }

    int dispi(int index) {
        ports.out(0x1ce, 2, index);
        return ports.in(0x1d0, 2);
    }

    void poke(int address, int v) {
        map.write(address & 0xffffffffL, 1, v);
    }

    int peek(int address) {
        return map.peek(address & 0xffffffffL, 1);
    }

    int read(int address) {
        return map.read(address & 0xffffffffL, 1);
    }

    /** A DAC entry, 6 bits a component. */
    void colour(int index, int r, int g, int b) {
        out(0x3c8, index);
        out(0x3c9, r);
        out(0x3c9, g);
        out(0x3c9, b);
    }

    /** Lets virtual time pass, firing timers at their times. */
    void pass(long nanoseconds) {
        long end = now + nanoseconds;
        while (scheduler.next() <= end) {
            now = Math.max(now, scheduler.next());
            scheduler.runDue();
        }
        now = end;
    }

    /** Nanoseconds of a frame in the 70 Hz text modes: 900 dots, 449 lines. */
    long frameTime() {
        return 900L * 449 * 1_000_000_000 / 28_322_000;
    }

    /** Nanoseconds between the next two vertical retraces. */
    long retraceInterval() {
        long first = scheduler.next();
        pass(first - now);
        return scheduler.next() - first;
    }

    /** The picture as it would be painted now. */
    ScreenPort.Frame frame() {
        vga.refresh();
        return vga.screen().frame();
    }

    static int pixel(ScreenPort.Frame f, int x, int y) {
        return f.pixels()[y * f.width() + x] & 0xffffff;
    }

    /**
     * Sets a mode from register values and a palette in which DAC entry i is the colour ega(i).
     *
     * @param seq sequencer 1-4; @param crtc all 25; @param gc all 9; @param attr 10h-13h
     */
    void mode(int misc, int[] seq, int[] crtc, int[] gc, int[] attr) {
        out(0x3c2, misc);
        for (int i = 0; i < 4; i++) indexed(0x3c4, i + 1, seq[i]);
        indexed(0x3c4, 0, 3);
        indexed(0x3d4, 0x11, 0);
        for (int i = 0; i < crtc.length; i++) indexed(0x3d4, i, crtc[i]);
        for (int i = 0; i < gc.length; i++) indexed(0x3ce, i, gc[i]);
        for (int i = 0; i < 16; i++) attr(i, i);
        for (int i = 0; i < 4; i++) attr(0x10 + i, attr[i]);
        attr(0x14, 0);
        for (int i = 0; i < 256; i++) colour(i, i & 0x3f, i >> 2, i * 7 & 0x3f);
        show();
    }

    /** The ARGB of DAC entry i after {@link #mode}, without alpha. */
    static int shade(int i) {
        return wide(i & 0x3f) << 16 | wide(i >> 2) << 8 | wide(i * 7 & 0x3f);
    }

    private static int wide(int v) {
        return v << 2 | v >> 4;
    }

    /** Mode 3: 80x25, 9x16 cells, colour. */
    void text() {
        mode(
                0x67,
                new int[] {0x00, 0x03, 0x00, 0x02},
                hex("5f 4f 50 82 55 81 bf 1f 00 4f 0d 0e 00 00 00 00 9c 8e 8f 28 1f 96 b9 a3 ff"),
                hex("00 00 00 00 00 10 0e 00 ff"),
                hex("0c 00 0f 08"));
    }

    /** Mode 12h: 640x480 in 16 colours. */
    void planar() {
        mode(
                0xe3,
                new int[] {0x01, 0x0f, 0x00, 0x06},
                hex("5f 4f 50 82 54 80 0b 3e 00 40 00 00 00 00 00 00 ea 8c df 28 00 e7 04 e3 ff"),
                hex("00 00 00 00 00 00 05 0f ff"),
                hex("01 00 0f 00"));
    }

    /** Mode 13h: 320x200 in 256 colours. */
    void chained() {
        mode(
                0x63,
                new int[] {0x01, 0x0f, 0x00, 0x0e},
                hex("5f 4f 50 82 54 80 bf 1f 00 41 00 00 00 00 00 00 9c 8e 8f 28 40 96 b9 a3 ff"),
                hex("00 00 00 00 00 40 05 0f ff"),
                hex("41 00 0f 00"));
    }

    /** Mode X from mode 13h: unchained, byte addresses. */
    void modeX() {
        chained();
        indexed(0x3c4, 4, 0x06);
        indexed(0x3d4, 0x14, 0x00);
        indexed(0x3d4, 0x17, 0xe3);
    }

    /** Mode 4: 320x200 in 4 colours, CGA arrangement. */
    void cga() {
        mode(
                0x63,
                new int[] {0x09, 0x03, 0x00, 0x02},
                hex("2d 27 28 90 2b 80 bf 1f 00 c1 00 00 00 00 00 00 9c 8e 8f 14 00 96 b9 a2 ff"),
                hex("00 00 00 00 00 30 0f 00 ff"),
                hex("01 00 03 00"));
    }

    /** Mode 6: 640x200 in 2 colours, CGA arrangement. */
    void cga2() {
        mode(
                0x63,
                new int[] {0x01, 0x01, 0x00, 0x06},
                hex("5f 4f 50 82 54 80 bf 1f 00 c1 00 00 00 00 00 00 9c 8e 8f 28 00 96 b9 c2 ff"),
                hex("00 00 00 00 00 00 0d 00 ff"),
                hex("01 00 01 00"));
    }

    /** Writes a glyph row into a font: access to plane 2 as loading a font does. */
    void glyph(int font, int character, int row, int bits) {
        indexed(0x3c4, 2, 4);
        indexed(0x3c4, 4, 6);
        indexed(0x3ce, 5, 0);
        indexed(0x3ce, 6, 4);
        poke(0xa0000 + font + character * 32 + row, bits);
        indexed(0x3c4, 2, 3);
        indexed(0x3c4, 4, 2);
        indexed(0x3ce, 5, 0x10);
        indexed(0x3ce, 6, 0x0e);
    }

    void write(int row, int column, String s, int attribute) {
        for (int i = 0; i < s.length(); i++) map.write(0xb8000 + (row * 80 + column + i) * 2, 2, s.charAt(i) | attribute << 8);
    }

    static int[] hex(String s) {
        return Arrays.stream(s.split(" ")).mapToInt(b -> Integer.parseInt(b, 16)).toArray();
    }

    /** The saved values with arrays as text, for comparison. */
    static LinkedHashMap<String, String> values(StateOut o) {
        var m = new LinkedHashMap<String, String>();
        o.values().forEach((k, v) -> m.put(k, switch (v) {
            case byte[] b -> b.length + ":" + Arrays.hashCode(b);
            case int[] a -> Arrays.toString(a);
            case long[] a -> Arrays.toString(a);
            default -> v.toString();
        }));
        return m;
    }
}
