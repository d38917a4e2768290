package lucid86.debugger.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import lucid86.debugger.stop.Location;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.BlockDetail;
import lucid86.debugger.view.BlockTable;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.Listing;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.Registers;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SessionTest {
    private static final int ECX = 1, EBX = 3;

    @TempDir
    Path dir;

    private Session session;

    static Stream<TierPolicy> policies() {
        return Stream.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.NORMAL);
    }

    private void open(TierPolicy policy) throws IOException {
        session = Session.open(TestRom.config(dir), SessionOptions.stopped().withPolicy(policy));
    }

    @AfterEach
    void close() {
        if (session != null) session.close();
    }

    private Registers registers() {
        return session.ask(new Registers.Query()).join();
    }

    private int register(int number) {
        return registers().general().get(number);
    }

    private void breakAt(int linear) {
        session.submit(new Command.AddBreakpoint(new Location.Linear(linear))).join();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stepsOneInstruction(TierPolicy policy) throws IOException {
        open(policy);
        assertEquals(0xfffffff0, registers().linearEip());
        assertInstanceOf(StopReason.Stepped.class, session.runToStop(new Command.Step(1)));
        assertEquals(TestRom.START, registers().linearEip());
        session.runToStop(new Command.Step(2));
        assertEquals(TestRom.FUNCTION, registers().linearEip());
        assertEquals(5, register(ECX));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stopsAtABreakpointEachTime(TierPolicy policy) throws IOException {
        open(policy);
        session.submit(new Command.AddBreakpoint(Location.parse("f000:0010"))).join();
        for (int i = 0; i < 5; i++) {
            var reason = assertInstanceOf(StopReason.AtBreakpoint.class, session.runToStop(new Command.Run()));
            assertEquals(i + 1, reason.breakpoint().hits());
            assertEquals(TestRom.FUNCTION, registers().linearEip());
            assertEquals(i, register(EBX));
        }
        assertEquals(5, session.snapshot().breakpoints().getFirst().hits());
        breakAt(TestRom.SLEEP);
        session.runToStop(new Command.Run());
        assertEquals(TestRom.SLEEP, registers().linearEip(), "no sixth call");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aBreakpointSwitchedOffOrRemovedDoesNotStop(TierPolicy policy) throws IOException {
        open(policy);
        breakAt(TestRom.FUNCTION);
        breakAt(TestRom.AFTER_CALL);
        breakAt(TestRom.DONE);
        var list = session.snapshot().breakpoints();
        session.submit(new Command.ChangeBreakpoint(list.get(0).enable(false))).join();
        session.submit(new Command.RemoveBreakpoint(list.get(1).id())).join();
        session.runToStop(new Command.Run());
        assertEquals(TestRom.DONE, registers().linearEip());
        assertEquals(2, session.snapshot().breakpoints().size());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stepsOverAndOutOfCalls(TierPolicy policy) throws IOException {
        open(policy);
        session.runToStop(new Command.RunTo(TestRom.LOOP));
        assertInstanceOf(StopReason.Stepped.class, session.runToStop(new Command.StepOver()));
        assertEquals(TestRom.AFTER_CALL, registers().linearEip());
        assertEquals(1, register(EBX));
        session.runToStop(new Command.StepOver());
        assertEquals(TestRom.LOOP, registers().linearEip(), "over a jump is one step");
        session.runToStop(new Command.Step(1));
        assertEquals(TestRom.FUNCTION, registers().linearEip());
        assertInstanceOf(StopReason.Stepped.class, session.runToStop(new Command.StepOut()));
        assertEquals(TestRom.AFTER_CALL, registers().linearEip());
        assertEquals(2, register(EBX));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aBreakpointInsideStopsAStepOver(TierPolicy policy) throws IOException {
        open(policy);
        session.runToStop(new Command.RunTo(TestRom.LOOP));
        breakAt(TestRom.FUNCTION);
        assertInstanceOf(StopReason.AtBreakpoint.class, session.runToStop(new Command.StepOver()));
        session.submit(new Command.RemoveBreakpoint(session.snapshot().breakpoints().getFirst().id())).join();
        assertEquals(new StopReason.Reached(TestRom.DONE), session.runToStop(new Command.RunTo(TestRom.DONE)));
        assertEquals(5, register(EBX), "the temporary breakpoint after the call is gone");
    }

    @Test
    void steppingKeepsTranslations() throws IOException {
        open(TierPolicy.COMPILE_AT_ONCE);
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        int before = session.snapshot().status().blocks();
        assertTrue(before >= 4, before + " blocks");
        session.submit(new Command.AddBreakpoint(new Location.Linear(0x12345))).join();
        session.submit(new Command.RemoveBreakpoint(1)).join();
        assertEquals(before, session.snapshot().status().blocks(), "a breakpoint elsewhere drops nothing");
    }

    @Test
    void pausesAndResets() throws IOException {
        open(TierPolicy.NORMAL);
        session.submit(new Command.Run()).join();
        assertTrue(session.snapshot().status().running());
        assertInstanceOf(StopReason.Paused.class, session.runToStop(new Command.Pause()));
        session.submit(new Command.Reset()).join();
        assertEquals(0xfffffff0, registers().linearEip());
        assertFalse(session.snapshot().status().running());
        session.runToStop(new Command.RunTo(TestRom.DONE));
        assertEquals(5, register(EBX));
    }

    @Test
    void aStepInHaltCanBePaused() throws IOException {
        open(TierPolicy.NORMAL);
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        session.runToStop(new Command.Step(1));
        assertTrue(session.snapshot().status().halted());
        session.submit(new Command.Step(1)).join();
        var reason = session.runToStop(new Command.Pause());
        assertTrue(reason instanceof StopReason.Paused || reason instanceof StopReason.Asleep, reason.toString());
        assertTrue(session.snapshot().status().halted());
    }

    @Test
    void powerGoesOffAndOn() throws IOException {
        open(TierPolicy.NORMAL);
        breakAt(TestRom.DONE);
        session.runToStop(new Command.Run());
        assertInstanceOf(StopReason.PoweredOff.class, session.runToStop(new Command.PowerOff()));
        assertThrows(CompletionException.class, () -> session.submit(new Command.Run()).join());
        session.submit(new Command.PowerOn(true)).join();
        assertInstanceOf(StopReason.AtBreakpoint.class, session.whenStopped().join(), "breakpoints survive");
        assertEquals(TestRom.DONE, registers().linearEip());
    }

    @Test
    void writesMemoryAndRegisters() throws IOException {
        open(TierPolicy.NORMAL);
        var at = new Address.Segmented(0x40, 0x1e);
        session.submit(new Command.WriteMemory(at, new byte[] {1, 2, 3, (byte) 0xff})).join();
        assertEquals(0xff030201L, session.ask(new MemoryPage.Query(new Address.Physical(0x41e), 4)).join().value(0, 4));
        var refused = assertThrows(CompletionException.class, () -> session.submit(new Command.WriteMemory(new Address.Linear(0xf0000), new byte[1])).join());
        assertInstanceOf(IllegalArgumentException.class, refused.getCause());
        session.submit(new Command.Set("ebx", 0x12345678, 0)).join();
        session.submit(new Command.Set("eflags", 0x8d7, 0)).join();
        assertEquals(0x12345678, register(EBX));
        assertEquals(0x8d7, registers().eflags());
    }

    @Test
    void snapshotsHoldWhatWasAskedFor() throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        var query = new Registers.Query();
        var code = new Listing.Query(OptionalInt.empty(), 0, true, 5);
        assertTrue(session.snapshot().get(query).isEmpty());
        session.setInterest(Set.of(query, code));
        session.runToStop(new Command.RunTo(TestRom.START));
        var snapshot = session.snapshot();
        assertEquals(TestRom.START, snapshot.get(query).orElseThrow().linearEip());
        var listing = snapshot.get(code).orElseThrow();
        assertEquals("mov cx,0x5", listing.lines().getFirst().text());
        assertEquals("call 0x10", listing.lines().get(1).text());
        assertEquals("b90500", listing.lines().getFirst().bytes());
        assertEquals(TestRom.START, snapshot.status().linear());
        assertEquals("real16", snapshot.status().mode());
    }

    @Test
    void listingsScrollBackToInstructionStarts() throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        session.runToStop(new Command.RunTo(TestRom.DONE));
        var listing = session.ask(new Listing.Query(OptionalInt.empty(), -2, false, 3)).join();
        assertEquals(TestRom.LOOP, listing.top());
        assertEquals(TestRom.DONE, listing.lines().get(2).linear());
    }

    /** Where a run ends within a block, its last instructions are blocks by themselves. */
    @Test
    void tellsBlocksThatWereSteppedFromOthers() throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        session.runToStop(new Command.RunTo(TestRom.START));
        session.runToStop(new Command.Step(1));
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        var rows = session.ask(new BlockTable.Query(BlockTable.Order.ADDRESS, 100)).join().rows();
        var stepped = rows.stream().filter(r -> r.state() == BlockTable.State.STEPPED).toList();
        assertTrue(stepped.stream().anyMatch(r -> r.linear() == TestRom.START), stepped.toString());
        assertTrue(stepped.stream().allMatch(r -> r.insns() == 1), stepped.toString());
        assertTrue(rows.stream().anyMatch(r -> r.state() == BlockTable.State.INTERPRETED && r.insns() > 1), rows.toString());
    }

    @Test
    void showsTranslatedBlocksInAllForms() throws IOException {
        open(TierPolicy.COMPILE_AT_ONCE);
        session.runToStop(new Command.RunTo(TestRom.SLEEP));
        var table = session.ask(new BlockTable.Query(BlockTable.Order.ADDRESS, 100)).join();
        var row = table.rows().stream().filter(r -> r.eip() == 0x10).findFirst().orElseThrow();
        assertEquals(BlockTable.State.COMPILED, row.state());
        assertEquals(2, row.insns());
        var detail = session.ask(new BlockDetail.Query(row.key())).join().orElseThrow();
        assertTrue(detail.guest().getFirst().text().contains("inc bx"), detail.guest().toString());
        assertEquals("43", detail.guest().getFirst().bytes());
        assertTrue(detail.bytecode().stream().anyMatch(l -> l.eip() == 0x10 && l.text().contains("IADD") && !l.meaning().isEmpty()), detail.text());
        assertTrue(detail.optimised().lines().stream().allMatch(l -> l.eip() >= 0x10 && l.eip() < 0x10 + row.bytes() && !l.meaning().isEmpty()), detail.text());
        assertTrue(detail.notes().getLast().startsWith("Compiled in Region"), detail.notes().toString());
        assertTrue(detail.notes().getFirst().startsWith("Ends here: "), detail.notes().toString());
    }

    @Test
    void showsDevices() throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        var devices = session.ask(new DeviceList.Query()).join().devices();
        assertTrue(devices.stream().anyMatch(d -> d.name().contains("vga")), devices.toString());
    }

    @Test
    void looksChangeNothing() throws IOException {
        open(TierPolicy.INTERPRET_ONLY);
        session.runToStop(new Command.RunTo(TestRom.DONE));
        var before = registers();
        for (int page = 0; page < 0x100; page++) session.ask(new MemoryPage.Query(new Address.Physical(page * 0x1000L + 0xfeb00000L), 16)).join();
        for (int page = 0; page < 0x100; page++) session.ask(new MemoryPage.Query(new Address.Linear(page << 12), 4096)).join();
        session.ask(new DeviceList.Query()).join();
        assertEquals(before, registers());
        assertEquals(new StopReason.Reached(TestRom.SLEEP), session.runToStop(new Command.RunTo(TestRom.SLEEP)));
    }

    @Test
    void aMachineThatCannotBeBuiltIsRefusedAtOnce() throws IOException {
        var config = TestRom.config(dir).withBios(dir.resolve("missing"));
        assertThrows(ConfigException.class, () -> Session.open(config, SessionOptions.stopped()));
    }
}
