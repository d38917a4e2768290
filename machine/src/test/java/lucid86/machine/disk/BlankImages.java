package lucid86.machine.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Images without content, made by hand from their specifications. */
final class BlankImages {
    private BlankImages() {}

    /** A qcow2 image, version 3. */
    static byte[] qcow2(int clusterBits, long size) {
        int cluster = 1 << clusterBits;
        int l1Entries = (int) Math.ceilDiv(size, (long) cluster * (cluster / 8)), l1Clusters = Math.ceilDiv(l1Entries * 8, cluster);
        var b = ByteBuffer.allocate((3 + l1Clusters) * cluster);
        b.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, clusterBits).putLong(24, size);
        b.putInt(36, l1Entries).putLong(40, 3L * cluster).putLong(48, cluster).putInt(56, 1).putInt(96, 4).putInt(100, 104);
        b.putLong(cluster, 2L * cluster);
        for (int i = 0; i < 3 + l1Clusters; i++) b.putShort(2 * cluster + i * 2, (short) 1);
        return b.array();
    }

    /** A dynamic VHD image. */
    static byte[] vhd(int blockSize, long size) {
        int entries = (int) Math.ceilDiv(size, blockSize), tableBytes = Math.ceilDiv(entries * 4, 512) * 512;
        var b = ByteBuffer.allocate(1536 + tableBytes + 512);
        var footer = ByteBuffer.allocate(512);
        footer.put(0, "conectix".getBytes(StandardCharsets.US_ASCII)).putInt(8, 2).putInt(12, 0x10000).putLong(16, 512);
        footer.putLong(40, size).putLong(48, size).putInt(60, 3);
        seal(footer, 64);
        var header = ByteBuffer.allocate(1024);
        header.put(0, "cxsparse".getBytes(StandardCharsets.US_ASCII)).putLong(8, -1).putLong(16, 1536).putInt(24, 0x10000);
        header.putInt(28, entries).putInt(32, blockSize);
        seal(header, 36);
        b.put(0, footer.array()).put(512, header.array());
        for (int i = 0; i < entries; i++) b.putInt(1536 + i * 4, -1);
        b.put(1536 + tableBytes, footer.array());
        return b.array();
    }

    private static void seal(ByteBuffer b, int at) {
        int sum = 0;
        for (byte x : b.array()) sum += x & 0xff;
        b.putInt(at, ~sum);
    }
}
