package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the references to every cluster of a qcow2 file, those of internal snapshots too, and compares them with the counts
 * stored in it. Reads the file, changes nothing.
 */
final class Qcow2Check {
    private static final long COPIED = 1L << 63, COMPRESSED = 1L << 62, OFFSET = 0x00fffffffffffe00L;
    /** A table of more clusters is too much to look at; 4 TiB with clusters of 64 KiB. */
    private static final long CLUSTER_LIMIT = 1 << 26;
    private static final int TOLD = 10;
    private static final int SNAPSHOTS_AT = 60, SNAPSHOT_HEADER = 40, SNAPSHOT_LIMIT = 65536;

    /**
     * What was found.
     *
     * @param wrong tables that make no sense
     * @param low clusters with more references than stored: they could be overwritten
     * @param high clusters with fewer references than stored: lost space, else harmless
     * @param remarks the first of the wrong and low ones in words
     */
    record Report(long wrong, long low, long high, List<String> remarks) {
        /** Nothing that could cost data. */
        boolean sound() {
            return wrong == 0 && low == 0;
        }
    }

    private final ByteStore file;
    private final Qcow2Header header;
    private final int[] counts;
    private long wrong, low, high;
    private final List<String> remarks = new ArrayList<>();

    private Qcow2Check(ByteStore file, Qcow2Header header) throws IOException {
        this.file = file;
        this.header = header;
        long clusters = Math.ceilDiv(file.length(), header.clusterSize());
        if (clusters > CLUSTER_LIMIT) throw new ImageException(file.name() + " is too large to be checked: use 'qemu-img check'");
        counts = new int[(int) clusters];
    }

    /** Compares references and counts. */
    static Report run(ByteStore file, Qcow2Header header) throws IOException {
        var c = new Qcow2Check(file, header);
        c.walk(true);
        c.compare();
        return new Report(c.wrong, c.low, c.high, c.remarks);
    }

    /** Counts anew what a program left dirty, and marks it clean; an {@link ImageException} when its tables make no sense. */
    static void repair(ByteStore file, Qcow2Header header) throws IOException {
        var c = new Qcow2Check(file, header);
        c.walk(false);
        if (c.wrong > 0) throw new ImageException(file.name() + " is damaged (" + c.remarks.getFirst() + "): repair it with 'qemu-img check -r all'");
        Qcow2Refcounts.rebuild(file, header, c.counts);
        Qcow2Header.markClean(file);
        file.force();
    }

    private void wrong(String what) {
        wrong++;
        remark(what);
    }

    private void remark(String what) {
        if (remarks.size() < TOLD) remarks.add(what);
    }

    // ---- references ---------------------------------------------------------------------------------------------------

    private void walk(boolean withRefcounts) throws IOException {
        count("header", 0, 1);
        if (withRefcounts) {
            count("refcount table", header.refcountOffset(), header.refcountBytes());
            for (long block : refcountTable()) if (block != 0) count("refcount block", block, header.clusterSize());
        }
        walkTable(header.l1Offset(), header.l1Size());
        walkSnapshots();
    }

    private long[] refcountTable() throws IOException {
        long[] t = Qcow2Image.readTable(file, header.refcountOffset(), header.refcountBytes() / 8);
        return Arrays.stream(t).map(e -> e & ~0x1ffL).toArray();
    }

    /** One reference to each cluster of a range; false when it is not in the file. */
    private boolean count(String what, long offset, long bytes) {
        int bits = header.clusterBits();
        long first = offset >>> bits, last = offset + Math.max(bytes, 1) - 1 >>> bits;
        if (offset < 0 || last >= counts.length) {
            wrong(String.format("%s at %x is not in the file", what, offset));
            return false;
        }
        for (long c = first; c <= last; c++) counts[(int) c]++;
        return true;
    }

    private boolean aligned(String what, long offset) {
        if (offset % header.clusterSize() == 0) return true;
        wrong(String.format("%s at %x is not at a cluster's start", what, offset));
        return false;
    }

    private void walkTable(long l1Offset, int l1Size) throws IOException {
        if (l1Size == 0 || !aligned("level 1 table", l1Offset) || !count("level 1 table", l1Offset, l1Size * 8L)) return;
        for (long entry : Qcow2Image.readTable(file, l1Offset, l1Size)) {
            long at = entry & OFFSET;
            if (at == 0 || !aligned("level 2 table", at) || !count("level 2 table", at, header.clusterSize())) continue;
            for (long e : Qcow2Image.readTable(file, at, header.clusterSize() / 8)) countEntry(e);
        }
    }

    private void countEntry(long entry) {
        if ((entry & COMPRESSED) != 0) count("compressed cluster", header.compressedOffset(entry), header.compressedBytes(entry));
        else if ((entry & OFFSET) != 0 && aligned("cluster", entry & OFFSET)) count("cluster", entry & OFFSET, header.clusterSize());
    }

    private void walkSnapshots() throws IOException {
        var h = new byte[12];
        file.read(SNAPSHOTS_AT, h, 0, h.length);
        int snapshots = ByteBuffer.wrap(h).getInt(0);
        long start = ByteBuffer.wrap(h).getLong(4), at = start;
        if (snapshots == 0) return;
        if (snapshots < 0 || snapshots > SNAPSHOT_LIMIT || !aligned("snapshot table", start)) {
            wrong("there are said to be " + snapshots + " snapshots");
            return;
        }
        for (int i = 0; i < snapshots; i++) {
            var bytes = new byte[SNAPSHOT_HEADER];
            file.read(at, bytes, 0, SNAPSHOT_HEADER);
            var s = ByteBuffer.wrap(bytes);
            int l1Size = s.getInt(8), extra = s.getInt(36);
            if (l1Size < 0 || l1Size > Qcow2Header.L1_LIMIT / 8 || extra < 0 || extra > 1024) {
                wrong("snapshot " + i + " has impossible sizes");
                return;
            }
            walkTable(s.getLong(0), l1Size);
            at += SNAPSHOT_HEADER + extra + (s.getShort(12) & 0xffff) + (s.getShort(14) & 0xffff) + 7 & ~7L;
        }
        count("snapshot table", start, at - start);
    }

    // ---- counts -------------------------------------------------------------------------------------------------------

    private void compare() throws IOException {
        int bits = 1 << header.refcountOrder();
        int perBlock = header.clusterSize() * 8 / bits;
        long[] table = refcountTable();
        var block = new byte[header.clusterSize()];
        for (int c = 0; c < counts.length; c++) {
            int index = c / perBlock;
            if (c % perBlock == 0) {
                Arrays.fill(block, (byte) 0);
                if (index < table.length && table[index] != 0) file.read(table[index], block, 0, block.length);
            }
            long stored = stored(block, c % perBlock, bits);
            if (stored < counts[c]) {
                low++;
                remark(String.format("cluster %x is counted %d times, but has %d references", c, stored, counts[c]));
            } else if (stored > counts[c]) high++;
        }
        for (long l2 : Qcow2Image.readTable(file, header.l1Offset(), header.l1Size())) {
            if (!inFile(l2)) continue; // told already
            copied("level 2 table", l2);
            for (long e : Qcow2Image.readTable(file, l2 & OFFSET, header.clusterSize() / 8))
                if ((e & COMPRESSED) == 0 && inFile(e)) copied("cluster", e);
        }
    }

    private boolean inFile(long entry) {
        long at = entry & OFFSET;
        return at != 0 && at % header.clusterSize() == 0 && at >>> header.clusterBits() < counts.length;
    }

    /** What is marked as having one reference is written in place. */
    private void copied(String what, long entry) {
        long at = entry & OFFSET;
        if ((entry & COPIED) != 0 && counts[(int) (at >>> header.clusterBits())] != 1)
            wrong(String.format("%s at %x has several references, but is written in place", what, at));
    }

    private static long stored(byte[] block, int index, int bits) {
        if (bits < 8) return block[index * bits / 8] >> index * bits % 8 & (1 << bits) - 1;
        long v = 0;
        for (int i = 0; i < bits / 8; i++) v = v << 8 | block[index * bits / 8 + i] & 0xff;
        return v;
    }
}
