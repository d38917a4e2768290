package lucid86.debugger.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.stop.Location;
import lucid86.debugger.stop.Trigger;
import lucid86.debugger.view.CodeLine;
import lucid86.debugger.view.Listing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NotesTest {
    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Session open() throws IOException {
        var session = Tour.open(dir, SessionOptions.stopped().withLog(log::add));
        session.submit(new Command.KeepNotes(dir.resolve("config/notes.txt"))).join();
        return session;
    }

    private static CodeLine line(Session session, int linear) {
        return session.ask(new Listing.Query(OptionalInt.of(linear), 0, false, 1)).join().lines().getFirst();
    }

    @Test
    void survivesTheSession() throws IOException {
        int at = Tour.at("load") + 3;
        try (var session = open()) {
            session.submit(new Command.Break("break load if (al == 5) ignore 2")).join();
            session.submit(new Command.Break("port out 80")).join();
            session.submit(new Command.Break("break start once")).join();
            session.submit(new Command.Label(at, "after_load")).join();
            session.submit(new Command.Comment(at, "the same\nagain")).join();
            session.submit(new Command.Break("break after_load off")).join();
            int gdbs = session.place(new Trigger.Execute(new Location.Linear(0x1234))).join();
            assertEquals(5, gdbs);
            Stops.run(session, new Command.Run());
        }
        try (var session = open()) {
            assertEquals(List.of("break load if (al == 5) ignore 2", "port out 80", "break after_load off"),
                    session.snapshot().breakpoints().stream().map(Breakpoint::text).toList());
            assertEquals(Optional.of("after_load"), line(session, at).label());
            assertEquals("mov word [0x5000], 0x1234  ; the same again", line(session, at).source().orElse(""));
            assertEquals(Optional.of(at), session.ask(m -> m.symbols().addressOf("after_load")).join());
            session.submit(new Command.ClearBreakpoints()).join();
            session.submit(new Command.Label(at, "")).join();
            session.submit(new Command.Comment(at, "")).join();
            assertEquals(Optional.empty(), line(session, at).label());
        }
        assertEquals("", Files.readString(dir.resolve("config/notes.txt")));
        assertEquals(List.of(), log);
    }

    @Test
    void tellsOfLinesThatMakeNoSense() throws IOException {
        Files.createDirectories(dir.resolve("config"));
        Files.writeString(dir.resolve("config/notes.txt"), "# mine\nbreak 7c00\nbrake 7c00\nlabel xyz abc\nlabel 7c00 two words\nwatch w 5000\n");
        try (var session = open()) {
            assertEquals(2, session.snapshot().breakpoints().size());
            assertEquals(3, log.size(), log.toString());
            assertTrue(log.toString().contains("'brake' is nothing to stop at") && log.toString().contains("'xyz' is not a hexadecimal address"), log.toString());
            assertThrows(CompletionException.class, () -> session.submit(new Command.Label(5, "not a name")).join());
        }
    }

    @Test
    void goesOnWithoutAFile() throws IOException {
        Files.writeString(dir.resolve("config"), "a file where a folder should be");
        try (var session = open()) {
            session.submit(new Command.Break("break 7c00")).join();
            session.submit(new Command.Break("break 7c01")).join();
            assertEquals(2, session.snapshot().breakpoints().size());
            assertEquals(1, log.size(), "told once");
        }
    }
}
