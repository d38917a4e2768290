package lucid86.machine.disk.fat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.ImageException;
import lucid86.machine.disk.ImageOptions;
import lucid86.machine.disk.ImageUse;
import lucid86.machine.disk.Images;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder as a disk; the guest's part is played by writing sectors as a FAT driver would. */
class FatFolderTest {
    @TempDir
    Path temp;

    private Path folder;
    private final List<String> remarks = new ArrayList<>();
    private BlockImage disk;
    private FatVolume volume;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("shared"));
        Files.writeString(folder.resolve("README.TXT"), "short name\n");
        Files.writeString(folder.resolve("a long name.text"), "long name\n");
        Files.createDirectories(folder.resolve("sub/deeper"));
        Files.write(folder.resolve("sub/deeper/big.bin"), bytes(100_000));
    }

    @AfterEach
    void close() throws IOException {
        if (disk != null) disk.close();
    }

    private static byte[] bytes(int count) {
        var b = new byte[count];
        new Random(count).nextBytes(b);
        return b;
    }

    private void open(String options) throws IOException {
        disk = Images.open(Path.of("fat:" + options + folder), ImageOptions.of(ImageUse.HARD_DISK), remarks::add);
        volume = FatVolume.forContent(110_000, 10, options.contains("32:")).orElseThrow();
        assertEquals(volume.totalSectors() * 512, disk.size());
    }

    private byte[] content(FatTree.Item item) throws IOException {
        var all = new byte[(int) item.size()];
        for (int i = 0; i < item.chain().length; i++) {
            int at = i * volume.clusterBytes();
            disk.read(volume.offset(item.chain()[i]), all, at, Math.min(volume.clusterBytes(), all.length - at));
        }
        return all;
    }

    private void looksLikeTheFolder() throws IOException {
        var items = FatTree.read(disk, volume).items();
        assertEquals(new TreeSet<>(List.of("README.TXT", "a long name.text", "sub", "sub/deeper", "sub/deeper/big.bin")), new TreeSet<>(items.keySet()));
        assertEquals("short name\n", new String(content(items.get("README.TXT")), StandardCharsets.UTF_8));
        assertArrayEquals(bytes(100_000), content(items.get("sub/deeper/big.bin")));
        long modified = Files.getLastModifiedTime(folder.resolve("README.TXT")).toMillis();
        assertTrue(Math.abs(items.get("README.TXT").modified() - modified) <= 2000, "times are kept to two seconds");
    }

    @Test
    void showsAFolderAsFat16() throws IOException {
        open("");
        assertTrue(disk.readOnly());
        looksLikeTheFolder();
        var boot = new byte[512];
        disk.read(63 * 512, boot, 0, 512);
        assertEquals("FAT16   ", new String(boot, 54, 8, StandardCharsets.US_ASCII));
        assertThrows(ImageException.class, () -> disk.write(0, new byte[512], 0, 512));
    }

    @Test
    void showsAFolderAsFat32() throws IOException {
        open("32:");
        looksLikeTheFolder();
        var boot = new byte[512];
        disk.read(63 * 512, boot, 0, 512);
        assertEquals("FAT32   ", new String(boot, 82, 8, StandardCharsets.US_ASCII));
    }

    @Test
    void namesThatCollideGetNumbers() throws IOException {
        for (int i = 0; i < 12; i++) Files.writeString(folder.resolve("a long name " + i + ".text"), "" + i);
        open("");
        var items = FatTree.read(disk, volume).items();
        for (int i = 0; i < 12; i++) assertEquals("" + i, new String(content(items.get("a long name " + i + ".text")), StandardCharsets.US_ASCII));
        var root = new byte[volume.rootEntries() * 32];
        disk.read(volume.rootStart() * 512L, root, 0, root.length);
        var shorts = new TreeSet<String>();
        for (int at = 0; root[at] != 0; at += 32) if (root[at + 11] != 0x0f) assertTrue(shorts.add(new String(root, at, 11, StandardCharsets.US_ASCII)));
        assertTrue(shorts.contains("ALONGN~1TEX") && shorts.contains("ALONG~10TEX"), shorts.toString());
    }

    @Test
    void linksAndBadNamesAreLeftOut() throws IOException {
        Files.writeString(temp.resolve("secret"), "outside");
        Files.createSymbolicLink(folder.resolve("link"), temp.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("up"), temp);
        Files.writeString(folder.resolve("what?"), "");
        open("");
        looksLikeTheFolder();
        assertEquals(3, remarks.stream().filter(r -> r.contains("not shown")).count(), remarks.toString());
    }

    // ---- the guest writes ------------------------------------------------------------------------------------------------

    /** Writes a file into the root directory: data, chain, entry. Gives the entry's offset on the disk. */
    private long createFile(String shortName, byte[] data, int firstCluster) throws IOException {
        int n = volume.clustersFor(data.length);
        for (int i = 0; i < n; i++) {
            int at = i * volume.clusterBytes();
            disk.write(volume.offset(firstCluster + i), data, at, Math.min(volume.clusterBytes(), data.length - at));
            setFat(firstCluster + i, i == n - 1 ? 0xffff : firstCluster + i + 1);
        }
        var entry = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).put(shortName.getBytes(StandardCharsets.US_ASCII));
        entry.put(11, (byte) 0x20).putShort(22, (short) 0).putShort(24, (short) (46 << 9 | 1 << 5 | 1));
        entry.putShort(26, (short) (n == 0 ? 0 : firstCluster)).putInt(28, data.length);
        long at = find(0);
        disk.write(at, entry.array(), 0, 32);
        return at;
    }

    /** The offset of the first entry of the root whose first byte is this. */
    private long find(int first) throws IOException {
        var b = new byte[1];
        for (long at = volume.rootStart() * 512L;; at += 32) {
            disk.read(at, b, 0, 1);
            if ((b[0] & 0xff) == first) return at;
        }
    }

    private void setFat(int cluster, int value) throws IOException {
        disk.write(volume.fatStart() * 512L + cluster * 2L, new byte[] {(byte) value, (byte) (value >>> 8)}, 0, 2);
    }

    private long entryOf(String shortName) throws IOException {
        var b = new byte[11];
        for (long at = volume.rootStart() * 512L;; at += 32) {
            disk.read(at, b, 0, 11);
            if (new String(b, StandardCharsets.US_ASCII).equals(shortName)) return at;
        }
    }

    @Test
    void newFilesComeToTheFolderWhenTheGuestFlushes() throws IOException {
        open("rw:");
        assertFalse(disk.readOnly());
        createFile("NEW     BIN", bytes(20_000), 500);
        assertFalse(Files.exists(folder.resolve("NEW.BIN")));
        disk.flush();
        assertArrayEquals(bytes(20_000), Files.readAllBytes(folder.resolve("NEW.BIN")));
        createFile("EMPTY      ", new byte[0], 0);
        disk.close();
        assertEquals(0, Files.size(folder.resolve("EMPTY")));
        assertEquals(List.of(), remarks);
        try (var all = Files.list(folder)) {
            assertEquals(5, all.count(), "no temporary files are left");
        }
    }

    @Test
    void changedFilesChangeAndRemovedOnesGo() throws IOException {
        open("rw:");
        var item = FatTree.read(disk, volume).items().get("sub/deeper/big.bin");
        disk.write(volume.offset(item.chain()[3]), "changed".getBytes(StandardCharsets.US_ASCII), 0, 7);
        // README.TXT is deleted: its entry is marked and its cluster freed.
        setFat(FatTree.read(disk, volume).items().get("README.TXT").chain()[0], 0);
        disk.write(entryOf("README  TXT"), new byte[] {(byte) 0xe5}, 0, 1);
        disk.flush();
        assertFalse(Files.exists(folder.resolve("README.TXT")));
        byte[] expected = bytes(100_000);
        System.arraycopy("changed".getBytes(StandardCharsets.US_ASCII), 0, expected, 3 * volume.clusterBytes(), 7);
        assertArrayEquals(expected, Files.readAllBytes(folder.resolve("sub/deeper/big.bin")));
        assertArrayEquals(expected, content(item), "the guest sees the same still");
        assertEquals("long name\n", Files.readString(folder.resolve("a long name.text")));
    }

    @Test
    void aFileOnItsWayToAnotherFolderIsNotLost() throws IOException {
        open("rw:");
        long at = entryOf("README  TXT");
        var entry = new byte[32];
        disk.read(at, entry, 0, 32);
        disk.write(at, new byte[] {(byte) 0xe5}, 0, 1);
        disk.flush(); // its cluster is still in use: it may come back
        assertTrue(Files.exists(folder.resolve("README.TXT")));
        var sub = FatTree.read(disk, volume).items().get("sub");
        disk.write(volume.offset(sub.chain()[0]) + 96 + 32, entry, 0, 32);
        disk.flush();
        assertFalse(Files.exists(folder.resolve("README.TXT")));
        assertEquals("short name\n", Files.readString(folder.resolve("sub/README.TXT")));
        var moved = FatTree.read(disk, volume).items().get("sub/README.TXT");
        assertEquals("short name\n", new String(content(moved), StandardCharsets.US_ASCII), "read from its new place");
    }

    @Test
    void aVolumeInDisorderTouchesNothing() throws IOException {
        open("rw:");
        createFile("NEW     BIN", bytes(20_000), 500);
        setFat(501, 500); // a loop
        disk.write(entryOf("README  TXT"), new byte[] {(byte) 0xe5}, 0, 1);
        disk.flush();
        disk.close();
        assertFalse(Files.exists(folder.resolve("NEW.BIN")));
        assertTrue(Files.exists(folder.resolve("README.TXT")));
        assertTrue(remarks.getLast().contains("not carried over"), remarks.toString());
    }

    @Test
    void theHostsOwnChangesWin() throws IOException {
        open("rw:");
        Files.writeString(folder.resolve("README.TXT"), "changed on the host meanwhile");
        Files.writeString(folder.resolve("NEW.BIN"), "made on the host");
        setFat(FatTree.read(disk, volume).items().get("README.TXT").chain()[0], 0);
        disk.write(entryOf("README  TXT"), new byte[] {(byte) 0xe5}, 0, 1);
        createFile("NEW     BIN", bytes(100), 500);
        disk.flush();
        assertEquals("changed on the host meanwhile", Files.readString(folder.resolve("README.TXT")));
        assertEquals("made on the host", Files.readString(folder.resolve("NEW.BIN")));
        assertEquals(2, remarks.size(), remarks.toString());
    }

    @Test
    void nothingOutsideTheFolderIsReached() throws IOException {
        Files.createDirectory(temp.resolve("outside"));
        open("rw:");
        // A folder that the host replaces by a link while the guest writes into it.
        var deeper = FatTree.read(disk, volume).items().get("sub/deeper");
        Files.delete(folder.resolve("sub/deeper/big.bin"));
        Files.delete(folder.resolve("sub/deeper"));
        Files.createSymbolicLink(folder.resolve("sub/deeper"), temp.resolve("outside"));
        var entry = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).put("EVIL       ".getBytes(StandardCharsets.US_ASCII)).put(11, (byte) 0x20);
        disk.write(volume.offset(deeper.chain()[0]) + 96 + 32, entry.array(), 0, 32);
        // And a long name that is a way out.
        long at = find(0);
        byte[] evil = "..\\..\\evil".getBytes(StandardCharsets.US_ASCII);
        var shortEntry = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).put("EVIL2      ".getBytes(StandardCharsets.US_ASCII)).put(11, (byte) 0x20).array();
        var piece = new byte[32];
        piece[0] = 0x41;
        piece[11] = 0x0f;
        piece[13] = (byte) FatName.checksum(shortEntry, 0);
        for (int i = 0; i < evil.length; i++) piece[FatName.PIECE[i]] = evil[i];
        disk.write(at, piece, 0, 32);
        disk.write(at + 32, shortEntry, 0, 32);
        disk.flush();
        disk.close();
        try (var all = Files.list(temp.resolve("outside"))) {
            assertEquals(0, all.count());
        }
        try (var all = Files.list(temp)) {
            assertEquals(2, all.count());
        }
        assertTrue(remarks.stream().anyMatch(r -> r.contains("host cannot have its name")), remarks.toString());
        assertTrue(remarks.stream().anyMatch(r -> r.contains("its folder is not there")), remarks.toString());
    }

    @Test
    void anythingAGuestWritesIsSurvived() throws IOException {
        open("rw:");
        long seed = Long.getLong("lucid86.seed", 16);
        var r = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var junk = new byte[1 + r.nextInt(40)];
            r.nextBytes(junk);
            long area = switch (r.nextInt(3)) {
                case 0 -> volume.fatStart() * 512L + r.nextInt(60);
                case 1 -> volume.rootStart() * 512L + r.nextInt(500);
                default -> volume.offset(2 + r.nextInt(6)) + r.nextInt(200);
            };
            disk.write(area, junk, 0, junk.length);
            disk.flush();
        }
        disk.close();
        try (var all = Files.list(temp)) {
            assertEquals(1, all.count(), "seed " + seed);
        }
    }
}
