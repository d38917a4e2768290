package lucid86.app.panel;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** The bar at the top of a panel: small controls in a row that keep their size; text fields give way first, and so does a remark at the end. */
final class PanelBar {
    private PanelBar() {}

    static HBox of(Node... controls) {
        var bar = new HBox(8, controls);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("panel-bar");
        for (Node n : controls)
            if (n instanceof Control c) c.setMinWidth(c instanceof TextField || c instanceof Label && c == controls[controls.length - 1] ? 60 : Region.USE_PREF_SIZE);
        return bar;
    }
}
