package lucid86.machine.dev.vga;

import java.util.Arrays;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The colour look-up table and its ports 3C6-3C9 (INMOS IMSG176): three bytes per entry, written as a whole when the
 * third arrives, 6 bits each, or 8 when VBE asked for that.
 */
final class Dac {
    private final byte[] palette = new byte[768];
    private final int[] pending = new int[2];
    private int mask = 0xff;
    private int writeIndex, writeStep, readIndex, readStep;
    private boolean reading;
    private boolean wide;

    void reset() {
        Arrays.fill(palette, (byte) 0);
        mask = 0xff;
        writeIndex = writeStep = readIndex = readStep = 0;
        reading = wide = false;
    }

    /** 8 bits per component instead of 6; entries keep their bytes. */
    void setWide(boolean on) {
        wide = on;
    }

    boolean wide() {
        return wide;
    }

    int mask() {
        return mask;
    }

    int in(int port) {
        int v = peek(port);
        if (port == 0x3c9 && ++readStep == 3) {
            readStep = 0;
            readIndex = readIndex + 1 & 0xff;
        }
        return v;
    }

    int peek(int port) {
        return switch (port) {
            case 0x3c6 -> mask;
            case 0x3c7 -> reading ? 3 : 0;
            case 0x3c8 -> writeIndex;
            default -> palette[readIndex * 3 + readStep] & 0xff;
        };
    }

    void out(int port, int v) {
        switch (port) {
            case 0x3c6 -> mask = v;
            case 0x3c7 -> {
                readIndex = v;
                readStep = 0;
                reading = true;
            }
            case 0x3c8 -> {
                writeIndex = v;
                writeStep = 0;
                reading = false;
            }
            default -> data(wide ? v : v & 0x3f);
        }
    }

    private void data(int v) {
        if (writeStep < 2) {
            pending[writeStep++] = v;
            return;
        }
        palette[writeIndex * 3] = (byte) pending[0];
        palette[writeIndex * 3 + 1] = (byte) pending[1];
        palette[writeIndex * 3 + 2] = (byte) v;
        writeStep = 0;
        writeIndex = writeIndex + 1 & 0xff;
    }

    /** The colour a pixel value (before the mask) gives, opaque ARGB. */
    int argb(int index) {
        int at = (index & mask) * 3;
        return 0xff000000 | level(at) << 16 | level(at + 1) << 8 | level(at + 2);
    }

    /** The colours of 4-bit pixels, through the attribute controller's palette. */
    int[] colours(VgaRegisters regs) {
        int[] c = new int[16];
        for (int i = 0; i < 16; i++) c[i] = argb(regs.dacIndex(i));
        return c;
    }

    /** The colours of 8-bit pixels. */
    int[] colours() {
        int[] c = new int[256];
        for (int i = 0; i < 256; i++) c[i] = argb(i);
        return c;
    }

    private int level(int at) {
        int v = palette[at] & 0xff;
        return wide ? v : (v & 0x3f) << 2 | v >> 4 & 3;
    }

    /** An entry's three bytes as hexadecimal digits. */
    String entry(int i) {
        return String.format("%02x%02x%02x", palette[i * 3], palette[i * 3 + 1], palette[i * 3 + 2]);
    }

    void save(StateOut o) {
        o.putBytes("dac", palette);
        int flags = (reading ? 1 : 0) | (wide ? 2 : 0);
        o.putInts("dac.state", new int[] {mask, writeIndex, writeStep, readIndex, readStep, flags, pending[0], pending[1]});
    }

    void load(StateIn in) {
        int[] s = in.getInts("dac.state");
        boolean valid = s.length == 8 && s[2] >= 0 && s[2] <= 2 && s[4] >= 0 && s[4] <= 2;
        if (!valid) throw new IllegalArgumentException("saved DAC state is not valid");
        in.getBytes("dac", palette);
        mask = s[0] & 0xff;
        writeIndex = s[1] & 0xff;
        writeStep = s[2];
        readIndex = s[3] & 0xff;
        readStep = s[4];
        reading = (s[5] & 1) != 0;
        wide = (s[5] & 2) != 0;
        pending[0] = s[6] & 0xff;
        pending[1] = s[7] & 0xff;
    }
}
