package lucid86.debugger.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.guests.GuestFiles;
import lucid86.debugger.guests.GuestList;
import lucid86.debugger.script.Heard;
import lucid86.debugger.script.Script;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.symbol.NasmListing;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goes through the built-in course as "Show me" does: no goal is reached before its way is gone, and each is reached by it. */
@Timeout(300)
class CourseTest {
    @TempDir
    Path dir;

    static Stream<String> lessons() {
        return Course.builtIn().lessons().stream().filter(l -> l.goals().stream().noneMatch(g -> !g.needs().isEmpty())).map(Lesson::id);
    }

    @Test
    void thereIsACourse() {
        var course = Course.builtIn();
        assertTrue(course.lessons().size() >= 12);
        assertEquals(course.lessons().size(), course.lessons().stream().map(Lesson::id).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void everyGoalIsReachedByItsWayAndNotBefore(String id) throws Exception {
        Path disk = dir.resolve("lessons.img");
        Files.write(disk, Lessons.image());
        var config = MachineConfig.standard().withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(disk));
        goThrough(id, config, NasmListing.parse(Lessons.listing().lines().toList(), Lessons.LOAD_ADDRESS));
    }

    /** As the others, with Debian's kernel; skipped where {@code resources/guests/run fetch linux} has not fetched it. */
    @Test
    void linuxComesToItsFirstProgram() throws Exception {
        var linux = new GuestList(GuestFiles.usual()).find("linux");
        assumeTrue(linux.isPresent(), "no Linux here");
        var lesson = Course.builtIn().lessons().stream().filter(l -> l.goals().stream().anyMatch(g -> g.needs().contains(Lesson.Need.KERNEL))).findFirst().orElseThrow();
        goThrough(lesson.id(), linux.get().config(), SymbolTable.EMPTY);
    }

    private static void goThrough(String id, MachineConfig config, SymbolTable symbols) throws Exception {
        var lesson = Course.builtIn().lessons().stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow();
        try (var session = Session.open(config, SessionOptions.stopped())) {
            session.submit(new Command.SetSymbols(symbols)).join();
            session.runToStop(new Command.Step(10)); // somewhere, as a user is when a lesson begins
            var script = new Script(session, new Heard(SessionOptions.Output.NONE), new PrintStream(OutputStream.nullOutputStream()));
            checkLinks(session, lesson.introduction());
            for (Lesson.Step step : lesson.steps()) {
                checkLinks(session, step.text());
                if (step.goal().isEmpty()) continue;
                var goal = step.goal().get();
                if (!goal.way().isEmpty()) assertFalse(session.ask(goal.check()).join(), step.title() + ": reached before the way is gone");
                var complaint = new ByteArrayOutputStream();
                int code = script.run(id, goal.way(), new PrintStream(complaint));
                assertEquals(Script.GOOD, code, () -> step.title() + ": " + complaint);
                assertTrue(session.ask(goal.check()).join(), () -> step.title() + ": '" + goal.check() + "' is not so after " + goal.way());
            }
        }
    }

    /** Where links lead is somewhere. */
    private static void checkLinks(Session session, String markdown) {
        for (LessonLink link : LessonLink.all(markdown)) {
            switch (link) {
                case LessonLink.Code(String at) -> session.ask(new Expression.GoTo(at)).join();
                case LessonLink.Memory(String at) -> session.ask(new Expression.GoTo(at)).join();
                case LessonLink.Break(String what) -> session.submit(new Command.Break("break " + what + " once")).join();
                case LessonLink.Panel _ -> { } // the window's tests know panels
            }
            session.submit(new Command.ClearBreakpoints()).join();
        }
    }
}
