package lucid86.machine.board;

import java.nio.file.Path;
import lucid86.machine.dev.kbc8042.Key;

/** Something from outside the machine that its run depends on. Recorded with its virtual time, so that runs can be repeated. */
public sealed interface InputEvent {
    /** An event and when it happened or shall happen, in nanoseconds of virtual time. */
    record At(long time, InputEvent event) {}

    /** A key went down or up. */
    record KeyStroke(Key key, boolean pressed) implements InputEvent {}

    /** All keys are let go, as when the host's window loses the focus. */
    record ReleaseKeys() implements InputEvent {}

    /**
     * The mouse moved, or its buttons changed.
     *
     * @param dx counts to the right
     * @param dy counts towards the user (down on the screen)
     * @param wheel notches towards the user
     * @param buttons all buttons held now, as {@link lucid86.machine.dev.kbc8042.Ps2Mouse} numbers them
     */
    record Mouse(int dx, int dy, int wheel, int buttons) implements InputEvent {}

    /**
     * The pointer is at a place of the picture, for guests that ask for it; others take no notice.
     *
     * @param x 0 = left edge to 65535 = right edge
     * @param y 0 = upper edge to 65535 = lower edge
     * @param wheel notches towards the user
     * @param buttons all buttons held now, as {@link lucid86.machine.dev.kbc8042.Ps2Mouse} numbers them
     */
    record Pointer(int x, int y, int wheel, int buttons) implements InputEvent {}

    /**
     * A byte arrives at a serial port.
     *
     * @param port 0 = COM1
     */
    record Serial(int port, int value) implements InputEvent {}

    /**
     * A frame comes through the cable of a network card.
     *
     * @param card 0 = the first one
     * @param frame from the destination address on, without check sequence; never changed
     */
    record Packet(int card, byte[] frame) implements InputEvent {}

    /** A medium is put into a drive; what was there comes out. Images that cannot be opened are logged and change nothing. */
    record Insert(DriveSlot slot, Path image) implements InputEvent {}

    /** The eject button of a drive: a guest that has locked the tray is asked. */
    record Eject(DriveSlot slot) implements InputEvent {}

    /** A short press on the power button: ACPI asks the guest to shut down. */
    record PowerButton() implements InputEvent {}

    /** The reset button. */
    record Reset() implements InputEvent {}
}
