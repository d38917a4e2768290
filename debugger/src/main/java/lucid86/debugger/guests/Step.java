package lucid86.debugger.guests;

import java.nio.file.Path;
import java.util.List;
import lucid86.machine.dev.kbc8042.Key;

/** What a person would do at the machine, or wait to see. Times are virtual seconds. */
public sealed interface Step {
    /** Waits until this text is on the screen, or came out of COM1 after the last {@link Send}. */
    record Expect(String text, int seconds) implements Step {}

    /** Goes wrong if this text is on the screen. */
    record Absent(String text) implements Step {}

    /**
     * Waits for a picture that has stood still for two seconds, but for a blinking cursor.
     *
     * @param mode how the name of the screen mode begins, as {@link lucid86.machine.dev.vga.Vga#mode} tells it
     * @param colours least number of different colours
     */
    record Picture(String mode, int colours, int seconds) implements Step {}

    /**
     * Waits until so much of the picture below its upper fifth, where banners are, is something else than background.
     *
     * @param percent least share of points that do not have the commonest colour there
     */
    record Filled(int percent, int seconds) implements Step {}

    /** Types on the keyboard; a line feed is Enter. */
    record Type(String text) implements Step {}

    /** Presses and releases a key. */
    record Press(Key key) implements Step {}

    /** Presses keys in turn until the text stands on the screen less often than at first. */
    record Fewer(String text, List<Key> keys, int seconds) implements Step {}

    /** Sends characters to COM1. */
    record Send(String text) implements Step {}

    /** Asks the guest's web server, from outside through the first card's forwarded port number {@code forward}, for a text. */
    record Fetch(int forward, String text, int seconds) implements Step {}

    /** Goes wrong unless a file of the host holds this text; an empty one means that there must be no such file. */
    record HostFile(Path file, String text) implements Step {}

    /** Lets time pass. */
    record Pass(int seconds) implements Step {}

    /** Waits until the guest switches the machine off. */
    record PowerOff(int seconds) implements Step {}

    /**
     * Moves the mouse and waits until the picture has changed, by a pointer or more.
     *
     * @param dx counts to the right
     * @param dy counts down
     */
    record Move(int dx, int dy, int seconds) implements Step {}

    /**
     * Puts the pointer to a place, for a guest that has asked for it, and waits until the picture has changed.
     *
     * @param x 0 = left edge to 65535 = right edge
     * @param y 0 = upper edge to 65535 = lower edge
     */
    record Point(int x, int y, int seconds) implements Step {}

    /** Goes wrong unless a program of the host, run now, ends well and says this text. Images that the machine writes can be read. */
    record Host(String text, List<String> command) implements Step {
        public Host {
            command = List.copyOf(command);
        }
    }
}
