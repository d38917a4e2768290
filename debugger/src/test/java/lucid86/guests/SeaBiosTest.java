package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.GuestFiles;
import lucid86.debugger.guests.GuestList;
import lucid86.debugger.guests.GuestRun;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.dev.firmware.FirmwareFinder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Firmware, from the reset vector until it has found nothing to boot: the same in every engine, to the instruction. */
class SeaBiosTest {
    /** Virtual time of the comparison in the middle of the work, in nanoseconds. */
    private static final long MIDDLE = 16_000_000;

    @TempDir
    Path dir;

    @BeforeEach
    void needsSeaBios() {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
    }

    @Test
    void comesToTheSameStateInAllEngines() throws GuestFailure {
        var guest = new GuestList(new GuestFiles(dir)).find("seabios").orElseThrow();
        var states = new ArrayList<List<String>>();
        for (var policy : List.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.NORMAL)) {
            try (var run = new GuestRun(guest, policy)) {
                run.machine().runUntil(MIDDLE);
                var state = new ArrayList<>(List.of(state(run)));
                run.toTheEnd();
                assertEquals(List.of(), run.log(), "nothing that firmware touches is missing");
                assertEquals(0, run.machine().resets());
                state.add(state(run));
                states.add(state);
            }
        }
        assertEquals(states.get(0), states.get(1), "interpreted and compiled");
        assertEquals(states.get(0), states.get(2), "interpreted and mixed");
    }

    private static String state(GuestRun run) {
        var m = run.machine();
        return m.instructions() + " instructions, " + m.now() + " ns, " + m.hash();
    }
}
