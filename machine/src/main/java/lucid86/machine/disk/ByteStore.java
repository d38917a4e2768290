package lucid86.machine.disk;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file that holds an image. What was written before a {@link #force} outlives the host's own crash; of later writes any
 * part may, in any order. A program that is killed loses none of its writes.
 */
interface ByteStore extends Closeable {
    /** Its path, for people. */
    String name();

    boolean writable();

    /** Bytes; grows by writing. */
    long length() throws IOException;

    /** Reads exactly {@code count} bytes; those after the end of the file are zeros. */
    void read(long offset, byte[] to, int from, int count) throws IOException;

    void write(long offset, byte[] data, int from, int count) throws IOException;

    /** Returns when everything written so far has reached the host's storage. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
