package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Which clusters of a qcow2 file are in use: a table of blocks of 16-bit counts.
 *
 * <p>Counts go up before anything points to the cluster: a number of clusters is taken at once, so that waiting for the
 * host's storage happens once for all of them. Counts go down when nothing points there on the storage, after a flush.
 */
final class Qcow2Refcounts {
    private static final long OFFSET = ~0x1ffL;
    /** Taken at once: clusters of this many bytes. */
    private static final int RESERVE = 4 << 20;

    private record Range(long offset, long bytes) {}

    private final ByteStore file;
    private final int clusterBits;
    private long tableOffset;
    private long[] table;
    private final int perBlock;
    /** No cluster before this one is free. */
    private long hint;
    /** Counted on the storage, but nobody has them yet. */
    private final Deque<Long> reserve = new ArrayDeque<>();
    /** Length of the file before the clusters of the reserve were taken. */
    private long freshFrom;
    /** One reference less for these after the next flush. */
    private final List<Range> released = new ArrayList<>();
    /** The block read last. */
    private int cachedBlock = -1;
    private byte[] cached = {};

    Qcow2Refcounts(ByteStore file, Qcow2Header header) throws IOException {
        this.file = file;
        clusterBits = header.clusterBits();
        tableOffset = header.refcountOffset();
        perBlock = header.clusterSize() / 2;
        table = Qcow2Image.readTable(file, tableOffset, header.refcountBytes() / 8);
    }

    private ByteBuffer block(int index) throws IOException {
        if (cachedBlock != index) {
            long at = table[index] & OFFSET;
            Qcow2Header.check(at > 0 && at % (1L << clusterBits) == 0 && at < file.length(), file.name(), "refcount block " + index);
            var b = new byte[1 << clusterBits];
            file.read(at, b, 0, b.length);
            cached = b;
            cachedBlock = index;
        }
        return ByteBuffer.wrap(cached);
    }

    /** Takes a free cluster; returns its offset in the file. */
    long allocate() throws IOException {
        if (reserve.isEmpty()) reserveMore();
        return reserve.remove() << clusterBits;
    }

    /** Counts the next free clusters, all in one block, as used. */
    private void reserveMore() throws IOException {
        while (true) {
            int index = (int) Math.min(hint / perBlock, table.length);
            if (index == table.length) growTable();
            if ((table[index] & OFFSET) == 0) addBlock(index);
            ByteBuffer block = block(index);
            int want = Math.max(1, RESERVE >> clusterBits), first = perBlock, last = 0;
            for (int i = (int) (hint % perBlock); i < perBlock && reserve.size() < want; i++) {
                if (block.getShort(i * 2) != 0) continue;
                block.putShort(i * 2, (short) 1);
                reserve.add((long) index * perBlock + i);
                first = Math.min(first, i);
                last = i;
            }
            hint = reserve.isEmpty() ? (long) (index + 1) * perBlock : reserve.getLast() + 1;
            if (reserve.isEmpty()) continue;
            file.write((table[index] & OFFSET) + first * 2L, cached, first * 2, (last - first + 1) * 2);
            // The file grows now, so that nothing will point behind its end.
            long end = reserve.getLast() + 1 << clusterBits;
            freshFrom = file.length();
            if (end > freshFrom) file.write(end - 1, new byte[1], 0, 1);
            file.force();
            return;
        }
    }

    /** True when an allocated cluster was not part of the file before: it is zeros, on the storage too. */
    boolean fresh(long offset) {
        return offset >= freshFrom;
    }

    /** Makes the block for a range of clusters that has none, in the first of them, which it counts itself. */
    private void addBlock(int index) throws IOException {
        long at = ((long) index * perBlock) << clusterBits;
        var b = new byte[1 << clusterBits];
        b[1] = 1;
        file.write(at, b, 0, b.length);
        file.force();
        table[index] = at;
        cachedBlock = index;
        cached = b;
        Qcow2Image.writeEntry(file, tableOffset + index * 8L, at);
    }

    /** Doubles the table: behind everything it covers come the blocks for what is new here, then the new table itself. */
    private void growTable() throws IOException {
        int size = 1 << clusterBits, entries = table.length * 2;
        if (entries * 8L > Qcow2Header.REFCOUNT_LIMIT)
            throw new ImageException(file.name() + " is full: convert it with 'qemu-img convert' to larger clusters");
        int tableClusters = (entries * 8 + size - 1) / size, blocks = 1;
        while (blocks * perBlock < blocks + tableClusters) blocks++;
        long first = (long) table.length * perBlock;
        long[] grown = Arrays.copyOf(table, entries);
        var counts = ByteBuffer.allocate(blocks * size);
        for (int i = 0; i < blocks + tableClusters; i++) counts.putShort(i * 2, (short) 1);
        for (int i = 0; i < blocks; i++) grown[table.length + i] = first + i << clusterBits;
        file.write(first << clusterBits, counts.array(), 0, counts.capacity());
        long offset = first + blocks << clusterBits;
        write(file, offset, grown, tableClusters * size);
        file.force();
        writePlace(file, offset, tableClusters);
        release(tableOffset, table.length * 8L);
        table = grown;
        tableOffset = offset;
    }

    private static void write(ByteStore file, long offset, long[] table, int bytes) throws IOException {
        var b = ByteBuffer.allocate(bytes);
        b.asLongBuffer().put(table);
        file.write(offset, b.array(), 0, bytes);
    }

    /** Tells the header where the table is. */
    private static void writePlace(ByteStore file, long offset, int clusters) throws IOException {
        file.write(Qcow2Header.REFCOUNT_AT, ByteBuffer.allocate(12).putLong(offset).putInt(clusters).array(), 0, 12);
    }

    /** True when a cluster at this offset would lie in the table. */
    boolean holdsTable(long offset) {
        return offset + (1 << clusterBits) > tableOffset && offset < tableOffset + table.length * 8L;
    }

    /** One reference less to each cluster of a range of the file, from the next flush on. */
    void release(long offset, long bytes) {
        released.add(new Range(offset, bytes));
    }

    /** Everything written so far is on the storage: nothing there points to the released clusters any more. */
    void flushed() throws IOException {
        for (Range r : released)
            for (long c = r.offset() >>> clusterBits; c <= r.offset() + r.bytes() - 1 >>> clusterBits; c++) decrease(c);
        released.clear();
    }

    /** At the end: clusters taken that nobody needed. */
    void giveBack() throws IOException {
        for (long c : reserve) decrease(c);
        reserve.clear();
    }

    private void decrease(long cluster) throws IOException {
        int index = (int) Math.min(cluster / perBlock, table.length), at = (int) (cluster % perBlock) * 2;
        if (index == table.length || (table[index] & OFFSET) == 0) return;
        int count = block(index).getShort(at) & 0xffff;
        if (count == 0) return; // already lost; a repair would have found it
        block(index).putShort(at, (short) (count - 1));
        file.write((table[index] & OFFSET) + at, cached, at, 2);
        if (count == 1) hint = Math.min(hint, cluster);
    }

    // ---- counting anew ------------------------------------------------------------------------------------------------

    /**
     * Writes a table and blocks for counts that were found by looking, behind the end of the file, and makes the header point
     * to them; the old ones become free.
     *
     * @param counts references to each cluster from the first one on, none of them to the old table and blocks
     */
    static void rebuild(ByteStore file, Qcow2Header header, int[] counts) throws IOException {
        int size = header.clusterSize(), perBlock = size / 2;
        long first = Math.ceilDiv(file.length(), size);
        int blocks = 1, tableClusters = 1;
        while ((long) blocks * perBlock < first + blocks + tableClusters) {
            blocks++;
            tableClusters = Math.ceilDiv(blocks * 8, size);
        }
        var bytes = ByteBuffer.allocate(blocks * size);
        for (int i = 0; i < counts.length; i++) bytes.putShort(i * 2, (short) Math.min(counts[i], 0xffff));
        for (int i = 0; i < blocks + tableClusters; i++) bytes.putShort((int) (first + i) * 2, (short) 1);
        file.write(first * size, bytes.array(), 0, bytes.capacity());
        var table = new long[tableClusters * size / 8];
        for (int i = 0; i < blocks; i++) table[i] = (first + i) * size;
        write(file, (first + blocks) * size, table, tableClusters * size);
        file.force();
        writePlace(file, (first + blocks) * size, tableClusters);
        file.force();
    }
}
