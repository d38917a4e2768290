package lucid86.machine.dev.debug;

import java.util.function.IntConsumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The isa-debug-exit port of QEMU, by which test guests end a run: writing v asks for exit status {@code v << 1 | 1}. Reads
 * return 0. The board claims {@code ports} ports from {@code port}.
 */
public final class DebugExit implements Device, PortDevice {
    /** QEMU's defaults. */
    public static final int DEFAULT_PORT = 0x501, DEFAULT_PORTS = 2;

    public final int port;
    public final int ports;
    private final IntConsumer exit;

    /**
     * @param port first port (iobase)
     * @param ports number of ports, 1..4 (iosize)
     * @param exit called with the exit status
     */
    public DebugExit(int port, int ports, IntConsumer exit) {
        if (ports < 1 || ports > 4 || port < 0 || port + ports > 0x10000)
            throw new IllegalArgumentException(String.format("debug exit at %xh with %d ports", port, ports));
        this.port = port;
        this.ports = ports;
        this.exit = exit;
    }

    @Override
    public int in(int at, int size) {
        return 0;
    }

    @Override
    public int peek(int at, int size) {
        return 0;
    }

    @Override
    public void out(int at, int size, int value) {
        exit.accept(value << 1 | 1);
    }

    @Override
    public String name() {
        return "debug-exit";
    }

    @Override
    public void reset() {}

    @Override
    public DeviceView view() {
        return DeviceView.of("Debug exit").hex16("port", port).text("ports", ports).build();
    }

    @Override
    public void save(StateOut out) {}

    @Override
    public void load(StateIn in) {}
}
