package lucid86.debugger.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.TestRom;
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
        assertTrue(assertThrows(IllegalArgumentException.class, () -> LogItem.parse("in_asm,cpu")).getMessage().contains("'cpu'"));
    }
}
