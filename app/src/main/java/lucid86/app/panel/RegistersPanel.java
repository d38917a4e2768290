package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.input.KeyEvent;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.View;

/** All registers, decoded; what changed since the last stop is coloured. A double click or Enter changes one. */
public final class RegistersPanel implements Panel {
    private static final Registers.Query QUERY = new Registers.Query();

    private final PanelContext context;
    private final RowList list = new RowList();
    private Registers now, before;
    private long stops = -1;
    private List<RegisterRows.Row> all = List.of();
    private int columns;
    /** Row and column that the keyboard is at. */
    private int cursor, column;

    public RegistersPanel(PanelContext context) {
        this.context = context;
        list.setId("registers-list");
        list.setOnNeedRows(this::window);
        list.setOnClick(c -> {
            cursor = list.top() + c.row();
            column = c.column();
            window();
            if (c.event().getClickCount() == 2) edit();
        });
        list.setOnKeyPressed(this::key);
        list.focusedProperty().addListener((_, _, _) -> window());
    }

    @Override
    public Node node() {
        return list;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(QUERY).ifPresent(r -> {
            // Changes are counted from stop to stop; while the machine runs nothing is coloured.
            if (snapshot.stops() != stops) before = now == null ? r : now;
            if (snapshot.status().running()) before = r;
            stops = snapshot.stops();
            if (!snapshot.status().running() || now == null || !r.equals(now)) {
                now = r;
                columns = -1;
                window();
            }
        });
    }

    private void window() {
        if (now == null) return;
        if (columns != list.columns()) {
            columns = list.columns();
            all = RegisterRows.of(now, before == null ? now : before, columns);
            list.setTotal(all.size());
        }
        int top = list.top();
        int end = Math.min(all.size(), top + list.capacity() + 1);
        var rows = new ArrayList<RowModel>();
        for (int i = Math.min(top, end); i < end; i++) {
            var row = all.get(i).model();
            rows.add(list.isFocused() && i == cursor ? new RowModel(row.cells(), "row-selected") : row);
        }
        list.setRows(rows);
    }

    private void key(KeyEvent e) {
        switch (e.getCode()) {
            case DOWN, UP -> {
                cursor = Math.clamp(cursor + (e.getCode() == javafx.scene.input.KeyCode.DOWN ? 1 : -1), 0, Math.max(0, all.size() - 1));
                list.reveal(cursor);
                window();
                e.consume();
            }
            case LEFT, RIGHT -> {
                column = e.getCode() == javafx.scene.input.KeyCode.LEFT ? 0 : columns;
                e.consume();
            }
            case ENTER -> {
                edit();
                e.consume();
            }
            default -> list.scrollKey(e);
        }
    }

    private void edit() {
        if (cursor < 0 || cursor >= all.size()) return;
        all.get(cursor).at(column).ifPresent(f -> list.edit(cursor - list.top(), f.column(), f.text().length(), f.text(), text -> write(f.register(), text)));
    }

    /** Changes a register: wide ones are written as digits, the others as an expression. */
    private void write(String register, String text) {
        if (register.startsWith("xmm") || register.startsWith("st")) {
            String digits = text.replaceAll("\\s", "");
            if (!digits.matches("[0-9a-fA-F]{17,32}")) {
                context.tell("'" + text + "' is not a number of 17 to 32 hexadecimal digits");
                return;
            }
            int low = digits.length() - 16;
            context.submit(new Command.Set(register, Long.parseUnsignedLong(digits.substring(low), 16), Long.parseUnsignedLong(digits.substring(0, low), 16)));
            return;
        }
        context.ask(new Expression.Watch(text), value -> {
            if (value.known()) context.submit(new Command.Set(register, value.value(), 0));
            else context.tell(value.error());
        });
    }
}
