package lucid86.debugger.input;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lucid86.machine.board.InputEvent.KeyStroke;
import lucid86.machine.dev.kbc8042.Key;

/**
 * What the keys mean to the guest: which strokes give a character on a national keyboard, as DOS and Windows have it. Tables
 * are the four rows of a keyboard with 102 keys, from the key below Escape, from Q, from A, and from the key beside the left
 * shift; the key that is beside Enter on such keyboards ends the third row. A blank means no character.
 */
public enum KeyLayout {
    US(new String[] {"`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", " zxcvbnm,./"},
            new String[] {"~!@#$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:\"|", " ZXCVBNM<>?"}, "", "", ""),
    UK(new String[] {"`1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "\\zxcvbnm,./"},
            new String[] {"¬!\"£$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:@~", "|ZXCVBNM<>?"}, "`¦4€eéuúiíoóaá", "", ""),
    DE(new String[] {"^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"},
            new String[] {"°!\"§$%&/()=?`", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"}, "q@e€7{8[9]0}ß\\+~<|2²3³mµ", "", "^´`"),
    FR(new String[] {"²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "<wxcvbn,;:!"},
            new String[] {" 1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", ">WXCVBN?./§"}, "é~\"#'{([-|è`_\\ç^à@)]=}e€$¤", "", "^¨~`"),
    ES(new String[] {"º1234567890'¡", "qwertyuiop`+", "asdfghjklñ´ç", "<zxcvbnm,.-"},
            new String[] {"ª!\"·$%&/()=?¿", "QWERTYUIOP^*", "ASDFGHJKLÑ¨Ç", ">ZXCVBNM;:_"}, "º\\1|2@3#4~6¬`[+]´{ç}e€", "", "`^´¨~"),
    IT(new String[] {"\\1234567890'ì", "qwertyuiopè+", "asdfghjklòàù", "<zxcvbnm,.-"},
            new String[] {"|!\"£$%&/()=?^", "QWERTYUIOPé*", "ASDFGHJKLç°§", ">ZXCVBNM;:_"}, "ò@à#è[+]e€", "è{+}", "");

    /** The keys of the tables' rows. */
    private static final class Places {
        static final Key[][] ROWS = {
            {Key.GRAVE, Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.DIGIT_4, Key.DIGIT_5, Key.DIGIT_6, Key.DIGIT_7, Key.DIGIT_8, Key.DIGIT_9,
                Key.DIGIT_0, Key.MINUS, Key.EQUAL},
            {Key.Q, Key.W, Key.E, Key.R, Key.T, Key.Y, Key.U, Key.I, Key.O, Key.P, Key.LEFT_BRACKET, Key.RIGHT_BRACKET},
            {Key.A, Key.S, Key.D, Key.F, Key.G, Key.H, Key.J, Key.K, Key.L, Key.SEMICOLON, Key.APOSTROPHE, Key.BACKSLASH},
            {Key.NON_US_BACKSLASH, Key.Z, Key.X, Key.C, Key.V, Key.B, Key.N, Key.M, Key.COMMA, Key.PERIOD, Key.SLASH},
        };
    }

    /** Combining marks, and what is printed on the dead keys that make them. */
    private static final String MARKS = "\u0300\u0301\u0302\u0303\u0308", DEAD = "`´^~¨";

    /** A key and what is held with it. */
    private record Chord(Key key, boolean shift, boolean altGr) {}

    private final Map<Character, Chord> chords = new HashMap<>();
    private final String dead;

    /**
     * @param third pairs of a key's plain character and the one with AltGr
     * @param fourth the same with shift and AltGr
     * @param dead characters whose keys wait for another one; with a space they give themselves
     */
    KeyLayout(String[] plain, String[] shifted, String third, String fourth, String dead) {
        this.dead = dead;
        var keys = new HashMap<Character, Key>();
        for (int row = 0; row < Places.ROWS.length; row++)
            for (int i = 0; i < Places.ROWS[row].length; i++) {
                Key key = Places.ROWS[row][i];
                keys.put(plain[row].charAt(i), key);
                chords.putIfAbsent(plain[row].charAt(i), new Chord(key, false, false));
                chords.putIfAbsent(shifted[row].charAt(i), new Chord(key, true, false));
            }
        for (int i = 0; i < third.length(); i += 2) chords.putIfAbsent(third.charAt(i + 1), new Chord(keys.get(third.charAt(i)), false, true));
        for (int i = 0; i < fourth.length(); i += 2) chords.putIfAbsent(fourth.charAt(i + 1), new Chord(keys.get(fourth.charAt(i)), true, true));
        chords.put(' ', new Chord(Key.SPACE, false, false));
        chords.put('\n', new Chord(Key.ENTER, false, false));
        chords.put('\t', new Chord(Key.TAB, false, false));
        chords.put('\b', new Chord(Key.BACKSPACE, false, false));
        chords.put('\u001b', new Chord(Key.ESCAPE, false, false));
    }

    /** Strokes for a text; characters that this keyboard does not have are left out. */
    public List<KeyStroke> strokes(String text) {
        var all = new ArrayList<KeyStroke>();
        for (char c : text.replace("\r\n", "\n").replace('\r', '\n').toCharArray()) add(all, c);
        return all;
    }

    /** The characters of a text that this keyboard does not have, each once, in their order. */
    public String missing(String text) {
        var missing = new StringBuilder();
        for (char c : text.toCharArray())
            if (c != '\r' && !chords.containsKey(c) && accented(c).isEmpty() && missing.indexOf(String.valueOf(c)) < 0) missing.append(c);
        return missing.toString();
    }

    private void add(List<KeyStroke> all, char c) {
        Chord chord = chords.get(c);
        if (chord != null) {
            press(all, chord);
            if (dead.indexOf(c) >= 0) press(all, chords.get(' '));
        } else accented(c).ifPresent(both -> both.forEach(x -> press(all, x)));
    }

    /** A dead key and the letter for a letter with a mark. */
    private Optional<List<Chord>> accented(char c) {
        String parts = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        if (parts.length() != 2) return Optional.empty();
        int mark = MARKS.indexOf(parts.charAt(1));
        if (mark < 0 || dead.indexOf(DEAD.charAt(mark)) < 0) return Optional.empty();
        Chord first = chords.get(DEAD.charAt(mark)), second = chords.get(parts.charAt(0));
        return first == null || second == null ? Optional.empty() : Optional.of(List.of(first, second));
    }

    private static void press(List<KeyStroke> all, Chord c) {
        if (c.shift()) all.add(new KeyStroke(Key.LEFT_SHIFT, true));
        if (c.altGr()) all.add(new KeyStroke(Key.RIGHT_ALT, true));
        all.addAll(press(c.key()));
        if (c.altGr()) all.add(new KeyStroke(Key.RIGHT_ALT, false));
        if (c.shift()) all.add(new KeyStroke(Key.LEFT_SHIFT, false));
    }

    /** Keys pressed one after the other, then let go in the opposite order: one key, or a combination such as Ctrl+Alt+Del. */
    public static List<KeyStroke> press(Key... keys) {
        var all = new ArrayList<KeyStroke>();
        for (Key k : keys) all.add(new KeyStroke(k, true));
        for (int i = keys.length - 1; i >= 0; i--) all.add(new KeyStroke(keys[i], false));
        return all;
    }
}
