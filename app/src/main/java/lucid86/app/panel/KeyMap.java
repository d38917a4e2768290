package lucid86.app.panel;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javafx.scene.input.KeyCode;
import lucid86.machine.dev.kbc8042.Key;

/** Keys of the host as keys of a US keyboard. JavaFX tells no left from right and no scan codes: left it is, and the layout is the host's. */
final class KeyMap {
    private static final Map<KeyCode, Key> KEYS = new EnumMap<>(KeyCode.class);

    static {
        for (char c = 'A'; c <= 'Z'; c++) KEYS.put(KeyCode.valueOf(String.valueOf(c)), Key.valueOf(String.valueOf(c)));
        for (int i = 0; i <= 9; i++) KEYS.put(KeyCode.valueOf("DIGIT" + i), Key.valueOf("DIGIT_" + i));
        for (int i = 0; i <= 9; i++) KEYS.put(KeyCode.valueOf("NUMPAD" + i), Key.valueOf("KEYPAD_" + i));
        for (int i = 1; i <= 12; i++) KEYS.put(KeyCode.valueOf("F" + i), Key.valueOf("F" + i));
        KEYS.put(KeyCode.ESCAPE, Key.ESCAPE);
        KEYS.put(KeyCode.PRINTSCREEN, Key.PRINT_SCREEN);
        KEYS.put(KeyCode.SCROLL_LOCK, Key.SCROLL_LOCK);
        KEYS.put(KeyCode.PAUSE, Key.PAUSE);
        KEYS.put(KeyCode.BACK_QUOTE, Key.GRAVE);
        KEYS.put(KeyCode.MINUS, Key.MINUS);
        KEYS.put(KeyCode.EQUALS, Key.EQUAL);
        KEYS.put(KeyCode.BACK_SPACE, Key.BACKSPACE);
        KEYS.put(KeyCode.TAB, Key.TAB);
        KEYS.put(KeyCode.OPEN_BRACKET, Key.LEFT_BRACKET);
        KEYS.put(KeyCode.CLOSE_BRACKET, Key.RIGHT_BRACKET);
        KEYS.put(KeyCode.BACK_SLASH, Key.BACKSLASH);
        KEYS.put(KeyCode.CAPS, Key.CAPS_LOCK);
        KEYS.put(KeyCode.SEMICOLON, Key.SEMICOLON);
        KEYS.put(KeyCode.QUOTE, Key.APOSTROPHE);
        KEYS.put(KeyCode.ENTER, Key.ENTER);
        KEYS.put(KeyCode.SHIFT, Key.LEFT_SHIFT);
        KEYS.put(KeyCode.LESS, Key.NON_US_BACKSLASH);
        KEYS.put(KeyCode.COMMA, Key.COMMA);
        KEYS.put(KeyCode.PERIOD, Key.PERIOD);
        KEYS.put(KeyCode.SLASH, Key.SLASH);
        KEYS.put(KeyCode.CONTROL, Key.LEFT_CTRL);
        KEYS.put(KeyCode.ALT, Key.LEFT_ALT);
        KEYS.put(KeyCode.ALT_GRAPH, Key.RIGHT_ALT);
        KEYS.put(KeyCode.WINDOWS, Key.LEFT_GUI);
        KEYS.put(KeyCode.META, Key.LEFT_GUI);
        KEYS.put(KeyCode.COMMAND, Key.LEFT_GUI);
        KEYS.put(KeyCode.CONTEXT_MENU, Key.MENU);
        KEYS.put(KeyCode.SPACE, Key.SPACE);
        KEYS.put(KeyCode.INSERT, Key.INSERT);
        KEYS.put(KeyCode.DELETE, Key.DELETE);
        KEYS.put(KeyCode.HOME, Key.HOME);
        KEYS.put(KeyCode.END, Key.END);
        KEYS.put(KeyCode.PAGE_UP, Key.PAGE_UP);
        KEYS.put(KeyCode.PAGE_DOWN, Key.PAGE_DOWN);
        KEYS.put(KeyCode.UP, Key.UP);
        KEYS.put(KeyCode.DOWN, Key.DOWN);
        KEYS.put(KeyCode.LEFT, Key.LEFT);
        KEYS.put(KeyCode.RIGHT, Key.RIGHT);
        KEYS.put(KeyCode.KP_UP, Key.KEYPAD_8);
        KEYS.put(KeyCode.KP_DOWN, Key.KEYPAD_2);
        KEYS.put(KeyCode.KP_LEFT, Key.KEYPAD_4);
        KEYS.put(KeyCode.KP_RIGHT, Key.KEYPAD_6);
        KEYS.put(KeyCode.NUM_LOCK, Key.NUM_LOCK);
        KEYS.put(KeyCode.DIVIDE, Key.KEYPAD_SLASH);
        KEYS.put(KeyCode.MULTIPLY, Key.KEYPAD_STAR);
        KEYS.put(KeyCode.SUBTRACT, Key.KEYPAD_MINUS);
        KEYS.put(KeyCode.ADD, Key.KEYPAD_PLUS);
        KEYS.put(KeyCode.DECIMAL, Key.KEYPAD_PERIOD);
    }

    private KeyMap() {}

    static Optional<Key> of(KeyCode code) {
        return Optional.ofNullable(KEYS.get(code));
    }
}
