package lucid86.machine.disk;

import java.io.Closeable;
import java.io.IOException;

/**
 * The bytes of a medium. Offsets and counts are in bytes; a range outside the medium is a mistake of the caller and
 * throws {@link IndexOutOfBoundsException}. Used by one thread at a time.
 */
public interface BlockImage extends Closeable {
    /** Where it comes from, for people: a path or a short description. */
    String name();

    /** Size of the medium in bytes; never changes while it is open. */
    long size();

    /** True when the medium is write-protected. */
    boolean readOnly();

    /** Reads exactly {@code count} bytes. */
    void read(long offset, byte[] to, int from, int count) throws IOException;

    /** Writes exactly {@code count} bytes; an {@link ImageException} when write-protected. */
    void write(long offset, byte[] data, int from, int count) throws IOException;

    /** Returns when everything written so far has reached the host's storage. */
    void flush() throws IOException;

    /** Flushes and releases the file and its lock; a second call does nothing. */
    @Override
    void close() throws IOException;
}
