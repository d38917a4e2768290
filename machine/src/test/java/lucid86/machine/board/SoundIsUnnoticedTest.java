package lucid86.machine.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lucid86.machine.dev.sound.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that sounds runs the same whether somebody listens or not, and sounds the same however its run is cut. */
class SoundIsUnnoticedTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path dir;

    /** Speaker, FM and a DMA transfer of the sound card, begun by writes at some instructions. */
    private static final int[][] WRITES = {
        {0x43, 0xb6}, {0x42, 0x50}, {0x42, 0x04}, {0x61, 3}, // speaker
        {0x388, 0x23}, {0x389, 0x21}, {0x388, 0x43}, {0x389, 0}, {0x388, 0x63}, {0x389, 0xf0}, {0x388, 0x83}, {0x389, 0x0f},
        {0x388, 0xa0}, {0x389, 0x44}, {0x388, 0xb0}, {0x389, 0x32}, // a note
        {0xd6, 0xc0}, {0xd4, 0}, {0x0a, 5}, {0x0c, 0}, {0x0b, 0x59}, {0x02, 0}, {0x02, 0x10}, {0x83, 0}, {0x03, 0xff}, {0x03, 3}, {0x0a, 1},
        {0x226, 1}, {0x226, 0}, {0x22c, 0x41}, {0x22c, 0x2b}, {0x22c, 0x11}, {0x22c, 0xc6}, {0x22c, 0x10}, {0x22c, 0xff}, {0x22c, 3}};

    private Machine machine(Path rom) {
        FakeEngine[] engine = new FakeEngine[1];
        var config = MachineConfig.standard().withRam(4 << 20).withBios(rom).withSpeed(1000).withSoundCard(0x220, 5, 1, 5);
        var m = new Machine(config, (cpu, bus) -> engine[0] = new FakeEngine(cpu, bus), _ -> {});
        for (int i = 0; i < WRITES.length; i++) {
            int[] w = WRITES[i];
            engine[0].program.put(100L + 70L * i, () -> m.board().ports.out(w[0], 1, w[1]));
        }
        for (int i = 0; i < 4096; i++) m.board().map.write(0x1000 + i, 1, i * 37);
        return m;
    }

    @Test
    void listeningChangesNothing() throws IOException {
        Path rom = dir.resolve("rom.bin");
        var image = new byte[64 << 10];
        image[0xfff0] = (byte) 0xea;
        Files.write(rom, image);
        try (var silent = machine(rom); var heard = machine(rom); var heardInPieces = machine(rom)) {
            var whole = new Recording();
            var pieces = new Recording();
            heard.board().sound().connect(Optional.of(whole));
            heardInPieces.board().sound().connect(Optional.of(pieces));
            long end = 300 * MS;
            silent.runUntil(end);
            heard.runUntil(end);
            for (long t = 7 * MS; heardInPieces.now() < end; t += 7 * MS) heardInPieces.runUntil(Math.min(t, end));
            assertEquals(silent.fullHash(), heard.fullHash());
            assertEquals(silent.fullHash(), heardInPieces.fullHash());
            assertEquals(13_230, whole.frames());
            assertEquals(13_230, pieces.frames());
            double note = 0x244 * 49_716.0 * 16 / (1 << 20);
            assertEquals(whole.tone(note, 2000), pieces.tone(note, 2000), 0.001);
            assertTrue(whole.tone(note, 2000) > 0.008 && whole.tone(1_193_182 / 1104.0, 2000) > 0.1);
        }
    }
}
