package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.GuestRun;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.io.ScreenPort;
import org.junit.jupiter.api.Test;

/**
 * The test guest {@code video.asm} makes a picture in each way the VGA can be used; each was looked at and compared with another
 * emulator's before it came into {@code video.txt}. {@code -Dlucid86.accept=true} renews that; {@code -Dlucid86.pictures=FOLDER}
 * keeps the pictures.
 */
class VideoTest {
    private static final Path EXPECTED = TestGuests.FOLDER.resolve("video.txt");
    private static final String END = "scenes end\n";

    @Test
    void everyPictureIsAsRecorded() throws GuestFailure, IOException {
        TestGuests.assumeSeaBios();
        var seen = new ArrayList<String>();
        try (var run = TestGuests.boot(TestGuests.machine("video"), TierPolicy.NORMAL)) {
            String scene;
            while (!(scene = nextScene(run)).isEmpty()) seen.add(scene + ": " + look(run, scene));
        }
        if (Boolean.getBoolean("lucid86.accept")) Files.write(EXPECTED, seen);
        assertEquals(String.join("\n", Files.readAllLines(EXPECTED)), String.join("\n", seen));
    }

    /** Waits for the next complete picture; its name, or nothing when there are no more. */
    private static String nextScene(GuestRun run) throws GuestFailure {
        int before = run.serial().length();
        if (before > 0) run.take(new Step.Press(Key.SPACE));
        for (int seconds = 0; seconds < 20 && !run.serial().substring(before).endsWith("\n"); seconds++) run.take(new Step.Pass(1));
        String said = run.serial().substring(before);
        if (said.equals(END)) return "";
        assertTrue(said.startsWith("scene ") && said.endsWith("\n"), () -> "the guest said '" + said + "'");
        return said.substring(6).strip();
    }

    /** The mode, and the check sums of all different pictures seen in the time in which everything blinks once. */
    private static String look(GuestRun run, String scene) throws IOException {
        var sums = new TreeSet<String>();
        long end = run.machine().now() + 1_200_000_000L;
        while (run.machine().now() < end) {
            run.machine().runUntil(run.machine().now() + 50_000_000);
            if (sums.add(sum(run.frame()))) keep(run, scene + "-" + sums.size());
        }
        var f = run.frame();
        return run.machine().board().vga().mode() + ", " + f.width() + " x " + f.height() + ", " + String.join(" ", sums);
    }

    private static String sum(ScreenPort.Frame f) {
        var crc = new CRC32();
        for (int i = 0; i < f.width() * f.height(); i++)
            for (int shift = 0; shift < 24; shift += 8) crc.update(f.pixels()[i] >>> shift);
        return String.format("%08x", crc.getValue());
    }

    private static void keep(GuestRun run, String name) throws IOException {
        String folder = System.getProperty("lucid86.pictures");
        if (folder != null) ImageIO.write(run.picture(), "png", Path.of(folder, name + ".png").toFile());
    }
}
