package lucid86.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Scene;
import lucid86.app.control.TextSize;

/** Theme and text size of all windows; remembers them. */
final class WindowLook {
    private static final String FILE = "settings";

    private final UserFiles files;
    private final Settings settings;
    private final List<Scene> scenes = new ArrayList<>();
    private WindowTheme theme;

    WindowLook(UserFiles files) {
        this.files = files;
        settings = Settings.of(files.readConfig(FILE));
        theme = WindowTheme.of(settings.get("theme").orElse(""));
        theme.apply();
        TextSize.set(settings.number("text-size", TextSize.LEAST, TextSize.MOST, TextSize.STANDARD));
    }

    /** Gives a scene the look, now and after changes. */
    void add(Scene scene) {
        scene.getStylesheets().setAll(WindowLook.class.getResource("/lucid86/app/lucid86.css").toExternalForm());
        scenes.removeIf(s -> s.getWindow() == null);
        scenes.add(scene);
        dress(scene);
    }

    private void dress(Scene scene) {
        theme.mark(scene.getRoot());
        scene.getRoot().setStyle(String.format(Locale.ROOT, "-fx-font-size: %.0fpx;", TextSize.get()));
    }

    WindowTheme theme() {
        return theme;
    }

    void setTheme(WindowTheme t) {
        theme = t;
        theme.apply();
        changed();
    }

    /** Makes all text larger by so many pixels; 0: the standard size again. */
    void zoom(int by) {
        TextSize.set(by == 0 ? TextSize.STANDARD : TextSize.get() + by);
        changed();
    }

    private void changed() {
        scenes.forEach(this::dress);
        settings.set("theme", theme.id());
        settings.set("text-size", String.format(Locale.ROOT, "%.0f", TextSize.get()));
        files.writeConfig(FILE, settings.lines());
    }
}
