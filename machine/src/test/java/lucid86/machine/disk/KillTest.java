package lucid86.machine.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes killed while they write to an image. Every sector says which it is and which write it is of, so that what is
 * found afterwards must be a sector's own, and of the last write that was reported or a later one. System property
 * {@code kills} sets how many are killed.
 */
class KillTest {
    private static final int SECTOR = 512, SIZE = 8 << 20;
    @TempDir Path dir;

    /** The process: writes, and tells the number of each write that is done. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            var random = new Random(Long.parseLong(args[1]));
            try (var image = Images.open(Path.of(args[0]), ImageOptions.of(ImageUse.HARD_DISK), _ -> {})) {
                for (int n = Integer.parseInt(args[2]); ; n++) {
                    int first = random.nextInt(SIZE / SECTOR), count = Math.min(SIZE / SECTOR - first, 1 + random.nextInt(100));
                    var b = ByteBuffer.allocate(count * SECTOR);
                    for (int i = 0; i < count * SECTOR; i += 8) b.putInt(i, first + i / SECTOR).putInt(i + 4, n);
                    image.write((long) first * SECTOR, b.array(), 0, count * SECTOR);
                    if (random.nextInt(10) == 0) image.flush();
                    System.out.write(ByteBuffer.allocate(12).putInt(first).putInt(count).putInt(n).array());
                    System.out.flush();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qcow2", "vhd"})
    void anImageIsSoundAfterAKill(String format) throws Exception {
        Path file = dir.resolve("x.img");
        Files.write(file, format.equals("qcow2") ? BlankImages.qcow2(12, SIZE) : BlankImages.vhd(64 << 10, SIZE));
        var known = new int[SIZE / SECTOR];
        var random = new Random(Long.getLong("seed", 86));
        int kills = Integer.getInteger("kills", 3), next = 1;
        for (int k = 0; k < kills; k++) {
            int after = random.nextInt(150);
            next = writeAndKill(file, random.nextLong(), next, after, known);
            check(file, known, next);
        }
        assertTrue(next > kills, "they wrote something");
    }

    /** Returns a number above that of any write that may have been begun. */
    private static int writeAndKill(Path file, long seed, int first, int after, int[] known) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var p = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Writer.class.getName(),
                file.toString(), String.valueOf(seed), String.valueOf(first)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        int last = first - 1;
        var in = p.getInputStream();
        byte[] told;
        while ((told = in.readNBytes(12)).length == 12) {
            var b = ByteBuffer.wrap(told);
            last = b.getInt(8);
            for (int i = 0; i < b.getInt(4); i++) known[b.getInt(0) + i] = last;
            if (last == first + after) p.toHandle().destroyForcibly(); // the pipe stays open
        }
        p.waitFor();
        return last + 2;
    }

    private static void check(Path file, int[] known, int next) throws IOException {
        var remarks = new ArrayList<String>();
        assertTrue(Images.check(file, remarks::add), remarks.toString());
        try (var image = Images.open(file, ImageOptions.of(ImageUse.HARD_DISK), remarks::add)) {
            var b = new byte[SECTOR];
            for (int s = 0; s < SIZE / SECTOR; s++) {
                image.read((long) s * SECTOR, b, 0, SECTOR);
                var words = ByteBuffer.wrap(b);
                int n = words.getInt(4);
                assertTrue(n >= known[s] && n < next, "sector " + s + " is of write " + n + ", not " + known[s] + " or later");
                for (int i = 0; i < SECTOR; i += 8) {
                    assertEquals(n == 0 ? 0 : s, words.getInt(i), "sector");
                    assertEquals(n, words.getInt(i + 4), "write");
                }
                known[s] = n;
            }
        }
        assertEquals(List.of(), remarks.subList(1, remarks.size()));
    }
}
