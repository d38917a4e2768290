package lucid86.machine.mem;

/** A device that answers memory accesses. Offsets are relative to the region; sizes are 1, 2 or 4 bytes. */
public interface MmioDevice {
    /** Reads with all side effects of the hardware; zero-extended. */
    int read(int offset, int size);

    void write(int offset, int size, int value);

    /** What {@link #read} would return, without any side effect. */
    int peek(int offset, int size);
}
