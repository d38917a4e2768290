package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.time.Bookmark;
import lucid86.debugger.time.TimelineStatus;
import lucid86.debugger.time.Writer;
import lucid86.debugger.view.View;
import org.kordamp.ikonli.javafx.FontIcon;

/** The machine's past: keeps a history, goes back step by step or by a slider, shows bookmarks and who changed something last. */
public final class TimePanel implements Panel {
    private static final TimelineStatus.Query QUERY = new TimelineStatus.Query();

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final ToggleButton keep = new ToggleButton("Keep history");
    private final Slider slider = new Slider(0, 1, 1);
    private final Label where = new Label("No history is kept: the past cannot be seen"), answer = new Label();
    private final Button show = new Button("Go there"), cancel = new Button("Cancel");
    private final RowTable bookmarks = new RowTable("time-bookmarks", "Bookmarks: moments worth going to");
    private final List<Button> buttons = new ArrayList<>();
    private TimelineStatus status = TimelineStatus.OFF;
    /** The slider follows the machine, not the user. */
    private boolean following;

    public TimePanel(PanelContext context) {
        this.context = context;
        keep.setId("time-keep");
        keep.setTooltip(new Tooltip("Remember the machine's past from now on; it takes memory and some speed"));
        keep.setOnAction(_ -> context.submit(new Command.KeepHistory(keep.isSelected())));
        button("back", "mdi2s-step-backward", "One instruction back", new Command.StepBack(1));
        button("back-over", "mdi2d-debug-step-over", "Back over a call or an interrupt", new Command.StepBackOver());
        button("back-out", "mdi2d-debug-step-out", "Back to the call that led here", new Command.StepBackOut());
        button("back-run", "mdi2s-skip-backward", "Back to the last breakpoint, or to where history begins", new Command.ReverseContinue());
        button("present", "mdi2s-skip-forward", "To the present", new Command.GoToInstruction(Long.MAX_VALUE));
        slider.setId("time-slider");
        slider.setAccessibleText("The machine's history");
        slider.setMaxWidth(Double.MAX_VALUE);
        slider.setBlockIncrement(0.01);
        slider.valueProperty().addListener((_, _, v) -> {
            if (!following && !slider.isValueChanging()) go(v.doubleValue());
        });
        slider.valueChangingProperty().addListener((_, _, changing) -> {
            if (!changing) go(slider.getValue());
        });
        answer.setId("time-answer");
        answer.setWrapText(true);
        show.setId("time-go");
        show.setTooltip(new Tooltip("Go to the moment right before this change"));
        show.setOnAction(_ -> status.answer().filter(Writer::found).ifPresent(w -> context.submit(new Command.GoToInstruction(w.instructions()))));
        show.setVisible(false);
        cancel.setTooltip(new Tooltip("End the search of the past"));
        cancel.setOnAction(_ -> context.session().cancelSearch());
        var bar = PanelBar.of(keep);
        bar.getChildren().addAll(buttons);
        var said = PanelBar.of(answer, show, cancel);
        answer.setMinWidth(60);
        var top = new VBox(bar, slider, where, said);
        where.getStyleClass().add("panel-note");
        where.setMaxWidth(Double.MAX_VALUE);
        bookmarks.setHeading(RowModel.row().at(0, "bookmark", Ink.HEADING).at(34, "time", Ink.HEADING).at(50, "instructions", Ink.HEADING).build());
        bookmarks.setOnActivate(i -> {
            if (i < status.bookmarks().size()) context.submit(new Command.GoToInstruction(status.bookmarks().get(i).instructions()));
        });
        root.setTop(top);
        root.setCenter(bookmarks);
        update();
    }

    private void button(String id, String icon, String tip, Command command) {
        var b = new Button("", new FontIcon(icon));
        b.setId("time-" + id);
        b.setTooltip(new Tooltip(tip));
        b.setAccessibleText(tip);
        b.setOnAction(_ -> context.submit(command));
        buttons.add(b);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return slider;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(QUERY).ifPresent(s -> {
            if (s.equals(status)) return;
            status = s;
            update();
        });
    }

    private void go(double place) {
        if (!status.recording()) return;
        long length = status.presentTime() - status.firstTime();
        context.submit(new Command.GoToTime(status.firstTime() + Math.round(length * place)));
    }

    private void update() {
        boolean on = status.recording();
        keep.setSelected(on);
        slider.setDisable(!on);
        buttons.forEach(b -> b.setDisable(!on));
        where.setText(on ? String.format("%s at %.6f s of %.6f to %.6f s; %,d instructions; %d checkpoints, %,d MiB%s", status.past() ? "in the past," : "the present,", status.time() / 1e9,
                status.firstTime() / 1e9, status.presentTime() / 1e9, status.instructions(), status.checkpoints().size(), status.bytes() >> 20,
                status.search().map(p -> String.format("; looking for %s, at instruction %,d", p.what(), p.instructions())).orElse(""))
                : "No history is kept: press Keep history, and the past can be seen from then on.");
        if (!slider.isValueChanging()) {
            following = true;
            long length = Math.max(1, status.presentTime() - status.firstTime());
            slider.setValue(on ? (double) (status.time() - status.firstTime()) / length : 1);
            following = false;
        }
        answer.setText(status.answer().map(TimePanel::text).orElse("Ask who changed something: Who wrote? in the memory panel, or a right click on the screen."));
        show.setVisible(status.answer().filter(Writer::found).isPresent());
        cancel.setVisible(status.search().isPresent());
        bookmarks.show(status.bookmarks().stream().map(TimePanel::row).toList());
    }

    private static String text(Writer w) {
        if (!w.found()) return w.what() + ": not changed as far back as history goes";
        return String.format("%s: last changed by %s at %08x, %s, at %.6f s", w.what(), w.device() ? "a chip, before" : "the instruction", w.linear(), w.instruction(), w.time() / 1e9);
    }

    private static RowModel row(Bookmark b) {
        return RowModel.row().at(0, b.name(), Ink.LABEL).at(Math.max(34, b.name().length() + 2), String.format("%.6f s", b.time() / 1e9), Ink.NUMBER)
                .at(Math.max(50, b.name().length() + 18), String.format("%,d", b.instructions()), Ink.DIM).build();
    }
}
