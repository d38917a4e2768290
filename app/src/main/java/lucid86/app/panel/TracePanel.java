package lucid86.app.panel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.observe.BlockRing;
import lucid86.debugger.observe.Records;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.View;

/** The translation blocks executed last, the newest first: how the machine came to where it is. A double click shows their code. */
public final class TracePanel implements Panel {
    private static final BlockRing.Query QUERY = new BlockRing.Query(0, 2000);

    private final BorderPane root = new BorderPane();
    private final ToggleButton record = new ToggleButton("Record");
    private final Label summary = new Label();
    private final RowTable rows = new RowTable("trace-list", "Blocks executed last, the newest first");
    private BlockRing.Page shown = new BlockRing.Page(true, -1, List.of());

    public TracePanel(PanelContext context) {
        record.setId("trace-record");
        record.setTooltip(new Tooltip("Write down each block from now on; nothing is compiled meanwhile"));
        record.setOnAction(_ -> context.submit(new Command.Record(Records.Kind.BLOCKS, record.isSelected())));
        rows.setHeading(RowModel.row().at(0, "back", Ink.HEADING).at(8, "block", Ink.HEADING).at(18, "where", Ink.HEADING).build());
        rows.setOnActivate(i -> {
            if (i < shown.newest().size()) context.codeTarget().set(Optional.of(shown.newest().get(i).linear()));
        });
        root.setTop(PanelBar.of(record, summary));
        root.setCenter(rows);
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
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(QUERY).ifPresent(page -> {
            if (page.on() == shown.on() && page.executed() == shown.executed()) return;
            shown = page;
            record.setSelected(page.on());
            summary.setText(page.on() ? String.format("%,d blocks executed; the last %,d are shown of up to a million kept", page.executed(), page.newest().size())
                    : "Nothing is recorded: press Record, and let the machine run");
            var list = new java.util.ArrayList<RowModel>();
            for (int i = 0; i < page.newest().size(); i++) {
                var e = page.newest().get(i);
                list.add(RowModel.row().at(0, String.format("%6d", i), Ink.DIM).at(8, String.format("%08x", e.linear()), Ink.ADDRESS).at(18, e.place(), Ink.LABEL).build());
            }
            rows.show(list);
        });
    }
}
