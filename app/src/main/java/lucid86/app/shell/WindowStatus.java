package lucid86.app.shell;

import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import lucid86.app.control.Sparkline;
import lucid86.app.panel.PanelContext;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.view.Status;

/** The line at the bottom: how the machine is doing, and the last message. */
final class WindowStatus {
    private static final long SAMPLE = 500_000_000;

    private final Label state = field("status-state", "Running, or why the machine stands still", 210);
    private final Label mode = field("status-mode", "CPU mode and privilege level", 130);
    private final Label mips = field("status-mips", "Million guest instructions per second of real time", 80);
    private final Label time = field("status-time", "Virtual time since power-on", 110);
    private final Label speed = field("status-speed", "Virtual time against real time", 70);
    private final Label compiled = field("status-compiled", "Share of instructions executed in compiled code", 110);
    private final Label frames = field("status-frames", "New pictures of the guest's screen in a second", 70);
    private final Sparkline spark = new Sparkline(60);
    private final PanelContext context;
    private long sampled, pictures, lastPicture = -1;
    private final Label blocks = field("status-blocks", "Translation blocks in the cache", 100);
    private final Label message = new Label();
    private final HBox bar;

    WindowStatus(PanelContext context) {
        this.context = context;
        spark.setMaxHeight(16);
        HBox.setMargin(spark, new javafx.geometry.Insets(0, 10, 0, 0));
        Tooltip.install(spark, new Tooltip("Speed over the last half minute"));
        message.setId("status-message");
        message.textProperty().bind(context.message());
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        bar = new HBox(state, mode, mips, spark, frames, time, speed, compiled, blocks, space, message);
        bar.getStyleClass().add("status-bar");
    }

    private static Label field(String id, String tip, double width) {
        var label = new Label();
        label.setId(id);
        label.setTooltip(new Tooltip(tip));
        label.setMinWidth(width);
        label.getStyleClass().add("status-field");
        return label;
    }

    HBox node() {
        return bar;
    }

    void show(Snapshot snapshot) {
        Status s = snapshot.status();
        set(state, s.running() ? s.halted() ? "running, CPU halted" : "running" : s.stop().map(StopReason::text).orElse(""));
        state.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("running"), s.running());
        set(mode, s.mode() + "  CPL " + s.cpl());
        set(mips, String.format("%.1f MIPS", s.running() ? s.mips() : 0));
        set(time, String.format("%.3f s", s.virtualNanos() / 1e9));
        set(speed, s.running() ? String.format("%.0f %%", s.speed() * 100) : "");
        set(compiled, String.format("compiled %.0f %%", s.compiledShare() * 100));
        set(blocks, String.format("%,d blocks", s.blocks()));
    }

    /** Every pulse: counts pictures, and draws the speed twice a second. */
    void pulse(Snapshot snapshot) {
        long picture = context.session().screen().frame().sequence();
        if (picture != lastPicture) pictures++;
        lastPicture = picture;
        long now = System.nanoTime();
        if (now - sampled < SAMPLE) return;
        set(frames, String.format("%.0f fps", sampled == 0 ? 0 : pictures * 1e9 / (now - sampled)));
        sampled = now;
        pictures = 0;
        spark.add(snapshot.status().running() ? snapshot.status().mips() : 0);
    }

    private static void set(Label label, String text) {
        if (!label.getText().equals(text)) label.setText(text);
    }
}
