package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of a qcow2 file; QEMU's docs/interop/qcow2.txt. Offsets and sizes are in bytes, checked against the file.
 *
 * @param clusterBits log2 of the cluster size, 9 to 21
 * @param size of the medium
 * @param l1Size entries of the level 1 table
 * @param refcountBytes size of the table of refcount blocks
 * @param refcountOrder log2 of the bits of a refcount
 * @param dirty refcounts may be too low or too high: must not be written before they are counted anew
 * @param corrupt must not be written before a repair by hand
 * @param zstd compressed clusters are by zstd, else by deflate
 * @param autoclear feature bits that a writer has to clear
 * @param backing the file below this one, as written in the header
 * @param backingFormat the format named for it
 */
record Qcow2Header(int clusterBits, long size, int l1Size, long l1Offset, long refcountOffset, int refcountBytes, int refcountOrder,
        boolean dirty, boolean corrupt, boolean zstd, long autoclear, Optional<String> backing, Optional<String> backingFormat) {
    /** Where a writer changes the header: the refcount table's offset and clusters, the autoclear bits. */
    static final int REFCOUNT_AT = 48, AUTOCLEAR_AT = 88;
    private static final int INCOMPATIBLE_AT = 72;
    private static final int V2_LENGTH = 72, V3_LENGTH = 104;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final long DIRTY = 1, CORRUPT = 2, COMPRESSION = 8;
    private static final int ZSTD = 1;
    /** Bounds the specification or QEMU sets for tables, bytes. */
    static final int REFCOUNT_LIMIT = 8 << 20;
    static final int L1_LIMIT = 32 << 20;
    private static final int NAME_LIMIT = 1023;

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Offset bits of a compressed cluster's entry; above them the number of further 512-byte sectors. */
    private int compressedBits() {
        return 62 - (clusterBits - 8);
    }

    long compressedOffset(long entry) {
        return entry & (1L << compressedBits()) - 1;
    }

    int compressedBytes(long entry) {
        long sectors = (entry & (1L << 62) - 1) >>> compressedBits();
        return (int) ((sectors + 1) * 512 - (compressedOffset(entry) & 511));
    }

    /** Takes the dirty mark off. */
    static void markClean(ByteStore file) throws IOException {
        var b = new byte[8];
        file.read(INCOMPATIBLE_AT, b, 0, 8);
        Qcow2Image.writeEntry(file, INCOMPATIBLE_AT, ByteBuffer.wrap(b).getLong() & ~DIRTY);
    }

    /** True when a file begins as a qcow2 image. */
    static boolean looksLike(ByteStore file) throws IOException {
        var b = new byte[4];
        file.read(0, b, 0, 4);
        return Images.looksLikeQcow2(b, 0, 4);
    }

    static Qcow2Header read(ByteStore file) throws IOException {
        var bytes = new byte[V3_LENGTH + 8];
        file.read(0, bytes, 0, bytes.length);
        var b = ByteBuffer.wrap(bytes);
        String name = file.name();
        int version = b.getInt(4), clusterBits = b.getInt(20);
        if (version != 2 && version != 3) throw unsupported(name, "version " + version);
        check(clusterBits >= 9 && clusterBits <= 21, name, "cluster size");
        if (b.getInt(32) != 0) throw unsupported(name, "encryption");
        long cluster = 1L << clusterBits;
        boolean v3 = version == 3;
        long incompatible = v3 ? b.getLong(INCOMPATIBLE_AT) : 0;
        if ((incompatible & ~(DIRTY | CORRUPT | COMPRESSION)) != 0)
            throw unsupported(name, "features " + Long.toHexString(incompatible) + " (external data or subclusters)");
        int order = v3 ? b.getInt(96) : 4;
        check(order >= 0 && order <= 6, name, "refcount width");
        long size = b.getLong(24), length = file.length();
        int l1Size = b.getInt(36);
        long l1Offset = b.getLong(40), refcountOffset = b.getLong(48), refcountBytes = b.getInt(56) * cluster;
        check(size > 0 && size <= (1L << 56), name, "size");
        check(l1Size >= 0 && l1Size <= L1_LIMIT / 8, name, "level 1 table");
        long perL1 = cluster * (cluster / 8);
        check(l1Size >= (size + perL1 - 1) / perL1, name, "level 1 table");
        table(name, "level 1 table", l1Offset, l1Size * 8L, cluster, length);
        check(refcountBytes > 0 && refcountBytes <= Math.max(REFCOUNT_LIMIT, cluster), name, "refcount table");
        table(name, "refcount table", refcountOffset, refcountBytes, cluster, length);
        int headerLength = v3 ? b.getInt(100) : V2_LENGTH;
        check(headerLength >= (v3 ? V3_LENGTH : V2_LENGTH) && headerLength <= cluster, name, "header");
        int compression = (incompatible & COMPRESSION) == 0 ? 0 : bytes[V3_LENGTH];
        if (compression != 0 && compression != ZSTD) throw unsupported(name, "compression type " + compression);
        return new Qcow2Header(clusterBits, size, l1Size, l1Offset, refcountOffset, (int) refcountBytes, order,
                (incompatible & DIRTY) != 0, (incompatible & CORRUPT) != 0, compression == ZSTD, v3 ? b.getLong(AUTOCLEAR_AT) : 0,
                backing(file, b.getLong(8), b.getInt(16), cluster), backingFormat(file, headerLength, (int) cluster));
    }

    private static void table(String name, String what, long offset, long bytes, long cluster, long length) throws ImageException {
        boolean inFile = offset <= length - Math.min(bytes, cluster) && offset + bytes <= length + cluster;
        check(offset >= cluster && offset % cluster == 0 && inFile, name, what);
    }

    private static Optional<String> backing(ByteStore file, long offset, int count, long cluster) throws IOException {
        if (offset == 0) return Optional.empty();
        check(count > 0 && count <= NAME_LIMIT && offset >= V2_LENGTH && offset + count <= cluster, file.name(), "backing file name");
        var b = new byte[count];
        file.read(offset, b, 0, count);
        return Optional.of(new String(b, StandardCharsets.UTF_8));
    }

    /** Header extensions: type, length, data padded to 8 bytes; type 0 ends them. */
    private static Optional<String> backingFormat(ByteStore file, int from, int cluster) throws IOException {
        var bytes = new byte[cluster];
        file.read(0, bytes, 0, cluster);
        var b = ByteBuffer.wrap(bytes);
        int at = from;
        while (at + 8 <= cluster) {
            int type = b.getInt(at), count = b.getInt(at + 4);
            if (type == 0) break;
            check(count >= 0 && count <= cluster - at - 8, file.name(), "header extension");
            if (type == BACKING_FORMAT) return Optional.of(new String(bytes, at + 8, count, StandardCharsets.UTF_8));
            at += 8 + (count + 7 & ~7);
        }
        return Optional.empty();
    }

    static void check(boolean good, String name, String what) throws ImageException {
        if (!good) throw new ImageException(name + " is damaged (its " + what + " makes no sense): repair it with 'qemu-img check -r all'");
    }

    private static ImageException unsupported(String name, String what) {
        return new ImageException(name + " is a qcow2 image with " + what
                + ", which is not supported: convert it with 'qemu-img convert -O qcow2 -o compat=1.1' or to raw");
    }
}
