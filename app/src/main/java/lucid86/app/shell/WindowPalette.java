package lucid86.app.shell;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The command palette: type some letters of what you want to do, Enter does it. */
final class WindowPalette {
    private final WindowActions actions;
    private final WindowOverlay overlay;
    private final TextField field = new TextField();
    private final ListView<WindowAction> list = new ListView<>();
    private final VBox card = new VBox(8, field, list);

    WindowPalette(WindowActions actions, WindowOverlay overlay) {
        this.actions = actions;
        this.overlay = overlay;
        field.setId("palette-field");
        field.setPromptText("What do you want to do?");
        field.setAccessibleText("Command palette: type to search all actions");
        list.setId("palette-list");
        list.setAccessibleText("Actions found");
        list.setPrefSize(560, 340);
        list.setFocusTraversable(false);
        list.setPlaceholder(new Label("Nothing is called that"));
        list.setCellFactory(_ -> new Cell());
        list.setOnMouseClicked(_ -> accept());
        field.textProperty().addListener((_, _, text) -> filter(text));
        field.setOnAction(_ -> accept());
        field.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            int by = e.getCode() == KeyCode.DOWN ? 1 : e.getCode() == KeyCode.UP ? -1 : 0;
            if (by == 0) return;
            int to = Math.clamp(list.getSelectionModel().getSelectedIndex() + by, 0, Math.max(0, list.getItems().size() - 1));
            list.getSelectionModel().select(to);
            list.scrollTo(Math.max(0, to - 4));
            e.consume();
        });
    }

    /** A row: what it does, the menu it is in, its key. */
    private final class Cell extends ListCell<WindowAction> {
        @Override
        protected void updateItem(WindowAction a, boolean empty) {
            super.updateItem(a, empty);
            setText(null);
            if (empty || a == null) {
                setGraphic(null);
                return;
            }
            var text = new Label(a.text());
            text.setDisable(!a.possible());
            var menu = new Label(actions.menuOf(a));
            menu.getStyleClass().add("dim");
            var space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            var key = new Label(a.keyText());
            key.getStyleClass().add("key-cap");
            key.setVisible(!a.keyText().isEmpty());
            var line = new HBox(8, text, menu, space, key);
            line.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
            setGraphic(line);
        }
    }

    void show() {
        field.clear();
        filter("");
        overlay.show(card, field);
    }

    private void filter(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        list.getItems().setAll(actions.all().stream().filter(a -> score(a, wanted) > 0)
                .sorted(Comparator.comparingInt((WindowAction a) -> -score(a, wanted)).thenComparing(a -> !a.possible())).toList());
        list.getSelectionModel().selectFirst();
    }

    private int score(WindowAction a, String wanted) {
        return score((a.text() + " " + actions.menuOf(a)).toLowerCase(Locale.ROOT), wanted);
    }

    /** How well a text fits what was typed: as it stands best, then all its words, then its letters in order; 0 not at all. */
    static int score(String text, String wanted) {
        if (wanted.isEmpty()) return 1;
        if (text.startsWith(wanted)) return 5;
        if (text.contains(" " + wanted)) return 4;
        if (text.contains(wanted)) return 3;
        if (List.of(wanted.split("\\s+")).stream().allMatch(text::contains)) return 2;
        int at = 0;
        for (int i = 0; i < wanted.length(); i++) {
            at = text.indexOf(wanted.charAt(i), at) + 1;
            if (at == 0) return 0;
        }
        return 1;
    }

    private void accept() {
        WindowAction a = list.getSelectionModel().getSelectedItem();
        if (a == null || !a.possible()) return;
        overlay.close();
        a.run();
    }
}
