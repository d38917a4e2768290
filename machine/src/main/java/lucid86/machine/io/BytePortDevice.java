package lucid86.machine.io;

/**
 * A chip on the 8-bit data bus: wider accesses to its ports become byte accesses to consecutive ports, low byte first,
 * as the ISA bus splits them.
 */
public interface BytePortDevice extends PortDevice {
    /** Reads one port, with the hardware's side effects; 0..255. */
    int read(int port);

    /** Writes one port; the value is 0..255. */
    void write(int port, int value);

    /** What {@link #read} would return, without side effects. */
    int peek(int port);

    @Override
    default int in(int port, int size) {
        int v = read(port);
        for (int i = 1; i < size; i++) v |= read(port + i) << i * 8;
        return v;
    }

    @Override
    default void out(int port, int size, int value) {
        for (int i = 0; i < size; i++) write(port + i, value >>> i * 8 & 0xff);
    }

    @Override
    default int peek(int port, int size) {
        int v = peek(port);
        for (int i = 1; i < size; i++) v |= peek(port + i) << i * 8;
        return v;
    }
}
