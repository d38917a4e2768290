package lucid86.debugger.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.view.ScreenText;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which instruction put a character on the screen of a real boot. */
@Timeout(60)
class WhoDrewTest {
    private static final String TITLE = "L U C I D 8 6";
    private static final int CELL_WIDTH = 9, CELL_HEIGHT = 16;

    @TempDir
    Path dir;

    @Test
    void findsTheInstructionThatDrewAPixel() throws IOException {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
        Path image = Files.write(dir.resolve("lessons.img"), Lessons.image());
        var config = MachineConfig.standard().withRam(8 << 20).withSnapshot(true).withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(image));
        try (var session = Session.open(config, SessionOptions.stopped().withHistory(Limits.standard()))) {
            session.runToStop(new Command.RunFor(new Goal.Elapsed(1_000_000_000)));
            var rows = session.ask(new ScreenText.Query()).join().rows();
            int row = 0;
            while (!rows.get(row).contains(TITLE)) row++;
            int column = rows.get(row).indexOf(TITLE);
            session.submit(new Command.WhoDrew(column * CELL_WIDTH + 3, row * CELL_HEIGHT + 5)).join();
            Writer who = session.ask(new TimelineStatus.Query()).join().answer().orElseThrow();
            assertTrue(who.found() && !who.device(), who.toString());
            session.submit(new Command.GoToInstruction(who.instructions())).join();
            assertFalse(character(session, row, column) == 'L', "not before");
            session.runToStop(new Command.Step(1));
            assertEquals('L', character(session, row, column), "and by this instruction: " + who);
            assertNotEquals("", who.instruction());
        }
    }

    private static char character(Session session, int row, int column) {
        var text = session.ask(new ScreenText.Query()).join().rows().get(row);
        return text.length() > column ? text.charAt(column) : ' ';
    }
}
