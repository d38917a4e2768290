package lucid86.machine.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatsTest {
    private static final int BITS = 12, CLUSTER = 1 << BITS, SIZE = 3 * 1024 * 1024 + 512;
    private static final long COPIED = 1L << 63;
    @TempDir Path dir;
    private final List<String> remarks = new ArrayList<>();

    private BlockImage open(Path p) throws IOException {
        return Images.open(p, ImageOptions.of(ImageUse.HARD_DISK), remarks::add);
    }

    private static byte[] random(int size, int seed) {
        var b = new byte[size];
        new Random(seed).nextBytes(b);
        return b;
    }

    private static byte[] read(BlockImage image, long at, int count) throws IOException {
        var b = new byte[count];
        image.read(at, b, 0, count);
        return b;
    }

    /**
     * A version 3 image: header, refcount table and block, level 1 and one level 2 table in clusters 0 to 4, then data
     * clusters as the caller adds them.
     */
    private static ByteBuffer qcow2(int clusters, String backing) {
        var b = ByteBuffer.allocate(clusters * CLUSTER);
        b.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, BITS).putLong(24, SIZE);
        b.putInt(36, 2).putLong(40, 3 * CLUSTER).putLong(48, CLUSTER).putInt(56, 1).putInt(96, 4).putInt(100, 104);
        if (!backing.isEmpty()) {
            b.putLong(8, 512).putInt(16, backing.length());
            b.put(512, backing.getBytes(StandardCharsets.UTF_8));
        }
        b.putLong(CLUSTER, 2 * CLUSTER);
        for (int i = 0; i < clusters; i++) b.putShort(2 * CLUSTER + i * 2, (short) 1);
        b.putLong(3 * CLUSTER, 4 * CLUSTER | COPIED);
        return b;
    }

    private Path file(ByteBuffer b) throws IOException {
        return Files.write(dir.resolve("x.qcow2"), b.array());
    }

    /** Counts the references to every cluster by walking the tables, and compares with the refcounts stored. */
    private static void checkRefcounts(Path p, long... extraReferences) throws IOException {
        var b = ByteBuffer.wrap(Files.readAllBytes(p));
        int cluster = 1 << b.getInt(20), perBlock = cluster / 2, l1 = (int) b.getLong(40), l1Bytes = b.getInt(36) * 8;
        int table = (int) b.getLong(48), tableBytes = b.getInt(56) * cluster;
        int clusters = (b.capacity() + cluster - 1) / cluster;
        var seen = new int[clusters];
        for (long x : extraReferences) seen[(int) (x / cluster)]++;
        seen[0]++;
        for (int i = 0; i < tableBytes; i += cluster) seen[(table + i) / cluster]++;
        for (int i = 0; i < l1Bytes; i += cluster) seen[(l1 + i) / cluster]++;
        for (int i = 0; i < tableBytes; i += 8) {
            long block = b.getLong(table + i);
            if (block != 0) seen[(int) (block / cluster)]++;
        }
        for (int i = 0; i < l1Bytes; i += 8) {
            long l2 = b.getLong(l1 + i) & ~COPIED;
            if (l2 == 0) continue;
            seen[(int) (l2 / cluster)]++;
            for (int j = 0; j < cluster; j += 8) {
                long at = b.getLong((int) l2 + j) & 0x00fffffffffffe00L;
                if (at != 0) seen[(int) (at / cluster)]++;
            }
        }
        for (int c = 0; c < clusters; c++) {
            int block = (int) b.getLong(table + c / perBlock * 8);
            int stored = block == 0 ? 0 : b.getShort(block + c % perBlock * 2);
            assertEquals(seen[c], stored, "cluster " + c);
        }
    }

    @Test
    void qcow2RefcountTableGrows() throws IOException {
        // 512-byte clusters: the table's 64 blocks of 256 counts reach 8 MiB, the medium has 12.
        int size = 12 << 20, l1Entries = size / (512 * 64), l1Clusters = l1Entries * 8 / 512;
        var b = ByteBuffer.allocate((3 + l1Clusters) * 512);
        b.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 9).putLong(24, size);
        b.putInt(36, l1Entries).putLong(40, 3 * 512).putLong(48, 512).putInt(56, 1).putInt(96, 4).putInt(100, 104);
        b.putLong(512, 2 * 512);
        for (int i = 0; i < 3 + l1Clusters; i++) b.putShort(2 * 512 + i * 2, (short) 1);
        Path p = file(b);
        byte[] data = random(size, 77);
        try (var image = open(p)) {
            image.write(0, data, 0, size);
        }
        checkRefcounts(p);
        try (var image = open(p)) {
            assertArrayEquals(data, read(image, 0, size));
        }
        assertEquals(2, ByteBuffer.wrap(Files.readAllBytes(p)).getInt(56), "clusters of the table");
    }

    @Test
    void qcow2ReadsAndWritesAtRandom() throws IOException {
        Path p = file(qcow2(5, ""));
        var model = new byte[SIZE];
        var random = new Random(5);
        for (int round = 0; round < 3; round++) {
            try (var image = open(p)) {
                assertEquals(SIZE, image.size());
                for (int i = 0; i < 200; i++) {
                    int at = random.nextInt(SIZE), n = Math.min(SIZE - at, random.nextInt(20_000));
                    if (random.nextBoolean()) {
                        byte[] data = random(n, i);
                        image.write(at, data, 0, n);
                        System.arraycopy(data, 0, model, at, n);
                    } else assertArrayEquals(Arrays.copyOfRange(model, at, at + n), read(image, at, n));
                }
            }
            checkRefcounts(p);
        }
        try (var image = open(p)) {
            assertArrayEquals(model, read(image, 0, SIZE));
        }
        assertEquals(List.of(), remarks);
    }

    @Test
    void qcow2KeepsWhatASnapshotShares() throws IOException {
        var b = qcow2(7, "");
        byte[] data = random(CLUSTER, 1);
        // Level 2 table and data cluster 5 are shared with a snapshot whose level 1 table is cluster 6: no COPIED bits.
        b.putLong(3 * CLUSTER, 4 * CLUSTER).putLong(4 * CLUSTER, 5 * CLUSTER).putLong(6 * CLUSTER, 4 * CLUSTER);
        b.putShort(2 * CLUSTER + 4 * 2, (short) 2).putShort(2 * CLUSTER + 5 * 2, (short) 2);
        b.put(5 * CLUSTER, data);
        Path p = file(b);
        try (var image = open(p)) {
            assertArrayEquals(data, read(image, 0, CLUSTER));
            image.write(100, new byte[] {1, 2, 3}, 0, 3);
            byte[] want = data.clone();
            want[100] = 1;
            want[101] = 2;
            want[102] = 3;
            assertArrayEquals(want, read(image, 0, CLUSTER));
        }
        var after = ByteBuffer.wrap(Files.readAllBytes(p));
        assertArrayEquals(data, Arrays.copyOfRange(after.array(), 5 * CLUSTER, 6 * CLUSTER), "the snapshot's data");
        assertEquals(5 * CLUSTER, after.getLong(4 * CLUSTER), "the snapshot's table");
        checkRefcounts(p, 4 * CLUSTER, 5 * CLUSTER, 6 * CLUSTER);
    }

    @Test
    void qcow2ReadsCompressedAndZeroClusters() throws IOException {
        var b = qcow2(7, "");
        byte[] data = new byte[CLUSTER];
        for (int i = 0; i < CLUSTER; i++) data[i] = (byte) (i / 7);
        var deflater = new Deflater(9, true);
        deflater.setInput(data);
        deflater.finish();
        var packed = new byte[CLUSTER];
        int n = deflater.deflate(packed);
        deflater.end();
        b.position(5 * CLUSTER + 700).put(packed, 0, n);
        long sectors = (700 % 512 + n + 511) / 512 - 1;
        b.putLong(4 * CLUSTER + 8, 1L << 62 | sectors << 62 - (BITS - 8) | 5 * CLUSTER + 700);
        b.putLong(4 * CLUSTER + 16, COPIED | 6 * CLUSTER | 1);
        b.put(6 * CLUSTER, random(CLUSTER, 3));
        Path p = file(b);
        try (var image = open(p)) {
            assertArrayEquals(data, read(image, CLUSTER, CLUSTER));
            assertArrayEquals(new byte[CLUSTER], read(image, 2 * CLUSTER, CLUSTER));
            image.write(CLUSTER + 10, new byte[] {99}, 0, 1);
            image.write(2 * CLUSTER + 10, new byte[] {98}, 0, 1);
            data[10] = 99;
            assertArrayEquals(data, read(image, CLUSTER, CLUSTER));
            var want = new byte[CLUSTER];
            want[10] = 98;
            assertArrayEquals(want, read(image, 2 * CLUSTER, CLUSTER));
        }
        checkRefcounts(p);
    }

    @Test
    void qcow2OverABackingFile() throws IOException {
        byte[] below = random(1024 * 1024, 9);
        Path base = Files.write(dir.resolve("base.img"), below);
        Path p = file(qcow2(5, "base.img"));
        try (var image = open(p)) {
            assertArrayEquals(Arrays.copyOf(below, 5000), read(image, 0, 5000));
            image.write(4000, new byte[200], 0, 200);
            byte[] want = below.clone();
            Arrays.fill(want, 4000, 4200, (byte) 0);
            assertArrayEquals(Arrays.copyOf(want, SIZE), read(image, 0, SIZE), "zeros above the end of the backing file");
            assertThrows(ImageException.class, () -> open(base), "it is in use");
        }
        assertArrayEquals(below, Files.readAllBytes(base));
        open(base).close();
        Files.delete(base);
        String message = assertThrows(ImageException.class, () -> open(p)).getMessage();
        assertTrue(message.contains("base.img does not exist"), message);
        assertThrows(ImageException.class, () -> open(file(qcow2(5, "nbd:localhost"))));
        var readOnly = ImageOptions.of(ImageUse.HARD_DISK).withReadOnly(true);
        Path own = file(qcow2(5, "x.qcow2"));
        String cycle = assertThrows(ImageException.class, () -> Images.open(own, readOnly, remarks::add)).getMessage();
        assertTrue(cycle.contains("backing files"), cycle);
    }

    @Test
    void damagedQcow2IsRefusedOrFailsToReadButNothingElse() throws IOException {
        long seed = Long.getLong("seed", 12);
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            var b = qcow2(7, "");
            b.putLong(4 * CLUSTER, 5 * CLUSTER | COPIED);
            int area = random.nextInt(3);
            int at = area == 0 ? random.nextInt(104) : area == 1 ? 3 * CLUSTER + random.nextInt(16) : 4 * CLUSTER + random.nextInt(16);
            for (int j = 0; j < 2; j++) b.put(at + j, (byte) random.nextInt(256));
            Path p = file(b);
            try (var image = Images.open(p, ImageOptions.of(ImageUse.HARD_DISK).withFormat(ImageFormat.QCOW2), remarks::add)) {
                read(image, 0, (int) Math.min(image.size(), 4 * CLUSTER));
                if (!image.readOnly()) image.write(0, new byte[512], 0, 512);
            } catch (IOException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + i, e);
            }
        }
        assertTrue(refused > 50, "refused " + refused);
    }

    @Test
    void guestCannotTurnARawImageIntoQcow2() throws IOException {
        Path p = Files.write(dir.resolve("a.img"), new byte[4096]);
        byte[] head = Arrays.copyOf(qcow2(5, "/etc/passwd").array(), 1024);
        try (var image = open(p)) {
            assertThrows(ImageException.class, () -> image.write(0, head, 0, 1024));
            image.write(512, head, 0, 512);
        }
        try (var image = Images.open(p, ImageOptions.of(ImageUse.HARD_DISK).withFormat(ImageFormat.RAW), remarks::add)) {
            image.write(0, head, 0, 1024);
        }
    }

    @Test
    void gzipIsUnpackedAndWriteProtected() throws IOException {
        byte[] data = random(720 * 1024, 4);
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(data);
        }
        Path p = Files.write(dir.resolve("a.img.gz"), out.toByteArray());
        try (var image = Images.open(p, ImageOptions.of(ImageUse.FLOPPY), remarks::add)) {
            assertTrue(image.readOnly());
            assertArrayEquals(data, read(image, 0, data.length));
            assertThrows(ImageException.class, () -> image.write(0, data, 0, 512));
        }
        assertEquals(1, remarks.size());
        try (var image = Images.open(p, ImageOptions.of(ImageUse.FLOPPY).withSnapshot(true), remarks::add)) {
            assertFalse(image.readOnly());
            image.write(0, new byte[512], 0, 512);
            assertArrayEquals(new byte[512], read(image, 0, 512));
        }
        Files.write(p, Arrays.copyOf(out.toByteArray(), 10_000));
        String message = assertThrows(ImageException.class, () -> open(p)).getMessage();
        assertTrue(message.contains("damaged"), message);
    }

    @Test
    void zstdIsUnpackedAndWriteProtected() throws IOException {
        byte[] data = random(720 * 1024, 4);
        Arrays.fill(data, 1000, 500_000, (byte) 7);
        byte[] packed = Zstd.compress(data);
        Path p = Files.write(dir.resolve("a.img.zst"), packed);
        try (var image = Images.open(p, ImageOptions.of(ImageUse.FLOPPY).withReadOnly(true), remarks::add)) {
            assertTrue(image.readOnly());
            assertArrayEquals(data, read(image, 0, data.length));
        }
        assertEquals(List.of(), remarks);
        Files.write(p, Arrays.copyOf(packed, 10_000));
        String cut = assertThrows(ImageException.class, () -> open(p)).getMessage();
        assertTrue(cut.contains("damaged"), cut);
        packed[20_000] ^= 0x55;
        packed[packed.length - 1] ^= 1;
        Files.write(p, Arrays.copyOf(packed, packed.length - 7));
        assertThrows(ImageException.class, () -> open(p));
    }

    @Test
    void dynamicVhdReadsAndWritesAtRandom() throws IOException {
        int size = 3 << 20;
        Path p = Files.write(dir.resolve("a.vhd"), BlankImages.vhd(64 << 10, size));
        var model = new byte[size];
        var random = new Random(5);
        for (int round = 0; round < 3; round++) {
            try (var image = open(p)) {
                assertEquals(size, image.size());
                for (int i = 0; i < 100; i++) {
                    int at = random.nextInt(size), n = Math.min(size - at, random.nextInt(100_000));
                    if (random.nextBoolean()) {
                        byte[] data = random(n, i);
                        image.write(at, data, 0, n);
                        System.arraycopy(data, 0, model, at, n);
                    } else assertArrayEquals(Arrays.copyOfRange(model, at, at + n), read(image, at, n));
                }
            }
        }
        byte[] file = Files.readAllBytes(p);
        assertArrayEquals(Arrays.copyOf(file, 512), Arrays.copyOfRange(file, file.length - 512, file.length), "the footer ends the file");
        // A bit 0 in a block's bitmap makes a sector zeros, whatever is in its place; its first write sets the bit.
        var b = ByteBuffer.wrap(file);
        int block = b.getInt(1536) * 512;
        file[block] &= (byte) 0xbf;
        Arrays.fill(model, 512, 1024, (byte) 0);
        Files.write(p, file);
        try (var image = open(p)) {
            assertArrayEquals(model, read(image, 0, size));
            image.write(600, new byte[] {1, 2}, 0, 2);
            model[600] = 1;
            model[601] = 2;
            assertArrayEquals(model, read(image, 0, size));
        }
        assertEquals(List.of(), remarks);
    }

    @Test
    void damagedVhdIsRefusedOrFailsButNothingElse() throws IOException {
        long seed = Long.getLong("seed", 13);
        var random = new Random(seed);
        byte[] good = BlankImages.vhd(16 << 10, 1 << 20);
        Path p = dir.resolve("a.vhd");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            // The checksums catch most of it, so some is put into the table of blocks, which has none.
            int at = random.nextBoolean() ? 1536 + random.nextInt(256) : 512 + random.nextInt(1024);
            for (int j = 0; j < 4 && at + j < bad.length; j++) bad[at + j] = (byte) random.nextInt(256);
            Files.write(p, random.nextInt(4) == 0 ? Arrays.copyOf(bad, 512 + random.nextInt(bad.length - 512)) : bad);
            try (var image = Images.open(p, ImageOptions.of(ImageUse.HARD_DISK).withFormat(ImageFormat.VHD), remarks::add)) {
                read(image, 0, (int) image.size());
                image.write(0, new byte[512], 0, 512);
            } catch (IOException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + i, e);
            }
        }
        assertTrue(refused > 100, "refused " + refused);
    }

    @Test
    void fixedVhdHidesItsFooter() throws IOException {
        var b = ByteBuffer.allocate(8192 + 512);
        b.put(random(8192, 8));
        b.put(8192, "conectix".getBytes(StandardCharsets.US_ASCII)).putLong(8192 + 48, 8192).putInt(8192 + 60, 2);
        int sum = 0;
        for (int i = 8192; i < b.capacity(); i++) sum += b.get(i) & 0xff;
        b.putInt(8192 + 64, ~sum);
        Path p = Files.write(dir.resolve("a.vhd"), b.array());
        try (var image = open(p)) {
            assertEquals(8192, image.size());
            image.write(8192 - 512, new byte[512], 0, 512);
        }
        Arrays.fill(b.array(), 8192 - 512, 8192, (byte) 0);
        assertArrayEquals(b.array(), Files.readAllBytes(p));
        b.put(8192 + 70, (byte) 1);
        Files.write(p, b.array());
        try (var image = open(p)) {
            assertEquals(8704, image.size(), "a wrong checksum: these are the disk's own bytes");
        }
    }
}
