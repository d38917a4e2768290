package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.session.Stride;
import lucid86.debugger.view.Operations;
import lucid86.debugger.view.View;

/** The next instruction, operation by operation of its IR: what each did or will do, and what it means. */
public final class OperationsPanel implements Panel {
    private static final Operations.Query QUERY = new Operations.Query();
    /** Columns between an operation and what it does, and the least for operations. */
    private static final int GAP = 3, LEAST = 20;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowTable list = new RowTable("operations-list", "Operations of the next instruction");
    private final Label instruction = new Label(), meaning = new Label();
    private final Button back = button("Back", "operations-back", Stride.OPERATION.backwards()), on = button("On", "operations-on", Stride.OPERATION.forwards());
    private Optional<Operations> shown = Optional.empty();

    public OperationsPanel(PanelContext context) {
        this.context = context;
        back.setTooltip(new Tooltip("Take the last operation back"));
        on.setTooltip(new Tooltip("Carry out the next operation"));
        list.setOnChoose(i -> shown.ifPresent(o -> explain(o, i)));
        instruction.setId("operations-instruction");
        instruction.setMaxWidth(Double.MAX_VALUE);
        meaning.setId("operations-meaning");
        meaning.getStyleClass().add("panel-note");
        meaning.setMaxWidth(Double.MAX_VALUE);
        meaning.setWrapText(true);
        root.setTop(PanelBar.of(back, on, instruction));
        root.setCenter(list);
        root.setBottom(meaning);
    }

    private Button button(String text, String id, Command command) {
        var b = new Button(text);
        b.setId(id);
        b.setFocusTraversable(false);
        b.setOnAction(_ -> context.submit(command));
        return b;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return list.list();
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        boolean still = snapshot.status().powered() && !snapshot.status().running();
        back.setDisable(!still);
        on.setDisable(!still);
        snapshot.get(QUERY).filter(o -> !shown.equals(Optional.of(o))).ifPresent(o -> {
            shown = Optional.of(o);
            instruction.setText(o.instruction());
            int effects = 2 + GAP + o.lines().stream().mapToInt(l -> l.text().length()).max().orElse(0);
            effects = Math.max(effects, LEAST);
            list.setHeading(RowModel.row().at(2, "operation", Ink.HEADING).at(effects, "what it does", Ink.HEADING).build());
            list.show(rows(o, effects));
            explain(o, o.done());
        });
    }

    private void explain(Operations o, int at) {
        meaning.setText(at < o.lines().size() ? o.lines().get(at).meaning() : "");
    }

    private static List<RowModel> rows(Operations o, int effects) {
        var rows = new ArrayList<RowModel>();
        for (int i = 0; i < o.lines().size(); i++) {
            var line = o.lines().get(i);
            boolean done = i < o.done(), next = i == o.done();
            var row = RowModel.row();
            if (next) row.at(0, "\u25b8", Ink.GOOD);
            row.at(2, line.text(), done ? Ink.DIM : Ink.NORMAL);
            String effect = !line.effect().isEmpty() ? line.effect() : i >= o.known() && i < o.lines().size() - 1 ? "known when done" : "";
            row.at(effects, effect, done ? Ink.CHANGED : Ink.DIM);
            rows.add(row.look(next ? "row-current" : "").build());
        }
        return rows;
    }
}
