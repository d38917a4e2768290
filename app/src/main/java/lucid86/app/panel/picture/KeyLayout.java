package lucid86.app.panel.picture;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.dev.kbc8042.Key;

/** Where the keys of a PC keyboard lie, in key widths; names as on a US keyboard. */
final class KeyLayout {
    /** A key's cap: its place from the left and from the top, and its size. */
    record Cap(Key key, String name, double x, double y, double width, double height) {}

    private static final double NAVIGATION = 15.25, KEYPAD = 18.5;

    static final List<Cap> CAPS = List.copyOf(caps());
    static final double WIDTH = KEYPAD + 4, HEIGHT = 6.4;

    private KeyLayout() {}

    /** Lays keys out from left to right. */
    private static final class Row {
        private final List<Cap> caps;
        private final double y;
        private double x;

        Row(List<Cap> caps, double x, double y) {
            this.caps = caps;
            this.x = x;
            this.y = y;
        }

        Row gap(double width) {
            x += width;
            return this;
        }

        Row key(Key key, String name, double width, double height) {
            caps.add(new Cap(key, name, x, y, width, height));
            x += width;
            return this;
        }

        Row key(Key key, String name, double width) {
            return key(key, name, width, 1);
        }

        /** Keys one wide, from this one on in the order they are declared, with these names. */
        Row keys(Key first, String... names) {
            for (int i = 0; i < names.length; i++) key(Key.values()[first.ordinal() + i], names[i], 1);
            return this;
        }
    }

    private static List<Cap> caps() {
        var all = new ArrayList<Cap>();
        new Row(all, 0, 0).key(Key.ESCAPE, "Esc", 1).gap(1).keys(Key.F1, "F1", "F2", "F3", "F4").gap(0.5).keys(Key.F5, "F5", "F6", "F7", "F8").gap(0.5).keys(Key.F9, "F9", "F10", "F11", "F12");
        new Row(all, NAVIGATION, 0).keys(Key.PRINT_SCREEN, "Prt", "Scr", "Brk");
        new Row(all, 0, 1.4).keys(Key.GRAVE, "`", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "=").key(Key.BACKSPACE, "\u27f5", 2);
        new Row(all, 0, 2.4).key(Key.TAB, "Tab", 1.5).keys(Key.Q, "Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P", "[", "]").key(Key.BACKSLASH, "\\", 1.5);
        new Row(all, 0, 3.4).key(Key.CAPS_LOCK, "Caps", 1.75).keys(Key.A, "A", "S", "D", "F", "G", "H", "J", "K", "L", ";", "'").key(Key.ENTER, "Enter", 2.25);
        new Row(all, 0, 4.4).key(Key.LEFT_SHIFT, "Shift", 1.25).key(Key.NON_US_BACKSLASH, "<", 1).keys(Key.Z, "Z", "X", "C", "V", "B", "N", "M", ",", ".", "/").key(Key.RIGHT_SHIFT, "Shift", 2.75);
        new Row(all, 0, 5.4).key(Key.LEFT_CTRL, "Ctrl", 1.25).key(Key.LEFT_GUI, "Gui", 1.25).key(Key.LEFT_ALT, "Alt", 1.25).key(Key.SPACE, "", 6.25).key(Key.RIGHT_ALT, "Alt", 1.25)
                .key(Key.RIGHT_GUI, "Gui", 1.25).key(Key.MENU, "Menu", 1.25).key(Key.RIGHT_CTRL, "Ctrl", 1.25);
        new Row(all, NAVIGATION, 1.4).keys(Key.INSERT, "Ins", "Hm", "PU");
        new Row(all, NAVIGATION, 2.4).keys(Key.DELETE, "Del", "End", "PD");
        new Row(all, NAVIGATION + 1, 4.4).key(Key.UP, "\u2191", 1);
        new Row(all, NAVIGATION, 5.4).key(Key.LEFT, "\u2190", 1).key(Key.DOWN, "\u2193", 1).key(Key.RIGHT, "\u2192", 1);
        new Row(all, KEYPAD, 1.4).keys(Key.NUM_LOCK, "Num", "/", "*", "-");
        new Row(all, KEYPAD, 2.4).keys(Key.KEYPAD_7, "7", "8", "9").key(Key.KEYPAD_PLUS, "+", 1, 2);
        new Row(all, KEYPAD, 3.4).keys(Key.KEYPAD_4, "4", "5", "6");
        new Row(all, KEYPAD, 4.4).keys(Key.KEYPAD_1, "1", "2", "3").key(Key.KEYPAD_ENTER, "\u21b5", 1, 2);
        new Row(all, KEYPAD, 5.4).key(Key.KEYPAD_0, "0", 2).key(Key.KEYPAD_PERIOD, ".", 1);
        return all;
    }
}
