package lucid86.debugger.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Rom;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stops;
import lucid86.debugger.session.Tour;
import lucid86.debugger.view.Address;
import lucid86.jit.run.TierPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All kinds of breakpoints, in every tier, on the ROM of {@link Tour}. */
@Timeout(60)
class BreakpointsTest {
    @TempDir
    Path dir;

    private Session session;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    static Stream<TierPolicy> policies() {
        return Stream.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE);
    }

    private void open(TierPolicy policy) throws IOException {
        session = Tour.open(dir, SessionOptions.stopped().withPolicy(policy).withLog(log::add));
    }

    @AfterEach
    void close() {
        if (session != null) session.close();
    }

    private void set(String breakpoint) {
        session.submit(new Command.Break(breakpoint)).join();
    }

    private StopReason run() {
        return Stops.run(session, new Command.Run());
    }

    private String hit() {
        return assertInstanceOf(StopReason.AtBreakpoint.class, run()).text();
    }

    private String pc() {
        return session.ask(m -> m.symbols().near(m.linearEip()).orElse("?")).join();
    }

    private long value(String expression) {
        return session.ask(new Expression.Watch(expression)).join().value();
    }

    private String by(String label, int distance) {
        return String.format(", by %08x", Tour.at(label) + distance);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAtSymbolsAndPhysicalPlaces(TierPolicy policy) throws IOException {
        open(policy);
        set("break inner+3 once");
        set("break phys:" + Integer.toHexString(Tour.at("outer32")));
        assertEquals("breakpoint at inner+3", hit());
        assertEquals("inner_loop", pc());
        assertEquals("breakpoint at phys:" + String.format("%08x", Tour.at("outer32")), hit());
        assertEquals("outer32", pc());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAfterMemoryIsWrittenReadAndChanged(TierPolicy policy) throws IOException {
        open(policy);
        set("watch change 5000 2");
        assertEquals("writes 2 at 00005000: 0000 -> 1234" + by("load", -6), hit());
        assertEquals("load", pc(), "after the instruction that writes");
        assertEquals(0x1234, value("word [5000]"));
        assertEquals("writes 2 at 00005000: 1234 -> 5678" + by("store", 0), hit(), "the same value is no change");
        assertEquals("store+6", pc());
        session.submit(new Command.ClearBreakpoints()).join();
        session.submit(new Command.PowerOn(false)).join();
        set("watch r 5001");
        assertEquals("reads 2 at 00005000: 1234" + by("load", 0), hit());
        session.submit(new Command.ClearBreakpoints()).join();
        session.submit(new Command.PowerOn(false)).join();
        set("watch w 5103 2");
        assertEquals("writes 1 at 00005103: 00 -> cc" + by("fill", 0), hit());
        assertEquals(5 - 1, value("cx"), "in the middle of REP STOSB");
        assertEquals("writes 1 at 00005104: 00 -> cc" + by("fill", 0), hit());
        set("watch rw phys:20010 4");
        assertEquals("writes 4 at 00800010: 00000000 -> 12345678" + by("paged", 0), hit(), "a physical range, reached through a page");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAfterPorts(TierPolicy policy) throws IOException {
        open(policy);
        set("port out 80 value a0 mask f0");
        set("port in 60-64");
        assertEquals("out 80, aa" + by("load", -10), hit(), "55 does not match");
        assertTrue(hit().startsWith("in 64: "), "the keyboard controller's status");
        assertEquals(2, session.snapshot().breakpoints().stream().mapToLong(Breakpoint::hits).sum());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAtInterruptsAndExceptions(TierPolicy policy) throws IOException {
        open(policy);
        set("int 13 ah 41");
        set("int e");
        set("int 30");
        assertEquals(String.format("INT 13 from f000:%08x", Tour.at("load") - Rom.BASE - 16), hit().replaceAll("interrupt", "INT"));
        assertEquals("int13", pc());
        assertEquals(String.format("INT 30 from 001b:%08x", Tour.at("after_gate")), hit());
        assertEquals("gate", pc());
        assertEquals(String.format("exception 0e (error 4) from 001b:%08x", Tour.at("after_gate")), hit());
        assertEquals("page_fault", pc());
        assertEquals(0x900000, value("cr2"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAtModesRingsAndControlRegisters(TierPolicy policy) throws IOException {
        open(policy);
        set("mode");
        set("ring");
        set("cr3");
        set("cr0 if (cr0 >> 1f)");
        assertEquals("real16 -> prot16", hit());
        assertEquals("to_protected", pc());
        assertEquals("prot16 -> prot32", hit());
        assertEquals("protected", pc());
        assertEquals("CR3 00000000 -> 00010000" + by("paged", -14), hit());
        assertEquals("CR0 60000011 -> e0000011" + by("paged", -3), hit());
        assertEquals("paged", pc());
        assertEquals("ring 0 -> 3", hit());
        assertEquals("user", pc());
        assertEquals("ring 3 -> 0", hit());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAtATripleFaultBeforeTheReset(TierPolicy policy) throws IOException {
        open(policy);
        set("triple-fault");
        Stops.run(session, new Command.RunTo(Tour.at("paged")));
        session.submit(new Command.Set("esp", 0x900000, 0)).join();
        assertEquals("CPU shut down (triple fault)", hit());
        assertEquals("paged+a", pc(), "the call that could not push");
        assertEquals(1, value("cr0 & 1"));
        Stops.run(session, new Command.RunTo(Tour.at("outer")));
        assertEquals(0, value("cr0 & 1"), "the board has reset the CPU meanwhile");
    }

    @Test
    void stopsWhenBlocksAreCompiledAndDropped() throws IOException {
        open(TierPolicy.COMPILE_AT_ONCE);
        set("compiled inner");
        assertTrue(hit().startsWith(String.format("block %08x compiled into ", Tour.at("inner"))));
    }

    @Test
    void stopsWhenALineRises() throws IOException {
        open(TierPolicy.NORMAL);
        set("irq 0");
        Stops.run(session, new Command.RunTo(Tour.at("done")));
        assertEquals(0, session.snapshot().breakpoints().getFirst().hits(), "the timer was never programmed");
        set("frame");
        session.submit(new Command.Pause()).join();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void obeysConditionsCountsAndLogs(TierPolicy policy) throws IOException {
        open(policy);
        set("break inner_loop if (cx == 2)");
        assertEquals("breakpoint at inner_loop", hit());
        assertEquals(2, value("cx"));
        session.submit(new Command.ClearBreakpoints()).join();
        session.submit(new Command.PowerOn(false)).join();
        set("break inner_loop ignore 2");
        hit();
        assertEquals(1, value("cx"), "the third time");
        session.submit(new Command.ClearBreakpoints()).join();
        session.submit(new Command.PowerOn(false)).join();
        log.clear();
        set("break inner_loop log \"cx={cx} at {cs:eip}\"");
        set("break after_outer once");
        hit();
        assertEquals("after_outer", pc());
        String at = Integer.toHexString(Tour.at("inner_loop"));
        assertEquals(List.of("cx=3 at " + at, "cx=2 at " + at, "cx=1 at " + at), log);
        assertEquals(1, session.snapshot().breakpoints().size(), "the other was there once");
        set("break load if ([0] / 0)");
        assertEquals("breakpoint at load; its condition has no value: division by zero (at character 5)", hit());
    }

    @Test
    void conditionsThatDoNotHoldCostNoStop() throws IOException {
        open(TierPolicy.NORMAL);
        set("watch w 5000 2 if (word [5000] == 5678)");
        assertEquals("writes 2 at 00005000: 1234 -> 5678" + by("store", 0), hit(), "judged after the instruction");
        assertEquals(1, session.snapshot().breakpoints().getFirst().hits());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stepsTowardsGoals(TierPolicy policy) throws IOException {
        open(policy);
        Stops.run(session, new Command.RunTo(Tour.at("inner")));
        Stops.run(session, new Command.StepBlock());
        assertEquals("inner_loop", pc());
        assertInstanceOf(StopReason.Stepped.class, Stops.run(session, new Command.RunFor(new Goal.Branch())));
        assertEquals("inner_loop", pc());
        assertEquals(1, value("cx"));
        Stops.run(session, new Command.RunFor(new Goal.Branch()));
        assertEquals("outer+9", pc(), "the loop ends without a branch; the return is one");
        Stops.run(session, new Command.RunFor(new Goal.Condition("ah == 41")));
        assertEquals(0x41, value("ah"));
        var event = Stops.run(session, new Command.RunFor(new Goal.Event(new Trigger.Interrupt(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()))));
        assertEquals("int13", pc());
        assertInstanceOf(StopReason.Happened.class, event);
        Stops.run(session, new Command.RunFor(new Goal.Event(new Trigger.RingChange())));
        assertEquals("user", pc());
        assertEquals(List.of(), session.snapshot().breakpoints());
    }

    @Test
    void stepsStopAtBreakpointsOnTheWay() throws IOException {
        open(TierPolicy.NORMAL);
        set("break inner");
        assertInstanceOf(StopReason.AtBreakpoint.class, Stops.run(session, new Command.Step(1000)));
        assertEquals("inner", pc());
        set("watch w 5000");
        assertInstanceOf(StopReason.AtBreakpoint.class, Stops.run(session, new Command.Step(1000)));
        assertEquals("load", pc());
    }

    @Test
    void breakpointsSurviveAReset() throws IOException {
        open(TierPolicy.NORMAL);
        set("watch w 5000");
        set("int 13 ah 2");
        hit();
        session.submit(new Command.Reset()).join();
        assertEquals("int13", hit().startsWith("INT 13") ? pc() : "");
        assertTrue(hit().startsWith("writes 2"));
    }

    @Test
    void watchingLeavesTheRunAsItIs() throws IOException {
        open(TierPolicy.NORMAL);
        Stops.run(session, new Command.RunTo(Tour.at("done")));
        String plain = session.ask(m -> m.machine().hash()).join();
        session.submit(new Command.PowerOn(false)).join();
        for (String b : List.of("watch rw 5000 1000 log \"x\"", "port any 0-ffff log \"x\"", "int log \"x\"", "mode log \"x\"", "cr3 log \"x\"", "watch rw phys:20000 1000 log \"x\""))
            set(b);
        Stops.run(session, new Command.RunTo(Tour.at("done")));
        assertEquals(plain, session.ask(m -> m.machine().hash()).join());
        assertTrue(log.stream().filter("x"::equals).count() > 15, log.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "break 00007c00", "break 0000:7c00", "break phys:000a0000 if (al == 5) ignore 3 once", "watch change 00005000 200", "watch r load",
        "port any 60-64", "port out 80 value a0 mask f0", "port in 1f7 value 50 log \"status {al}\" off", "int", "int 13 ah 42 al 0", "irq", "irq e",
        "mode", "ring", "cr0", "cr3", "cr4", "frame", "compiled", "dropped 00007c00", "triple-fault", "break load if (eax == (1 + 2) * 3)"
    })
    void writesWhatItReads(String text) throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        session.submit(new Command.ImportBreakpoints("# from a file\n\n" + text + "\n")).join();
        assertEquals(text.replaceAll("(compiled|dropped) 0*", "$1 ").strip(), session.snapshot().breakpoints().getFirst().text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "brake 7c00; 'brake' is nothing to stop at",
        "break; an address is missing",
        "break nowhere; 'nowhere' is not known",
        "watch x 5000; memory is watched for r, w, rw or change, not 'x'",
        "port out 12345; '12345' is not a hexadecimal number up to ffff",
        "port out 80 always; 'always' is not expected here",
        "int 100; '100' is not a hexadecimal number up to ff",
        "break 7c00 if (al ==; ')' is missing",
        "break 7c00 if (al ==); the expression ends too early",
        "break 7c00 log \"{\"; '}' is missing",
        "break 7c00 ignore x; 'x' is not a number"
    })
    void tellsWhatIsWrong(String text, String message) throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        var e = assertThrows(CompletionException.class, () -> session.submit(new Command.ImportBreakpoints("break 7c00\n" + text)).join());
        assertTrue(e.getCause().getMessage().startsWith(message), e.getCause().getMessage());
        assertEquals(List.of(), session.snapshot().breakpoints(), "all or none");
        assertEquals(new Address.Linear(0x7c00), session.ask(new Expression.GoTo("7c00")).join());
    }
}
