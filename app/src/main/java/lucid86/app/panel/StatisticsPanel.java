package lucid86.app.panel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import lucid86.app.control.Sparkline;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.CompileLog;
import lucid86.debugger.view.HostThread;
import lucid86.debugger.view.Status;
import lucid86.debugger.view.View;

/** How fast the machine runs and what that costs: numbers and their last minute. */
public final class StatisticsPanel implements Panel {
    private static final CompileLog.Query COMPILER = new CompileLog.Query();
    private static final HostThread.Query THREAD = new HostThread.Query();
    private static final long SAMPLE = 500_000_000;
    private static final int KEPT = 120;

    /** A number with its line. */
    private record Field(Label value, Sparkline line) {}

    private final PanelContext context;
    private final GridPane grid = new GridPane();
    private final ScrollPane root = new ScrollPane(grid);
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final HostLoad load = new HostLoad();
    private long sampled, pulses, slowest, lastPulse, frames, lastFrame = -1, compileNanos;
    private Snapshot snapshot;

    public StatisticsPanel(PanelContext context) {
        this.context = context;
        grid.getStyleClass().add("statistics");
        root.setFitToWidth(true);
        add("mips", "Speed", "Million guest instructions in a second of real time");
        add("speed", "Virtual time", "Against real time");
        add("compiled", "Compiled", "Share of instructions executed in compiled code");
        add("interpreted", "Interpreted", "Share of instructions executed by the interpreter");
        add("busy", "Emulation", "Share of time that the emulation thread computes; the rest it is idle");
        add("compiler", "Compiling", "Share of time that the compile thread makes bytecode");
        add("blocks", "Blocks", "Translation blocks in the cache");
        add("frames", "Guest frames", "New pictures of the guest's screen in a second");
        add("pulses", "Window pulses", "Pulses of the window in a second, and the longest time between two");
        add("gc", "Garbage", "Time that garbage collections took in the last half second");
        add("heap", "Heap", "Memory of this program in use");
    }

    private void add(String id, String title, String tip) {
        var name = new Label(title);
        name.setTooltip(new Tooltip(tip));
        var value = new Label();
        value.setId("statistics-" + id);
        value.setMinWidth(190);
        value.getStyleClass().add("mono");
        var line = new Sparkline(KEPT);
        line.setPrefWidth(220);
        GridPane.setHgrow(line, javafx.scene.layout.Priority.ALWAYS);
        grid.addRow(fields.size(), name, value, line);
        fields.put(id, new Field(value, line));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(COMPILER, THREAD);
    }

    @Override
    public void show(Snapshot s) {
        snapshot = s;
    }

    @Override
    public void pulse() {
        long now = System.nanoTime();
        if (lastPulse != 0) slowest = Math.max(slowest, now - lastPulse);
        lastPulse = now;
        pulses++;
        long frame = context.session().screen().frame().sequence();
        if (frame != lastFrame) frames++;
        lastFrame = frame;
        if (snapshot == null || now - sampled < SAMPLE) return;
        double seconds = sampled == 0 ? 0.5 : (now - sampled) / 1e9;
        sampled = now;
        sample(snapshot.status(), seconds);
        pulses = frames = slowest = 0;
    }

    private void sample(Status s, double seconds) {
        load.sample(snapshot.get(THREAD).map(HostThread::id).orElse(0L));
        boolean on = s.running();
        set("mips", on ? s.mips() : 0, "%.1f MIPS");
        set("speed", on ? s.speed() * 100 : 0, "%.0f %%");
        set("compiled", on ? s.compiledShare() * 100 : 0, "%.0f %% of instructions");
        set("interpreted", on ? (1 - s.compiledShare()) * 100 : 0, "%.0f %% of instructions");
        field("busy", load.busy() * 100, String.format("%.0f %% busy, %.0f %% idle", load.busy() * 100, 100 - load.busy() * 100));
        long compiling = snapshot.get(COMPILER).map(CompileLog::compileNanos).orElse(compileNanos);
        set("compiler", Math.clamp((compiling - compileNanos) / 1e7 / seconds, 0, 100), "%.0f %%");
        compileNanos = compiling;
        field("blocks", s.blocks(), String.format("%,d", s.blocks()));
        set("frames", frames / seconds, "%.0f a second");
        field("pulses", pulses / seconds, String.format("%.0f a second, longest %.0f ms", pulses / seconds, slowest / 1e6));
        field("gc", load.lastPauses(), String.format("%d ms now, %,d ms in all", load.lastPauses(), load.pauses()));
        field("heap", HostLoad.heapUsed(), String.format("%,d of %,d MiB", HostLoad.heapUsed() >> 20, HostLoad.heapMost() >> 20));
    }

    private void set(String id, double value, String format) {
        field(id, value, String.format(format, value));
    }

    private void field(String id, double value, String text) {
        Field f = fields.get(id);
        f.value.setText(text);
        f.line.add(value);
    }
}
