package lucid86.machine.dev.vga;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The Bochs VBE extensions ("DISPI"), version B0C5: eleven 16-bit registers behind an index and a data port. Modes of 4,
 * 8, 15, 16, 24 and 32 bits per pixel up to 2560x1600 that fit the memory. Resolution and depth can change only while
 * disabled; a value that no mode can have is brought into range when the mode is enabled.
 */
final class Dispi {
    static final int ID = 0, XRES = 1, YRES = 2, BPP = 3, ENABLE = 4, BANK = 5, VIRT_WIDTH = 6, VIRT_HEIGHT = 7, X_OFFSET = 8,
            Y_OFFSET = 9, MEMORY = 10, COUNT = 11;
    static final int ENABLED = 1, GETCAPS = 2, DAC8 = 0x20, LFB = 0x40, NOCLEAR = 0x80;
    static final int MAX_WIDTH = 2560, MAX_HEIGHT = 1600;
    private static final int OLDEST_ID = 0xb0c0, NEWEST_ID = 0xb0c5;

    private final VideoMemory memory;
    private final Dac dac;
    private int id, width, height, bpp, enable, bank, virtualWidth, x, y;
    int index;

    Dispi(VideoMemory memory, Dac dac) {
        this.memory = memory;
        this.dac = dac;
        reset();
    }

    void reset() {
        id = NEWEST_ID;
        width = height = enable = bank = virtualWidth = x = y = index = 0;
        bpp = 8;
    }

    boolean enabled() {
        return (enable & ENABLED) != 0;
    }

    /** Enabled with a depth whose memory is linear. */
    boolean linear() {
        return enabled() && bpp != 4;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int bpp() {
        return bpp;
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }

    /** Bytes from one row to the next; plane bytes with 4 bits per pixel. */
    int pitch() {
        return bpp == 4 ? virtualWidth >> 3 : virtualWidth * bytesPerPixel();
    }

    int bytesPerPixel() {
        return bpp + 7 >> 3;
    }

    /** Offset in video memory of the 64 KiB that the window shows while {@link #linear}. */
    int bankOffset() {
        return bank << 16;
    }

    /** The bank in units of 64 Ki plane addresses while 4 bits per pixel are shown, else 0. */
    int planarBank() {
        return enabled() && bpp == 4 ? bank : 0;
    }

    int read(int i) {
        boolean caps = (enable & GETCAPS) != 0;
        return switch (i) {
            case ID -> id;
            case XRES -> caps ? MAX_WIDTH : width;
            case YRES -> caps ? MAX_HEIGHT : height;
            case BPP -> caps ? 32 : bpp;
            case ENABLE -> enable;
            case BANK -> bank;
            case VIRT_WIDTH -> virtualWidth;
            case VIRT_HEIGHT -> enabled() ? virtualHeight() : 0;
            case X_OFFSET -> x;
            case Y_OFFSET -> y;
            case MEMORY -> memory.size >>> 16;
            default -> 0;
        };
    }

    void write(int i, int v) {
        v &= 0xffff;
        switch (i) {
            case ID -> {
                if (v >= OLDEST_ID && v <= NEWEST_ID) id = v;
            }
            case XRES -> {
                if (!enabled()) width = v;
            }
            case YRES -> {
                if (!enabled()) height = v;
            }
            case BPP -> {
                if (!enabled()) bpp = v;
            }
            case ENABLE -> enable(v);
            case BANK -> bank = v & (memory.size >>> (enabled() && bpp == 4 ? 18 : 16)) - 1;
            case VIRT_WIDTH -> setVirtualWidth(v);
            case X_OFFSET -> {
                x = v;
                keepInside();
            }
            case Y_OFFSET -> {
                y = v;
                keepInside();
            }
            default -> {
                // VIRT_HEIGHT follows from the width; the memory size is what it is
            }
        }
    }

    private void enable(int v) {
        boolean was = enabled();
        enable = v & (ENABLED | GETCAPS | DAC8 | LFB | NOCLEAR);
        dac.setWide((enable & DAC8) != 0);
        if (enabled() && !was) {
            begin();
            if ((enable & NOCLEAR) == 0) memory.clear(Math.min(memory.size, bpp == 4 ? pitch() * height * 4 : pitch() * height));
        } else if (!enabled() && was) {
            bank = virtualWidth = x = y = 0;
        }
    }

    private void begin() {
        if (bpp != 4 && bpp != 15 && bpp != 16 && bpp != 24 && bpp != 32) bpp = 8;
        width = Math.clamp(width, 8, MAX_WIDTH);
        if (bpp == 4) width &= ~7;
        height = Math.clamp(height, 1, MAX_HEIGHT);
        virtualWidth = width;
        height = Math.min(height, virtualHeight());
        x = y = bank = 0;
    }

    private void setVirtualWidth(int v) {
        if (!enabled()) return;
        int rowLimit = bpp == 4 ? memory.size / height * 2 : memory.size / height / bytesPerPixel();
        virtualWidth = Math.clamp(v, width, Math.min(0xffff, rowLimit));
        if (bpp == 4) virtualWidth &= ~7;
        keepInside();
    }

    private int virtualHeight() {
        int limit = bpp == 4 ? memory.size / 4 : memory.size;
        return Math.min(0xffff, limit / Math.max(1, pitch()));
    }

    /** The picture's last row ends inside the memory. */
    private void keepInside() {
        if (!enabled()) return;
        x = Math.min(x, virtualWidth - width);
        y = Math.min(y, virtualHeight() - height);
    }

    void save(StateOut o) {
        o.putInts("dispi", new int[] {id, width, height, bpp, enable, bank, virtualWidth, x, y, index});
    }

    void load(StateIn in) {
        int[] s = in.getInts("dispi");
        if (s.length != 10) throw new IllegalArgumentException("saved VBE state: " + s.length + " values, not 10");
        for (int v : s) if (v < 0 || v > 0xffff) throw new IllegalArgumentException("saved VBE state: value out of range " + v);
        reset();
        write(ID, s[0]);
        width = s[1];
        height = s[2];
        bpp = s[3];
        enable(s[4] | NOCLEAR);
        enable = s[4];
        write(VIRT_WIDTH, s[6]);
        write(BANK, s[5]);
        write(X_OFFSET, s[7]);
        write(Y_OFFSET, s[8]);
        index = s[9];
    }
}
