package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ArrayList;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testfx.api.FxToolkit;

/** Writes docs/KEYS.md from the window's actions; {@code -Dlucid86.accept=true} renews it. */
@Timeout(120)
class KeysPageTest {
    private static final Path PAGE = Path.of("../docs/KEYS.md");

    @Test
    void pageIsFresh() throws Exception {
        FxToolkit.registerPrimaryStage();
        try (var boot = BootDisk.choose(new Options()); var session = Session.open(boot.config(), SessionOptions.stopped())) {
            String page = fx(() -> page(new Workbench(session, Pace.FREE, () -> -1).actions()));
            if (Boolean.getBoolean("lucid86.accept")) Files.writeString(PAGE, page);
            assertEquals(Files.readString(PAGE), page);
        }
    }

    private static String page(WindowActions actions) {
        var text = new StringBuilder("""
                # Keys and actions

                Everything the window can do, by menu. Ctrl+Shift+P finds any of it by its name; *Window, Keys* changes keys. A test makes this page and fails
                when it is stale (`KeysPageTest`; `-Dlucid86.accept=true` renews it).

                While the guest has the keyboard (after a click on its screen) all keys are the guest's; Ctrl+Alt takes them back, and so does a stop of the
                machine. In lists, arrows move, Enter opens or changes, Ctrl+C copies. In the disassembly Enter follows a jump or the data, `;` adds a comment.
                """);
        var menus = new LinkedHashMap<String, List<WindowAction>>();
        for (WindowAction a : actions.all()) menus.computeIfAbsent(actions.menuOf(a), _ -> new ArrayList<>()).add(a);
        menus.forEach((menu, all) -> {
            text.append("\n## ").append(menu).append("\n\n| action | key |\n|---|---|\n");
            for (WindowAction a : all) text.append("| ").append(a.text()).append(" | ").append(a.standardKey() == null ? "" : a.standardKey().getDisplayText()).append(" |\n");
        });
        return text.toString();
    }
}
