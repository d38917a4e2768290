package lucid86.app.panel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.View;

/** Expressions over registers and memory, and their values; Delete removes one. They are kept with the machine. */
public final class WatchPanel implements Panel {
    private static final String FILE = "watches";
    private static final int VALUE = 28, MEANING = 46, MOST = 200;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowTable rows = new RowTable("watch-list", "Watched expressions and their values");
    private final TextField add = new TextField();
    private final List<String> texts = new ArrayList<>();
    private Map<String, String> before = Map.of(), now = new HashMap<>();
    private long stops = -1;

    public WatchPanel(PanelContext context) {
        this.context = context;
        add.setId("watch-add");
        add.setPromptText("eax*2, word [ss:esp], byte [40:6c], zf");
        add.setPrefColumnCount(28);
        add.setOnAction(_ -> add());
        var button = new Button("Watch");
        button.setTooltip(new Tooltip("Add this expression; numbers are hexadecimal (Enter)"));
        button.setOnAction(_ -> add());
        rows.setHeading(RowModel.row().at(0, "expression", Ink.HEADING).at(VALUE, "value", Ink.HEADING).at(MEANING, "decimal, character", Ink.HEADING).build());
        rows.list().addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() != KeyCode.DELETE || rows.cursor() >= texts.size()) return;
            texts.remove(rows.cursor());
            changed();
            e.consume();
        });
        root.setTop(PanelBar.of(new Label("Watch"), add, button));
        root.setCenter(rows);
        context.keptForMachine().read(FILE).stream().map(String::strip).filter(t -> !t.isEmpty()).distinct().limit(MOST).forEach(texts::add);
        paint();
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return add;
    }

    private void add() {
        String t = add.getText().strip();
        if (t.isEmpty() || texts.size() >= MOST) return;
        try {
            Expression.parse(t);
        } catch (IllegalArgumentException e) {
            context.tell(e.getMessage());
            return;
        }
        if (!texts.contains(t)) texts.add(t);
        add.clear();
        changed();
    }

    private void changed() {
        context.keptForMachine().write(FILE, texts);
        paint();
    }

    @Override
    public Set<View<?>> views() {
        var all = new HashSet<View<?>>();
        for (String t : texts) all.add(new Expression.Watch(t));
        return all;
    }

    @Override
    public void show(Snapshot snapshot) {
        boolean changed = snapshot.stops() != stops;
        if (changed) before = Map.copyOf(now);
        stops = snapshot.stops();
        for (String t : texts) {
            var answer = snapshot.get(new Expression.Watch(t));
            if (answer.isEmpty()) continue;
            var w = answer.get();
            String value = w.error().isEmpty() ? Long.toHexString(w.value()) : w.error();
            changed |= !value.equals(now.put(t, value));
        }
        if (changed) paint();
    }

    private void paint() {
        var list = new ArrayList<RowModel>();
        for (String t : texts) list.add(row(t));
        if (texts.isEmpty()) list.add(RowModel.row().at(0, "Nothing is watched yet: type an expression above.", Ink.DIM).build());
        rows.show(list);
    }

    private RowModel row(String text) {
        String value = now.getOrDefault(text, "\u2026");
        var row = RowModel.row().at(0, text, Ink.LABEL);
        int at = Math.max(VALUE, text.length() + 2);
        if (!value.matches("[0-9a-f]+")) return row.at(at, value, Ink.DIM).build();
        boolean changed = before.containsKey(text) && !before.get(text).equals(value);
        long v = Long.parseUnsignedLong(value, 16);
        String character = v >= 0x20 && v < 0x7f ? "  '" + (char) v + "'" : "";
        return row.at(at, value, changed ? Ink.CHANGED : Ink.NUMBER).at(Math.max(MEANING, at + value.length() + 2), String.format("%,d%s", v, character), Ink.DIM).build();
    }
}
