package lucid86.machine.disk;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A raw image compressed by gzip or zstd, unpacked when it is opened. Write-protected: nothing could be written back. */
final class PackedImage implements BlockImage {
    /** More than this from a compressed file is taken for a mistake; bytes. */
    private static final long HARD_DISK_LIMIT = 64L << 30, CDROM_LIMIT = 16L << 30;
    private static final int BUFFER = 64 << 10;

    /** How to unpack a stream. */
    @FunctionalInterface
    private interface Unpacker {
        InputStream open(InputStream packed) throws IOException;
    }

    private final String name;
    private final ScratchFile scratch;
    private final long length;
    private final long size;

    private PackedImage(String name, ScratchFile scratch, long length, long size) {
        this.name = name;
        this.scratch = scratch;
        this.length = length;
        this.size = size;
    }

    /** Unpacks a file compressed by gzip and closes it. */
    static PackedImage gzip(ByteStore file, ImageUse use) throws IOException {
        return open(file, use, in -> new GZIPInputStream(in, BUFFER));
    }

    /** Unpacks a file compressed by zstd (RFC 8878) and closes it. */
    static PackedImage zstd(ByteStore file, ImageUse use) throws IOException {
        return open(file, use, ZstdInputStreamNoFinalizer::new);
    }

    private static PackedImage open(ByteStore file, ImageUse use, Unpacker unpacker) throws IOException {
        ScratchFile scratch = ScratchFile.create();
        try (file) {
            long limit = switch (use) {
                case HARD_DISK -> HARD_DISK_LIMIT;
                case CDROM -> CDROM_LIMIT;
                case FLOPPY -> FloppyFormat.largest();
            };
            long length = unpack(file, unpacker, scratch, limit);
            return new PackedImage(file.name(), scratch, length, use.mediumSize(file.name(), length));
        } catch (ZipException | ZstdIOException | EOFException e) {
            scratch.close();
            throw new ImageException(file.name() + " is damaged (" + e.getMessage() + "): get a complete copy", e);
        } catch (IOException e) {
            scratch.close();
            throw e;
        }
    }

    private static long unpack(ByteStore file, Unpacker unpacker, ScratchFile scratch, long limit) throws IOException {
        var buffer = new byte[BUFFER];
        long total = 0;
        try (var in = unpacker.open(stream(file))) {
            int n;
            while ((n = in.read(buffer)) > 0) {
                total += n;
                if (total > limit)
                    throw new ImageException(file.name()
                            + " unpacks to more than " + limit + " bytes: unpack it by hand and use the result");
                scratch.file().write(buffer, 0, n);
            }
        }
        return total;
    }

    private static InputStream stream(ByteStore file) throws IOException {
        long end = file.length();
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int count) throws IOException {
                if (at >= end) return -1;
                int n = (int) Math.min(count, end - at);
                file.read(at, to, from, n);
                at += n;
                return n;
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        int inside = Math.clamp(length - offset, 0, count);
        scratch.file().seek(offset);
        scratch.file().readFully(to, from, inside);
        Arrays.fill(to, from + inside, from + count, (byte) 0);
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        throw new ImageException(name + " is compressed and therefore write-protected: unpack it, or use snapshot mode");
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
