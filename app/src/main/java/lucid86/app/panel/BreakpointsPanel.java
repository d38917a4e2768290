package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.stop.Location;

/** The list of breakpoints: Space switches, Enter moves, Delete removes; a click on the mark switches too. */
public final class BreakpointsPanel implements Panel {
    private static final int PLACE = 4, HITS = 18, NAME = 30;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowList list = new RowList();
    private final TextField add = new TextField();
    private List<Breakpoint> all = List.of();
    private int cursor;

    public BreakpointsPanel(PanelContext context) {
        this.context = context;
        add.setPromptText("7c00 or 0000:7c00");
        add.setId("breakpoint-add");
        add.setPrefColumnCount(16);
        add.setOnAction(_ -> add());
        var button = new Button("Add");
        button.setTooltip(new Tooltip("Add a breakpoint at this linear address or segment:offset (Enter)"));
        button.setOnAction(_ -> add());
        var remove = new Button("Remove");
        remove.setTooltip(new Tooltip("Remove the chosen breakpoint (Delete)"));
        remove.setOnAction(_ -> chosen().ifPresent(b -> context.submit(new Command.RemoveBreakpoint(b.id()))));
        root.setTop(PanelBar.of(new Label("Stop at"), add, button, remove));
        root.setCenter(list);
        list.setId("breakpoint-list");
        list.setOnNeedRows(this::paint);
        list.setOnClick(c -> {
            cursor = list.top() + c.row();
            if (c.column() < PLACE) toggle();
            else if (c.event().getClickCount() == 2) chosen().flatMap(Breakpoint::location).ifPresent(l -> context.codeTarget().set(Optional.of(l.linear())));
            paint();
        });
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        list.focusedProperty().addListener((_, _, _) -> paint());
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return list;
    }

    @Override
    public void show(Snapshot snapshot) {
        if (snapshot.breakpoints().equals(all)) return;
        all = snapshot.breakpoints();
        paint();
    }

    private static String place(Breakpoint b) {
        return b.location().map(Object::toString).orElseGet(b::text);
    }

    private Optional<Breakpoint> chosen() {
        return cursor >= 0 && cursor < all.size() ? Optional.of(all.get(cursor)) : Optional.empty();
    }

    private void add() {
        at(add.getText()).ifPresent(l -> {
            context.submit(new Command.AddBreakpoint(l));
            add.clear();
        });
    }

    private Optional<Location> at(String text) {
        try {
            return Optional.of(Location.parse(text));
        } catch (IllegalArgumentException e) {
            context.tell(e.getMessage());
            return Optional.empty();
        }
    }

    private void toggle() {
        chosen().ifPresent(b -> context.submit(new Command.ChangeBreakpoint(b.enable(!b.enabled()))));
    }

    private void edit() {
        chosen().ifPresent(b -> list.edit(cursor - list.top(), PLACE, 12, place(b),
                text -> at(text).ifPresent(l -> context.submit(new Command.ChangeBreakpoint(b.moveTo(l))))));
    }

    private void key(KeyEvent e) {
        switch (e.getCode()) {
            case UP, DOWN -> {
                cursor = Math.clamp(cursor + (e.getCode() == KeyCode.DOWN ? 1 : -1), 0, Math.max(0, all.size() - 1));
                list.reveal(cursor);
                paint();
            }
            case SPACE -> toggle();
            case ENTER -> edit();
            case DELETE -> chosen().ifPresent(b -> context.submit(new Command.RemoveBreakpoint(b.id())));
            default -> {
                list.scrollKey(e);
                return;
            }
        }
        e.consume();
    }

    private void paint() {
        list.setTotal(all.size());
        var rows = new ArrayList<RowModel>();
        for (int i = list.top(); i < all.size(); i++) {
            Breakpoint b = all.get(i);
            rows.add(RowModel.row().at(1, b.enabled() ? "\u25cf" : "\u25cb", Ink.MARK)
                    .at(PLACE, place(b), b.enabled() ? Ink.ADDRESS : Ink.DIM)
                    .at(HITS, b.hits() + (b.hits() == 1 ? " hit" : " hits"), Ink.DIM)
                    .at(NAME, b.enabled() ? "" : "off", Ink.DIM)
                    .look(i == cursor && list.isFocused() ? "row-selected" : "").build());
        }
        if (all.isEmpty()) rows.add(RowModel.row().at(1, "No breakpoints. Click in the disassembly's gutter, press F9 there, or add one above.", Ink.DIM).build());
        list.setRows(rows);
    }
}
