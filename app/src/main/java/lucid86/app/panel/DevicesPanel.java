package lucid86.app.panel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;
import lucid86.machine.dev.DeviceView;

/** All chips of the board with their registers, as a tree; a click or Enter opens and closes one. */
public final class DevicesPanel implements Panel {
    private static final DeviceList.Query QUERY = new DeviceList.Query();
    private static final int NAME = 4, VALUE = 26, MEANING = 46;

    private final RowList list = new RowList();
    private final Set<String> open = new HashSet<>();
    private DeviceList devices = new DeviceList(List.of());
    private Map<String, String> before = Map.of();
    private long stops = -1;
    private List<RowModel> all = List.of();
    /** The device each row belongs to. */
    private List<String> owners = List.of();
    private int cursor;

    public DevicesPanel() {
        list.setId("devices-list");
        list.setOnNeedRows(this::window);
        list.setOnClick(c -> {
            cursor = list.top() + c.row();
            // Only a device's own row opens and closes it.
            if (cursor < all.size() && all.get(cursor).look().equals("row-head")) toggle();
            else window();
        });
        list.addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.UP || e.getCode() == KeyCode.DOWN) {
                cursor = Math.clamp(cursor + (e.getCode() == KeyCode.DOWN ? 1 : -1), 0, Math.max(0, all.size() - 1));
                list.reveal(cursor);
                window();
                e.consume();
            } else if (e.getCode() == KeyCode.ENTER || e.getCode() == KeyCode.SPACE) {
                toggle();
                e.consume();
            } else {
                list.scrollKey(e);
            }
        });
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
        snapshot.get(QUERY).ifPresent(d -> {
            if (d == devices) return;
            if (snapshot.stops() != stops || snapshot.status().running()) before = values(snapshot.status().running() ? d : devices);
            stops = snapshot.stops();
            devices = d;
            build();
        });
    }

    private static Map<String, String> values(DeviceList list) {
        var map = new HashMap<String, String>();
        for (Inspector.NamedView d : list.devices())
            for (DeviceView.Group g : d.view().groups()) for (DeviceView.Register r : g.registers()) map.put(key(d, g, r), r.value());
        return map;
    }

    private static String key(Inspector.NamedView d, DeviceView.Group g, DeviceView.Register r) {
        return d.name() + '/' + g.name() + '/' + r.name();
    }

    private void toggle() {
        if (cursor >= owners.size()) return;
        String name = owners.get(cursor);
        if (!open.remove(name)) open.add(name);
        build();
    }

    private void build() {
        var rows = new ArrayList<RowModel>();
        var names = new ArrayList<String>();
        for (Inspector.NamedView d : devices.devices()) {
            boolean shown = open.contains(d.name());
            rows.add(RowModel.row().at(0, shown ? "\u25be" : "\u25b8", Ink.DIM).at(2, d.view().title(), Ink.NORMAL).look("row-head").build());
            if (shown) for (DeviceView.Group g : d.view().groups()) group(rows, d, g);
            while (names.size() < rows.size()) names.add(d.name());
        }
        all = rows;
        owners = names;
        list.setTotal(all.size());
        window();
    }

    private void group(List<RowModel> rows, Inspector.NamedView d, DeviceView.Group g) {
        if (!g.name().isEmpty()) rows.add(RowModel.row().at(2, g.name(), Ink.HEADING).build());
        for (DeviceView.Register r : g.registers()) {
            String old = before.get(key(d, g, r));
            boolean changed = old != null && !old.equals(r.value());
            int value = Math.max(VALUE, NAME + r.name().length() + 2);
            rows.add(RowModel.row().at(NAME, r.name(), Ink.LABEL).at(value, r.value(), changed ? Ink.CHANGED : Ink.NUMBER)
                    .at(Math.max(MEANING, value + r.value().length() + 2), r.meaning(), Ink.DIM).build());
        }
    }

    private void window() {
        int top = Math.min(list.top(), all.size()), end = Math.min(all.size(), top + list.capacity() + 1);
        var rows = new ArrayList<>(all.subList(top, end));
        int at = cursor - top;
        if (list.isFocused() && at >= 0 && at < rows.size()) rows.set(at, new RowModel(rows.get(at).cells(), "row-selected"));
        list.setRows(rows);
    }
}
