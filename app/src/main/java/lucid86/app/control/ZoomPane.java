package lucid86.app.control;

import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/** Shows a drawing that is moved by dragging and zoomed by the wheel or by Ctrl with plus, minus and 0. */
public final class ZoomPane extends Region {
    private static final double LEAST = 0.1, MOST = 4, STEP = 1.15;

    private final Group group = new Group();
    private double lastX, lastY;
    private boolean fits = true;

    public ZoomPane() {
        getStyleClass().add("zoom-pane");
        getChildren().add(group);
        group.setManaged(false);
        setFocusTraversable(true);
        setMinSize(40, 40);
        setPrefSize(400, 300);
        var clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        addEventHandler(MouseEvent.MOUSE_PRESSED, e -> {
            requestFocus();
            lastX = e.getX();
            lastY = e.getY();
        });
        addEventHandler(MouseEvent.MOUSE_DRAGGED, e -> {
            fits = false;
            group.setLayoutX(group.getLayoutX() + e.getX() - lastX);
            group.setLayoutY(group.getLayoutY() + e.getY() - lastY);
            lastX = e.getX();
            lastY = e.getY();
        });
        addEventHandler(ScrollEvent.SCROLL, e -> {
            if (e.getDeltaY() != 0) zoom(e.getDeltaY() > 0 ? STEP : 1 / STEP, e.getX(), e.getY());
            e.consume();
        });
    }

    /** Shows another drawing, whose origin is its top left corner; the view stays unless it was made to fit. */
    public void show(Node... drawing) {
        group.getChildren().setAll(drawing);
        if (fits) fit();
    }

    /** Zooms around the middle. */
    public void zoom(double by) {
        zoom(by, getWidth() / 2, getHeight() / 2);
    }

    private void zoom(double by, double x, double y) {
        fits = false;
        double old = group.getScaleX(), now = Math.clamp(old * by, LEAST, MOST);
        var at = group.parentToLocal(x, y);
        scale(now);
        var moved = group.localToParent(at);
        group.setLayoutX(group.getLayoutX() + x - moved.getX());
        group.setLayoutY(group.getLayoutY() + y - moved.getY());
    }

    private void scale(double s) {
        group.setScaleX(s);
        group.setScaleY(s);
    }

    /** Makes all of the drawing visible, but never larger than it is. */
    public void fit() {
        fits = true;
        var bounds = group.getLayoutBounds();
        if (bounds.getWidth() <= 0 || getWidth() <= 0) return;
        double s = Math.clamp(Math.min((getWidth() - 16) / bounds.getWidth(), (getHeight() - 16) / bounds.getHeight()), LEAST, 1.0);
        scale(s);
        group.setLayoutX(0);
        group.setLayoutY(0);
        var placed = group.getBoundsInParent();
        group.setLayoutX((getWidth() - placed.getWidth()) / 2 - placed.getMinX());
        group.setLayoutY(8 - placed.getMinY());
    }

    /** How much larger than it is the drawing is shown. */
    public double scale() {
        return group.getScaleX();
    }

    @Override
    protected void layoutChildren() {
        if (fits) fit();
    }
}
