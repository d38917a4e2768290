package lucid86.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import atlantafx.base.theme.Theme;
import java.util.Arrays;
import java.util.Locale;
import javafx.application.Application;
import javafx.scene.Parent;

/** The looks to choose from. */
public enum WindowTheme {
    DARK("Dark", new PrimerDark()), LIGHT("Light", new PrimerLight()), CONTRAST("High contrast", new PrimerDark());

    private final String title;
    private final Theme base;

    WindowTheme(String title, Theme base) {
        this.title = title;
        this.base = base;
    }

    public String title() {
        return title;
    }

    /** For settings and style classes. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme of this id; dark when there is none. */
    public static WindowTheme of(String id) {
        return Arrays.stream(values()).filter(t -> t.id().equals(id)).findFirst().orElse(DARK);
    }

    /** Gives the whole program this look. */
    public void apply() {
        Application.setUserAgentStylesheet(base.getUserAgentStylesheet());
    }

    /** Marks a scene's root, for what the style sheet says of one theme only. */
    public void mark(Parent root) {
        for (WindowTheme t : values()) root.getStyleClass().remove("theme-" + t.id());
        root.getStyleClass().add("theme-" + id());
    }
}
