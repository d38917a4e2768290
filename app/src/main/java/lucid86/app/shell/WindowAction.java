package lucid86.app.shell;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCombination;
import lucid86.debugger.view.Status;
import org.kordamp.ikonli.javafx.FontIcon;

/** Something the user can do. Menu items, buttons, tool tips and the command palette are made from it, and show its present key. */
final class WindowAction {
    private final String id, text, icon;
    private final KeyCombination standardKey;
    private final Predicate<Status> when;
    private final Runnable run;
    private final BooleanSupplier chosen;
    private final ObjectProperty<KeyCombination> key = new SimpleObjectProperty<>();
    private final BooleanProperty disabled = new SimpleBooleanProperty(), selected = new SimpleBooleanProperty();

    private WindowAction(String id, String text, String icon, String key, Predicate<Status> when, BooleanSupplier chosen, Runnable run) {
        this.id = id;
        this.text = text;
        this.icon = icon;
        this.standardKey = key.isEmpty() ? null : KeyCombination.valueOf(key);
        this.when = when;
        this.chosen = chosen;
        this.run = run;
        this.key.set(standardKey);
    }

    /**
     * @param icon Ikonli code, or empty
     * @param key such as {@code "F5"} or {@code "Shift+F11"}; empty for none
     * @param when whether it can be done now
     */
    WindowAction(String id, String text, String icon, String key, Predicate<Status> when, Runnable run) {
        this(id, text, icon, key, when, null, run);
    }

    /** One that chooses or switches something; {@code chosen} says whether it is so now. */
    static WindowAction choice(String id, String text, String key, BooleanSupplier chosen, Runnable run) {
        return new WindowAction(id, text, "", key, _ -> true, chosen, run);
    }

    String id() {
        return id;
    }

    String text() {
        return text;
    }

    String icon() {
        return icon;
    }

    /** Null for none. */
    KeyCombination standardKey() {
        return standardKey;
    }

    /** The key that does it now; holds null for none. */
    ObjectProperty<KeyCombination> key() {
        return key;
    }

    String keyText() {
        return key.get() == null ? "" : key.get().getDisplayText();
    }

    boolean possible() {
        return !disabled.get();
    }

    void run() {
        if (possible()) run.run();
        refresh();
    }

    MenuItem menuItem() {
        MenuItem i = chosen == null ? new MenuItem(text) : new CheckMenuItem(text);
        if (i instanceof CheckMenuItem c) {
            c.setSelected(chosen.getAsBoolean());
            selected.addListener((_, _, on) -> c.setSelected(on));
        }
        if (!icon.isEmpty()) i.setGraphic(new FontIcon(icon));
        i.setId("menu-" + id);
        i.acceleratorProperty().bind(key);
        i.disableProperty().bind(disabled);
        i.setOnAction(_ -> run());
        return i;
    }

    Button button() {
        var b = new Button("", new FontIcon(icon));
        b.setId("tool-" + id);
        b.getStyleClass().addAll("tool-button", "flat");
        b.setFocusTraversable(false);
        b.disableProperty().bind(disabled);
        b.setOnAction(_ -> run());
        dress(b);
        return b;
    }

    private void dress(ButtonBase b) {
        var tip = new Tooltip();
        tip.textProperty().bind(key.map(k -> text + "  (" + k.getDisplayText() + ")").orElse(text));
        b.setTooltip(tip);
        b.accessibleTextProperty().bind(tip.textProperty());
    }

    /** A button that stays down while this is chosen. */
    ToggleButton toggle(String label) {
        var b = new ToggleButton(label);
        b.setId("tool-" + id);
        b.getStyleClass().addAll("tool-toggle");
        b.setFocusTraversable(false);
        b.setSelected(chosen.getAsBoolean());
        selected.addListener((_, _, on) -> b.setSelected(on));
        b.setOnAction(_ -> run());
        dress(b);
        return b;
    }

    void update(Status status) {
        disabled.set(!when.test(status));
        refresh();
    }

    /** Shows whether it is chosen, whatever the menu item made of the click. */
    void refresh() {
        if (chosen == null) return;
        boolean on = chosen.getAsBoolean();
        selected.set(!on);
        selected.set(on);
    }
}
