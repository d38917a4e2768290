package lucid86.machine.dev.vga;

import java.util.function.Consumer;
import lucid86.machine.io.PortDevice;

/** The VBE ports: 16-bit index at 1CE, 16-bit data at 1CF and 1D0. */
final class DispiPorts implements PortDevice {
    private static final int INDEX = 0x1ce;
    /** Writes a VBE register with all that follows from it. */
    @FunctionalInterface
    interface DispiWriter {
        void write(int index, int value);
    }

    private final Dispi dispi;
    private final DispiWriter writer;
    private final Consumer<String> log;
    private boolean logged;

    DispiPorts(Dispi dispi, DispiWriter writer, Consumer<String> log) {
        this.dispi = dispi;
        this.writer = writer;
        this.log = log;
    }

    @Override
    public int in(int port, int size) {
        if (size == 1) oddSize(port);
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        if (size == 4 && port == INDEX) return dispi.index | dispi.read(dispi.index) << 16;
        int v = port == INDEX ? dispi.index : dispi.read(dispi.index);
        return size == 1 ? v & 0xff : v;
    }

    @Override
    public void out(int port, int size, int value) {
        if (size == 1) {
            oddSize(port);
            return;
        }
        if (port == INDEX) dispi.index = value & 0xffff;
        else write(value);
        if (size == 4 && port == INDEX) write(value >>> 16);
    }

    private void write(int value) {
        writer.write(dispi.index, value & 0xffff);
    }

    private void oddSize(int port) {
        if (logged) return;
        logged = true;
        log.accept(String.format("unimplemented: byte access to VBE port %03xh", port));
    }
}
