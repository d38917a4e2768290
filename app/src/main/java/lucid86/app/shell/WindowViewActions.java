package lucid86.app.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import lucid86.app.panel.KeyChord;
import lucid86.app.panel.ScreenPanel;

/** What can be done to the window, as actions. */
final class WindowViewActions {
    private static final String MACHINE = "_Machine", RUN = "_Run", SCREEN = "_Screen", VIEW = "_View", WINDOW = "_Window";

    private final Workbench bench;
    private final WindowLook look;

    WindowViewActions(Workbench bench, WindowLook look) {
        this.bench = bench;
        this.look = look;
    }

    private static WindowAction action(String id, String text, String icon, String key, Runnable run) {
        return new WindowAction(id, text, icon, key, _ -> true, run);
    }

    void addTo(WindowActions all) {
        all.separator(MACHINE);
        all.add(MACHINE, action("start-page", "Another machine\u2026", "mdi2h-home", "Ctrl+N", bench::leave));
        all.add(RUN, action("go-to", "Go to an address\u2026", "mdi2m-map-marker", "Ctrl+G", bench::askWhere));
        screen(all);
        for (KeyChord c : KeyChord.ALL) {
            all.add(SCREEN, new WindowAction("send-" + c.id(), "Send " + c.title(), "", "", lucid86.debugger.view.Status::powered,
                    () -> c.send(bench.context().session())));
        }
        int n = 1;
        for (var e : WindowPanels.ALL) all.add(VIEW, action("view-" + e.id(), e.title(), e.icon(), n <= 9 ? "Alt+" + n++ : "", () -> bench.open(e)));

        all.add(WINDOW, action("palette", "All actions\u2026", "mdi2m-magnify", "Ctrl+Shift+P", bench::showPalette));
        all.add(WINDOW, action("keys", "Keys\u2026", "mdi2k-keyboard-settings", "", bench::showKeys));
        all.separator(WINDOW);
        n = 1;
        for (var l : NamedLayout.values())
            all.add(WINDOW, WindowAction.choice(layoutId(l), "Layout: " + l.title(), "Ctrl+Shift+" + n++, () -> bench.layout() == l, () -> bench.setLayout(l)));
        all.add(WINDOW, action("layout-reset", "Put this layout's panels back", "mdi2v-view-dashboard", "", bench::resetLayout));
        all.separator(WINDOW);
        for (WindowTheme t : WindowTheme.values())
            all.add(WINDOW, WindowAction.choice("theme-" + t.id(), t.title() + " theme", "", () -> look.theme() == t, () -> look.setTheme(t)));
        all.separator(WINDOW);
        all.add(WINDOW, action("larger", "Larger text", "mdi2f-format-font-size-increase", "Ctrl+Equals", () -> look.zoom(1)));
        all.add(WINDOW, action("smaller", "Smaller text", "mdi2f-format-font-size-decrease", "Ctrl+Minus", () -> look.zoom(-1)));
        all.add(WINDOW, action("standard-size", "Text in its standard size", "", "Ctrl+0", () -> look.zoom(0)));
    }

    private void screen(WindowActions all) {
        java.util.function.Supplier<ScreenPanel> screen = () -> bench.panel(ScreenPanel.class);
        all.add(SCREEN, action("full-screen", "Full screen", "mdi2f-fullscreen", "Ctrl+Shift+Enter", bench::toggleFullScreen));
        all.add(SCREEN, WindowAction.choice("smooth", "Smooth scaling that fills the space", "", () -> screen.get().smooth(), () -> screen.get().setSmooth(!screen.get().smooth())));
        all.separator(SCREEN);
        all.add(SCREEN, action("screenshot", "Save a picture of the screen\u2026", "mdi2c-camera", "Ctrl+Shift+S", () -> screen.get().screenshot()));
        all.add(SCREEN, WindowAction.choice("record", "Record the screen to an animated GIF\u2026", "", () -> screen.get().recording(), () -> screen.get().toggleRecording()));
        all.separator(SCREEN);
        all.add(SCREEN, action("copy-text", "Copy the screen's text", "mdi2c-content-copy", "Ctrl+Shift+C", () -> screen.get().copyText()));
        all.add(SCREEN, new WindowAction("layout", "Next keyboard layout for typed text", "mdi2k-keyboard-outline", "", lucid86.debugger.view.Status::powered, () -> screen.get().nextLayout()));
        all.add(SCREEN, new WindowAction("paste", "Type the clipboard's text", "mdi2c-content-paste", "Ctrl+Shift+V", lucid86.debugger.view.Status::powered, () -> screen.get().paste()));
        all.separator(SCREEN);
    }

    /** Ids of the actions that change the layout, with their titles. */
    static Map<String, String> layouts() {
        var all = new LinkedHashMap<String, String>();
        for (var l : NamedLayout.values()) all.put(layoutId(l), l.title());
        return all;
    }

    private static String layoutId(NamedLayout l) {
        return "layout-" + l.id();
    }
}
