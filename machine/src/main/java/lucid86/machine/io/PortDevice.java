package lucid86.machine.io;

/** Answers I/O ports. Sizes are 1, 2 or 4 bytes; values are zero-extended. */
public interface PortDevice {
    int in(int port, int size);

    void out(int port, int size, int value);

    /** What {@link #in} would return, without any side effect. */
    int peek(int port, int size);
}
