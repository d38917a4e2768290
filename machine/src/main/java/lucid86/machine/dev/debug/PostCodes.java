package lucid86.machine.dev.debug;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * A POST code display: a port written by firmware to tell how far it came. On a PC it is port 80h, a page register of the
 * DMA controllers that nothing uses, so that everybody writes it as a short delay; test ROMs have others. Remembers the last
 * codes that differed from the one before.
 */
public final class PostCodes implements Device, BytePortDevice {
    public static final int USUAL_PORT = 0x80;

    private static final int HISTORY = 16;

    private final int port;
    private final IntConsumer heard;
    private final byte[] codes = new byte[HISTORY];
    private int count;

    /**
     * @param port where the board puts it
     * @param heard receives each code that differs from the one before; the usual port is written often, so let it be quick
     */
    public PostCodes(int port, IntConsumer heard) {
        this.port = port;
        this.heard = heard;
    }

    /** What writes a line for each code into a log. */
    public static IntConsumer lines(int port, Consumer<String> log) {
        return code -> log.accept(String.format("POST %02X at port %xh", code, port));
    }

    /** The code written last; 0 before the first. */
    public int last() {
        return count == 0 ? 0 : codes[(count - 1) % HISTORY] & 0xff;
    }

    @Override
    public int read(int at) {
        return last();
    }

    @Override
    public int peek(int at) {
        return last();
    }

    @Override
    public void write(int at, int value) {
        if (count > 0 && value == last()) return;
        codes[count % HISTORY] = (byte) value;
        // Stays in [16, 32) once the ring is full: only the remainder and "full" matter.
        count = count + 1 == 2 * HISTORY ? HISTORY : count + 1;
        heard.accept(value & 0xff);
    }

    @Override
    public String name() {
        return String.format("post-%x", port);
    }

    @Override
    public void reset() {}

    @Override
    public DeviceView view() {
        var s = new StringBuilder();
        for (int i = Math.max(0, count - HISTORY); i < count; i++)
            s.append(s.isEmpty() ? "" : " ").append(String.format("%02x", codes[i % HISTORY]));
        return DeviceView.of(String.format("POST codes at port %xh", port)).hex8("last", last()).text("history", s, "oldest first").build();
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
