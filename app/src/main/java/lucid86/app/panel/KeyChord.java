package lucid86.app.panel;

import java.util.List;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.machine.board.InputEvent;
import lucid86.machine.dev.kbc8042.Key;

/**
 * Keys pressed together that the host may keep for itself, so that people send them from a menu.
 *
 * @param id for actions
 * @param keys pressed in this order, let go in the opposite one
 */
public record KeyChord(String id, String title, List<Key> keys) {
    public static final List<KeyChord> ALL = List.of(
            of("ctrl-alt-del", "Ctrl+Alt+Del", Key.LEFT_CTRL, Key.LEFT_ALT, Key.DELETE),
            of("ctrl-alt-f1", "Ctrl+Alt+F1", Key.LEFT_CTRL, Key.LEFT_ALT, Key.F1),
            of("ctrl-alt-f2", "Ctrl+Alt+F2", Key.LEFT_CTRL, Key.LEFT_ALT, Key.F2),
            of("ctrl-alt-backspace", "Ctrl+Alt+Backspace", Key.LEFT_CTRL, Key.LEFT_ALT, Key.BACKSPACE),
            of("alt-tab", "Alt+Tab", Key.LEFT_ALT, Key.TAB),
            of("alt-f4", "Alt+F4", Key.LEFT_ALT, Key.F4),
            of("ctrl-break", "Ctrl+Break", Key.LEFT_CTRL, Key.PAUSE),
            of("print-screen", "Print Screen", Key.PRINT_SCREEN),
            of("sysrq-h", "Alt+SysRq+H", Key.LEFT_ALT, Key.PRINT_SCREEN, Key.H),
            of("windows", "Windows key", Key.LEFT_GUI),
            of("escape", "Escape", Key.ESCAPE));

    private static KeyChord of(String id, String title, Key... keys) {
        return new KeyChord(id, title, List.of(keys));
    }

    public void send(Session session) {
        for (Key k : keys) session.submit(new Command.Input(new InputEvent.KeyStroke(k, true)));
        for (Key k : keys.reversed()) session.submit(new Command.Input(new InputEvent.KeyStroke(k, false)));
    }
}
