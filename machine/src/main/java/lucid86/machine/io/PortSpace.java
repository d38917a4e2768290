package lucid86.machine.io;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The 64 Ki I/O ports. Ports nobody claims read as all ones and are logged once each. */
public final class PortSpace {
    private final PortDevice[] devices = new PortDevice[0x10000];
    private final Set<Integer> logged = new HashSet<>();
    private final Consumer<String> log;
    private PortWatch watch;

    /** Sees every port access, for breakpoints and event logs; costs nothing while none is set. */
    public interface PortWatch {
        void accessed(int port, int size, boolean out, int value);
    }

    /** @param log receives one line for each port that is used but belongs to no device */
    public PortSpace(Consumer<String> log) {
        this.log = log;
    }

    /** Gives ports {@code first..first+count-1} to a device; null releases them. */
    public void claim(int first, int count, PortDevice device) {
        Arrays.fill(devices, first, first + count, device);
    }

    public void setWatch(PortWatch w) {
        watch = w;
    }

    /** The device at a port, or null. */
    public PortDevice at(int port) {
        return devices[port & 0xffff];
    }

    /** Reads a port: 1, 2 or 4 bytes. An access that spans devices is split into bytes, as the ISA bus does. */
    public int in(int port, int size) {
        int value = read(port & 0xffff, size, false);
        if (watch != null) watch.accessed(port & 0xffff, size, false, value);
        return value;
    }

    public int peek(int port, int size) {
        return read(port & 0xffff, size, true);
    }

    private int read(int port, int size, boolean peek) {
        PortDevice d = devices[port];
        if (size == 1 || d != null && sameDevice(port, size)) {
            if (d == null) return peek ? 0xff : unclaimed(port, "read");
            return (peek ? d.peek(port, size) : d.in(port, size)) & (size == 4 ? -1 : (1 << size * 8) - 1);
        }
        int v = 0;
        for (int i = 0; i < size; i++) v |= read(port + i & 0xffff, 1, peek) << i * 8;
        return v;
    }

    public void out(int port, int size, int value) {
        port &= 0xffff;
        if (watch != null) watch.accessed(port, size, true, value);
        write(port, size, value);
    }

    private void write(int port, int size, int value) {
        PortDevice d = devices[port];
        if (size == 1 || d != null && sameDevice(port, size)) {
            if (d == null) unclaimed(port, "written");
            else d.out(port, size, value & (size == 4 ? -1 : (1 << size * 8) - 1));
            return;
        }
        for (int i = 0; i < size; i++) write(port + i & 0xffff, 1, value >>> i * 8 & 0xff);
    }

    private boolean sameDevice(int port, int size) {
        for (int i = 1; i < size; i++) if (devices[port + i & 0xffff] != devices[port]) return false;
        return true;
    }

    private int unclaimed(int port, String what) {
        if (logged.add(port)) log.accept(String.format("unimplemented: port %04xh %s, no device there", port, what));
        return 0xff;
    }
}
