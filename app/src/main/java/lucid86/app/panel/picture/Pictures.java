package lucid86.app.panel.picture;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Parts that pictures are made of. */
final class Pictures {
    private Pictures() {}

    static Label heading(String text) {
        return styled(text, "picture-title");
    }

    static Label dim(String text) {
        return styled(text, "dim");
    }

    static Label mono(String text) {
        return styled(text, "mono");
    }

    private static Label styled(String text, String style) {
        var l = new Label(text);
        l.getStyleClass().add(style);
        return l;
    }

    /** Lets a label that may hold a file's path be no wider than this; what is left out stands in the middle, and in a tool tip. */
    static Label narrow(Label l, double width) {
        l.setMaxWidth(width);
        l.setTextOverrun(javafx.scene.control.OverrunStyle.CENTER_ELLIPSIS);
        var tip = new javafx.scene.control.Tooltip();
        tip.textProperty().bind(l.textProperty());
        l.setTooltip(tip);
        return l;
    }

    /** A part with its name above it. */
    static VBox named(String name, Node... parts) {
        var box = new VBox(4, dim(name));
        box.getChildren().addAll(parts);
        return box;
    }

    static VBox box(Node... parts) {
        var box = new VBox(8, parts);
        box.getStyleClass().add("picture-box");
        return box;
    }

    /** Parts side by side that go to the next line when there is no room. */
    static FlowPane flow(Node... parts) {
        return new FlowPane(10, 10, parts);
    }

    static HBox line(Node... parts) {
        var line = new HBox(6, parts);
        line.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return line;
    }

    /** Changes a text only when it is another one: setting it costs a layout. */
    static void set(Label label, String text) {
        if (!label.getText().equals(text)) label.setText(text);
    }

    static void show(Node node, boolean shown) {
        if (node.isVisible() == shown) return;
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
