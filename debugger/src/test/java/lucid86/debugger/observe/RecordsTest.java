package lucid86.debugger.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lucid86.debugger.script.Console;
import lucid86.debugger.script.Heard;
import lucid86.debugger.script.Script;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.TestRom;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Happening;
import lucid86.debugger.view.Address;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class RecordsTest {
    @TempDir
    Path dir;

    private Session session;

    @AfterEach
    void close() {
        if (session != null) session.close();
    }

    private void openRom() throws IOException {
        session = Session.open(TestRom.config(dir), SessionOptions.stopped().withPolicy(TierPolicy.COMPILE_AT_ONCE));
    }

    /** The built-in disk in its menu. */
    private void openLessons() throws IOException {
        Path disk = dir.resolve("lessons.img");
        Files.write(disk, Lessons.image());
        session = Session.open(MachineConfig.standard().withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(disk)), SessionOptions.stopped());
        script("wait \"L U C I D 8 6\" on screen");
    }

    private void script(String... lines) {
        var complaint = new ByteArrayOutputStream();
        var script = new Script(session, new Heard(SessionOptions.Output.NONE), new PrintStream(OutputStream.nullOutputStream()));
        assertEquals(Script.GOOD, script.run("test", List.of(lines), new PrintStream(complaint)), complaint::toString);
    }

    private EventLog.Page events(String filter) {
        return session.ask(new EventLog.Query(EventFilter.parse(filter), 0, EventLog.MOST)).join();
    }

    private void record(Records.Kind kind, boolean on) {
        session.submit(new Command.Record(kind, on)).join();
    }

    // ---- events ------------------------------------------------------------------------------------------------------------

    @Test
    void aTimersTicksAreWrittenDownWithTheirTimes() throws IOException {
        openLessons();
        assertFalse(events("").on());
        record(Records.Kind.EVENTS, true);
        script("type \"3\"", "wait \"timer ticks\" on screen", "run for 1s");
        var ticks = events("int=20").events();
        assertTrue(ticks.size() > 90, "a hundred a second, but there are " + ticks.size());
        for (int i = 1; i < 50; i++) {
            double ms = (ticks.get(i - 1).time() - ticks.get(i).time()) / 1e6;
            assertEquals(10, ms, 0.5, "between two ticks");
            assertEquals(Event.Kind.INT, ticks.get(i).kind());
            assertTrue(((Happening.Interrupted) ticks.get(i).what()).external());
        }
        assertTrue(events("irq=0").fitting() > 90, "the line rises as often");
        assertTrue(events("port=43").events().stream().anyMatch(e -> e.what() instanceof Happening.PortUsed p && p.out()), "the timer was programmed");
        assertTrue(events("port=20").fitting() > 90, "each tick is acknowledged");
        assertTrue(events("mode").fitting() > 0, "protected mode was entered");
        assertEquals(events("").fitting(), events("int").fitting() + events("irq").fitting() + events("port").fitting() + events("control").fitting() + events("mode").fitting());
        record(Records.Kind.EVENTS, false);
        assertFalse(events("").on());
    }

    @Test
    void whoGoesOnFromThePastFindsTheSameEventsAgain() throws IOException {
        openLessons();
        session.submit(new Command.KeepHistory(true)).join();
        record(Records.Kind.EVENTS, true);
        script("type \"3\"", "wait \"timer ticks\" on screen", "run for 300ms");
        var before = events("int").events();
        long end = before.getFirst().instructions(), middle = before.get(10).instructions();
        session.runToStop(new Command.GoToInstruction(middle - 1));
        assertEquals(before, events("int").events(), "going back alone changes nothing");
        session.runToStop(new Command.RunFor(new Goal.Elapsed(session.ask(m -> before.getFirst().time() - m.machine().now()).join() + 1_000_000)));
        assertTrue(session.ask(m -> m.machine().instructions()).join() >= end);
        var again = events("int").events();
        for (int i = 0; i < 20; i++) {
            Event a = again.get(again.size() - 1 - i), b = before.get(before.size() - 1 - i);
            assertEquals(b, a);
        }
        assertEquals(before.stream().map(e -> e.time() + e.what().text()).toList(),
                again.stream().filter(e -> e.time() <= before.getFirst().time()).map(e -> e.time() + e.what().text()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "snow; 'snow' is no kind of event",
        "port=12345; '12345' is not a hexadecimal number",
        "int=30-20; '30-20' ends before it begins",
        "irq=; '' is not a hexadecimal number",
    })
    void filtersThatMakeNoSenseAreExplained(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> EventFilter.parse(text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    // ---- memory, code, blocks ------------------------------------------------------------------------------------------------

    @Test
    void touchedMemoryIsKnownByReadWriteAndExecution() throws IOException {
        openRom();
        record(Records.Kind.HEAT, true);
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        var code = session.ask(new MemoryHeat.Query(new Address.Linear(TestRom.START), 2)).join();
        assertTrue(code.on());
        assertTrue(code.ages().get(0).executed() >= 0 && code.ages().get(1).executed() >= 0, "the loop and the function");
        assertEquals(-1, code.ages().get(0).written());
        // SP was 0 at reset: calls push at SS:FFFE, returns read it.
        var stack = session.ask(new MemoryHeat.Query(new Address.Linear(0xfff0), 1)).join().ages().getFirst();
        assertTrue(stack.written() >= 0 && stack.read() >= 0, stack.toString());
        assertEquals(-1, stack.executed());
        assertEquals(MemoryHeat.Ages.NEVER, session.ask(new MemoryHeat.Query(new Address.Linear(0x5000), 1)).join().ages().getFirst());
    }

    @Test
    void executedCodeIsCoveredAndTheRestIsNot() throws IOException {
        openRom();
        session.runToStop(new Command.RunTo(TestRom.LOOP));
        record(Records.Kind.COVERAGE, true);
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        var bytes = session.ask(new Coverage.Bytes(TestRom.START, 0x20)).join().orElseThrow();
        assertFalse(bytes.get(0), "was executed before");
        assertTrue(bytes.get(3) && bytes.get(8) && bytes.get(0x10) && bytes.get(0x11), bytes.toString());
        assertFalse(bytes.get(0xe), "never executed");
        assertFalse(bytes.get(0x12));
        var all = session.ask(new Coverage.Query(100)).join();
        assertEquals(all.bytes(), all.spans().stream().mapToLong(Coverage.Span::bytes).sum());
        Path file = dir.resolve("coverage.txt");
        assertTrue(new Console(session).ask("coverage " + file).contains("written to"));
        assertTrue(Files.readString(file).contains("000f0010-000f0011"), Files.readString(file));
    }

    @Test
    void theLastBlocksAreListedInOrder() throws IOException {
        openRom();
        record(Records.Kind.BLOCKS, true);
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        var page = session.ask(new BlockRing.Query(0, 100)).join();
        var order = page.newest().reversed().stream().map(BlockRing.Entry::linear).toList();
        assertEquals(5, order.stream().filter(a -> a == TestRom.FUNCTION).count(), order.toString());
        assertEquals(TestRom.DONE, order.getLast());
        assertEquals(order.subList(order.size() - 3, order.size()), session.ask(new BlockRing.Query(0, 3)).join().newest().reversed().stream().map(BlockRing.Entry::linear).toList());
        assertTrue(new Console(session).ask("blocks 5").contains(String.format("%08x", TestRom.DONE)));
    }

    /** Recording changes nothing but speed: the machine comes to the same moment in the same state. */
    @ParameterizedTest
    @EnumSource(Records.Kind.class)
    void recordingDoesNotChangeTheRun(Records.Kind kind) throws IOException {
        openLessons();
        script("type \"3\"", "wait \"timer ticks\" on screen", "run for 200ms");
        var plain = state();
        session.close();
        openLessons();
        record(kind, true);
        script("type \"3\"", "wait \"timer ticks\" on screen", "run for 200ms");
        assertEquals(plain, state());
    }

    private String state() {
        return session.ask(m -> m.machine().instructions() + " " + m.machine().now() + " " + m.registers() + " " + m.screenText()).join();
    }
}
