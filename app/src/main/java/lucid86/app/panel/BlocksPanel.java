package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.BlockTable;
import lucid86.debugger.view.View;

/** The translation-block cache as a table. The chosen block is the linked selection: the block panel shows it. */
public final class BlocksPanel implements Panel {
    private static final int MOST = 2000;
    private static final int ADDRESS = 0, MODE = 9, RUNS = 20, HEAT = 31, INSNS = 46, BYTES = 52, IR = 58, STATE = 63, REGION = 75, LINKS = 93;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowList list = new RowList();
    private final RowList head = new RowList();
    private final ComboBox<BlockTable.Order> order = new ComboBox<>();
    private final Label summary = new Label();
    private BlockTable table = new BlockTable(0, 0, 0, List.of(), List.of());

    public BlocksPanel(PanelContext context) {
        this.context = context;
        order.getItems().setAll(BlockTable.Order.values());
        order.setValue(BlockTable.Order.HOTTEST);
        order.setTooltip(new Tooltip("Order of the rows"));
        order.setConverter(new javafx.util.StringConverter<>() {
            @Override
            public String toString(BlockTable.Order o) {
                return switch (o) {
                    case HOTTEST -> "hottest first";
                    case ADDRESS -> "by address";
                    case LARGEST -> "largest first";
                };
            }

            @Override
            public BlockTable.Order fromString(String s) {
                return BlockTable.Order.HOTTEST;
            }
        });
        var top = new javafx.scene.layout.VBox(PanelBar.of(order, summary), head);
        head.setFocusTraversable(false);
        head.setMaxHeight(head.rowHeight());
        head.setOnTextSize(() -> head.setMaxHeight(head.rowHeight()));
        head.setRows(List.of(RowModel.row().at(ADDRESS, "address", Ink.HEADING).at(MODE, "mode", Ink.HEADING).at(RUNS + 6, "runs", Ink.HEADING).at(HEAT + 6, "executed", Ink.HEADING)
                .at(INSNS, "insns", Ink.HEADING).at(BYTES, "bytes", Ink.HEADING).at(IR, "IR", Ink.HEADING).at(STATE, "state", Ink.HEADING)
                .at(REGION, "class or why dropped", Ink.HEADING).at(LINKS + 4, "goes on to", Ink.HEADING).look("row-head").build()));
        root.setTop(top);
        root.setCenter(list);
        list.setId("blocks-list");
        list.setOnNeedRows(this::paint);
        list.setOnClick(c -> {
            choose(list.top() + c.row());
            if (c.event().getClickCount() == 2) showCode();
        });
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        context.block().addListener((_, _, _) -> paint());
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return list;
    }

    private BlockTable.Query query() {
        return new BlockTable.Query(order.getValue(), MOST);
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(query());
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(query()).ifPresent(t -> {
            if (t == table) return;
            table = t;
            long compiled = t.rows().stream().filter(r -> r.state() == BlockTable.State.COMPILED).count();
            summary.setText(String.format("%,d blocks, %,d of the first %,d compiled in %,d classes; %,d dropped", t.total(), compiled,
                    t.rows().size(), t.compiledRegions(), t.dropped()));
            if (context.block().get().isEmpty() && !t.rows().isEmpty()) context.block().set(Optional.of(t.rows().getFirst().key()));
            paint();
        });
    }

    private void choose(int index) {
        if (index >= 0 && index < table.rows().size()) context.block().set(Optional.of(table.rows().get(index).key()));
    }

    private int chosen() {
        var key = context.block().get();
        for (int i = 0; i < table.rows().size(); i++) if (key.isPresent() && table.rows().get(i).key().equals(key.get())) return i;
        return -1;
    }

    private void showCode() {
        int i = chosen();
        if (i >= 0) context.codeTarget().set(Optional.of(table.rows().get(i).linear()));
    }

    private void key(KeyEvent e) {
        if (e.getCode() == KeyCode.UP || e.getCode() == KeyCode.DOWN) {
            int to = Math.clamp(chosen() + (e.getCode() == KeyCode.DOWN ? 1 : -1), 0, Math.max(0, table.rows().size() - 1));
            choose(to);
            list.reveal(to);
            e.consume();
        } else if (e.getCode() == KeyCode.ENTER) {
            showCode();
            e.consume();
        } else {
            list.scrollKey(e);
        }
    }

    private void paint() {
        var all = new ArrayList<>(table.rows());
        all.addAll(table.recentlyDropped());
        list.setTotal(all.size());
        int end = Math.min(all.size(), list.top() + list.capacity() + 1);
        var rows = new ArrayList<RowModel>();
        for (BlockTable.Row r : all.subList(Math.min(list.top(), end), end)) rows.add(row(r));
        list.setRows(rows);
    }

    private RowModel row(BlockTable.Row r) {
        boolean chosen = context.block().get().filter(k -> k.equals(r.key())).isPresent();
        Ink state = switch (r.state()) {
            case COMPILED -> Ink.GOOD;
            case WAITING -> Ink.WARNING;
            case DROPPED -> Ink.CHANGED;
            case INTERPRETED, STEPPED -> Ink.DIM;
        };
        String note = r.why().isEmpty() ? r.region() : r.why();
        return RowModel.row().at(ADDRESS, String.format("%08x", r.linear()), Ink.ADDRESS).at(MODE, r.mode().replace(" ss32", ""), Ink.DIM)
                .at(RUNS, String.format("%,10d", r.runs()), Ink.NORMAL).at(HEAT, String.format("%,14d", r.heat()), Ink.NORMAL).at(INSNS, String.format("%5d", r.insns()), Ink.NORMAL)
                .at(BYTES, String.format("%5d", r.bytes()), Ink.NORMAL).at(IR, String.format("%4d", r.irOps()), Ink.NORMAL)
                .at(STATE, r.state().text(), state).at(REGION, note, Ink.DIM)
                .at(Math.max(LINKS + 4, REGION + note.length() + 1), r.links(), Ink.ADDRESS)
                .look(chosen ? "row-selected" : "").build();
    }
}
