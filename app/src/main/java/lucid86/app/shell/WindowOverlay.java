package lucid86.app.shell;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Shows one card at a time above the window's contents; Escape or a click beside it closes it, and the keyboard goes back to where it was. */
final class WindowOverlay {
    private final StackPane pane = new StackPane();
    private Node before;
    private Runnable onClose = () -> {};

    WindowOverlay() {
        pane.getStyleClass().add("overlay");
        pane.setVisible(false);
        pane.setAlignment(Pos.TOP_CENTER);
        pane.setOnMousePressed(e -> {
            if (e.getTarget() == pane) close();
        });
        pane.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() != KeyCode.ESCAPE) return;
            close();
            e.consume();
        });
    }

    Node node() {
        return pane;
    }

    boolean open() {
        return pane.isVisible();
    }

    /** @param focus what gets the keyboard */
    void show(Region card, Node focus) {
        show(card, focus, () -> {});
    }

    void show(Region card, Node focus, Runnable closed) {
        if (!open()) before = pane.getScene().getFocusOwner();
        else onClose.run();
        onClose = closed;
        var box = new VBox(card);
        box.getStyleClass().add("card");
        box.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        pane.getChildren().setAll(box);
        pane.setVisible(true);
        focus.requestFocus();
    }

    void close() {
        if (!open()) return;
        pane.setVisible(false);
        pane.getChildren().clear();
        if (before != null && before.getScene() == pane.getScene()) before.requestFocus();
        onClose.run();
        onClose = () -> {};
    }
}
