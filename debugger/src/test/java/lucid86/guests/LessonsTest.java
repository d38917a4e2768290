package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.GuestFiles;
import lucid86.debugger.guests.GuestList;
import lucid86.debugger.guests.GuestRun;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.io.ScreenPort;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in boot disk, seen by somebody who takes all seven lessons. */
class LessonsTest {
    private static final String MENU = "L U C I D 8 6", GRAPHICS = "320x200, 256 colours";

    /** A lesson's number, and words of its screen that only a machine that works right shows. */
    private record Page(int lesson, String... words) {}

    private static final List<Page> PAGES = List.of(
            new Page(1, "Hello! The firmware printed this, one INT 10h a letter.", "Hello! These letters were stored at B800:0000"),
            new Page(2, "A20 closed    22             22     one", "A20 open      11             22     two",
                    "CR0 in protected mode        00000011",
                    "These letters were written by 32-bit code", "real mode again: CR0.PE is 0"),
            new Page(3, "timer ticks        20", "seconds            2.0", "scan codes         84"),
            new Page(4, "Paging is on", "fault   CR2"),
            new Page(5, "Graphics in VGA mode 13h"),
            new Page(6, "1 + 2 + ... + 100 = 5050"),
            new Page(7, "A fractal from the x87 FPU"));

    @TempDir
    Path dir;

    @BeforeEach
    void needsSeaBios() {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
    }

    private GuestRun boot(TierPolicy policy) throws GuestFailure {
        var run = new GuestRun(new GuestList(new GuestFiles(dir)).find("lessons").orElseThrow(), policy);
        run.toTheEnd();
        return run;
    }

    @Test
    void everyLessonShowsTheSameInAllEngines() throws GuestFailure {
        var seen = new ArrayList<List<String>>();
        for (var policy : List.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.NORMAL)) {
            try (var run = boot(policy)) {
                seen.add(lookAtAll(run));
            }
        }
        assertEquals(seen.get(0), seen.get(1), "interpreted and compiled");
        assertEquals(seen.get(0), seen.get(2), "interpreted and mixed");
    }

    /** Opens each lesson and comes back; tells what each looked like, and when. */
    private static List<String> lookAtAll(GuestRun run) throws GuestFailure {
        var looks = new ArrayList<String>();
        for (var page : PAGES) {
            run.take(new Step.Type(String.valueOf(page.lesson())));
            run.take(new Step.Pass(2));
            for (String words : page.words())
                assertTrue(run.screen().contains(words), () -> "no '" + words + "' in lesson " + page.lesson() + ":\n" + run.screen());
            looks.add(look(run));
            run.take(new Step.Press(Key.ESCAPE));
            run.take(new Step.Expect(MENU, 1));
        }
        return looks;
    }

    private static String look(GuestRun run) {
        var m = run.machine();
        return m.board().vga().mode() + ", picture " + hash(run.frame()) + " at " + m.now() + " ns after "
                + m.instructions() + " instructions";
    }

    private static int hash(ScreenPort.Frame f) {
        return Arrays.hashCode(pixels(f));
    }

    private static int[] pixels(ScreenPort.Frame f) {
        return Arrays.copyOf(f.pixels(), f.width() * f.height());
    }

    @Test
    void faultsInLessonFourAreServedOnceForEachPage() throws GuestFailure {
        try (var run = boot(TierPolicy.NORMAL)) {
            run.take(new Step.Type("4"));
            run.take(new Step.Type("wr"));
            run.take(new Step.Pass(1));
            var rows = run.screen().lines().filter(l -> l.matches(" *[0-9]+ +[0-9A-F]{8}.*")).toList();
            assertTrue(rows.size() >= 1 && rows.size() <= 2, run.screen());
            assertTrue(rows.getFirst().contains("400") || rows.getFirst().contains("401") || rows.getFirst().contains("402")
                    || rows.getFirst().contains("403"), run.screen());
        }
    }

    @Test
    void lessonFiveMovesItsColours() throws GuestFailure {
        try (var run = boot(TierPolicy.NORMAL)) {
            run.take(new Step.Type("5\n"));
            run.take(new Step.Pass(2));
            assertEquals(GRAPHICS, run.machine().board().vga().mode());
            int[] first = pixels(run.frame());
            assertTrue(colours(first) > 60, colours(first) + " colours");
            run.take(new Step.Pass(1));
            assertTrue(!Arrays.equals(first, pixels(run.frame())), "the picture stands still");
            run.take(new Step.Press(Key.ESCAPE));
            run.take(new Step.Expect(MENU, 2));
        }
    }

    /** The set lies symmetric about the real axis, black where every point stays inside; the rest tells how exact the FPU is. */
    @Test
    void lessonSevenPaintsTheMandelbrotSet() throws GuestFailure {
        var pictures = new ArrayList<Integer>();
        for (var policy : List.of(TierPolicy.INTERPRET_ONLY, TierPolicy.NORMAL)) {
            try (var run = boot(policy)) {
                run.take(new Step.Type("7\n"));
                run.take(new Step.Picture(GRAPHICS, 12, 30));
                pictures.add(hash(run.frame()));
                run.take(new Step.Press(Key.ESCAPE));
                run.take(new Step.Expect(MENU, 2));
            }
        }
        assertEquals(pictures.getFirst(), pictures.getLast());
    }

    private static int colours(int[] pixels) {
        var all = new HashSet<Integer>();
        for (int p : pixels) all.add(p);
        return all.size();
    }
}
