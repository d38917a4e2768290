package lucid86.app.control;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;

/** The size of all text in the program, in pixels. JavaFX thread. */
public final class TextSize {
    public static final double LEAST = 9, STANDARD = 13, MOST = 30;

    private static final DoubleProperty SIZE = new SimpleDoubleProperty(STANDARD);

    private TextSize() {}

    public static double get() {
        return SIZE.get();
    }

    public static void set(double pixels) {
        SIZE.set(Math.clamp(pixels, LEAST, MOST));
    }

    public static ReadOnlyDoubleProperty property() {
        return SIZE;
    }
}
