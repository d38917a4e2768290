package lucid86.debugger.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stride;
import lucid86.debugger.session.Tour;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Location;
import lucid86.debugger.view.Operations;
import lucid86.debugger.view.Registers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every measure of going on is one of going back, too. */
@Timeout(120)
class StrideTest {
    private static final Pattern GENERAL = Pattern.compile("(e[a-ds][xpi]|e[sb]p) = ([0-9a-f]{8})");

    @TempDir
    Path dir;

    private Session session;

    @AfterEach
    void close() {
        if (session != null) session.close();
    }

    private void open() throws IOException {
        session = Session.open(TimeRom.config(dir), SessionOptions.stopped().withHistory(Limits.every(2_000_000)));
    }

    private long instructions() {
        return session.snapshot().status().instructions();
    }

    private Operations operations() {
        return session.ask(new Operations.Query()).join();
    }

    @ParameterizedTest
    @CsvSource({"BLOCK, 9, 1", "BRANCH, 9, 1", "INTERRUPT, 3, 1", "IRQ, 3, 1", "FRAME, 2, 1", "INSTRUCTION, 9, 1"})
    void goesBackWhereItCameFrom(Stride stride, int times, int start) throws IOException {
        open();
        session.runToStop(new Command.Step(start));
        session.runToStop(Stride.BRANCH.forwards());
        thereAndBack(stride, times);
    }

    @Test
    void goesBackFromRingToRing() throws IOException {
        session = Tour.open(dir, SessionOptions.stopped().withHistory(Limits.every(2_000_000)));
        thereAndBack(Stride.RING, 3);
    }

    private void thereAndBack(Stride stride, int times) {
        var places = new ArrayDeque<Long>();
        for (int i = 0; i < times; i++) {
            session.runToStop(stride.forwards());
            assertTrue(places.isEmpty() || places.peek() < instructions(), "it goes on");
            places.push(instructions());
        }
        places.pop();
        while (!places.isEmpty()) {
            session.submit(stride.backwards()).join();
            assertEquals(places.pop(), instructions(), stride.text());
        }
    }

    @Test
    void runsBackToAPlace() throws IOException {
        open();
        session.submit(new Command.AddBreakpoint(new Location.Linear(TimeRom.WORK))).join();
        session.runToStop(new Command.Run());
        session.submit(new Command.RunBack(new Goal.Until(TimeRom.TOUCH, OptionalInt.empty(), false))).join();
        assertEquals(TimeRom.TOUCH, session.ask(new Registers.Query()).join().linearEip());
    }

    /** What operations are said to do is what the instruction does, and until its last one nothing has happened. */
    @Test
    void operationsTellWhatInstructionsDo() throws IOException {
        open();
        var seen = new HashSet<String>();
        int checked = 0;
        for (int i = 0; i < 250; i++) {
            long before = instructions();
            var registers = session.ask(new Registers.Query()).join();
            var all = operations();
            var expected = new int[8];
            for (int r = 0; r < 8; r++) expected[r] = registers.general().get(r);
            for (int k = 0; k < all.known(); k++) {
                assertEquals(k, operations().done());
                session.submit(new Command.StepOperation(false)).join();
                var m = GENERAL.matcher(all.lines().get(k).effect());
                if (m.matches()) expected[Registers.GENERAL_NAMES.indexOf(m.group(1).toUpperCase(Locale.ROOT))] = Integer.parseUnsignedInt(m.group(2), 16);
                assertEquals(before, instructions());
                assertEquals(registers, session.ask(new Registers.Query()).join());
            }
            boolean certain = all.known() == all.lines().size() - 1;
            session.runToStop(new Command.StepOperation(false));
            assertEquals(before + 1, instructions(), "the last operation carries the instruction out");
            assertEquals(0, operations().done());
            var now = session.ask(new Registers.Query()).join();
            if (!certain) continue;
            String ends = all.lines().getLast().effect();
            if (!ends.isEmpty()) assertEquals(String.format("eip = %08x", now.eip()), ends);
            for (int r = 0; r < 8; r++) assertEquals(expected[r], now.general().get(r), all.text());
            checked++;
            all.lines().forEach(l -> seen.add(l.text().replaceAll("[0-9].*", "")));
        }
        assertTrue(checked > 150 && seen.size() > 10, checked + " instructions, " + seen);
    }

    @Test
    void goesBackWithinAnInstructionAndOverItsBeginning() throws IOException {
        open();
        session.runToStop(new Command.RunTo(TimeRom.COPY));
        long n = instructions();
        session.submit(new Command.StepOperation(true)).join();
        assertEquals(n - 1, instructions());
        var before = operations();
        assertEquals(before.known(), before.done(), "before the last operation of the instruction before");
        assertTrue(before.known() > 0, before.text());
        for (int k = before.known() - 1; k >= 0; k--) {
            session.submit(new Command.StepOperation(true)).join();
            assertEquals(k, operations().done());
            assertEquals(n - 1, instructions());
        }
        assertTrue(operations().text().startsWith("> "), operations().text());
    }

    @Test
    void withoutAHistoryOnlyTheInstructionItselfGoesBack() throws IOException {
        session = Session.open(TimeRom.config(dir), SessionOptions.stopped());
        session.runToStop(new Command.RunTo(TimeRom.CULPRIT));
        session.submit(new Command.StepOperation(false)).join();
        session.submit(new Command.StepOperation(true)).join();
        assertThrows(CompletionException.class, () -> session.submit(new Command.StepOperation(true)).join());
    }

    @Test
    void anInstructionBeginsAnewWheneverTheMachineMoves() throws IOException {
        open();
        session.runToStop(new Command.RunTo(TimeRom.CULPRIT));
        session.submit(new Command.StepOperation(false)).join();
        assertEquals(1, operations().done());
        session.submit(new Command.JumpTo(TimeRom.CULPRIT)).join();
        assertEquals(0, operations().done(), "the next instruction is another one, though as many have been executed");
        session.submit(new Command.StepOperation(false)).join();
        session.submit(new Command.Reset()).join();
        assertEquals(0, operations().done());
        session.submit(new Command.StepOperation(false)).join();
        session.submit(new Command.PowerOn(false)).join();
        assertEquals(0, operations().done());
    }

    @Test
    void operationsNeedAMachineThatStandsStill() throws IOException {
        open();
        session.submit(new Command.Run()).join();
        var running = assertThrows(CompletionException.class, () -> session.submit(new Command.StepOperation(false)).join());
        assertTrue(running.getCause().getMessage().startsWith("pause the machine first"), running.getCause().getMessage());
        session.submit(new Command.PowerOff()).join();
        var off = assertThrows(CompletionException.class, () -> session.submit(new Command.StepOperation(true)).join());
        assertEquals("the machine is switched off", off.getCause().getMessage());
    }
}
