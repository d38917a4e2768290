package lucid86.app.control;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;

/** Events along a line of time, in lanes; the wheel zooms around the mouse, dragging moves. Shows the latest until it is moved. */
public final class Timeline extends Region {
    private static final int MOST_SHOWN = 1500, LABEL = 110, AXIS = 20;

    /**
     * Something that happened.
     *
     * @param lane index of its lane
     * @param start in units of the owner
     * @param length may be 0: a mark
     * @param style class of its look
     */
    public record Event(int lane, double start, double length, String style, Object owner) {}

    private final Pane canvas = new Pane();
    private List<String> lanes = List.of();
    private List<Event> events = List.of();
    private double from, to = 1, first, last = 1, dragX;
    private boolean following = true;
    private java.util.function.DoubleFunction<String> unit = d -> String.format("%.2f", d);
    private Consumer<Event> onHover = _ -> {}, onClick = _ -> {};

    public Timeline() {
        getStyleClass().add("timeline");
        getChildren().add(canvas);
        setFocusTraversable(true);
        setMinSize(120, 60);
        setPrefSize(400, 160);
        var clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        addEventHandler(ScrollEvent.SCROLL, e -> {
            zoom(e.getDeltaY() > 0 ? 0.8 : 1.25, Math.clamp((e.getX() - LABEL) / Math.max(1, getWidth() - LABEL), 0, 1));
            e.consume();
        });
        addEventHandler(MouseEvent.MOUSE_PRESSED, e -> {
            requestFocus();
            dragX = e.getX();
        });
        addEventHandler(MouseEvent.MOUSE_DRAGGED, e -> {
            move((dragX - e.getX()) / Math.max(1, getWidth() - LABEL) * (to - from));
            dragX = e.getX();
        });
    }

    /** How a time is written below the line. */
    public void setUnit(java.util.function.DoubleFunction<String> text) {
        unit = text;
    }

    public void setOnHover(Consumer<Event> handler) {
        onHover = handler;
    }

    public void setOnClick(Consumer<Event> handler) {
        onClick = handler;
    }

    /** Shows events, sorted by start, between two times; keeps the part that is shown if the user chose it. */
    public void show(List<String> laneNames, List<Event> all, double begin, double end) {
        lanes = laneNames;
        events = all;
        first = begin;
        last = Math.max(end, begin + 1e-9);
        if (following) {
            from = first;
            to = last;
        }
        paint();
    }

    /** Shows everything, and what comes, again. */
    public void showAll() {
        following = true;
        from = first;
        to = last;
        paint();
    }

    private void zoom(double by, double around) {
        following = false;
        double middle = from + (to - from) * around, length = Math.clamp((to - from) * by, (last - first) * 1e-6, last - first);
        from = Math.max(first, middle - length * around);
        to = Math.min(last, from + length);
        paint();
    }

    private void move(double by) {
        following = false;
        double length = to - from;
        from = Math.clamp(from + by, first, Math.max(first, last - length));
        to = from + length;
        paint();
    }

    @Override
    protected void layoutChildren() {
        canvas.resizeRelocate(0, 0, getWidth(), getHeight());
        paint();
    }

    private double x(double time) {
        return LABEL + (time - from) / (to - from) * (getWidth() - LABEL - 4);
    }

    private void paint() {
        canvas.getChildren().clear();
        if (lanes.isEmpty() || getWidth() < LABEL + 10) return;
        double height = Math.max(6, (getHeight() - AXIS) / lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            var name = new Text(6, i * height + Math.min(height - 2, height / 2 + 4), lanes.get(i));
            name.getStyleClass().addAll("row-text", "ink-dim");
            canvas.getChildren().add(name);
        }
        axis();
        var shown = events.stream().filter(e -> e.start + e.length >= from && e.start <= to).toList();
        // Too many to tell apart: the latest are shown.
        for (Event e : shown.subList(Math.max(0, shown.size() - MOST_SHOWN), shown.size())) mark(e, height);
        // Painting may be part of a layout, after this pulse's styles: without this they would be unstyled for a moment.
        canvas.applyCss();
    }

    private void axis() {
        double y = getHeight() - AXIS;
        var line = new Line(LABEL, y, getWidth(), y);
        line.getStyleClass().add("timeline-axis");
        canvas.getChildren().add(line);
        int steps = (int) Math.max(1, (getWidth() - LABEL) / 120);
        for (int i = 0; i < steps; i++) {
            double t = from + (to - from) * i / steps;
            var tick = new Line(x(t), y, x(t), y + 4);
            tick.getStyleClass().add("timeline-axis");
            var label = new Text(x(t) + 3, y + 14, unit.apply(t));
            label.getStyleClass().addAll("row-text", "ink-dim");
            canvas.getChildren().addAll(tick, label);
        }
    }

    private void mark(Event e, double height) {
        double x = Math.max(LABEL, x(e.start)), width = Math.max(2, x(e.start + e.length) - x);
        var r = new Rectangle(x, e.lane * height + 1, width, Math.max(3, height - 3));
        r.getStyleClass().addAll("timeline-mark", e.style);
        r.setOnMouseEntered(_ -> onHover.accept(e));
        r.setOnMouseClicked(m -> {
            if (m.isStillSincePress()) onClick.accept(e);
        });
        canvas.getChildren().add(r);
    }
}
