package lucid86.app.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** A column of lines that come from somewhere: lines of the same origin light up together, here and in the columns beside it. */
public final class LinkedColumn extends VBox {
    /** Origin of lines that come from nowhere in particular. */
    public static final int NOWHERE = -1;

    /**
     * A line.
     *
     * @param origin what it comes from
     * @param meaning explains it; may be empty
     */
    public record Line(int origin, RowModel row, String meaning) {}

    private final RowList list = new RowList();
    private List<Line> lines = List.of();
    private int lit = NOWHERE, chosen = NOWHERE, cursor = -1;
    private Consumer<Line> onHover = _ -> {}, onChoose = _ -> {};
    private Runnable onLeave = () -> {};

    /** @param id of the list, for style and tests */
    public LinkedColumn(String id, String title) {
        var label = new Label(title);
        label.getStyleClass().add("column-title");
        list.setId(id);
        list.setAccessibleText(title);
        list.setOnNeedRows(this::paint);
        list.setOnHover(row -> {
            int at = list.top() + row;
            if (row >= 0 && at < lines.size()) onHover.accept(lines.get(at));
            else onLeave.run();
        });
        list.setOnClick(c -> choose(list.top() + c.row()));
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        list.setCopyText(() -> lines.stream().map(l -> l.row().text()).collect(Collectors.joining("\n")));
        setVgrow(list, Priority.ALWAYS);
        setMinWidth(60);
        getChildren().setAll(label, list);
    }

    public RowList list() {
        return list;
    }

    /** The mouse is on a line. */
    public void setOnHover(Consumer<Line> handler) {
        onHover = handler;
    }

    /** The mouse is on no line. */
    public void setOnLeave(Runnable handler) {
        onLeave = handler;
    }

    public void setOnChoose(Consumer<Line> handler) {
        onChoose = handler;
    }

    /** Shows lines; the first at the top when {@code fromTop}, else where they were. */
    public void show(List<Line> all, boolean fromTop) {
        lines = List.copyOf(all);
        cursor = Math.min(cursor, lines.size() - 1);
        list.setTotal(lines.size());
        if (fromTop) list.setTop(0);
        paint();
    }

    public List<Line> lines() {
        return lines;
    }

    /** Lights up what comes from somewhere, while the mouse is there. */
    public void light(int origin) {
        if (lit == origin) return;
        lit = origin;
        paint();
    }

    /** Marks what comes from somewhere and brings it in sight. */
    public void mark(int origin) {
        chosen = origin;
        int first = first(origin);
        if (first >= 0) {
            int last = first;
            while (last + 1 < lines.size() && lines.get(last + 1).origin() == origin) last++;
            list.reveal(Math.min(last, first + list.capacity() - 1));
            list.reveal(first);
        }
        paint();
    }

    private int first(int origin) {
        for (int i = 0; i < lines.size(); i++) if (origin != NOWHERE && lines.get(i).origin() == origin) return i;
        return -1;
    }

    private void choose(int at) {
        if (at < 0 || at >= lines.size()) return;
        cursor = at;
        onChoose.accept(lines.get(at));
        list.reveal(at);
        paint();
    }

    private void key(KeyEvent e) {
        if (e.getCode() == KeyCode.UP || e.getCode() == KeyCode.DOWN) {
            choose(Math.clamp(cursor + (e.getCode() == KeyCode.DOWN ? 1 : -1), 0, Math.max(0, lines.size() - 1)));
            e.consume();
        } else {
            list.scrollKey(e);
        }
    }

    private void paint() {
        int top = list.top(), end = Math.min(lines.size(), top + list.capacity() + 1);
        var rows = new ArrayList<RowModel>();
        for (int i = top; i < end; i++) {
            Line l = lines.get(i);
            boolean linked = l.origin() != NOWHERE;
            String look = linked && l.origin() == lit ? "row-lit" : linked && l.origin() == chosen ? i == cursor ? "row-selected" : "row-linked" : l.row().look();
            rows.add(look.equals(l.row().look()) ? l.row() : new RowModel(l.row().cells(), look));
        }
        list.setRows(rows);
    }
}
