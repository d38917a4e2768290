package lucid86.machine.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A medium with a history against copies of its whole content, under random writes. */
class RewindImageTest {
    private static final int SIZE = 40 * 4096 + 1024;

    private final Random random = new Random(7);
    private final MemoryImage base = new MemoryImage("base", new byte[SIZE], false);
    private final RewindImage image = new RewindImage(Path.of("base"), base);

    private byte[] content() throws IOException {
        var all = new byte[SIZE];
        image.read(0, all, 0, SIZE);
        return all;
    }

    private byte[] below() throws IOException {
        var all = new byte[SIZE];
        base.read(0, all, 0, SIZE);
        return all;
    }

    private void writeSomewhere() throws IOException {
        var data = new byte[512 << random.nextInt(5)];
        random.nextBytes(data);
        image.write((long) random.nextInt((SIZE - data.length) / 512) * 512, data, 0, data.length);
    }

    @Test
    void showsEveryCheckpointAndThePresent() throws IOException {
        var copies = new TreeMap<Long, byte[]>();
        for (long t = 0; t < 20; t++) {
            image.checkpoint(t);
            copies.put(t, content());
            for (int i = 0; i < 4; i++) writeSomewhere();
        }
        byte[] present = content();
        for (long gone : new long[] {3, 4, 11, 0}) {
            image.forget(gone);
            copies.remove(gone);
        }
        for (long t : copies.descendingKeySet()) {
            image.goTo(t);
            assertArrayEquals(copies.get(t), content(), "at " + t);
            writeSomewhere();
            assertArrayEquals(present, below(), "the file holds the present");
        }
        image.toPresent();
        assertArrayEquals(present, content());
    }

    @Test
    void checkpointsInThePast() throws IOException {
        image.checkpoint(0);
        byte[] block = new byte[4096];
        for (int v = 1; v <= 3; v++) {
            java.util.Arrays.fill(block, (byte) v);
            image.write(v * 4096L, block, 0, 4096);
        }
        image.checkpoint(10);
        image.write(4096, new byte[4096], 0, 4096);
        byte[] present = content();
        // The first two writes again, a checkpoint between, the third again.
        image.goTo(0);
        for (int v = 1; v <= 2; v++) {
            java.util.Arrays.fill(block, (byte) v);
            image.write(v * 4096L, block, 0, 4096);
        }
        image.checkpoint(5);
        byte[] five = content();
        java.util.Arrays.fill(block, (byte) 3);
        image.write(3 * 4096L, block, 0, 4096);
        byte[] ten = content();
        image.goTo(10);
        assertArrayEquals(ten, content());
        image.goTo(5);
        assertArrayEquals(five, content());
        image.toPresent();
        assertArrayEquals(present, content());
    }

    @Test
    void aForkRewritesTheFile() throws IOException {
        var copies = new ArrayList<byte[]>();
        for (long t = 0; t < 6; t++) {
            image.checkpoint(t);
            copies.add(content());
            for (int i = 0; i < 3; i++) writeSomewhere();
        }
        image.goTo(2);
        writeSomewhere();
        byte[] past = content();
        image.fork();
        assertArrayEquals(past, content());
        assertArrayEquals(past, below());
        // Earlier checkpoints are still there, and the history goes on.
        image.checkpoint(7);
        writeSomewhere();
        for (long t : List.of(1L, 0L, 2L)) {
            image.goTo(t);
            assertArrayEquals(copies.get((int) t), content(), "at " + t);
        }
        image.goTo(7);
        assertArrayEquals(past, content());
    }

    @Test
    void rememberWhatWasUsed() throws IOException {
        var fill = new byte[SIZE];
        random.nextBytes(fill);
        base.write(0, fill, 0, SIZE);
        image.noteUse();
        image.read(4096, new byte[512], 0, 512);
        image.write(3 * 4096 + 512, new byte[512], 0, 512);
        image.write(4096, new byte[4096], 0, 4096);
        var used = image.contentsUsed();
        assertEquals(List.of(4096L, 3 * 4096L), List.copyOf(used.keySet()));
        used.forEach((at, bytes) -> assertArrayEquals(java.util.Arrays.copyOfRange(fill, (int) (long) at, (int) (at + 4096)), bytes));
        assertEquals(0, new RewindImage(Path.of("x"), base).historyBytes());
    }
}
