package lucid86.guests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lucid86.debugger.guests.Guest;
import lucid86.debugger.guests.GuestRun;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.dev.firmware.FirmwareFinder;

/** Test guests of our own: boot floppies assembled from the sources beside them, which tell on COM1 what they find. */
final class TestGuests {
    static final Path FOLDER = Path.of("src/test/resources/guests");

    private TestGuests() {}

    static void assumeSeaBios() {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
    }

    /** A small machine with this guest's floppy in drive A. */
    static MachineConfig machine(String name) {
        return MachineConfig.standard().withRam(16 << 20).withSnapshot(true).withDrive(DriveSlot.FDA, Drive.floppy(FOLDER.resolve(name + ".img")));
    }

    static GuestRun boot(MachineConfig config, TierPolicy policy) {
        return new GuestRun(new Guest("test guest", "what it tells", config, List.of()), policy);
    }
}
