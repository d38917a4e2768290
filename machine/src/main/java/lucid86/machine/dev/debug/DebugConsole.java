package lucid86.machine.dev.debug;

import java.util.function.IntConsumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The emulators' debug console: bytes written appear on the host, reads return E9h so that a guest can detect it. The
 * board claims one port: 402h (SeaBIOS), E9h (Bochs), or another that somebody chose.
 */
public final class DebugConsole implements Device, BytePortDevice {
    public static final int SEABIOS_PORT = 0x402, BOCHS_PORT = 0xe9;

    private final int port;
    private final IntConsumer output;
    private long written;

    /**
     * @param port where the board puts it; part of the device's name
     * @param output receives each byte, 0..255
     */
    public DebugConsole(int port, IntConsumer output) {
        this.port = port;
        this.output = output;
    }

    @Override
    public int read(int at) {
        return 0xe9;
    }

    @Override
    public int peek(int at) {
        return 0xe9;
    }

    @Override
    public void write(int at, int value) {
        written++;
        output.accept(value);
    }

    @Override
    public String name() {
        return String.format("debugcon-%x", port);
    }

    @Override
    public void reset() {}

    @Override
    public DeviceView view() {
        return DeviceView.of(String.format("Debug console at port %xh", port)).text("bytes written", written).build();
    }

    @Override
    public void save(StateOut out) {
        out.putLong("written", written);
    }

    @Override
    public void load(StateIn in) {
        written = in.getLong("written");
    }
}
