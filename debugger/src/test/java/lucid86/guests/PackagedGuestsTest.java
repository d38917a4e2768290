package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.GuestFiles;
import lucid86.debugger.guests.GuestList;
import lucid86.debugger.guests.GuestRun;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guests out of Debian packages; {@code resources/guests/run fetch} gets them. Those that are not there are skipped, and the long
 * ones unless system property {@code lucid86.slow} is set.
 */
class PackagedGuestsTest {
    private static final GuestFiles FILES = GuestFiles.usual();

    private static GuestRun open(String name, TierPolicy policy) {
        var guest = new GuestList(FILES).find(name);
        assumeTrue(guest.isPresent(), () -> "the files of " + name + " are not in " + FILES.folder()
                + "; resources/guests/run fetch gets them");
        return new GuestRun(guest.orElseThrow(), policy);
    }

    private static void boot(String name, TierPolicy policy) {
        try (var run = open(name, policy)) {
            run.toTheEnd();
        } catch (GuestFailure e) {
            fail(name + ": " + e.getMessage());
        }
    }

    private static void assumeSlowOnes() {
        assumeTrue(Boolean.getBoolean("lucid86.slow"), "slow; -Dlucid86.slow=true runs it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grub-floppy", "memtest", "linux"})
    void comesToItsSight(String name) {
        boot(name, TierPolicy.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grub-cd", "memtest-cd", "invaders", "u-boot", "bochs-bios", "grub-firmware", "ipxe", "ipxe-cd", "ipxe-net", "linux-e1000", "linux-rtl8139",
         "linux-ne2k-pci", "linux-ne2k-isa", "linux-folder", "mach",
         "isolinux", "installer", "installer-gtk", "memtest-pass", "linux-disk", "desktop"})
    void slowOneComesToItsSight(String name) {
        assumeSlowOnes();
        boot(name, TierPolicy.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grub-floppy", "memtest", "linux"})
    void interpretedOneComesToItsSight(String name) {
        assumeSlowOnes();
        boot(name, TierPolicy.INTERPRET_ONLY);
    }

    @Test
    void linuxDecompressesToTheSameMemoryInAllEngines() throws GuestFailure {
        var states = new ArrayList<String>();
        for (var policy : List.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.NORMAL)) {
            try (var run = open("linux", policy)) {
                run.take(new Step.Pass(1));
                states.add(run.machine().instructions() + " instructions, " + run.machine().hash());
            }
        }
        assertEquals(states.get(0), states.get(1), "interpreted and compiled");
        assertEquals(states.get(0), states.get(2), "interpreted and mixed");
    }
}
