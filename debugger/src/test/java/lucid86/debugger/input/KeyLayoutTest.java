package lucid86.debugger.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import lucid86.machine.board.InputEvent.KeyStroke;
import lucid86.machine.dev.kbc8042.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyLayoutTest {
    /** Strokes in words: keys that go down, those held in front. */
    private static String words(KeyLayout layout, String text) {
        var held = EnumSet.noneOf(Key.class);
        var out = new StringBuilder();
        for (KeyStroke s : layout.strokes(text)) {
            boolean holds = s.key() == Key.LEFT_SHIFT || s.key() == Key.RIGHT_ALT;
            if (s.pressed()) assertTrue(held.add(s.key()), "pressed twice");
            else assertTrue(held.remove(s.key()), "let go without being pressed");
            if (!s.pressed() || holds) continue;
            if (!out.isEmpty()) out.append(' ');
            if (held.contains(Key.LEFT_SHIFT)) out.append("shift+");
            if (held.contains(Key.RIGHT_ALT)) out.append("altgr+");
            out.append(s.key());
        }
        assertTrue(held.isEmpty(), "nothing stays pressed");
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "US,a|A~,A shift+BACKSLASH shift+A shift+GRAVE",
        "US,z1!,Z DIGIT_1 shift+DIGIT_1",
        "UK,#~|,BACKSLASH shift+BACKSLASH shift+NON_US_BACKSLASH",
        "DE,zy<>|,Y Z NON_US_BACKSLASH shift+NON_US_BACKSLASH altgr+NON_US_BACKSLASH",
        "DE,@{\\,altgr+Q altgr+DIGIT_7 altgr+MINUS",
        "DE,^é,GRAVE SPACE EQUAL E",
        "FR,aq12,Q A shift+DIGIT_1 shift+DIGIT_2",
        "FR,éê@,DIGIT_2 LEFT_BRACKET E altgr+DIGIT_0",
        "ES,ñÁ~,SEMICOLON APOSTROPHE shift+A altgr+DIGIT_4 SPACE",
        "IT,{è,shift+altgr+LEFT_BRACKET LEFT_BRACKET",
    })
    void typesWhatIsThere(KeyLayout layout, String text, String strokes) {
        assertEquals(strokes, words(layout, text));
        assertEquals("", layout.missing(text));
    }

    @ParameterizedTest
    @EnumSource(names = {"ES", "IT"}, mode = EnumSource.Mode.EXCLUDE)
    void everyLayoutHasAllOfAscii(KeyLayout layout) {
        var ascii = new StringBuilder("\t\n");
        for (char c = ' '; c < 0x7f; c++) ascii.append(c);
        assertEquals("", layout.missing(ascii.toString()));
        words(layout, ascii.toString());
    }

    @Test
    void leavesOutWhatIsNot() {
        assertEquals("A B", words(KeyLayout.US, "aäb"));
        assertEquals("ä中", KeyLayout.US.missing("aä中bä"));
        assertEquals("A ENTER B ENTER", words(KeyLayout.US, "a\r\nb\r"));
        assertEquals("`~", KeyLayout.IT.missing("a`~"), "Italian keyboards have none");
    }

    @Test
    void pressesCombinations() {
        assertEquals("[KeyStroke[key=LEFT_CTRL, pressed=true], KeyStroke[key=DELETE, pressed=true], KeyStroke[key=DELETE, pressed=false], "
                + "KeyStroke[key=LEFT_CTRL, pressed=false]]", KeyLayout.press(Key.LEFT_CTRL, Key.DELETE).toString());
    }
}
