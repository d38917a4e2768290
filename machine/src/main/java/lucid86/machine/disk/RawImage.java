package lucid86.machine.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A file whose bytes are the medium's bytes. Beyond the end of a shorter file the medium is zeros; writing there extends the file. */
public final class RawImage implements BlockImage {
    private final ImageFile file;
    private final long size;
    private final boolean readOnly;

    private RawImage(ImageFile file, long size, boolean readOnly) {
        this.file = file;
        this.size = size;
        this.readOnly = readOnly;
    }

    /**
     * Opens and locks a raw image.
     *
     * @throws ImageException when the file cannot be used or its size makes no sense for such a drive
     */
    public static RawImage open(Path path, ImageOptions options) throws IOException {
        return of(ImageFile.open(path, options.writesFile()), options);
    }

    /** Takes over an open file; closes it when it is refused. */
    static RawImage of(ImageFile file, ImageOptions options) throws IOException {
        try {
            long size = options.use().mediumSize(file.name(), file.length());
            return new RawImage(file, size, !file.writable());
        } catch (IOException e) {
            file.close();
            throw e;
        }
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
