package lucid86.app.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.VBox;

/** A list of rows with one chosen, perhaps below a heading: arrows move, a click chooses, a double click or Enter does what rows are for. */
public final class RowTable extends VBox {
    private final RowList list = new RowList(), head = new RowList();
    private List<RowModel> all = List.of();
    private int cursor;
    private IntConsumer onActivate = _ -> {}, onChoose = _ -> {};

    /** @param id of the list, for style and tests */
    public RowTable(String id, String accessible) {
        list.setId(id);
        list.setAccessibleText(accessible);
        list.setOnNeedRows(this::paint);
        list.setOnClick(c -> {
            choose(list.top() + c.row());
            if (c.event().getClickCount() == 2 && cursor < all.size()) onActivate.accept(cursor);
        });
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        list.focusedProperty().addListener((_, _, _) -> paint());
        list.setCopyText(() -> all.stream().map(RowModel::text).collect(Collectors.joining("\n")));
        setVgrow(list, javafx.scene.layout.Priority.ALWAYS);
        head.setFocusTraversable(false);
        head.setMouseTransparent(true);
        head.setOnTextSize(() -> head.setMaxHeight(head.rowHeight()));
        getChildren().add(list);
    }

    public RowList list() {
        return list;
    }

    /** Shows a heading above the rows. */
    public void setHeading(RowModel row) {
        if (getChildren().size() == 1) getChildren().addFirst(head);
        head.setMaxHeight(head.rowHeight());
        head.setRows(List.of(new RowModel(row.cells(), "row-head")));
    }

    /** Called with a row's index after a double click or Enter. */
    public void setOnActivate(IntConsumer handler) {
        onActivate = handler;
    }

    /** Called with a row's index when it is chosen. */
    public void setOnChoose(IntConsumer handler) {
        onChoose = handler;
    }

    public void show(List<RowModel> rows) {
        all = List.copyOf(rows);
        cursor = Math.clamp(cursor, 0, Math.max(0, all.size() - 1));
        list.setTotal(all.size());
        paint();
    }

    /** Index of the chosen row; less than {@code rows} unless there are none. */
    public int cursor() {
        return cursor;
    }

    private void choose(int at) {
        if (all.isEmpty()) return;
        cursor = Math.clamp(at, 0, all.size() - 1);
        list.reveal(cursor);
        paint();
        onChoose.accept(cursor);
    }

    private void key(KeyEvent e) {
        if (e.getCode() == KeyCode.UP || e.getCode() == KeyCode.DOWN) {
            choose(cursor + (e.getCode() == KeyCode.DOWN ? 1 : -1));
            e.consume();
        } else if (e.getCode() == KeyCode.ENTER) {
            if (cursor < all.size()) onActivate.accept(cursor);
            e.consume();
        } else {
            list.scrollKey(e);
        }
    }

    private void paint() {
        int top = Math.min(list.top(), all.size()), end = Math.min(all.size(), top + list.capacity() + 1);
        var rows = new ArrayList<>(all.subList(top, end));
        int at = cursor - top;
        if (list.isFocused() && at >= 0 && at < rows.size()) rows.set(at, new RowModel(rows.get(at).cells(), "row-selected"));
        list.setRows(rows);
    }
}
