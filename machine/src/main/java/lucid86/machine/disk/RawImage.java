package lucid86.machine.disk;

import java.io.IOException;
import java.util.Objects;

/** A file whose bytes are the medium's bytes. Beyond the end of a shorter file the medium is zeros; writing there extends the file. */
public final class RawImage implements BlockImage {
    private final ByteStore file;
    private final long size;
    private final boolean readOnly;
    /** The format was told from the content: then a guest must not be able to make it look like another one. */
    private final boolean guessed;

    private RawImage(ByteStore file, long size, boolean guessed) {
        this.file = file;
        this.size = size;
        this.readOnly = !file.writable();
        this.guessed = guessed;
    }

    /** Takes over an open file. */
    static RawImage of(ByteStore file, ImageOptions options) throws IOException {
        return new RawImage(file, options.use().mediumSize(file.name(), file.length()), options.format().isEmpty());
    }

    /** The first {@code size} bytes of an open file. */
    static RawImage part(ByteStore file, long size, ImageUse use) throws IOException {
        use.exactSize(file.name(), size);
        return new RawImage(file, size, false);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        file.read(offset, to, from, count);
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        if (readOnly) throw new ImageException(name() + " is write-protected: attach a writable copy");
        if (guessed && offset == 0 && Images.looksLikeQcow2(data, from, count))
            throw new ImageException("the guest writes a qcow2 header to " + name()
                    + ", which would be opened as qcow2 with any backing file next time: name its format raw to allow this");
        file.write(offset, data, from, count);
    }

    @Override
    public void flush() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
