package lucid86.app.control;

import java.nio.IntBuffer;
import java.util.function.BiConsumer;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.ScrollBar;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/** Rows of coloured cells, painted into one picture; scrolls when there are more rows than fit. */
public final class HeatMap extends Region {
    /** Gives the colour of a cell, as opaque ARGB. */
    @FunctionalInterface
    public interface Colours {
        int at(int row, int column);
    }

    private static final int ROW_HEIGHT = 8;

    private final ImageView view = new ImageView();
    private final ScrollBar bar = new ScrollBar();
    private PixelBuffer<IntBuffer> buffer;
    private int[] pixels = {};
    private int rows, columns = 1;
    private Colours colours = (_, _) -> 0xff000000;
    private BiConsumer<Integer, Integer> onHover = (_, _) -> {}, onClick = (_, _) -> {};

    public HeatMap() {
        view.setManaged(false);
        view.setSmooth(false);
        bar.setOrientation(javafx.geometry.Orientation.VERTICAL);
        bar.valueProperty().addListener((_, _, _) -> paint());
        getChildren().addAll(view, bar);
        setFocusTraversable(true);
        setMinSize(80, 40);
        setPrefSize(400, 200);
        addEventHandler(MouseEvent.MOUSE_MOVED, e -> cell(e, onHover));
        addEventHandler(MouseEvent.MOUSE_PRESSED, e -> {
            requestFocus();
            cell(e, onClick);
        });
        addEventHandler(ScrollEvent.SCROLL, e -> {
            bar.setValue(Math.clamp(bar.getValue() + (e.getDeltaY() > 0 ? -4 : 4), 0, bar.getMax()));
            e.consume();
        });
    }

    /** Called with row and column under the mouse. */
    public void setOnHover(BiConsumer<Integer, Integer> handler) {
        onHover = handler;
    }

    public void setOnClick(BiConsumer<Integer, Integer> handler) {
        onClick = handler;
    }

    /** Shows so many rows and columns of cells. */
    public void show(int rowCount, int columnCount, Colours c) {
        rows = rowCount;
        columns = Math.max(1, columnCount);
        colours = c;
        paint();
    }

    private int rowHeight() {
        return ROW_HEIGHT;
    }

    private void cell(MouseEvent e, BiConsumer<Integer, Integer> handler) {
        int row = (int) bar.getValue() + (int) (e.getY() / rowHeight()), column = (int) (e.getX() / cellWidth());
        if (row < rows && column >= 0 && column < columns) handler.accept(row, column);
    }

    private double cellWidth() {
        return Math.max(1, wide()) / (double) columns;
    }

    private int wide() {
        return (int) (getWidth() - (bar.isVisible() ? bar.getWidth() : 0));
    }

    @Override
    protected void layoutChildren() {
        double w = bar.prefWidth(-1);
        bar.resizeRelocate(getWidth() - w, 0, w, getHeight());
        paint();
    }

    private void paint() {
        int fit = (int) getHeight() / rowHeight();
        bar.setVisible(rows > fit);
        bar.setMax(Math.max(0, rows - fit));
        bar.setVisibleAmount(rows == 0 ? 1 : (double) fit / rows * bar.getMax());
        int w = wide(), h = (int) getHeight();
        if (w < 1 || h < 1) return;
        if (buffer == null || buffer.getWidth() != w || buffer.getHeight() != h) {
            pixels = new int[w * h];
            buffer = new PixelBuffer<>(w, h, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
            view.setImage(new WritableImage(buffer));
        }
        buffer.updateBuffer(_ -> {
            fill(w, h);
            return new Rectangle2D(0, 0, w, h);
        });
    }

    private void fill(int w, int h) {
        java.util.Arrays.fill(pixels, 0);
        int first = (int) bar.getValue();
        for (int y = 0; y < h; y++) {
            int row = first + y / rowHeight();
            // A thin gap between rows keeps them apart.
            if (row >= rows || y % rowHeight() == rowHeight() - 1) continue;
            for (int x = 0; x < w; x++) pixels[y * w + x] = colours.at(row, (int) ((long) x * columns / w));
        }
    }
}
