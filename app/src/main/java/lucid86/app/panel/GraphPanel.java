package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.BorderPane;
import javafx.scene.shape.CubicCurve;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import lucid86.app.control.GraphLayout;
import lucid86.app.control.TextSize;
import lucid86.app.control.ZoomPane;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.BlockTable;
import lucid86.debugger.view.RegionGraph;
import lucid86.debugger.view.View;

/** The blocks compiled together with the chosen one, as a graph: boxes by heat, edges by how often they were gone. */
public final class GraphPanel implements Panel {
    private static final double PAD = 6;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final ZoomPane pane = new ZoomPane();
    private final Label title = new Label();
    private Optional<RegionGraph> shown = Optional.empty();
    private Optional<BlockTable.Key> chosen = Optional.empty();

    public GraphPanel(PanelContext context) {
        this.context = context;
        pane.setId("graph-pane");
        pane.setAccessibleText("Graph of the chosen region's blocks");
        title.setId("graph-title");
        title.setMaxWidth(Double.MAX_VALUE);
        title.setText("No block chosen: click one in Translation blocks");
        root.setTop(PanelBar.of(button("Fit", "Show all of the graph (0)", pane::fit), button("+", "Larger (+, wheel)", () -> pane.zoom(1.25)),
                button("\u2212", "Smaller (-, wheel)", () -> pane.zoom(0.8)), title));
        root.setCenter(pane);
        pane.setOnKeyTyped(e -> {
            switch (e.getCharacter()) {
                case "0" -> pane.fit();
                case "+", "=" -> pane.zoom(1.25);
                case "-" -> pane.zoom(0.8);
                default -> { }
            }
        });
        pane.setOnKeyPressed(e -> {
            if (e.getCode() != KeyCode.UP && e.getCode() != KeyCode.DOWN) return;
            step(e.getCode() == KeyCode.DOWN ? 1 : -1);
            e.consume();
        });
        TextSize.property().addListener((_, _, _) -> shown.ifPresent(this::draw));
    }

    private static Button button(String text, String tip, Runnable run) {
        var b = new Button(text);
        b.setTooltip(new Tooltip(tip));
        b.setOnAction(_ -> run.run());
        return b;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return pane;
    }

    @Override
    public Set<View<?>> views() {
        return context.block().get().<Set<View<?>>>map(k -> Set.of(new RegionGraph.Query(k))).orElse(Set.of());
    }

    @Override
    public void show(Snapshot snapshot) {
        var key = context.block().get();
        key.flatMap(k -> snapshot.get(new RegionGraph.Query(k))).ifPresent(answer -> {
            if (answer.isEmpty() || answer.equals(shown) && key.equals(chosen)) return;
            chosen = key;
            shown = answer;
            title.setText(answer.get().title());
            draw(answer.get());
        });
    }

    /** Chooses the next block of the graph. */
    private void step(int by) {
        shown.ifPresent(g -> {
            var keys = g.nodes().stream().map(RegionGraph.Node::key).toList();
            int at = chosen.map(keys::indexOf).orElse(0);
            context.block().set(Optional.of(keys.get(Math.clamp(at + by, 0, keys.size() - 1))));
        });
    }

    // ---- drawing -------------------------------------------------------------------------------------------------------------

    private void draw(RegionGraph g) {
        var font = Font.font("monospace", TextSize.get());
        var texts = new ArrayList<Text>();
        int n = g.nodes().size();
        var width = new double[n];
        var height = new double[n];
        for (int i = 0; i < n; i++) {
            var t = new Text(text(g.nodes().get(i)));
            t.setFont(font);
            t.getStyleClass().add("row-text");
            texts.add(t);
            width[i] = t.getLayoutBounds().getWidth() + 2 * PAD;
            height[i] = t.getLayoutBounds().getHeight() + 2 * PAD;
        }
        var layout = GraphLayout.of(width, height, g.edges().stream().map(e -> new GraphLayout.Edge(e.from(), e.to())).toList());
        long hottest = g.nodes().stream().mapToLong(RegionGraph.Node::runs).max().orElse(1);
        var drawing = new ArrayList<Node>();
        for (int i = 0; i < g.edges().size(); i++) edge(g.edges().get(i), layout, i, width, height, drawing);
        for (int i = 0; i < n; i++) box(g.nodes().get(i), texts.get(i), layout.spots().get(i), width[i], height[i], hottest, drawing);
        pane.show(drawing.toArray(Node[]::new));
    }

    private static String text(RegionGraph.Node node) {
        return String.format("%08x  %s, %,d runs%n%s", node.linear(), node.state().text(), node.runs(), String.join("\n", node.code()));
    }

    private void box(RegionGraph.Node node, Text text, GraphLayout.Spot at, double width, double height, long hottest, List<Node> to) {
        var box = new Rectangle(at.x(), at.y(), width, height);
        boolean current = chosen.filter(k -> k.equals(node.key())).isPresent();
        // Five shades: each is ten times as often as the one before.
        int shade = hottest == 0 || node.runs() == 0 ? 0 : (int) Math.clamp(4 - Math.log10((double) hottest / node.runs()), 0, 4);
        box.getStyleClass().addAll("graph-box", "heat-" + shade);
        if (current) box.getStyleClass().add("graph-chosen");
        box.setOnMouseClicked(e -> {
            if (e.getButton() != MouseButton.PRIMARY || !e.isStillSincePress()) return;
            context.block().set(Optional.of(node.key()));
            if (e.getClickCount() == 2) context.codeTarget().set(Optional.of(node.linear()));
        });
        text.setX(at.x() + PAD);
        text.setY(at.y() + PAD - text.getLayoutBounds().getMinY());
        text.setMouseTransparent(true);
        to.add(box);
        to.add(text);
    }

    private static void edge(RegionGraph.Edge e, GraphLayout.Result layout, int index, double[] width, double[] height, List<Node> to) {
        var from = layout.spots().get(e.from());
        var target = layout.spots().get(e.to());
        boolean back = layout.back().get(index);
        double side = e.kind() == RegionGraph.Kind.TAKEN ? 0.7 : 0.35;
        double x0 = from.x() + width[e.from()] * side, y0 = from.y() + height[e.from()];
        double x1 = target.x() + width[e.to()] * (back ? 0.85 : 0.5), y1 = target.y();
        // A loop's edge swings out to the right of both boxes.
        double swing = Math.max(from.x() + width[e.from()], target.x() + width[e.to()]) + 40;
        var curve = back ? new CubicCurve(x0, y0, swing, y0 + 60, swing, y1 - 60, x1, y1) : new CubicCurve(x0, y0, x0, y0 + 30, x1, y1 - 30, x1, y1);
        String kind = e.kind() == RegionGraph.Kind.TAKEN ? "edge-taken" : "edge-next";
        curve.getStyleClass().addAll("graph-edge", kind);
        curve.setStrokeWidth(1 + Math.log10(1 + e.runs()) * 0.6);
        curve.setMouseTransparent(true);
        var head = new Polygon(x1, y1, x1 - 4, y1 - 8, x1 + 4, y1 - 8);
        head.getStyleClass().addAll("graph-head", kind);
        to.add(curve);
        to.add(head);
        if (e.runs() == 0) return;
        var label = new Text(back ? swing - 24 : (x0 + x1) / 2 + 4, back ? (y0 + y1) / 2 : (y0 + y1) / 2 + 4, String.format("%,d", e.runs()));
        label.getStyleClass().addAll("row-text", "ink-dim");
        to.add(label);
    }
}
