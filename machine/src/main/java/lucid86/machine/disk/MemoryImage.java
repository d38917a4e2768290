package lucid86.machine.disk;

import java.util.Objects;

/** A medium held in memory: for tests and for media made by the program. Changes are lost when it is dropped. */
public final class MemoryImage implements BlockImage {
    private final String name;
    private final byte[] bytes;
    private final boolean readOnly;
    private int flushes;

    /** Uses the array itself, without copying. */
    public MemoryImage(String name, byte[] bytes, boolean readOnly) {
        this.name = name;
        this.bytes = bytes;
        this.readOnly = readOnly;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        System.arraycopy(bytes, (int) offset, to, from, count);
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws ImageException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (readOnly) throw new ImageException(name + " is write-protected: attach a writable copy");
        System.arraycopy(data, from, bytes, (int) offset, count);
    }

    /** How often {@link #flush} was called. */
    public int flushes() {
        return flushes;
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public void close() {}
}
