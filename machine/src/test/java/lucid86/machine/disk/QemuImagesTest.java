package lucid86.machine.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images made by qemu-img, and images written here as qemu-img sees them. Skipped where qemu-img (Debian: qemu-utils) is not installed. */
class QemuImagesTest {
    private static final int SIZE = 4 << 20;
    @TempDir Path dir;
    private final List<String> remarks = new ArrayList<>();

    @BeforeAll
    static void needsQemuImg() {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "qemu-img"))), "no qemu-img");
    }

    private String qemuImg(String... arguments) throws IOException {
        var all = new ArrayList<>(List.of("qemu-img"));
        all.addAll(List.of(arguments));
        var p = new ProcessBuilder(all).directory(dir.toFile()).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes());
        try {
            assertEquals(0, p.waitFor(), String.join(" ", all) + ": " + out);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return out;
    }

    /** Some of it random, some text, some zeros. */
    private static byte[] data(long seed) {
        var b = new byte[SIZE];
        var random = new Random(seed);
        for (int at = 0; at < SIZE; at += 50_000) {
            int n = Math.min(50_000, SIZE - at), kind = random.nextInt(3);
            var part = new byte[n];
            if (kind == 1) random.nextBytes(part);
            if (kind == 2) for (int i = 0; i < n; i++) part[i] = (byte) ("lucid 86 ".charAt(i % 9));
            System.arraycopy(part, 0, b, at, n);
        }
        return b;
    }

    private static byte[] content(BlockImage image) throws IOException {
        var all = new byte[(int) image.size()];
        image.read(0, all, 0, all.length);
        return all;
    }

    private BlockImage open(String name) throws IOException {
        return Images.open(dir.resolve(name), ImageOptions.of(ImageUse.HARD_DISK), remarks::add);
    }

    /** Writes here and there, in the image and in the model. */
    private void write(BlockImage image, byte[] model, long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            int at = random.nextInt(SIZE / 512) * 512, n = Math.min(model.length - at, (1 + random.nextInt(300)) * 512);
            var b = new byte[n];
            random.nextBytes(b);
            image.write(at, b, 0, n);
            System.arraycopy(b, 0, model, at, n);
            if (i % 7 == 0) image.flush();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qcow2", "qcow2 -o cluster_size=512", "qcow2 -o compat=0.10", "qcow2 -c", "qcow2 -c -o compression_type=zstd",
        "qcow2 -o cluster_size=2M", "qcow2 -o lazy_refcounts=on", "vpc -o force_size=on", "vpc -o subformat=fixed,force_size=on"})
    void readsWritesAndIsRead(String kind) throws IOException {
        byte[] model = data(kind.hashCode());
        Files.write(dir.resolve("raw.img"), model);
        var arguments = new ArrayList<>(List.of("convert", "-O"));
        arguments.addAll(List.of(kind.split(" ")));
        arguments.addAll(List.of("raw.img", "x.img"));
        qemuImg(arguments.toArray(String[]::new));
        try (var image = open("x.img")) {
            assertEquals(SIZE, image.size());
            assertArrayEquals(model, content(image));
            write(image, model, 1);
            assertArrayEquals(model, content(image));
        }
        assertEquals(List.of(), remarks);
        if (kind.startsWith("qcow2")) {
            qemuImg("check", "x.img");
            assertTrue(Images.check(dir.resolve("x.img"), remarks::add));
        }
        qemuImg("convert", "-f", kind.split(" ")[0], "-O", "raw", "x.img", "back.img");
        assertArrayEquals(model, Files.readAllBytes(dir.resolve("back.img")));
    }

    @Test
    void writesOverABackingFileAndASnapshot() throws IOException {
        byte[] base = data(5), model = base.clone();
        Files.write(dir.resolve("base.img"), base);
        qemuImg("create", "-q", "-f", "qcow2", "-b", "base.img", "-F", "raw", "x.img");
        try (var image = open("x.img")) {
            write(image, model, 2);
        }
        qemuImg("snapshot", "-c", "one", "x.img");
        byte[] atSnapshot = model.clone();
        try (var image = open("x.img")) {
            assertArrayEquals(model, content(image));
            write(image, model, 3);
        }
        qemuImg("check", "x.img");
        assertTrue(Images.check(dir.resolve("x.img"), remarks::add), remarks.toString());
        qemuImg("convert", "-O", "raw", "x.img", "back.img");
        assertArrayEquals(model, Files.readAllBytes(dir.resolve("back.img")));
        qemuImg("convert", "-l", "one", "-O", "raw", "x.img", "back.img");
        assertArrayEquals(atSnapshot, Files.readAllBytes(dir.resolve("back.img")));
        assertArrayEquals(base, Files.readAllBytes(dir.resolve("base.img")));
    }

    /** What QEMU leaves behind when it is killed while it counts late: too low counts, marked dirty. */
    @Test
    void countsADirtyImageAnew() throws IOException {
        byte[] model = data(6);
        Files.write(dir.resolve("raw.img"), model);
        qemuImg("convert", "-O", "qcow2", "-o", "lazy_refcounts=on,cluster_size=4096", "raw.img", "x.img");
        byte[] file = Files.readAllBytes(dir.resolve("x.img"));
        file[79] |= 1;
        int block = java.nio.ByteBuffer.wrap(file).getInt(4096 + 4); // of the table in cluster 1, its entry 0
        Arrays.fill(file, block + 40, block + 4096, (byte) 0);
        Files.write(dir.resolve("x.img"), file);
        assertTrue(!Images.check(dir.resolve("x.img"), remarks::add));
        remarks.clear();
        try (var image = open("x.img")) {
            assertTrue(remarks.getFirst().contains("counted anew"), remarks.toString());
            write(image, model, 4);
        }
        qemuImg("check", "x.img");
        qemuImg("convert", "-O", "raw", "x.img", "back.img");
        assertArrayEquals(model, Files.readAllBytes(dir.resolve("back.img")));
    }
}
