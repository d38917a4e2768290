package lucid86.app.panel.picture;

import java.util.ArrayList;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;

/** Bits of a register by their names; those that are set are lit. */
final class Bits extends HBox {
    static final PseudoClass LIT = PseudoClass.getPseudoClass("lit");

    private record Bit(Label label, int mask) {}

    private final List<Bit> bits = new ArrayList<>();

    Bits() {
        super(3);
    }

    /** @param explained told under the mouse */
    Bits bit(int mask, String name, String explained) {
        return add(mask, name, explained, "bit");
    }

    /** A bit that tells of something gone wrong. */
    Bits bad(int mask, String name, String explained) {
        return add(mask, name, explained, "bit-bad");
    }

    private Bits add(int mask, String name, String explained, String style) {
        var l = new Label(name);
        l.getStyleClass().addAll("bit", style);
        l.setMinWidth(USE_PREF_SIZE);
        l.setTooltip(new Tooltip(explained));
        bits.add(new Bit(l, mask));
        getChildren().add(l);
        return this;
    }

    void show(int value) {
        for (Bit b : bits) b.label.pseudoClassStateChanged(LIT, (value & b.mask) != 0);
        setAccessibleText(String.join(" ", lit()));
    }

    List<String> lit() {
        return bits.stream().filter(b -> b.label.getPseudoClassStates().contains(LIT)).map(b -> b.label.getText()).toList();
    }
}
