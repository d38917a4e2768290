package lucid86.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static Terminal after(String text) {
        var t = new Terminal();
        for (char c : text.toCharArray()) t.accept(c);
        return t;
    }

    @Test
    void linesAndOverwriting() {
        var t = after("hello\r\nworld\rW\b\b\tx\r\n");
        assertEquals("hello", t.line(0));
        assertEquals("World   x", t.line(1));
        assertEquals(3, t.size());
        assertEquals(2, t.row());
    }

    @Test
    void ansiSequences() {
        assertEquals("ab", after("\u001b[1;31ma\u001b[0mb\u001b]0;title\u0007").line(0));
        assertEquals("ab", after("abcdef\u001b[4D\u001b[K").line(0));
        assertEquals("abXdef", after("abcdef\u001b[4DX").line(0));
        assertEquals("new", after("old\u001b[2J\u001b[Hnew").line(1));
    }

    @Test
    void anyBytesAreSurvivedAndKeptWithinBounds() {
        var random = new Random(86);
        var t = new Terminal();
        for (int i = 0; i < 2_000_000; i++) t.accept(random.nextInt(4) == 0 ? random.nextInt(256) : "\n\u001b[9999CG;".charAt(random.nextInt(10)));
        assertTrue(t.size() <= 5000 && t.row() < t.size(), t.size() + " lines");
        for (int i = 0; i < t.size(); i++) assertTrue(t.line(i).length() <= 1000);
    }
}
