package lucid86.app.control;

import javafx.scene.layout.Region;
import javafx.scene.shape.Polyline;

/** The last values of something, as a small line; its height is the largest of them. */
public final class Sparkline extends Region {
    private final double[] values;
    private final Polyline line = new Polyline();
    private int count;

    /** @param kept number of values shown */
    public Sparkline(int kept) {
        values = new double[kept];
        line.getStyleClass().add("sparkline");
        line.setManaged(false);
        getStyleClass().add("sparkline-back");
        getChildren().add(line);
        setMinSize(40, 12);
        setPrefSize(100, 16);
    }

    /** Adds a value at the right. */
    public void add(double value) {
        System.arraycopy(values, 1, values, 0, values.length - 1);
        values[values.length - 1] = value;
        count = Math.min(count + 1, values.length);
        draw();
    }

    @Override
    protected void layoutChildren() {
        draw();
    }

    private void draw() {
        double most = 1e-9;
        for (double v : values) most = Math.max(most, v);
        var points = new Double[2 * count];
        for (int i = 0; i < count; i++) {
            int at = values.length - count + i;
            points[2 * i] = getWidth() * at / (values.length - 1);
            points[2 * i + 1] = getHeight() - 1 - (getHeight() - 2) * values[at] / most;
        }
        line.getPoints().setAll(points);
    }
}
