package lucid86.debugger.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stops;
import lucid86.debugger.session.Tour;
import lucid86.debugger.view.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InspectTest {
    @TempDir
    Path dir;

    private Session session;

    @BeforeEach
    void open() throws IOException {
        session = Tour.open(dir, SessionOptions.stopped());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void runTo(String label) {
        Stops.run(session, new Command.RunTo(Tour.at(label)));
        assertEquals(Tour.at(label), session.snapshot().status().linear());
    }

    private DescriptorTable table(DescriptorTable.Kind kind) {
        return session.ask(new DescriptorTable.Query(kind)).join();
    }

    @Test
    void readsInterruptVectors() {
        runTo("after_outer");
        var t = table(DescriptorTable.Kind.IDT);
        assertTrue(t.vectors());
        assertEquals(256, t.entries().size());
        var disks = t.entries().get(0x13);
        assertEquals(0x4c, disks.linear());
        assertEquals(OptionalInt.of(Tour.at("int13")), disks.handler());
        assertEquals("disks: int13", disks.name());
        assertTrue(disks.text().startsWith("f000:"), disks.text());
    }

    @Test
    void decodesTheTablesOfProtectedMode() {
        runTo("paged");
        var gdt = table(DescriptorTable.Kind.GDT);
        assertEquals(6, gdt.entries().size());
        assertEquals("null", gdt.entries().get(0).text());
        assertEquals("code32 r-x DPL0 base 00000000 limit ffffffff", gdt.entries().get(1).text());
        assertEquals(3, gdt.entries().get(4).descriptor().dpl());
        assertTrue(gdt.entries().get(5).descriptor().taskState());
        assertEquals(0x6000, gdt.entries().get(5).descriptor().base());
        var idt = table(DescriptorTable.Kind.IDT);
        assertFalse(idt.vectors());
        assertEquals(0x32, idt.entries().size());
        assertEquals("#PF page fault: page_fault", idt.entries().get(14).name());
        assertEquals(OptionalInt.of(Tour.at("gate")), idt.entries().get(0x30).handler());
        assertEquals(OptionalInt.empty(), idt.entries().get(3).handler(), "a null gate leads nowhere");
        assertEquals(List.of(), table(DescriptorTable.Kind.LDT).entries(), "LDTR was never loaded");
    }

    @Test
    void decodesTheTaskState() {
        runTo("paged");
        var task = session.ask(new TaskState.Query(OptionalInt.empty())).join().orElseThrow();
        assertTrue(task.wide());
        assertEquals(0x28, task.selector());
        assertEquals(new TaskState.Field("ESP0", 0x6004, 4, Optional.of(0x7000)), task.fields().get(1));
        assertEquals(new TaskState.Field("SS0", 0x6008, 2, Optional.of(0x10)), task.fields().get(2));
        assertEquals(OptionalInt.of(0x68), task.ioMap());
        assertEquals(Optional.of(0x6000), session.ask(new TaskState.Query(OptionalInt.of(0x28))).join().map(TaskState::base));
        assertEquals(Optional.empty(), session.ask(new TaskState.Query(OptionalInt.of(0x10))).join(), "a data segment is no task");
    }

    @Test
    void walksPages() {
        runTo("paged");
        Stops.run(session, new Command.Step(1));
        var walk = session.ask(new PageWalk.Query(new Address.InRegister(3, 0x800010))).join();
        assertEquals(OptionalLong.of(0x20010), walk.physical());
        assertEquals("ram + 20010", walk.target().map(t -> t.region() + " + " + Long.toHexString(t.offset())).orElse("").toLowerCase());
        assertEquals("urwx", walk.rights());
        assertEquals(2, walk.entries().size());
        assertEquals(0x10008, walk.entries().get(0).address());
        assertEquals("P RW US A D", walk.entries().get(1).bits());
        assertEquals("DS", walk.segment().orElseThrow().name());
        var hole = session.ask(new PageWalk.Query(new Address.Linear(0x900000))).join();
        assertEquals(OptionalLong.empty(), hole.physical());
        assertEquals("PTE 256 at 00012400 is not present", hole.text());
        var vga = session.ask(new PageWalk.Query(new Address.Physical(0xfffffff0L))).join();
        assertFalse(vga.target().orElseThrow().device());
        // The walk marked nothing: the entry of a page nobody touched is as the guest left it.
        assertEquals("P RW US", session.ask(new PageWalk.Query(new Address.Linear(0x3000))).join().entries().get(1).bits());
    }

    @Test
    void listsWhatIsMapped() {
        runTo("paged");
        var map = session.ask(new PageMap.Query(0, 100)).join();
        assertEquals(List.of(new PageMap.Stretch(0, 0xfffff, 0, "urwx"), new PageMap.Stretch(0x800000, 0x800fff, 0x20000, "urwx")), map.stretches());
        assertTrue(map.complete());
        assertFalse(session.ask(new PageMap.Query(0, 1)).join().complete());
        assertTrue(session.ask(new PhysicalMap.Query()).join().parts().size() > 3);
    }

    private List<String> calls() {
        return session.ask(new CallStack.Query(20)).join().frames().stream().map(CallStack.Frame::name).toList();
    }

    @Test
    void followsFramesOf16BitCode() {
        runTo("inner_loop");
        assertEquals(List.of("inner_loop", "outer+9", "after_outer"), calls());
        // Before the frame is made, and while it is.
        session.submit(new Command.PowerOn(false)).join();
        runTo("inner");
        assertEquals(List.of("inner", "outer+9", "after_outer"), calls());
        Stops.run(session, new Command.Step(1));
        assertEquals(List.of("inner+1", "outer+9", "after_outer"), calls());
    }

    @Test
    void guessesCallersWithoutFrames() {
        runTo("leaf");
        var frames = session.ask(new CallStack.Query(20)).join().frames();
        assertEquals(List.of("leaf", "bare+4", "fill+5"), frames.stream().map(CallStack.Frame::name).toList());
        assertEquals(CallStack.Origin.GUESS, frames.get(1).origin());
    }

    @Test
    void followsFramesOf32BitCode() {
        runTo("in_inner32");
        assertEquals(List.of("in_inner32", "outer32+8", "paged+f"), calls());
    }

    @Test
    void findsBytes() {
        runTo("paged");
        Stops.run(session, new Command.Step(1));
        var cc = MemorySearch.Pattern.parse("cc CC ?? cc");
        assertEquals(List.of(new Address.Linear(0x5100), new Address.Linear(0x5101)), session.ask(new MemorySearch.Query(cc, new Address.Linear(0x5000), 0x1000, 2)).join().found());
        var value = MemorySearch.Pattern.value(0x12345678, 4);
        var inCode = new Address.Linear(Tour.at("paged") + 6);
        assertEquals(List.of(new Address.Linear(0x20010), inCode, new Address.Linear(0x800010)),
                session.ask(new MemorySearch.Query(value, new Address.Linear(0x13000), 0x7f0000, 10)).join().found());
        assertEquals(List.of(new Address.Physical(0x20010)), session.ask(new MemorySearch.Query(value, new Address.Physical(0x20000), 0x10000, 10)).join().found());
        var long1 = session.ask(new MemorySearch.Query(value, new Address.Physical(0x20011), 1L << 32, 10)).join();
        assertEquals(Optional.of(new Address.Physical(0x20011L + MemorySearch.MOST)), long1.next(), "one answer takes only so much");
        assertEquals(3, MemorySearch.Pattern.parse("i\"abc\"").bytes().size());
        assertThrows(IllegalArgumentException.class, () -> MemorySearch.Pattern.parse("5x"));
    }
}
