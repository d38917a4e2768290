package lucid86.machine.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Takes an internal snapshot of a closed qcow2 file, as qcow2.txt says: everything is shared, every count goes up. */
final class Qcow2Snapshots {
    private static final long COPIED = 1L << 63, OFFSET = 0x00fffffffffffe00L;

    private final ByteBuffer b;
    private final int cluster;

    private Qcow2Snapshots(byte[] file, int cluster) {
        b = ByteBuffer.wrap(file);
        this.cluster = cluster;
    }

    static byte[] take(byte[] file) {
        int cluster = 1 << ByteBuffer.wrap(file).getInt(20);
        int end = Math.ceilDiv(file.length, cluster) * cluster;
        var s = new Qcow2Snapshots(Arrays.copyOf(file, end + 2 * cluster), cluster);
        s.take(end);
        return s.b.array();
    }

    /** Behind the file: a copy of the level 1 table, then the table of snapshots with one entry. */
    private void take(int end) {
        int l1 = (int) b.getLong(40), entries = b.getInt(36);
        for (int i = 0; i < entries; i++) {
            long at = b.getLong(l1 + i * 8) & OFFSET;
            if (at == 0) continue;
            share((int) at);
            b.putLong(l1 + i * 8, at);
        }
        b.put(end, b.array(), l1, entries * 8);
        b.putLong(end + cluster, end).putInt(end + cluster + 8, entries);
        b.putInt(60, 1).putLong(64, end + cluster);
        count(end, 1);
        count(end + cluster, 1);
    }

    private void share(int l2) {
        count(l2, 1);
        for (int j = 0; j < cluster; j += 8) {
            long at = b.getLong(l2 + j) & OFFSET;
            if (at == 0) continue;
            count(at, 1);
            b.putLong(l2 + j, b.getLong(l2 + j) & ~COPIED);
        }
    }

    private void count(long offset, int more) {
        int c = (int) (offset / cluster), perBlock = cluster / 2;
        int block = (int) b.getLong((int) b.getLong(48) + c / perBlock * 8), at = block + c % perBlock * 2;
        b.putShort(at, (short) (b.getShort(at) + more));
    }
}
