package lucid86.machine.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Images after a crash in the middle of writing: cut off after every write or force in turn, with any part of what had not
 * been forced. Tables must be sound, and every sector must have a content that it had since the last flush.
 */
class CrashTest {
    private static final int SECTOR = 512;

    /** Opens an image in a store. */
    @FunctionalInterface
    private interface Opener {
        BlockImage open(ByteStore store) throws IOException;
    }

    /** A write of a guest, or its flush (no data), and when it was done in the store's log. */
    private record Step(int begins, int ends, int offset, byte[] data) {}

    private static Qcow2Image qcow2(ByteStore store, Optional<BlockImage> backing) throws IOException {
        return new Qcow2Image(store, Qcow2Header.read(store), backing, ImageUse.HARD_DISK);
    }

    private static void writeAtRandom(BlockImage image, LoggedStore store, Random random, int count, int most, List<Step> steps) throws IOException {
        int size = (int) image.size();
        for (int i = 0; i < count; i++) {
            int begins = store.moment();
            if (random.nextInt(6) == 0) {
                image.flush();
                steps.add(new Step(begins, store.moment(), 0, new byte[0]));
                continue;
            }
            int at = random.nextInt(size / SECTOR) * SECTOR, n = Math.min(size - at, (1 + random.nextInt(most)) * SECTOR);
            var data = new byte[n];
            random.nextBytes(data);
            image.write(at, data, 0, n);
            steps.add(new Step(begins, store.moment(), at, data));
        }
    }

    private static byte[] content(BlockImage image) throws IOException {
        var all = new byte[(int) image.size()];
        image.read(0, all, 0, all.length);
        return all;
    }

    /** Every sector has one of the contents it was given since the last flush that ended before the moment. */
    private static void checkSectors(byte[] found, byte[] before, List<Step> steps, int moment, String where) {
        int flushed = 0;
        for (int i = 0; i < steps.size(); i++) if (steps.get(i).data().length == 0 && steps.get(i).ends() <= moment) flushed = i;
        byte[] sure = before.clone();
        var maybe = new ArrayList<Step>();
        for (int i = 0; i < steps.size(); i++) {
            Step s = steps.get(i);
            if (i < flushed) System.arraycopy(s.data(), 0, sure, s.offset(), s.data().length);
            else if (s.begins() < moment) maybe.add(s);
        }
        for (int at = 0; at < found.length; at += SECTOR) {
            int sector = at, n = Math.min(SECTOR, found.length - at);
            boolean known = Arrays.equals(found, at, at + n, sure, at, at + n) || maybe.stream().anyMatch(s -> s.offset() <= sector
                    && sector + n <= s.offset() + s.data().length
                    && Arrays.equals(found, sector, sector + n, s.data(), sector - s.offset(), sector - s.offset() + n));
            assertTrue(known, where + ": sector " + at / SECTOR + " has a content it never had");
        }
    }

    private static void cutOff(LoggedStore store, Opener opener, byte[] before, List<Step> steps, Random random, int tries) throws IOException {
        for (int i = 0; i < tries; i++) {
            int moment = random.nextInt(store.moment() + 1);
            boolean killed = i % 3 == 0;
            var left = new LoggedStore(killed ? store.killedAt(moment) : store.crashedAt(moment, random));
            String where = (killed ? "killed" : "crashed") + " at " + moment;
            if (Qcow2Header.looksLike(left)) {
                var report = Qcow2Check.run(left, Qcow2Header.read(left));
                assertEquals(List.of(), report.remarks(), where);
            }
            checkSectors(content(opener.open(left)), before, steps, moment, where);
        }
    }

    private static void crash(byte[] file, Opener opener, long seed, int count, int most, int tries) throws IOException {
        var random = new Random(seed);
        var store = new LoggedStore(file);
        var steps = new ArrayList<Step>();
        var image = opener.open(store);
        byte[] before = content(image);
        writeAtRandom(image, store, random, count, most, steps);
        cutOff(store, opener, before, steps, random, tries);
        image.close();
        var closed = new LoggedStore(store.content());
        if (Qcow2Header.looksLike(closed)) assertEquals(0, Qcow2Check.run(closed, Qcow2Header.read(closed)).high(), "no space is lost in the end");
        byte[] want = before.clone();
        for (Step s : steps) System.arraycopy(s.data(), 0, want, s.offset(), s.data().length);
        assertArrayEquals(want, content(opener.open(closed)));
    }

    @Test
    void qcow2() throws IOException {
        long seed = Long.getLong("seed", 4711);
        // Small clusters: many tables, the refcount table grows.
        crash(BlankImages.qcow2(9, 12 << 20), s -> qcow2(s, Optional.empty()), seed, 120, 400, 60);
        crash(BlankImages.qcow2(12, 1 << 20), s -> qcow2(s, Optional.empty()), seed + 1, 150, 20, 200);
    }

    @Test
    void qcow2OverABackingFile() throws IOException {
        long seed = Long.getLong("seed", 4712);
        var below = new byte[700 * SECTOR];
        new Random(seed).nextBytes(below);
        crash(BlankImages.qcow2(12, 1 << 20), s -> qcow2(s, Optional.of(new MemoryImage("below", below, true))), seed, 150, 12, 200);
    }

    /** Clusters that are shared with a snapshot are copied, the counts of the old ones go down. */
    @Test
    void qcow2WithASnapshot() throws IOException {
        long seed = Long.getLong("seed", 4713);
        var store = new LoggedStore(BlankImages.qcow2(12, 1 << 20));
        var image = qcow2(store, Optional.empty());
        var steps = new ArrayList<Step>();
        writeAtRandom(image, store, new Random(seed), 60, 12, steps);
        image.close();
        byte[] file = Qcow2Snapshots.take(store.content());
        var taken = new LoggedStore(file);
        var report = Qcow2Check.run(taken, Qcow2Header.read(taken));
        assertEquals(List.of(), report.remarks());
        assertEquals(0, report.high());
        crash(file, s -> qcow2(s, Optional.empty()), seed + 1, 100, 12, 200);
    }

    @Test
    void dynamicVhd() throws IOException {
        crash(BlankImages.vhd(16 << 10, 1 << 20), s -> VhdImage.open(s, ImageUse.HARD_DISK), Long.getLong("seed", 4714), 150, 20, 200);
    }
}
