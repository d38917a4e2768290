package lucid86.debugger.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.RegisterName;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.stop.Location;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.Registers;
import lucid86.machine.board.InputEvent;
import lucid86.machine.dev.kbc8042.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Time travel as a person asks for it. */
@Timeout(120)
class TimeSessionTest {
    private static final int ECX = 1;

    @TempDir
    Path dir;

    private Session session;

    @AfterEach
    void close() {
        if (session != null) session.close();
    }

    private void open() throws IOException {
        session = Session.open(TimeRom.config(dir), SessionOptions.stopped().withHistory(Limits.every(100_000)));
    }

    private TimelineStatus status() {
        return session.ask(new TimelineStatus.Query()).join();
    }

    private Registers registers() {
        return session.ask(new Registers.Query()).join();
    }

    private void toCulpritAndOn() {
        session.submit(new Command.AddBreakpoint(new Location.Linear(TimeRom.CULPRIT))).join();
        session.runToStop(new Command.Run());
        session.runToStop(new Command.Step(3000));
    }

    @Test
    void stepsBack() throws IOException {
        open();
        toCulpritAndOn();
        long n = status().instructions();
        int ecx = registers().general().get(ECX);
        for (int i = 1; i <= 7; i++) {
            assertInstanceOf(StopReason.Travelled.class, session.runToStop(new Command.StepBack(1)));
            assertEquals(n - i, status().instructions());
        }
        assertTrue(status().past());
        assertFalse(ecx == registers().general().get(ECX), "more than one round of the loop back");
        session.runToStop(new Command.Step(7));
        assertFalse(status().past(), "forwards again is the present");
        assertEquals(ecx, registers().general().get(ECX));
    }

    @Test
    void runsBackwardsToBreakpoints() throws IOException {
        open();
        toCulpritAndOn();
        session.runToStop(new Command.Step(200_000));
        session.submit(new Command.AddBreakpoint(new Location.Linear(TimeRom.COPY))).join();
        var stop = session.runToStop(new Command.ReverseContinue());
        assertInstanceOf(StopReason.AtBreakpoint.class, stop, stop.text());
        assertEquals(TimeRom.CULPRIT, registers().linearEip());
        session.runToStop(new Command.ReverseContinue());
        assertEquals(TimeRom.COPY, registers().linearEip());
        assertEquals(5000, registers().general().get(ECX), "before the first round of the string instruction");
        assertEquals("at the beginning of history", session.runToStop(new Command.ReverseContinue()).text());
        // And forwards through the past.
        session.runToStop(new Command.Run());
        assertEquals(TimeRom.COPY, registers().linearEip());
        session.runToStop(new Command.Run());
        assertEquals(TimeRom.CULPRIT, registers().linearEip());
        session.runToStop(new Command.GoToInstruction(0));
        assertEquals(0xfffffff0, registers().linearEip());
        assertEquals("at the beginning of history", session.runToStop(new Command.ReverseContinue()).text());
    }

    @Test
    void answersWhoWroteAndWhoChanged() throws IOException {
        open();
        toCulpritAndOn();
        session.submit(new Command.WhoWrote(new Address.Linear(TimeRom.VICTIM), 1)).join();
        assertEquals(TimeRom.CULPRIT, status().answer().orElseThrow().linear());
        session.submit(new Command.WhoChanged(RegisterName.ESI)).join();
        assertEquals(TimeRom.COPY, status().answer().orElseThrow().linear());
        assertFalse(status().past());
    }

    /** The instruction just executed is part of the past, too. */
    @Test
    void theLastInstructionBeforeThePresentCounts() throws IOException {
        open();
        session.submit(new Command.AddBreakpoint(new Location.Linear(TimeRom.SUB1))).join();
        session.runToStop(new Command.Run());
        session.submit(new Command.WhoChanged(RegisterName.ESP)).join();
        assertEquals(TimeRom.CALL, status().answer().orElseThrow().linear());
        session.runToStop(new Command.StepBackOut());
        assertEquals(TimeRom.CALL, registers().linearEip());
    }

    @Test
    void inputInThePastMakesANewPresent() throws IOException {
        open();
        toCulpritAndOn();
        long end = status().presentInstructions();
        session.runToStop(new Command.GoToInstruction(5000));
        assertEquals(end, status().presentInstructions());
        session.submit(new Command.Input(new InputEvent.KeyStroke(Key.A, true))).join();
        assertFalse(status().past());
        assertEquals(5000, status().presentInstructions());
    }

    @Test
    void withoutAHistoryThePastIsRefused() throws IOException {
        session = Session.open(TimeRom.config(dir), SessionOptions.stopped());
        assertFalse(status().recording());
        var e = assertThrows(CompletionException.class, () -> session.submit(new Command.StepBack(1)).join());
        assertTrue(e.getCause().getMessage().startsWith("no history is kept"), e.getMessage());
        session.submit(new Command.KeepHistory(true)).join();
        session.runToStop(new Command.Step(10));
        session.runToStop(new Command.StepBack(3));
        assertEquals(7, status().instructions());
    }
}
