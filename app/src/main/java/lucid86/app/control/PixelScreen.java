package lucid86.app.control;

import java.nio.IntBuffer;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;

/** Shows pictures given as int arrays, as large as fits by whole factors, smaller if it must. Scales itself; JavaFX only copies. */
public final class PixelScreen extends Region {
    private final ImageView view = new ImageView();
    private PixelBuffer<IntBuffer> buffer;
    private int[] pixels = {};
    private int[] last = {};
    private int lastWidth, lastHeight, factor;
    private boolean smooth;

    public PixelScreen() {
        view.setSmooth(false);
        view.setManaged(false);
        getChildren().add(view);
        getStyleClass().add("pixel-screen");
        setMinSize(80, 60);
        setPrefSize(720, 400);
    }

    /** Shows a picture, rows of {@code width} opaque ARGB pixels. The array must stay as it is until the next call. */
    public void show(int[] picture, int width, int height) {
        last = picture;
        lastWidth = width;
        lastHeight = height;
        paint();
    }

    /** Fills the space as far as proportions allow, interpolating; otherwise pixels keep their sharp edges. */
    public void setSmooth(boolean on) {
        smooth = on;
        paint();
    }

    public boolean smooth() {
        return smooth;
    }

    /** The last picture's pixel under a place in this control; negative or too large when it is beside. */
    public javafx.geometry.Point2D pixelAt(double x, double y) {
        if (buffer == null) return new javafx.geometry.Point2D(0, 0);
        return new javafx.geometry.Point2D((x - view.getLayoutX()) * lastWidth / buffer.getWidth(), (y - view.getLayoutY()) * lastHeight / buffer.getHeight());
    }

    /** The last picture. */
    public int[] picture() {
        return last;
    }

    /** Width and height of the last picture. */
    public int pictureWidth() {
        return lastWidth;
    }

    public int pictureHeight() {
        return lastHeight;
    }

    /** How much larger pixels are shown than they are; 0 while the picture is shown smaller. */
    public int factor() {
        return factor;
    }

    /**
     * The place in the picture of a place in this control.
     *
     * @return from 0 = left or upper edge to 1 = right or lower edge; places beside the picture have the edge's
     */
    public Point2D inPicture(double x, double y) {
        if (buffer == null) return Point2D.ZERO;
        return new Point2D(Math.clamp((x - view.getLayoutX()) / buffer.getWidth(), 0, 1),
                Math.clamp((y - view.getLayoutY()) / buffer.getHeight(), 0, 1));
    }

    private void paint() {
        if (lastWidth == 0 || getWidth() < 1 || getHeight() < 1) return;
        factor = smooth ? 0 : Scaler.factor(lastWidth, lastHeight, getWidth(), getHeight());
        double fit = Math.min(getWidth() / lastWidth, getHeight() / lastHeight);
        int wide = Math.max(1, factor > 0 ? lastWidth * factor : (int) (lastWidth * fit));
        int high = Math.max(1, factor > 0 ? lastHeight * factor : (int) (lastHeight * fit));
        if (buffer == null || buffer.getWidth() != wide || buffer.getHeight() != high) {
            pixels = new int[wide * high];
            buffer = new PixelBuffer<>(wide, high, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
            view.setImage(new WritableImage(buffer));
        }
        buffer.updateBuffer(_ -> {
            if (factor > 0) Scaler.enlarge(last, lastWidth, lastHeight, factor, pixels);
            else if (wide > lastWidth) Scaler.smooth(last, lastWidth, lastHeight, pixels, wide, high);
            else Scaler.shrink(last, lastWidth, lastHeight, pixels, wide, high);
            return new Rectangle2D(0, 0, wide, high);
        });
        view.relocate(Math.floor((getWidth() - wide) / 2), Math.floor((getHeight() - high) / 2));
    }

    @Override
    protected void layoutChildren() {
        paint();
    }
}
