package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.GuestRun;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.MachineConfig.Drive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floppies and CDs change while a guest runs, which looks at them when told ({@code media.asm}). */
class MediaTest {
    @TempDir
    Path dir;

    private Path image(String name, int size, int fill) throws IOException {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) fill);
        return Files.write(dir.resolve(name), bytes);
    }

    /** Types a letter, and tells what the guest says then. */
    private static String look(GuestRun run, String letter) throws GuestFailure {
        int before = run.serial().length();
        run.take(new Step.Type(letter));
        run.take(new Step.Pass(1));
        for (int i = 0; i < 20 && !run.serial().substring(before).endsWith("\n"); i++) run.take(new Step.Pass(1));
        return run.serial().substring(before).strip();
    }

    @Test
    void aGuestSeesDisksComeAndGo() throws GuestFailure, IOException {
        TestGuests.assumeSeaBios();
        Path floppy = image("a", 1440 * 1024, 0xf1), other = image("b", 720 * 1024, 0xf2), cd = image("c", 1 << 20, 0xc1), next = image("d", 1 << 20, 0xc2);
        var config = TestGuests.machine("media").withDrive(DriveSlot.FDB, Drive.floppy(floppy)).withDrive(DriveSlot.HDC, Drive.cd(cd))
                .withBootOrder("a", false);
        try (var run = TestGuests.boot(config, TierPolicy.NORMAL)) {
            run.take(new Step.Expect("ready\n", 30));
            assertEquals("floppy 80 00 F1, cd 00 02 C1", look(run, "x"), "what was there from the start");
            assertEquals("floppy 00 00 F1, cd 00 02 C1", look(run, "x"), "nothing new");
            run.machine().post(new InputEvent.Eject(DriveSlot.FDB));
            run.machine().post(new InputEvent.Eject(DriveSlot.HDC));
            assertEquals("floppy 80, cd 023A01 03 00E 00", look(run, "n"), "both are empty");
            run.machine().post(new InputEvent.Insert(DriveSlot.FDB, other));
            run.machine().post(new InputEvent.Insert(DriveSlot.HDC, next));
            assertEquals("floppy 80 00 F2, cd 062800 02 02 C2", look(run, "x"), "other disks, of another size");
            assertEquals("floppy 00 00 F2, cd 00 02 C2", look(run, "x"));
            assertEquals("floppy 00 00 F2, cd 023A02 03 01E 00", look(run, "e"), "the guest opened the tray");
            assertEquals("media end", look(run, "q"));
        }
    }
}
