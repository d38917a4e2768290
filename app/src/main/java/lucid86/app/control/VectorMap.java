package lucid86.app.control;

import java.util.BitSet;
import java.util.Optional;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.HLineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.VLineTo;
import javafx.scene.text.Text;

/** 256 bits as 16 rows of 16 cells: the row is a number's upper hexadecimal digit. Two shapes in all, however many bits are set. */
public final class VectorMap extends Region {
    private static final int SIDE = 16;
    private static final double PITCH = 10, CELL = 8, LEFT = 20;

    private final Path off = new Path(), blocked = new Path(), on = new Path();
    private final Tooltip tip = new Tooltip();
    private BitSet bits = new BitSet();
    private int blockedRows = -1;

    public VectorMap() {
        off.getStyleClass().add("bit-off");
        blocked.getStyleClass().add("bit-blocked");
        on.getStyleClass().add("bit-on");
        for (Path p : new Path[] {off, blocked, on}) p.setManaged(false);
        getChildren().addAll(off, blocked, on);
        for (int row = 0; row < SIDE; row++) {
            var t = new Text(0, row * PITCH + CELL, Integer.toHexString(row) + "0");
            t.getStyleClass().add("bit-label");
            t.setManaged(false);
            getChildren().add(t);
        }
        setMinSize(LEFT + SIDE * PITCH, SIDE * PITCH);
        setMaxSize(LEFT + SIDE * PITCH, SIDE * PITCH);
        Tooltip.install(this, tip);
        setOnMouseMoved(e -> tip.setText(at(e.getX(), e.getY()).map(v -> String.format("%02x%s", v, bits.get(v) ? ", set" : "")).orElse("")));
        setBlocked(0);
    }

    /** Sets the bits that are on. */
    public void show(BitSet set) {
        if (set.equals(bits)) return;
        bits = (BitSet) set.clone();
        on.getElements().clear();
        bits.stream().limit(SIDE * SIDE).forEach(v -> cell(on, v));
    }

    /** Marks so many rows from the top as held back. */
    public void setBlocked(int rows) {
        if (rows == blockedRows) return;
        blockedRows = rows;
        off.getElements().clear();
        blocked.getElements().clear();
        for (int v = 0; v < SIDE * SIDE; v++) cell(v / SIDE < rows ? blocked : off, v);
    }

    /** What is shown now. */
    public BitSet bits() {
        return (BitSet) bits.clone();
    }

    private static Optional<Integer> at(double x, double y) {
        int column = (int) Math.floor((x - LEFT) / PITCH), row = (int) (y / PITCH);
        return column < 0 || column >= SIDE || row < 0 || row >= SIDE ? Optional.empty() : Optional.of(row * SIDE + column);
    }

    private static void cell(Path path, int v) {
        double x = LEFT + v % SIDE * PITCH, y = v / SIDE * PITCH;
        path.getElements().addAll(new MoveTo(x, y), new HLineTo(x + CELL), new VLineTo(y + CELL), new HLineTo(x), new ClosePath());
    }
}
