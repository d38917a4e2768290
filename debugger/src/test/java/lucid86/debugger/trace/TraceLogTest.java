package lucid86.debugger.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stops;
import lucid86.debugger.session.TestRom;
import lucid86.debugger.session.Tour;
import lucid86.debugger.time.TimeRom;
import lucid86.jit.run.TierPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceLogTest {
    @TempDir
    Path dir;

    @Test
    void writesCodeIrBytecodeAndBlocks() throws Exception {
        var text = new StringBuilder();
        var options = SessionOptions.stopped().withPolicy(TierPolicy.COMPILE_AT_ONCE).withTrace(new TraceLog(EnumSet.allOf(LogItem.class), text));
        try (var session = Session.open(TestRom.config(dir), options)) {
            session.runToStop(new Command.RunTo(TestRom.SLEEP));
        }
        var lines = text.toString().lines().toList();
        assertTrue(lines.contains("0x000f0010:  inc bx"), text.toString());
        assertEquals(5, lines.stream().filter(l -> l.startsWith("Trace 0: [000f0010/real16] 2 insns")).count(), text.toString());
        assertTrue(lines.contains("OP:") && lines.contains("OP after optimisation:"), text.toString());
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("OUT: ")), text.toString());
    }

    @Test
    void readsListsOfItems() {
        assertEquals(Set.of(LogItem.IN_ASM, LogItem.INT), LogItem.parse("in_asm,int"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> LogItem.parse("in_asm,gpu")).getMessage().contains("'gpu'"));
    }

    @Test
    void writesRegistersAndPageFaultsOfChosenCode() throws Exception {
        var text = new StringBuilder();
        int user = Tour.at("user");
        var filter = AddressFilter.parse(String.format("0x%x+20", user));
        try (var session = Tour.open(dir, SessionOptions.stopped().withTrace(new TraceLog(Set.of(LogItem.IN_ASM, LogItem.CPU, LogItem.MMU), filter, text)))) {
            Stops.run(session, new Command.RunTo(Tour.at("done")));
        }
        var lines = text.toString().lines().toList();
        assertTrue(lines.contains(String.format("0x%08x:  mov ax,0x23", user)), text.toString());
        assertTrue(lines.stream().noneMatch(l -> l.contains("rep stosb")), "code outside of the range");
        assertTrue(lines.contains(String.format("EIP=%08x EFL=00000002 [-------] CPL=3 II=0 A20=1 SMM=0 HLT=0", user)), text.toString());
        assertTrue(lines.contains("CS =001b 00000000 ffffffff 00cffb00"), text.toString());
        assertTrue(lines.contains("mmu: page fault at 00900000 (user, read, not present), CR3 00010000"), text.toString());
        assertTrue(lines.contains("     PTE   100 at 00012400: 00000000 not present"), text.toString());
    }

    @Test
    void writesWhatTheTlbForgets() throws Exception {
        var text = new StringBuilder();
        try (var session = Session.open(TimeRom.config(dir), SessionOptions.stopped().withTrace(new TraceLog(Set.of(LogItem.MMU), text)))) {
            Stops.run(session, new Command.RunTo(TimeRom.COPY));
        }
        var lines = text.toString().lines().toList();
        assertTrue(lines.contains("mmu: the TLB is flushed, global pages stay, CR3 00100000"), "CR3 is loaded: " + text);
        assertTrue(lines.contains("mmu: the TLB is flushed, CR3 00100000"), "paging is switched on: " + text);
        assertTrue(lines.contains("mmu: the TLB drops page 00300000, CR3 00100000"), "INVLPG: " + text);
    }

    @Test
    void readsAddressFilters() {
        assertEquals(new AddressFilter(List.of(new AddressFilter.Range(0x1000, 0x1fff), new AddressFilter.Range(0x2000, 0x20ff), new AddressFilter.Range(0x2f01, 0x3000))),
                AddressFilter.parse("0x1000..0x1fff,2000+100,3000-100"));
        for (String wrong : List.of("", "1000", "5..4", "x..y", "0-2", "fffffff0+100")) assertThrows(IllegalArgumentException.class, () -> AddressFilter.parse(wrong), wrong);
    }
}
