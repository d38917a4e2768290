package lucid86.app.shell;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Shows all keys and changes them: choose an action, press the key it shall have. */
final class WindowKeys {
    private final WindowActions actions;
    private final WindowOverlay overlay;
    private final ListView<WindowAction> list = new ListView<>();
    private final Label hint = new Label();
    private final VBox card;

    WindowKeys(WindowActions actions, WindowOverlay overlay, UserFiles files) {
        this.actions = actions;
        this.overlay = overlay;
        var title = new Label("Keys");
        title.getStyleClass().add("card-title");
        list.setId("keys-list");
        list.setAccessibleText("All actions and their keys");
        list.setPrefSize(600, 420);
        list.setCellFactory(_ -> new Cell());
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        hint.setWrapText(true);
        hint.setMaxWidth(600);
        var clear = new Button("No key");
        clear.setOnAction(_ -> bind(null));
        var standard = new Button("All as they were");
        standard.setOnAction(_ -> {
            actions.standardKeys();
            list.refresh();
            say("All keys are the standard ones again.");
        });
        var done = new Button("Done");
        done.setOnAction(_ -> overlay.close());
        var file = new Label(files.configFile("keys").map(Object::toString).orElse(""));
        file.getStyleClass().add("dim");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        card = new VBox(8, title, hint, list, new HBox(8, clear, standard, space, done), file);
    }

    /** A row: what it does, its key. */
    private static final class Cell extends ListCell<WindowAction> {
        @Override
        protected void updateItem(WindowAction a, boolean empty) {
            super.updateItem(a, empty);
            setText(null);
            if (empty || a == null) {
                setGraphic(null);
                return;
            }
            var space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            var key = new Label(a.keyText().isEmpty() ? "\u2014" : a.keyText());
            key.getStyleClass().add(a.keyText().isEmpty() ? "dim" : "key-cap");
            var line = new HBox(8, new Label(a.text()), space, key);
            line.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
            setGraphic(line);
        }
    }

    void show() {
        list.getItems().setAll(actions.all());
        list.getSelectionModel().selectFirst();
        say("Choose an action with the arrow keys and press the key it shall have.");
        overlay.show(card, list);
    }

    private void say(String text) {
        hint.setText(text);
    }

    private void pressed(KeyEvent e) {
        KeyCode code = e.getCode();
        boolean plain = !e.isControlDown() && !e.isAltDown() && !e.isMetaDown();
        // The list itself is moved with these.
        if (code.isModifierKey() || plain && (code.isNavigationKey() || code == KeyCode.TAB || code == KeyCode.ESCAPE)) return;
        e.consume();
        if (plain && !code.isFunctionKey()) {
            say("A letter alone would be missing when you type: take a function key, or hold Ctrl or Alt with it.");
            return;
        }
        bind(new KeyCodeCombination(code, held(e.isShiftDown()), held(e.isControlDown()), held(e.isAltDown()), held(e.isMetaDown()),
                KeyCombination.ModifierValue.UP));
    }

    private static KeyCombination.ModifierValue held(boolean down) {
        return down ? KeyCombination.ModifierValue.DOWN : KeyCombination.ModifierValue.UP;
    }

    private void bind(KeyCombination key) {
        WindowAction a = list.getSelectionModel().getSelectedItem();
        if (a == null) return;
        var other = key == null ? java.util.Optional.<WindowAction>empty() : actions.boundTo(key).filter(o -> o != a);
        actions.bind(a, key);
        list.refresh();
        say(key == null ? "'" + a.text() + "' has no key now." : "'" + a.text() + "' is " + key.getDisplayText() + " now."
                + other.map(o -> " '" + o.text() + "' has lost it.").orElse(""));
    }
}
