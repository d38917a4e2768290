package lucid86.machine.disk;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A qcow2 image, versions 2 and 3; QEMU's docs/interop/qcow2.txt. Clusters are found through two levels of tables; what
 * is not there comes from the backing image or is zero. Reads everything but encryption, external data and
 * subclusters; writes with 16-bit refcounts, keeping internal snapshots intact.
 *
 * <p>The order of writes is: count, data, level 2, level 1, with a wait for the host's storage where it matters; counts go
 * down only after a flush. A crash at any moment loses at most free space. Order and waits are tested by cutting them off.
 */
final class Qcow2Image implements BlockImage {
    private static final long COPIED = 1L << 63, COMPRESSED = 1L << 62, ZERO = 1, OFFSET = 0x00fffffffffffe00L;
    private static final int CACHE_BYTES = 8 << 20;

    private final ByteStore file;
    private final Qcow2Header header;
    private final Optional<BlockImage> backing;
    private final boolean readOnly;
    private final int clusterSize;
    private final long[] l1;
    private final Map<Long, long[]> l2Cache;
    private Optional<Qcow2Refcounts> refcounts = Optional.empty();
    /** The compressed cluster read last, and where its entry points. */
    private long inflatedEntry;
    private byte[] inflated = {};
    private boolean closed;

    /** Takes over the file and the backing image. */
    Qcow2Image(ByteStore file, Qcow2Header header, Optional<BlockImage> backing, ImageUse use) throws IOException {
        this.file = file;
        this.header = header;
        this.backing = backing;
        clusterSize = header.clusterSize();
        readOnly = !file.writable() || header.corrupt() || header.refcountOrder() != 4;
        use.exactSize(file.name(), header.size());
        l1 = readTable(file, header.l1Offset(), header.l1Size());
        int tables = Math.max(4, CACHE_BYTES / clusterSize);
        l2Cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, long[]> eldest) {
                return size() > tables;
            }
        };
    }

    static long[] readTable(ByteStore file, long offset, int entries) throws IOException {
        var bytes = new byte[entries * 8];
        file.read(offset, bytes, 0, bytes.length);
        var table = new long[entries];
        ByteBuffer.wrap(bytes).asLongBuffer().get(table);
        return table;
    }

    static void writeEntry(ByteStore file, long offset, long value) throws IOException {
        file.write(offset, ByteBuffer.allocate(8).putLong(value).array(), 0, 8);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return header.size();
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    // ---- reading ----------------------------------------------------------------------------------------------------

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        while (count > 0) {
            int within = (int) (offset & clusterSize - 1), n = Math.min(count, clusterSize - within);
            readWithin(entry(offset), offset, to, from, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    private long entry(long offset) throws IOException {
        int l1Index = l1Index(offset);
        return (l1[l1Index] & OFFSET) == 0 ? 0 : l2(l1Index)[l2Index(offset)];
    }

    private int l1Index(long offset) {
        return (int) (offset >>> 2 * header.clusterBits() - 3);
    }

    private int l2Index(long offset) {
        return (int) (offset >>> header.clusterBits()) & clusterSize / 8 - 1;
    }

    private long[] l2(int l1Index) throws IOException {
        long at = l1[l1Index] & OFFSET;
        long[] known = l2Cache.get(at);
        if (known != null) return known;
        Qcow2Header.check(at % clusterSize == 0 && at < file.length(), name(), "level 2 table " + l1Index);
        long[] table = readTable(file, at, clusterSize / 8);
        l2Cache.put(at, table);
        return table;
    }

    private void readWithin(long entry, long offset, byte[] to, int from, int n) throws IOException {
        int within = (int) (offset & clusterSize - 1);
        if ((entry & COMPRESSED) != 0) System.arraycopy(inflate(entry), within, to, from, n);
        else if ((entry & ZERO) != 0) Arrays.fill(to, from, from + n, (byte) 0);
        else if ((entry & OFFSET) != 0) file.read(data(entry) + within, to, from, n);
        else {
            int below = backing.isEmpty() ? 0 : Math.clamp(backing.get().size() - offset, 0, n);
            if (below > 0) backing.get().read(offset, to, from, below);
            Arrays.fill(to, from + below, from + n, (byte) 0);
        }
    }

    private long data(long entry) throws IOException {
        long at = entry & OFFSET;
        Qcow2Header.check(at % clusterSize == 0, name(), "cluster address");
        return at;
    }

    private byte[] inflate(long entry) throws IOException {
        if (inflatedEntry == entry) return inflated;
        var packed = new byte[header.compressedBytes(entry)];
        file.read(header.compressedOffset(entry), packed, 0, packed.length);
        byte[] out;
        var from = new ByteArrayInputStream(packed);
        try (var in = header.zstd() ? new ZstdInputStreamNoFinalizer(from) : new InflaterInputStream(from, new Inflater(true))) {
            out = in.readNBytes(clusterSize);
        } catch (IOException e) {
            throw new ImageException(name() + " is damaged (a compressed cluster cannot be unpacked): repair it or get a complete copy", e);
        }
        Qcow2Header.check(out.length == clusterSize, name(), "compressed cluster");
        inflated = out;
        inflatedEntry = entry;
        return out;
    }

    // ---- writing ----------------------------------------------------------------------------------------------------

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        if (readOnly) throw new ImageException(name() + " is write-protected: attach a writable copy");
        if (refcounts.isEmpty()) startWriting();
        while (count > 0) {
            int within = (int) (offset & clusterSize - 1), n = Math.min(count, clusterSize - within);
            writeWithin(offset, data, from, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    private void startWriting() throws IOException {
        if (header.autoclear() != 0) writeEntry(file, Qcow2Header.AUTOCLEAR_AT, 0);
        refcounts = Optional.of(new Qcow2Refcounts(file, header));
    }

    private void writeWithin(long offset, byte[] data, int from, int n) throws IOException {
        int within = (int) (offset & clusterSize - 1);
        long entry = entry(offset);
        if ((entry & COPIED) != 0 && (entry & (COMPRESSED | ZERO)) == 0) {
            checkNoTable(data(entry));
            file.write(data(entry) + within, data, from, n);
            return;
        }
        var cluster = new byte[clusterSize];
        long start = offset - within;
        readWithin(entry, start, cluster, 0, (int) Math.min(clusterSize, size() - start));
        System.arraycopy(data, from, cluster, within, n);
        // A zeroed cluster keeps its place.
        boolean reuse = (entry & COPIED) != 0 && (entry & COMPRESSED) == 0 && (entry & OFFSET) != 0;
        long at = reuse ? data(entry) : refcounts.orElseThrow().allocate();
        checkNoTable(at);
        // Zeros there now and zeros here before: the data may come to the storage later.
        boolean fresh = entry == 0 && backing.isEmpty() && refcounts.orElseThrow().fresh(at);
        file.write(at, cluster, 0, clusterSize);
        if (!fresh) file.force();
        setEntry(offset, at | COPIED);
        if (reuse) return;
        if ((entry & COMPRESSED) != 0) refcounts.orElseThrow().release(header.compressedOffset(entry), header.compressedBytes(entry));
        else if ((entry & OFFSET) != 0) refcounts.orElseThrow().release(data(entry), clusterSize);
    }

    /** A damaged file must not lead a guest's bytes into the header or the tables. */
    private void checkNoTable(long at) throws ImageException {
        boolean table = at < clusterSize
                || at + clusterSize > header.l1Offset() && at < header.l1Offset() + header.l1Size() * 8L
                || refcounts.orElseThrow().holdsTable(at);
        Qcow2Header.check(!table, name(), "cluster address");
    }

    private void setEntry(long offset, long value) throws IOException {
        int l1Index = l1Index(offset);
        if ((l1[l1Index] & COPIED) == 0) ownL2(l1Index);
        l2(l1Index)[l2Index(offset)] = value;
        writeEntry(file, (l1[l1Index] & OFFSET) + l2Index(offset) * 8L, value);
    }

    /** Gives a level 1 entry a level 2 table of its own: a new one, or a copy of one shared with a snapshot. */
    private void ownL2(int l1Index) throws IOException {
        long old = l1[l1Index] & OFFSET;
        long[] table = old == 0 ? new long[clusterSize / 8] : l2(l1Index).clone();
        long at = refcounts.orElseThrow().allocate();
        var bytes = ByteBuffer.allocate(clusterSize);
        bytes.asLongBuffer().put(table);
        file.write(at, bytes.array(), 0, clusterSize);
        file.force();
        l1[l1Index] = at | COPIED;
        l2Cache.put(at, table);
        writeEntry(file, header.l1Offset() + l1Index * 8L, at | COPIED);
        if (old == 0) return;
        l2Cache.remove(old);
        refcounts.orElseThrow().release(old, clusterSize);
    }

    @Override
    public void flush() throws IOException {
        file.force();
        if (refcounts.isPresent()) refcounts.get().flushed();
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        try {
            if (refcounts.isPresent()) {
                flush();
                refcounts.get().giveBack();
            }
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() throws IOException {
        try {
            file.close();
        } finally {
            if (backing.isPresent()) backing.get().close();
        }
    }
}
