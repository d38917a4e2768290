package lucid86.machine.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
    @TempDir Path dir;
    private final List<String> remarks = new ArrayList<>();

    private Path file(String name, int size) throws IOException {
        var b = new byte[size];
        new Random(size).nextBytes(b);
        return Files.write(dir.resolve(name), b);
    }

    private BlockImage open(Path p, ImageOptions o) throws IOException {
        return Images.open(p, o, remarks::add);
    }

    private void refused(Path p, ImageUse use, String... words) {
        String message = assertThrows(ImageException.class, () -> open(p, ImageOptions.of(use))).getMessage();
        assertTrue(message.contains(p.toString()), message);
        for (String w : words) assertTrue(message.contains(w), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void readsWritesAndKeeps() throws IOException {
        Path p = file("a.img", 8192);
        byte[] before = Files.readAllBytes(p);
        try (var image = open(p, ImageOptions.of(ImageUse.HARD_DISK))) {
            assertEquals(8192, image.size());
            assertFalse(image.readOnly());
            var got = new byte[512];
            image.read(1024, got, 0, 512);
            assertArrayEquals(java.util.Arrays.copyOfRange(before, 1024, 1536), got);
            image.write(512, new byte[512], 0, 512);
            assertThrows(IndexOutOfBoundsException.class, () -> image.write(8000, new byte[512], 0, 512));
            image.flush();
        }
        java.util.Arrays.fill(before, 512, 1024, (byte) 0);
        assertArrayEquals(before, Files.readAllBytes(p));
        assertTrue(remarks.isEmpty());
    }

    @Test
    void refusesWithOneSentence() throws IOException {
        refused(dir, ImageUse.HARD_DISK, "directory", "choose");
        refused(dir.resolve("none.img"), ImageUse.HARD_DISK, "does not exist");
        refused(file("empty.img", 0), ImageUse.HARD_DISK, "empty");
        refused(file("odd.img", 1000), ImageUse.HARD_DISK, "1000 bytes", "512");
        refused(file("cut.iso", 2048 * 20 + 512), ImageUse.CDROM, "2048", "cut off");
        refused(file("big.img", 3 << 20), ImageUse.FLOPPY, "hard disk");
        refused(Files.writeString(dir.resolve("x.vmdk"), "KDMV" + "x".repeat(1020)), ImageUse.HARD_DISK, "VMDK", "qemu-img");
    }

    @Test
    void aNamedFormatIsNotGuessed() throws IOException {
        Path p = Files.writeString(dir.resolve("x.img"), "KDMV" + "x".repeat(1020));
        try (var image = open(p, ImageOptions.of(ImageUse.HARD_DISK).withFormat(ImageFormat.RAW))) {
            assertEquals(1024, image.size());
        }
    }

    @Test
    void oneWriterOrManyReaders() throws IOException {
        Path p = file("a.img", 8192);
        Path link = Files.createLink(dir.resolve("b.img"), p);
        var write = ImageOptions.of(ImageUse.HARD_DISK);
        try (var first = open(p, write)) {
            assertFalse(first.readOnly());
            refused(p, ImageUse.HARD_DISK, "in use by another machine");
            refused(link, ImageUse.HARD_DISK, "in use");
            assertThrows(ImageException.class, () -> open(p, write.withSnapshot(true)));
            assertEquals("locked", otherProcess(p, false), "the refused opens have not dropped the lock");
        }
        assertEquals("free", otherProcess(p, false));
        var reader = open(p, write.withReadOnly(true));
        try (var snapshot = open(p, write.withSnapshot(true))) {
            refused(p, ImageUse.HARD_DISK, "in use");
            reader.close();
            snapshot.read(0, new byte[512], 0, 512);
            assertEquals("free", otherProcess(p, true), "readers of two processes share");
            assertEquals("locked", otherProcess(p, false));
        }
        open(p, write).close();
    }

    /** Tries the lock from another process. */
    private static String otherProcess(Path p, boolean shared) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                LockProbe.class.getName(), p.toString(), String.valueOf(shared)).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes()).strip();
    }

    /** The other process. */
    static final class LockProbe {
        public static void main(String[] args) throws IOException {
            var options = ImageOptions.of(ImageUse.HARD_DISK).withReadOnly(Boolean.parseBoolean(args[1]));
            try (var image = Images.open(Path.of(args[0]), options, _ -> {})) {
                System.out.println(image.size() > 0 ? "free" : "empty");
            } catch (ImageException e) {
                System.out.println(e.getMessage().contains("in use") ? "locked" : e.getMessage());
            }
        }
    }

    @Test
    void readOnlyFileIsWriteProtected() throws IOException {
        Path p = file("a.img", 1024);
        Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("r--r--r--"));
        try (var image = open(p, ImageOptions.of(ImageUse.HARD_DISK))) {
            assertTrue(image.readOnly());
            assertThrows(ImageException.class, () -> image.write(0, new byte[512], 0, 512));
        }
        assertEquals(1, remarks.size());
    }

    @Test
    void snapshotLeavesTheFileAlone() throws IOException {
        Path p = file("a.img", 200 * 1024);
        byte[] before = Files.readAllBytes(p), model = before.clone();
        var random = new Random(7);
        try (var image = open(p, ImageOptions.of(ImageUse.HARD_DISK).withSnapshot(true))) {
            for (int i = 0; i < 300; i++) {
                int at = random.nextInt(model.length), n = Math.min(model.length - at, random.nextInt(100_000));
                if (random.nextBoolean()) {
                    var data = new byte[n];
                    random.nextBytes(data);
                    image.write(at, data, 0, n);
                    System.arraycopy(data, 0, model, at, n);
                } else {
                    var got = new byte[n];
                    image.read(at, got, 0, n);
                    assertArrayEquals(java.util.Arrays.copyOfRange(model, at, at + n), got);
                }
            }
            assertTrue(((SnapshotImage) image).scratchBytes() <= 256 * 1024);
        }
        assertArrayEquals(before, Files.readAllBytes(p));
    }

    @Test
    void shortFloppyIsContinuedWithZeros() throws IOException {
        Path p = file("boot.img", 512);
        try (var image = open(p, ImageOptions.of(ImageUse.FLOPPY))) {
            assertEquals(1440 * 1024, image.size());
            var got = new byte[1024];
            image.read(0, got, 0, 1024);
            assertEquals(0, got[512]);
            assertEquals(Files.readAllBytes(p)[511], got[511]);
            image.write(2048, new byte[] {5}, 0, 1);
            image.read(2048, got, 0, 2);
            assertEquals(5, got[0]);
        }
        assertEquals(2049, Files.size(p));
        assertEquals(1, remarks.size());
        for (FloppyFormat f : FloppyFormat.values()) assertEquals(f, FloppyFormat.ofSize(f.bytes()).orElseThrow());
    }

    @Test
    void tellsOfAVolumeLongerThanItsFile() throws IOException {
        var b = new byte[20 * 2048];
        b[16 * 2048] = 1;
        System.arraycopy("CD001".getBytes(), 0, b, 16 * 2048 + 1, 5);
        b[16 * 2048 + 80] = 21;
        Path p = Files.write(dir.resolve("a.iso"), b);
        open(p, ImageOptions.of(ImageUse.CDROM)).close();
        assertTrue(remarks.getFirst().contains("cut off"));
        b[16 * 2048 + 80] = 20;
        Files.write(p, b);
        remarks.clear();
        open(p, ImageOptions.of(ImageUse.CDROM)).close();
        assertEquals(List.of(), remarks);
    }
}
