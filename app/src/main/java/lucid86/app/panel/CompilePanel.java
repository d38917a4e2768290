package lucid86.app.panel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Timeline;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.CompileLog;
import lucid86.debugger.view.View;
import lucid86.jit.run.CompileHistory;
import lucid86.jit.run.TierPolicy;

/** What the compiler did and when: each region as a bar, as long as making it took, in lanes by size. Sets when code counts as hot. */
public final class CompilePanel implements Panel {
    private static final CompileLog.Query QUERY = new CompileLog.Query();
    private static final List<String> LANES = List.of("up to 500 bc", "up to 2,000 bc", "up to 5,000 bc", "larger");
    private static final int[] SIZES = {500, 2000, 5000};

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final Timeline timeline = new Timeline();
    private final Label summary = new Label(), under = new Label("Point at a bar; a click chooses the region's first block; the wheel zooms, dragging moves");
    private CompileLog shown;

    public CompilePanel(PanelContext context) {
        this.context = context;
        timeline.setId("compile-timeline");
        timeline.setAccessibleText("History of compilations");
        timeline.setUnit(t -> String.format("%.2f s", t));
        timeline.setOnHover(e -> under.setText(describe((CompileHistory.Entry) e.owner())));
        timeline.setOnClick(e -> context.block().set(Optional.of(CompileLog.key((CompileHistory.Entry) e.owner()))));
        var threshold = new Spinner<Integer>(0, 1_000_000, TierPolicy.NORMAL.threshold(), 1000);
        threshold.setId("compile-threshold");
        threshold.setEditable(true);
        threshold.setPrefWidth(110);
        threshold.setTooltip(new Tooltip("Runs in the interpreter before a block is compiled; 0 compiles everything at once"));
        threshold.setAccessibleText("Hot threshold");
        threshold.valueProperty().addListener((_, _, runs) -> context.submit(new Command.SetPolicy(runs == 0 ? TierPolicy.COMPILE_AT_ONCE : new TierPolicy(runs, true))));
        var all = new Button("All");
        all.setTooltip(new Tooltip("Show the whole time, and what comes"));
        all.setOnAction(_ -> timeline.showAll());
        summary.setMaxWidth(Double.MAX_VALUE);
        root.setTop(PanelBar.of(new Label("Hot after"), threshold, new Label("runs"), all, summary));
        root.setCenter(timeline);
        under.getStyleClass().add("panel-note");
        under.setMaxWidth(Double.MAX_VALUE);
        root.setBottom(under);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return timeline;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(QUERY).ifPresent(log -> {
            boolean same = shown != null && shown.regions() == log.regions() && shown.waiting() == log.waiting() && shown.dropped() == log.dropped();
            if (same) return;
            shown = log;
            String evicted = log.evicted() == 0 ? "" : String.format(", %,d regions given up for lack of room", log.evicted());
            summary.setText(String.format("%,d regions in %.1f s, %d waiting; %,d blocks dropped", log.regions(), log.compileNanos() / 1e9, log.waiting(), log.dropped()) + evicted);
            if (log.entries().isEmpty()) return;
            long zero = log.entries().stream().mapToLong(e -> e.hostNanos() - e.compileNanos()).min().orElseThrow();
            var events = log.entries().stream().map(e -> new Timeline.Event(lane(e), (e.hostNanos() - e.compileNanos() - zero) / 1e9, e.compileNanos() / 1e9, "mark-compiled", e)).toList();
            timeline.show(LANES, events, 0, (log.entries().getLast().hostNanos() - zero) / 1e9 + 0.01);
        });
    }

    private static int lane(CompileHistory.Entry e) {
        for (int i = 0; i < SIZES.length; i++) if (e.methodSize() <= SIZES[i]) return i;
        return SIZES.length;
    }

    private static String describe(CompileHistory.Entry e) {
        return String.format("%s: %d blocks, %d guest instructions, %,d bytecodes, made in %.2f ms", e.name(), e.blocks(), e.insns(), e.methodSize(), e.compileNanos() / 1e6);
    }
}
