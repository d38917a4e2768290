package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Which clusters of a qcow2 file are in use: a table of blocks of 16-bit counts. */
final class Qcow2Refcounts {
    private static final long OFFSET = ~0x1ffL;

    private final ImageFile file;
    private final int clusterBits;
    private long tableOffset;
    private long[] table;
    private final int perBlock;
    /** No cluster before this one is free. */
    private long hint;
    /** The block read last. */
    private int cachedBlock = -1;
    private byte[] cached = {};

    Qcow2Refcounts(ImageFile file, Qcow2Header header) throws IOException {
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
        while (true) {
            int index = (int) Math.min(hint / perBlock, table.length);
            if (index == table.length) growTable();
            if ((table[index] & OFFSET) == 0) addBlock(index);
            ByteBuffer block = block(index);
            for (int i = (int) (hint % perBlock); i < perBlock; i++) {
                if (block.getShort(i * 2) != 0) continue;
                long cluster = (long) index * perBlock + i;
                set(cluster, 1);
                hint = cluster + 1;
                return cluster << clusterBits;
            }
            hint = (long) (index + 1) * perBlock;
        }
    }

    /** Makes the block for a range of clusters that has none, in the first of them, which it counts itself. */
    private void addBlock(int index) throws IOException {
        long at = ((long) index * perBlock) << clusterBits;
        var b = new byte[1 << clusterBits];
        b[1] = 1;
        file.write(at, b, 0, b.length);
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
        var bytes = ByteBuffer.allocate(tableClusters * size);
        bytes.asLongBuffer().put(grown);
        long offset = first + blocks << clusterBits;
        file.write(offset, bytes.array(), 0, bytes.capacity());
        file.write(Qcow2Header.REFCOUNT_AT, ByteBuffer.allocate(12).putLong(offset).putInt(tableClusters).array(), 0, 12);
        long old = tableOffset, oldBytes = table.length * 8L;
        table = grown;
        tableOffset = offset;
        release(old, oldBytes);
    }

    /** True when a cluster at this offset would lie in the table. */
    boolean holdsTable(long offset) {
        return offset + (1 << clusterBits) > tableOffset && offset < tableOffset + table.length * 8L;
    }

    /** One reference less to each cluster of a range of the file. */
    void release(long offset, long bytes) throws IOException {
        for (long c = offset >>> clusterBits; c <= offset + bytes - 1 >>> clusterBits; c++) {
            int index = (int) Math.min(c / perBlock, table.length);
            if (index == table.length || (table[index] & OFFSET) == 0) continue;
            int count = block(index).getShort((int) (c % perBlock) * 2) & 0xffff;
            if (count == 0) continue; // already lost; a repair would have found it
            set(c, count - 1);
            if (count == 1) hint = Math.min(hint, c);
        }
    }

    private void set(long cluster, int count) throws IOException {
        int index = (int) (cluster / perBlock), at = (int) (cluster % perBlock) * 2;
        block(index).putShort(at, (short) count);
        file.write((table[index] & OFFSET) + at, Arrays.copyOfRange(cached, at, at + 2), 0, 2);
    }
}
