package lucid86.machine.dev.debug;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The POST code display: a page register of the DMA controllers that nothing uses, written by firmware to tell how far it
 * came, and by everybody as a short delay. Remembers the last codes that differed from the one before.
 *
 * <p>Port: 80h.
 */
public final class Port80 implements Device, BytePortDevice {
    public static final int PORT = 0x80;

    private static final int HISTORY = 16;

    private final byte[] codes = new byte[HISTORY];
    private int count;

    /** The code written last; 0 before the first. */
    public int last() {
        return count == 0 ? 0 : codes[(count - 1) % HISTORY] & 0xff;
    }

    @Override
    public int read(int port) {
        return last();
    }

    @Override
    public int peek(int port) {
        return last();
    }

    @Override
    public void write(int port, int value) {
        if (count > 0 && value == last()) return;
        codes[count % HISTORY] = (byte) value;
        // Stays in [16, 32) once the ring is full: only the remainder and "full" matter.
        count = count + 1 == 2 * HISTORY ? HISTORY : count + 1;
    }

    @Override
    public String name() {
        return "port80";
    }

    @Override
    public void reset() {}

    @Override
    public DeviceView view() {
        var s = new StringBuilder();
        for (int i = Math.max(0, count - HISTORY); i < count; i++)
            s.append(s.isEmpty() ? "" : " ").append(String.format("%02x", codes[i % HISTORY]));
        return DeviceView.of("POST codes").hex8("last", last()).text("history", s, "oldest first").build();
    }

    @Override
    public void save(StateOut out) {
        out.putBytes("codes", codes);
        out.putInt("count", count);
    }

    @Override
    public void load(StateIn in) {
        in.getBytes("codes", codes);
        count = in.getInt("count", 0, 2 * HISTORY - 1);
    }
}
