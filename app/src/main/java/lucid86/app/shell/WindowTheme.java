package lucid86.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.scene.Scene;

/** The looks to choose from. */
public enum WindowTheme {
    DARK("Dark", "dark"), LIGHT("Light", "light");

    private final String title;
    private final String styleClass;

    WindowTheme(String title, String styleClass) {
        this.title = title;
        this.styleClass = styleClass;
    }

    public String title() {
        return title;
    }

    /** Gives a scene and the whole program this look. */
    public void apply(Scene scene) {
        Application.setUserAgentStylesheet(this == DARK ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        for (WindowTheme t : values()) scene.getRoot().getStyleClass().remove("theme-" + t.styleClass);
        scene.getRoot().getStyleClass().add("theme-" + styleClass);
    }
}
