package lucid86.machine.dev.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.dev.SavedState;
import lucid86.machine.io.A20Gate;
import lucid86.machine.io.IrqLine;
import org.junit.jupiter.api.Test;

class DebugPortsTest {
    @Test
    void consoleWritesBytesAndShowsItIsThere() {
        var bytes = new ArrayList<Integer>();
        var console = new DebugConsole(DebugConsole.SEABIOS_PORT, bytes::add);
        console.out(0x402, 1, 'A');
        assertEquals(0xe9, console.in(0x402, 1));
        assertEquals(List.of((int) 'A'), bytes);
        SavedState.transfer(console, new DebugConsole(DebugConsole.SEABIOS_PORT, b -> {}));
    }

    @Test
    void exitStatusIsOdd() {
        var codes = new ArrayList<Integer>();
        var exit = new DebugExit(0xf4, 4, codes::add);
        exit.out(0xf4, 4, 0x10);
        exit.out(0xf4, 1, 0);
        assertEquals(List.of(0x21, 1), codes);
        assertEquals(0, exit.in(0xf4, 1));
        assertThrows(IllegalArgumentException.class, () -> new DebugExit(0xf4, 5, codes::add));
    }

    @Test
    void postCodesRememberTheLastSixteen() {
        var lines = new ArrayList<String>();
        var port = new PostCodes(0x80, PostCodes.lines(0x80, lines::add));
        assertEquals(0, port.in(0x80, 1));
        for (int i = 1; i <= 100; i++) {
            port.out(0x80, 1, i);
            port.out(0x80, 1, i);
        }
        assertEquals(100, port.in(0x80, 1));
        var history = port.view().groups().get(0).registers().get(1).value();
        assertEquals("55 56 57 58 59 5a 5b 5c 5d 5e 5f 60 61 62 63 64", history);
        assertEquals(100, lines.size());
        assertEquals("POST 64 at port 80h", lines.getLast());
        SavedState.transfer(port, new PostCodes(0x80, PostCodes.lines(0x80, lines::add)));
    }

    @Test
    void port92GatesA20AndResetsOnARise() {
        var open = new boolean[] {true};
        var gate = new A20Gate(v -> open[0] = v);
        var inits = new int[1];
        var port = new Port92(gate, () -> inits[0]++);
        assertEquals(2, port.in(0x92, 1));
        port.out(0x92, 1, 0);
        assertFalse(open[0]);
        port.out(0x92, 1, 3);
        port.out(0x92, 1, 3);
        assertTrue(open[0]);
        assertEquals(1, inits[0]);
        SavedState.transfer(port, new Port92(new A20Gate(IrqLine.NONE), () -> {}));
        port.out(0x92, 1, 0);
        port.reset();
        assertTrue(open[0]);
        assertEquals(2, port.in(0x92, 1));
    }
}
