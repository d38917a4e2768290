package lucid86.debugger.time;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import lucid86.debugger.session.Rom;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The past of a disk, written through, that a guest copies a sector on by the bus master ({@code dma.asm}). */
@Timeout(120)
class DiskTimeTest {
    private static final Rom ROM = new Rom("dma");
    private static final int BUFFER = 0x5000, SECTOR = 512, FROM = 3, TO = 9;
    private static final long END = 200_000_000;

    @TempDir
    Path dir;

    private final byte[] contents = new byte[1 << 20];
    private Engine engine;

    @BeforeEach
    void fill() {
        new Random(9).nextBytes(contents);
    }

    private Machine machine(String disk, TierPolicy policy) throws IOException {
        Path image = Files.write(dir.resolve(disk), contents);
        var config = ROM.config(dir).withDrive(DriveSlot.HDA, MachineConfig.Drive.disk(image));
        return new Machine(config, (cpu, _) -> engine = new Engine(cpu, CpuModel.MAX, policy), _ -> {});
    }

    private static byte[] sector(byte[] all, int n) {
        return Arrays.copyOfRange(all, n * SECTOR, (n + 1) * SECTOR);
    }

    /** In the image file, which is the present. */
    private byte[] onDisk(int n) throws IOException {
        return sector(Files.readAllBytes(dir.resolve("disk")), n);
    }

    /** As the guest sees it. */
    private static byte[] seen(Machine m, int n) throws IOException {
        var b = new byte[SECTOR];
        m.board().media().get(DriveSlot.HDA).read((long) n * SECTOR, b, 0, SECTOR);
        return b;
    }

    private static byte[] buffer(Machine m) {
        return Arrays.copyOfRange(m.board().map.backing, BUFFER, BUFFER + SECTOR);
    }

    private String hashAt(long instructions) throws IOException {
        try (var m = machine("reference", TierPolicy.INTERPRET_ONLY)) {
            while (m.instructions() < instructions) m.runSlice(instructions - m.instructions());
            return m.fullHash();
        }
    }

    @Test
    void goesBackOverDmaAndUndoesWhatWasWritten() throws IOException {
        try (var m = machine("disk", TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, Limits.every(20_000), new Progress(_ -> {}));
            while (m.now() < END) {
                m.runUntil(m.now() + 1_000_000);
                t.ran();
            }
            assertTrue(m.cpu().halted, "it has come to its end");
            assertArrayEquals(sector(contents, FROM), onDisk(TO));

            var past = new Past(t);
            Writer spoiler = past.whoWrote("buffer", BUFFER, 4), dma = past.whoWrote("buffer", BUFFER + 4, 4);
            assertEquals(ROM.at("write_done"), spoiler.linear());
            assertFalse(spoiler.device());
            assertTrue(dma.device(), "the bus master: " + dma);
            t.goToInstruction(spoiler.instructions());
            assertArrayEquals(sector(contents, FROM), buffer(m));
            assertEquals(hashAt(spoiler.instructions()), m.fullHash());
            assertArrayEquals(sector(contents, FROM), seen(m, TO), "both transfers are over");
            t.goToInstruction(dma.instructions() + 1);
            assertArrayEquals(sector(contents, FROM), buffer(m));
            assertEquals(hashAt(dma.instructions() + 1), m.fullHash());
            assertArrayEquals(sector(contents, TO), seen(m, TO), "nothing is written yet");
            while (m.board().map.peek(BUFFER + 4, 4) != 0) t.stepBack(1);
            assertArrayEquals(new byte[SECTOR], buffer(m));
            assertEquals(hashAt(m.instructions()), m.fullHash());

            assertArrayEquals(sector(contents, FROM), onDisk(TO), "who looks at the past changes nothing");
            t.fork();
            assertArrayEquals(contents, Files.readAllBytes(dir.resolve("disk")), "what the disk was then, it is");
            while (!m.cpu().halted) {
                m.runUntil(m.now() + 1_000_000);
                t.ran();
            }
            assertArrayEquals(sector(contents, FROM), onDisk(TO), "and is written again");
            t.close();
        }
    }
}
