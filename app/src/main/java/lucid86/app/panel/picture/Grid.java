package lucid86.app.panel.picture;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;

/** Rows of texts in columns, changed in place. The first column names the row. */
final class Grid extends GridPane {
    private final int first;
    private final List<List<Label>> rows = new ArrayList<>();

    /** @param heads names of the columns; none for a plain list */
    Grid(String... heads) {
        setHgap(10);
        setVgap(2);
        for (int i = 0; i < heads.length; i++) add(Pictures.dim(heads[i]), i, 0);
        first = heads.length == 0 ? 0 : 1;
    }

    void row(int row, String... cells) {
        while (rows.size() <= row) rows.add(new ArrayList<>());
        var labels = rows.get(row);
        for (int i = 0; i < cells.length; i++) {
            if (labels.size() == i) {
                var l = i == 0 ? Pictures.dim("") : Pictures.mono("");
                labels.add(l);
                add(l, i, first + row);
            }
            Pictures.set(labels.get(i), cells[i]);
        }
    }

    /** Shows a row that matters less. */
    void faint(int row, boolean faint) {
        for (Label l : rows.get(row)) if (l.getOpacity() < 1 != faint) l.setOpacity(faint ? 0.55 : 1);
    }

    String text(int row) {
        return String.join(" ", rows.get(row).stream().map(Label::getText).toList());
    }
}
