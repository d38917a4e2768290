package lucid86.machine.dev.kbc8042;

/**
 * The keys of a PS/2 keyboard by their place on the US layout, with their scan codes (IBM Personal System/2 Hardware
 * Interface Technical Reference, "Keyboards"; Microsoft's Keyboard Scan Code Specification for the later keys).
 */
public enum Key {
    ESCAPE(0x76, 0x08, Kind.MAKE),
    F1(0x05, 0x07, Kind.MAKE), F2(0x06, 0x0f, Kind.MAKE), F3(0x04, 0x17, Kind.MAKE), F4(0x0c, 0x1f, Kind.MAKE),
    F5(0x03, 0x27, Kind.MAKE), F6(0x0b, 0x2f, Kind.MAKE), F7(0x83, 0x37, Kind.MAKE), F8(0x0a, 0x3f, Kind.MAKE),
    F9(0x01, 0x47, Kind.MAKE), F10(0x09, 0x4f, Kind.MAKE), F11(0x78, 0x56, Kind.MAKE), F12(0x07, 0x5e, Kind.MAKE),
    PRINT_SCREEN(0xe07c, 0x57, Kind.MAKE), SCROLL_LOCK(0x7e, 0x5f, Kind.MAKE), PAUSE(0xe177, 0x62, Kind.MAKE),

    GRAVE(0x0e), DIGIT_1(0x16), DIGIT_2(0x1e), DIGIT_3(0x26),
    DIGIT_4(0x25), DIGIT_5(0x2e), DIGIT_6(0x36), DIGIT_7(0x3d),
    DIGIT_8(0x3e), DIGIT_9(0x46), DIGIT_0(0x45), MINUS(0x4e), EQUAL(0x55), BACKSPACE(0x66),
    TAB(0x0d), Q(0x15), W(0x1d), E(0x24), R(0x2d), T(0x2c), Y(0x35), U(0x3c), I(0x43), O(0x44), P(0x4d),
    LEFT_BRACKET(0x54), RIGHT_BRACKET(0x5b), BACKSLASH(0x5d, 0x5c, Kind.TYPEMATIC),
    CAPS_LOCK(0x58, 0x14, Kind.MAKE_BREAK),
    A(0x1c), S(0x1b), D(0x23), F(0x2b), G(0x34), H(0x33),
    J(0x3b), K(0x42), L(0x4b), SEMICOLON(0x4c), APOSTROPHE(0x52), ENTER(0x5a),
    LEFT_SHIFT(0x12, 0x12, Kind.MAKE_BREAK),
    /** The key between left shift and Z on 102-key keyboards. */
    NON_US_BACKSLASH(0x61, 0x13, Kind.TYPEMATIC),
    Z(0x1a), X(0x22), C(0x21), V(0x2a), B(0x32), N(0x31), M(0x3a), COMMA(0x41), PERIOD(0x49), SLASH(0x4a),
    RIGHT_SHIFT(0x59, 0x59, Kind.MAKE_BREAK),
    LEFT_CTRL(0x14, 0x11, Kind.MAKE_BREAK), LEFT_GUI(0xe01f, 0x8b, Kind.MAKE),
    LEFT_ALT(0x11, 0x19, Kind.MAKE_BREAK), SPACE(0x29),
    RIGHT_ALT(0xe011, 0x39, Kind.MAKE), RIGHT_GUI(0xe027, 0x8c, Kind.MAKE),
    MENU(0xe02f, 0x8d, Kind.MAKE), RIGHT_CTRL(0xe014, 0x58, Kind.MAKE),

    INSERT(0xe070, 0x67, Kind.MAKE), HOME(0xe06c, 0x6e, Kind.MAKE), PAGE_UP(0xe07d, 0x6f, Kind.MAKE),
    DELETE(0xe071, 0x64, Kind.TYPEMATIC), END(0xe069, 0x65, Kind.MAKE), PAGE_DOWN(0xe07a, 0x6d, Kind.MAKE),
    UP(0xe075, 0x63, Kind.TYPEMATIC), LEFT(0xe06b, 0x61, Kind.TYPEMATIC),
    DOWN(0xe072, 0x60, Kind.TYPEMATIC), RIGHT(0xe074, 0x6a, Kind.TYPEMATIC),

    NUM_LOCK(0x77, 0x76, Kind.MAKE), KEYPAD_SLASH(0xe04a, 0x77, Kind.MAKE),
    KEYPAD_STAR(0x7c, 0x7e, Kind.MAKE), KEYPAD_MINUS(0x7b, 0x84, Kind.MAKE),
    KEYPAD_7(0x6c, 0x6c, Kind.MAKE), KEYPAD_8(0x75, 0x75, Kind.MAKE),
    KEYPAD_9(0x7d, 0x7d, Kind.MAKE), KEYPAD_PLUS(0x79, 0x7c, Kind.TYPEMATIC),
    KEYPAD_4(0x6b, 0x6b, Kind.MAKE), KEYPAD_5(0x73, 0x73, Kind.MAKE), KEYPAD_6(0x74, 0x74, Kind.MAKE),
    KEYPAD_1(0x69, 0x69, Kind.MAKE), KEYPAD_2(0x72, 0x72, Kind.MAKE),
    KEYPAD_3(0x7a, 0x7a, Kind.MAKE), KEYPAD_ENTER(0xe05a, 0x79, Kind.MAKE),
    KEYPAD_0(0x70, 0x70, Kind.MAKE), KEYPAD_PERIOD(0x71, 0x71, Kind.MAKE),

    /** Japanese and Brazilian keyboards: the key left of right shift. */
    INTL_RO(0x51), INTL_YEN(0x6a, 0x5d, Kind.TYPEMATIC),
    INTL_HENKAN(0x64, 0x86, Kind.MAKE), INTL_MUHENKAN(0x67, 0x85, Kind.MAKE),
    INTL_KATAKANA(0x13, 0x87, Kind.MAKE), KEYPAD_COMMA(0x6d, 0x7b, Kind.MAKE),

    /** Keys of later keyboards, which have no code in set 3. */
    POWER(0xe037, 0, Kind.MAKE), SLEEP(0xe03f, 0, Kind.MAKE), WAKE(0xe05e, 0, Kind.MAKE),
    MUTE(0xe023, 0, Kind.MAKE), VOLUME_DOWN(0xe021, 0, Kind.MAKE), VOLUME_UP(0xe032, 0, Kind.MAKE);

    /** What a key does in set 3 after power-on. */
    enum Kind { TYPEMATIC, MAKE_BREAK, MAKE }

    private final int set2;
    private final int set3;
    private final Kind kind;

    Key(int both) {
        this(both, both, Kind.TYPEMATIC);
    }

    Key(int set2, int set3, Kind kind) {
        this.set2 = set2;
        this.set3 = set3;
        this.kind = kind;
    }

    /** Make code in set 1, E0h or E1h in the high byte where there is a prefix. Pause and Print Screen send more than this. */
    public int set1() {
        return set2 & 0xff00 | Translation.toSet1(set2 & 0xff);
    }

    /** Make code in set 2, with a prefix as in {@link #set1}. */
    public int set2() {
        return set2;
    }

    /** Code in set 3; 0 when there is none. */
    public int set3() {
        return set3;
    }

    Kind kind() {
        return kind;
    }

    /** The ten keys between main block and keypad, which pretend to be keypad keys with the right shift state. */
    boolean isNavigation() {
        return ordinal() >= INSERT.ordinal() && ordinal() <= RIGHT.ordinal();
    }
}
