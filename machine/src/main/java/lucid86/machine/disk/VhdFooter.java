package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The footer of a VHD file, which ends it and, except in a fixed VHD, begins it, too; Microsoft's Virtual Hard Disk Image
 * Format Specification 1.0. All numbers are big-endian.
 *
 * @param bytes as they are in the file
 */
record VhdFooter(byte[] bytes) {
    static final int LENGTH = 512;
    static final int FIXED = 2, DYNAMIC = 3, DIFFERENCING = 4;
    static final byte[] COOKIE = "conectix".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_AT = 64;

    /** The footer at an offset in a file, if there is one that adds up. */
    static Optional<VhdFooter> at(ByteStore file, long offset) throws IOException {
        if (offset < 0) return Optional.empty();
        var bytes = new byte[LENGTH];
        file.read(offset, bytes, 0, LENGTH);
        boolean valid = Arrays.equals(bytes, 0, COOKIE.length, COOKIE, 0, COOKIE.length) && checksumFits(bytes, CHECKSUM_AT);
        return valid ? Optional.of(new VhdFooter(bytes)) : Optional.empty();
    }

    /** The footer that ends a file. */
    static Optional<VhdFooter> atEnd(ByteStore file) throws IOException {
        return at(file, file.length() - LENGTH);
    }

    /** The complement of the sum of all bytes but the checksum's own four. */
    static boolean checksumFits(byte[] b, int at) {
        int sum = 0;
        for (int i = 0; i < b.length; i++) if (i < at || i >= at + 4) sum += b[i] & 0xff;
        return ByteBuffer.wrap(b).getInt(at) == ~sum;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes);
    }

    int type() {
        return buffer().getInt(60);
    }

    /** Size of the medium in bytes. */
    long size() {
        return buffer().getLong(48);
    }

    /** Where the dynamic header is. */
    long dataOffset() {
        return buffer().getLong(16);
    }
}
