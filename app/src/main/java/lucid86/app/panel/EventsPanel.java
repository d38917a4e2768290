package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.app.control.Timeline;
import lucid86.debugger.observe.Event;
import lucid86.debugger.observe.EventFilter;
import lucid86.debugger.observe.EventLog;
import lucid86.debugger.observe.Records;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.stop.Happening;
import lucid86.debugger.view.View;

/**
 * Interrupts, interrupt lines, ports, control registers and modes along virtual time and as a list. A double click goes to an event when
 * history is kept, else to its code.
 */
public final class EventsPanel implements Panel {
    private static final int SHOWN = 1000;
    private static final List<String> LANES = List.of("interrupts", "exceptions", "INT n", "IRQ lines", "ports", "control, mode");

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final ToggleButton record = new ToggleButton("Record");
    private final TextField filter = new TextField();
    private final Label summary = new Label("Nothing is recorded: press Record while the machine runs");
    private final Timeline timeline = new Timeline();
    private final RowTable rows = new RowTable("events-list", "Events, the newest first");
    private EventLog.Query asked = new EventLog.Query(EventFilter.ALL, 0, SHOWN);
    private EventLog.Page shown;

    public EventsPanel(PanelContext context) {
        this.context = context;
        record.setId("events-record");
        record.setTooltip(new Tooltip("Write down what happens from now on; it costs some speed"));
        record.setOnAction(_ -> context.submit(new Command.Record(Records.Kind.EVENTS, record.isSelected())));
        filter.setId("events-filter");
        filter.setPromptText("filter: int irq port=3f8 control mode");
        filter.setAccessibleText("Filter of events");
        filter.setTooltip(new Tooltip("Kinds of events: int irq port control mode, each alone or with a hexadecimal number or range, as port=3f8-3ff int=21"));
        filter.setPrefColumnCount(20);
        filter.setOnAction(_ -> filter());
        var all = new Button("All");
        all.setTooltip(new Tooltip("Show the whole time, and what comes"));
        all.setOnAction(_ -> timeline.showAll());
        timeline.setId("events-timeline");
        timeline.setAccessibleText("Events along virtual time");
        timeline.setUnit(t -> String.format("%.6f s", t));
        timeline.setOnHover(e -> summary.setText(text((Event) e.owner())));
        timeline.setOnClick(e -> go((Event) e.owner()));
        rows.setHeading(RowModel.row().at(0, "time", Ink.HEADING).at(16, "instructions", Ink.HEADING).at(32, "code", Ink.HEADING).at(42, "what", Ink.HEADING).build());
        rows.setOnActivate(i -> {
            if (shown != null && i < shown.events().size()) go(shown.events().get(i));
        });
        var split = new SplitPane(timeline, rows);
        split.setOrientation(Orientation.VERTICAL);
        split.setDividerPositions(0.45);
        root.setTop(PanelBar.of(record, filter, all, summary));
        root.setCenter(split);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return rows.list();
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(asked);
    }

    private void filter() {
        try {
            asked = new EventLog.Query(EventFilter.parse(filter.getText()), 0, SHOWN);
        } catch (IllegalArgumentException e) {
            context.tell(e.getMessage());
        }
    }

    private void go(Event e) {
        context.ask(m -> m.timeline().isPresent(), history -> {
            if (history) context.submit(new Command.GoToInstruction(e.instructions()));
            else context.codeTarget().set(Optional.of(e.linear()));
        });
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(asked).ifPresent(page -> {
            if (page.equals(shown)) return;
            shown = page;
            record.setSelected(page.on());
            summary.setText(page.on() ? String.format("%,d events, %,d of those kept fit; a double click goes there", page.recorded(), page.fitting())
                    : "Nothing is recorded: press Record while the machine runs");
            rows.show(page.events().stream().map(EventsPanel::row).toList());
            draw(page.events());
        });
    }

    private void draw(List<Event> events) {
        var marks = new ArrayList<Timeline.Event>();
        for (Event e : events.reversed()) marks.add(new Timeline.Event(lane(e.what()), e.time() / 1e9, 0, style(e.what()), e));
        if (marks.isEmpty()) timeline.show(List.of(), marks, 0, 1);
        else timeline.show(LANES, marks, marks.getFirst().start(), marks.getLast().start());
    }

    private static int lane(Happening what) {
        return switch (what) {
            case Happening.Interrupted i -> i.external() ? 0 : i.software() ? 2 : 1;
            case Happening.LineRose _ -> 3;
            case Happening.PortUsed _ -> 4;
            case Happening.ControlChanged _, Happening.ModeSwitched _ -> 5;
            default -> 1;
        };
    }

    private static String style(Happening what) {
        return switch (what) {
            case Happening.Interrupted i -> i.external() ? "mark-compiled" : i.software() ? "" : "mark-danger";
            case Happening.PortUsed p -> p.out() ? "mark-warning" : "";
            default -> "";
        };
    }

    private static Ink ink(Happening what) {
        return switch (what) {
            case Happening.Interrupted i -> i.external() ? Ink.GOOD : i.software() ? Ink.LABEL : Ink.CHANGED;
            case Happening.PortUsed p -> p.out() ? Ink.WARNING : Ink.NORMAL;
            default -> Ink.NORMAL;
        };
    }

    private static String text(Event e) {
        return String.format("%.6f s: %s", e.time() / 1e9, e.what().text());
    }

    private static RowModel row(Event e) {
        return RowModel.row().at(0, String.format("%12.6f s", e.time() / 1e9), Ink.NUMBER).at(16, String.format("%,14d", e.instructions()), Ink.DIM)
                .at(32, String.format("%08x", e.linear()), Ink.ADDRESS).at(42, e.what().text(), ink(e.what())).build();
    }
}
