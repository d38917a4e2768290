package lucid86.machine.dev.ide;

/**
 * Why a packet command failed: sense key, additional sense code and its qualifier; SPC-2 (T10 1236D), 7.20, and MMC-3, annex F.
 */
record Sense(int key, int code, int qualifier) {
    static final Sense NONE = new Sense(0, 0, 0);
    static final Sense NO_MEDIUM = new Sense(2, 0x3a, 0x01);
    static final Sense TRAY_OPEN = new Sense(2, 0x3a, 0x02);
    static final Sense READ_ERROR = new Sense(3, 0x11, 0x00);
    static final Sense BAD_COMMAND = new Sense(5, 0x20, 0x00);
    static final Sense OUT_OF_RANGE = new Sense(5, 0x21, 0x00);
    static final Sense BAD_FIELD = new Sense(5, 0x24, 0x00);
    static final Sense BAD_PARAMETER = new Sense(5, 0x26, 0x00);
    static final Sense BAD_MODE = new Sense(5, 0x64, 0x00);
    static final Sense SAVING_NOT_SUPPORTED = new Sense(5, 0x39, 0x00);
    static final Sense REMOVAL_PREVENTED = new Sense(5, 0x53, 0x02);
    static final Sense MEDIUM_CHANGED = new Sense(6, 0x28, 0x00);
    static final Sense POWER_ON = new Sense(6, 0x29, 0x00);
}
