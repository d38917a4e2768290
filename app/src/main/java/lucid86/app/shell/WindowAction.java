package lucid86.app.shell;

import java.util.function.Predicate;
import javafx.scene.control.Button;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCombination;
import lucid86.debugger.view.Status;
import org.kordamp.ikonli.javafx.FontIcon;

/** Something the user can do: one menu item, perhaps a button, perhaps a key. */
final class WindowAction {
    private final String id, text, icon;
    private final KeyCombination key;
    private final Predicate<Status> when;
    private final Runnable run;
    private final MenuItem item;
    private final Button button;

    /**
     * @param key such as {@code "F5"} or {@code "Shift+F11"}; empty for none
     * @param when whether it can be done now
     */
    WindowAction(String id, String text, String icon, String key, Predicate<Status> when, Runnable run) {
        this.id = id;
        this.text = text;
        this.icon = icon;
        this.key = key.isEmpty() ? null : KeyCombination.valueOf(key);
        this.when = when;
        this.run = run;
        item = makeItem();
        button = makeButton();
    }

    private MenuItem makeItem() {
        var i = new MenuItem(text, icon.isEmpty() ? null : new FontIcon(icon));
        i.setId("menu-" + id);
        if (key != null) i.setAccelerator(key);
        i.setOnAction(_ -> run.run());
        return i;
    }

    private Button makeButton() {
        var b = new Button("", icon.isEmpty() ? null : new FontIcon(icon));
        b.setId("tool-" + id);
        b.setAccessibleText(text);
        b.getStyleClass().addAll("tool-button", "flat");
        b.setTooltip(new Tooltip(key == null ? text : text + " (" + key.getDisplayText() + ")"));
        b.setFocusTraversable(false);
        b.setOnAction(_ -> run.run());
        return b;
    }

    MenuItem item() {
        return item;
    }

    Button button() {
        return button;
    }

    void update(Status status) {
        boolean off = !when.test(status);
        if (item.isDisable() != off) item.setDisable(off);
        if (button.isDisable() != off) button.setDisable(off);
    }
}
