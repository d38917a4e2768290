package lucid86.debugger.guests;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.board.InputEvent.KeyStroke;
import lucid86.machine.dev.kbc8042.Key;

/** Types text on a US keyboard. */
public final class Typist {
    private static final String PLAIN = "`1234567890-=[]\\;',./ \n\t";
    private static final String SHIFTED = "~!@#$%^&*()_+{}|:\"<>?";
    private static final List<Key> KEYS = List.of(Key.GRAVE, Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.DIGIT_4, Key.DIGIT_5, Key.DIGIT_6,
            Key.DIGIT_7, Key.DIGIT_8, Key.DIGIT_9, Key.DIGIT_0, Key.MINUS, Key.EQUAL, Key.LEFT_BRACKET, Key.RIGHT_BRACKET, Key.BACKSLASH,
            Key.SEMICOLON, Key.APOSTROPHE, Key.COMMA, Key.PERIOD, Key.SLASH, Key.SPACE, Key.ENTER, Key.TAB);

    private Typist() {}

    /** A key down and up. */
    public static List<KeyStroke> press(Key key) {
        return List.of(new KeyStroke(key, true), new KeyStroke(key, false));
    }

    /** The strokes for printable ASCII, tabs and line feeds. */
    public static List<KeyStroke> strokes(String text) {
        var all = new ArrayList<KeyStroke>();
        for (char c : text.toCharArray()) {
            boolean shift = Character.isUpperCase(c) || SHIFTED.indexOf(c) >= 0;
            if (shift) all.add(new KeyStroke(Key.LEFT_SHIFT, true));
            all.addAll(press(key(c)));
            if (shift) all.add(new KeyStroke(Key.LEFT_SHIFT, false));
        }
        return all;
    }

    /** The strokes for one character; none when no key of a US keyboard has it. */
    public static List<KeyStroke> typed(char c) {
        return c >= ' ' && c < 0x7f || c == '\n' || c == '\t' ? strokes(String.valueOf(c)) : List.of();
    }

    private static Key key(char c) {
        if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') return Key.valueOf(String.valueOf(Character.toUpperCase(c)));
        int at = Math.max(PLAIN.indexOf(c), SHIFTED.indexOf(c));
        if (at < 0) throw new IllegalArgumentException("no key for character " + (int) c);
        return KEYS.get(at);
    }
}
