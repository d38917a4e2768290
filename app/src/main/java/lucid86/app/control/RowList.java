package lucid86.app.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.WeakChangeListener;
import javafx.geometry.VPos;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/**
 * Rows of monospaced text that change many times a second: a pool of Text nodes for what is visible, nothing for the rest. The
 * owner gives the visible rows; scrolling is a wish that the owner carries out, or, after {@link #setTotal}, a position
 * that the owner reads.
 */
public final class RowList extends Region {
    /** A click on a row. */
    public record Click(int row, int column, MouseEvent event) {}

    private static final double LEFT = 6;
    private static final int WHEEL_ROWS = 3;

    private final Pane canvas = new Pane();
    private final ScrollBar bar = new ScrollBar();
    private final List<Line> lines = new ArrayList<>();
    private Font font;
    private double charWidth, rowHeight, baseline;
    private List<RowModel> rows = List.of();
    private Consumer<Click> onClick = _ -> {};
    private Consumer<Integer> onScroll = _ -> {};
    private Runnable onResize = () -> {};
    private Runnable onTextSize = () -> {};
    private IntConsumer onHover = _ -> {};
    private int hovered = -1;
    private Supplier<String> copyText = () -> rows.stream().map(RowModel::text).collect(Collectors.joining("\n"));
    private final ChangeListener<Number> resized = (_, _, _) -> textSizeChanged();
    private TextField editor;
    private boolean scrolls;

    /** The nodes of one visible row. */
    private final class Line {
        final Rectangle back = new Rectangle();
        final List<Text> texts = new ArrayList<>();
        RowModel shown = RowModel.EMPTY;

        Line(int index) {
            back.setManaged(false);
            back.setY(index * rowHeight);
            back.setHeight(rowHeight);
            back.getStyleClass().setAll("row-back");
            canvas.getChildren().add(index, back);
        }

        void show(int index, RowModel row) {
            if (row.equals(shown)) return;
            if (!row.look().equals(shown.look())) back.getStyleClass().setAll("row-back", row.look());
            int n = row.cells().size();
            for (int i = 0; i < n; i++) {
                if (i == texts.size()) texts.add(text(index));
                Text t = texts.get(i);
                var cell = row.cells().get(i);
                t.setX(LEFT + cell.column() * charWidth);
                if (!t.getText().equals(cell.text())) t.setText(cell.text());
                if (t.getUserData() != cell.ink()) {
                    t.getStyleClass().setAll("row-text", cell.ink().style());
                    t.setUserData(cell.ink());
                }
                t.setVisible(true);
            }
            for (int i = n; i < texts.size(); i++) texts.get(i).setVisible(false);
            shown = row;
        }

        private Text text(int index) {
            var t = new Text();
            t.setManaged(false);
            t.setFont(font);
            t.setY(index * rowHeight + baseline);
            t.setMouseTransparent(true);
            canvas.getChildren().add(t);
            return t;
        }
    }

    public RowList() {
        measure();
        TextSize.property().addListener(new WeakChangeListener<>(resized));
        getStyleClass().add("row-list");
        setFocusTraversable(true);
        bar.setOrientation(javafx.geometry.Orientation.VERTICAL);
        bar.setVisible(false);
        bar.setFocusTraversable(false);
        canvas.setManaged(false);
        canvas.getStyleClass().add("row-canvas");
        getChildren().addAll(canvas, bar);
        var clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        setMinWidth(40);
        setPrefSize(300, 200);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(ScrollEvent.SCROLL, e -> {
            if (e.getDeltaY() != 0) scroll(e.getDeltaY() > 0 ? -WHEEL_ROWS : WHEEL_ROWS);
            e.consume();
        });
        addEventHandler(MouseEvent.MOUSE_MOVED, e -> hover((int) (e.getY() / rowHeight)));
        addEventHandler(MouseEvent.MOUSE_EXITED, _ -> hover(-1));
        addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() != KeyCode.C || !e.isShortcutDown()) return;
            copy();
            e.consume();
        });
        bar.valueProperty().addListener((_, _, _) -> onResize.run());
    }

    private void measure() {
        font = Font.font("monospace", TextSize.get());
        var probe = new Text("0".repeat(100));
        probe.setFont(font);
        probe.setTextOrigin(VPos.BASELINE);
        charWidth = probe.getLayoutBounds().getWidth() / 100;
        rowHeight = Math.ceil(probe.getLayoutBounds().getHeight()) + 2;
        baseline = Math.round(-probe.getLayoutBounds().getMinY()) + 1;
        setMinHeight(rowHeight);
    }

    /** Makes all rows anew in the new size. */
    private void textSizeChanged() {
        measure();
        stopEditing();
        lines.clear();
        canvas.getChildren().clear();
        onTextSize.run();
        requestLayout();
    }

    // ---- contents ----------------------------------------------------------------------------------------------------------

    /** Shows these rows, the first at the top. Rows that do not fit are not shown. */
    public void setRows(List<RowModel> list) {
        rows = list;
        paint();
    }

    public List<RowModel> rows() {
        return rows;
    }

    /** How many rows fit, at least one. */
    public int capacity() {
        return Math.max(1, (int) (getHeight() / rowHeight));
    }

    /** How many characters fit in a row. */
    public int columns() {
        return Math.max(1, (int) ((getWidth() - LEFT - (bar.isVisible() ? bar.getWidth() : 0)) / charWidth));
    }

    public double rowHeight() {
        return rowHeight;
    }

    /** Shows a scroll bar over this many rows; the owner shows those from {@link #top()} on. */
    public void setTotal(int total) {
        scrolls = true;
        int max = Math.max(0, total - capacity());
        bar.setMax(max);
        bar.setVisibleAmount(max == 0 ? 1 : (double) capacity() / total * max);
        bar.setBlockIncrement(capacity());
        if (bar.getValue() > max) bar.setValue(max);
        if (bar.isVisible() != max > 0) {
            bar.setVisible(max > 0);
            requestLayout();
        }
    }

    /** The first row to show, by the scroll bar. */
    public int top() {
        return (int) Math.round(bar.getValue());
    }

    public void setTop(int row) {
        bar.setValue(Math.clamp(row, 0, (int) bar.getMax()));
    }

    /** Scrolls as little as needed to show a row. */
    public void reveal(int row) {
        if (row < top()) setTop(row);
        else if (row >= top() + capacity()) setTop(row - capacity() + 1);
    }

    // ---- events -------------------------------------------------------------------------------------------------------------

    public void setOnClick(Consumer<Click> handler) {
        onClick = handler;
    }

    /** Rows to go down (or up, negative); not called in scroll-bar mode. */
    public void setOnScrollRows(Consumer<Integer> handler) {
        onScroll = handler;
    }

    /** Called when other rows are to be shown: after a change of size or a move of the scroll bar. */
    public void setOnNeedRows(Runnable handler) {
        onResize = handler;
    }

    /** Called with the visible row under the mouse, -1 for none, when that changes. */
    public void setOnHover(IntConsumer handler) {
        onHover = handler;
    }

    private void hover(int row) {
        int now = row < rows.size() ? row : -1;
        if (now == hovered) return;
        hovered = now;
        onHover.accept(now);
    }

    /** What Ctrl+C copies: the owner's text; without an owner's, the rows in sight. */
    public void setCopyText(Supplier<String> text) {
        copyText = text;
    }

    private void copy() {
        var content = new ClipboardContent();
        content.putString(copyText.get());
        Clipboard.getSystemClipboard().setContent(content);
    }

    /** Called when rows have become higher or lower. */
    public void setOnTextSize(Runnable handler) {
        onTextSize = handler;
    }

    /** Handles the keys that scroll; true when it was one. */
    public boolean scrollKey(KeyEvent e) {
        int page = Math.max(1, capacity() - 1);
        int by = switch (e.getCode()) {
            case PAGE_DOWN -> page;
            case PAGE_UP -> -page;
            case DOWN -> 1;
            case UP -> -1;
            default -> 0;
        };
        if (by == 0) return false;
        scroll(by);
        e.consume();
        return true;
    }

    private void scroll(int by) {
        if (scrolls) setTop(top() + by);
        else onScroll.accept(by);
    }

    private void pressed(MouseEvent e) {
        requestFocus();
        int row = (int) (e.getY() / rowHeight), column = (int) Math.floor((e.getX() - LEFT) / charWidth);
        onClick.accept(new Click(row, column, e));
    }

    // ---- editing ---------------------------------------------------------------------------------------------------------------

    /** Opens a text field over a piece of a row; Enter gives its text to {@code done}, Escape closes it. */
    public void edit(int row, int column, int width, String initial, Consumer<String> done) {
        stopEditing();
        var field = new TextField(initial);
        field.setFont(font);
        field.getStyleClass().add("row-editor");
        field.setManaged(false);
        field.resizeRelocate(LEFT + column * charWidth - 4, row * rowHeight - 2, (width + 1) * charWidth + 8, rowHeight + 4);
        field.setOnAction(_ -> {
            String text = field.getText();
            stopEditing();
            done.accept(text);
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() != KeyCode.ESCAPE) return;
            stopEditing();
            e.consume();
        });
        field.focusedProperty().addListener((_, _, focus) -> {
            if (!focus && editor == field) stopEditing();
        });
        editor = field;
        getChildren().add(field);
        field.requestFocus();
        field.selectAll();
    }

    private void stopEditing() {
        if (editor == null) return;
        var old = editor;
        editor = null;
        getChildren().remove(old);
        requestFocus();
    }

    // ---- layout ------------------------------------------------------------------------------------------------------------------

    @Override
    protected void layoutChildren() {
        double barWidth = bar.isVisible() ? bar.prefWidth(-1) : 0;
        bar.resizeRelocate(getWidth() - barWidth, 0, barWidth, getHeight());
        canvas.resizeRelocate(0, 0, getWidth(), getHeight());
        onResize.run();
        paint();
    }

    private void paint() {
        int visible = Math.min((int) Math.ceil(getHeight() / rowHeight), Math.max(rows.size(), lines.size()));
        while (lines.size() < visible) lines.add(new Line(lines.size()));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            line.back.setWidth(getWidth());
            line.show(i, i < rows.size() && i < visible ? rows.get(i) : RowModel.EMPTY);
        }
    }
}
