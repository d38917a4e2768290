package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.RegisterName;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.stop.Location;
import lucid86.debugger.view.Eflags;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.View;

/** All registers, decoded; what changed since the last stop is coloured. A double click or Enter changes a general register. */
public final class RegistersPanel implements Panel {
    private static final Registers.Query QUERY = new Registers.Query();
    private static final int VALUE = 7;

    private final PanelContext context;
    private final RowList list = new RowList();
    private Registers now, before;
    private long stops = -1;
    private List<RowModel> all = List.of();
    private int cursor;

    public RegistersPanel(PanelContext context) {
        this.context = context;
        list.setId("registers-list");
        list.setOnNeedRows(this::window);
        list.setOnClick(c -> {
            cursor = list.top() + c.row();
            window();
            if (c.event().getClickCount() == 2) edit();
        });
        list.setOnKeyPressed(e -> {
            switch (e.getCode()) {
                case DOWN, UP -> {
                    cursor = Math.clamp(cursor + (e.getCode() == javafx.scene.input.KeyCode.DOWN ? 1 : -1), 0, Math.max(0, all.size() - 1));
                    list.reveal(cursor);
                    window();
                    e.consume();
                }
                case ENTER -> {
                    edit();
                    e.consume();
                }
                default -> list.scrollKey(e);
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
        snapshot.get(QUERY).ifPresent(r -> {
            // Changes are counted from stop to stop; while the machine runs nothing is coloured.
            if (snapshot.stops() != stops) before = now == null ? r : now;
            if (snapshot.status().running()) before = r;
            stops = snapshot.stops();
            if (!snapshot.status().running() || now == null || !r.equals(now)) {
                now = r;
                all = rows(r, before == null ? r : before);
                list.setTotal(all.size());
                window();
            }
        });
    }

    private void window() {
        int top = list.top();
        int end = Math.min(all.size(), top + list.capacity() + 1);
        var rows = new ArrayList<>(all.subList(Math.min(top, end), end));
        int at = cursor - top;
        if (list.isFocused() && at >= 0 && at < rows.size()) rows.set(at, new RowModel(rows.get(at).cells(), "row-selected"));
        list.setRows(rows);
    }

    private void edit() {
        if (now == null || cursor > 9) return;
        var register = RegisterName.values()[cursor];
        int value = cursor < 8 ? now.general().get(cursor) : cursor == 8 ? now.eip() : now.eflags();
        list.edit(cursor - list.top(), VALUE, 8, String.format("%08x", value), text -> {
            try {
                context.submit(new Command.SetRegister(register, Location.parse(text).linear()));
            } catch (IllegalArgumentException e) {
                context.tell(e.getMessage());
            }
        });
    }

    // ---- rows ------------------------------------------------------------------------------------------------------------------

    static List<RowModel> rows(Registers r, Registers old) {
        var rows = new ArrayList<RowModel>();
        for (int i = 0; i < 8; i++) {
            int v = r.general().get(i);
            boolean changed = v != old.general().get(i);
            rows.add(value(Registers.GENERAL_NAMES.get(i), v, changed, String.format("%,d  %s", v, characters(v))));
        }
        rows.add(value("EIP", r.eip(), r.eip() != old.eip(), String.format("linear %08x", r.linearEip())));
        rows.add(value("EFLAGS", r.eflags(), r.eflags() != old.eflags(), ""));
        rows.add(flags(r, old, 0, 8));
        rows.add(flags(r, old, 8, 16));
        rows.add(RowModel.row().at(0, "Segments  base     limit    attributes", Ink.HEADING).build());
        for (int s = 0; s < 8; s++) rows.add(segment(Registers.SEGMENT_NAMES.get(s), r.segments().get(s), old.segments().get(s)));
        rows.add(table("GDTR", r.gdt(), old.gdt()));
        rows.add(table("IDTR", r.idt(), old.idt()));
        rows.add(RowModel.row().at(0, "Control", Ink.HEADING).build());
        rows.add(value("CR0", r.cr0(), r.cr0() != old.cr0(), ControlText.cr0(r.cr0())));
        rows.add(value("CR2", r.cr2(), r.cr2() != old.cr2(), "page fault address"));
        rows.add(value("CR3", r.cr3(), r.cr3() != old.cr3(), "page directory"));
        rows.add(value("CR4", r.cr4(), r.cr4() != old.cr4(), ControlText.cr4(r.cr4())));
        rows.add(RowModel.row().at(0, "Debug", Ink.HEADING).build());
        for (int d : new int[] {0, 1, 2, 3, 6, 7}) rows.add(value("DR" + d, r.debug().get(d), !r.debug().get(d).equals(old.debug().get(d)), ""));
        fpu(rows, r, old);
        rows.add(RowModel.row().at(0, "SSE", Ink.HEADING).build());
        for (int i = 0; i < 8; i++) {
            var x = r.xmm().get(i);
            Ink ink = x.equals(old.xmm().get(i)) ? Ink.NUMBER : Ink.CHANGED;
            rows.add(RowModel.row().at(0, "XMM" + i, Ink.LABEL).at(VALUE, String.format("%016x %016x", x.high(), x.low()), ink).build());
        }
        rows.add(value("MXCSR", r.mxcsr(), r.mxcsr() != old.mxcsr(), ""));
        return rows;
    }

    private static void fpu(List<RowModel> rows, Registers r, Registers old) {
        var f = r.fpu();
        rows.add(RowModel.row().at(0, "FPU", Ink.HEADING)
                .at(5, String.format("CW %04x  SW %04x  TOP %d", f.control(), f.status(), f.top()), Ink.DIM).build());
        for (int i = 0; i < 8; i++) {
            var e = f.stack().get(i);
            Ink ink = !e.used() ? Ink.DIM : e.equals(old.fpu().stack().get(i)) ? Ink.NUMBER : Ink.CHANGED;
            rows.add(RowModel.row().at(0, "ST" + i, Ink.LABEL).at(VALUE, e.hex(), ink).at(VALUE + 23, e.text(), Ink.DIM).build());
        }
    }

    private static RowModel value(String name, int v, boolean changed, String meaning) {
        return RowModel.row().at(0, name, Ink.LABEL).at(VALUE, String.format("%08x", v), changed ? Ink.CHANGED : Ink.NUMBER)
                .at(VALUE + 10, meaning, Ink.DIM).build();
    }

    private static RowModel flags(Registers r, Registers old, int from, int to) {
        var row = RowModel.row().at(0, "", Ink.DIM);
        int column = VALUE;
        for (var flag : Eflags.ALL.subList(from, to)) {
            boolean on = flag.in(r.eflags()), changed = on != flag.in(old.eflags());
            row.at(column, flag.name(), changed ? Ink.CHANGED : on ? Ink.GOOD : Ink.DIM);
            column += flag.name().length() + 1;
        }
        if (from > 0) row.at(column, "IOPL" + (r.eflags() >>> 12 & 3), Ink.DIM).then("  CPL" + r.cpl(), Ink.DIM);
        return row.build();
    }

    private static RowModel segment(String name, Registers.Segment s, Registers.Segment old) {
        Ink ink = s.equals(old) ? Ink.NUMBER : Ink.CHANGED;
        return RowModel.row().at(0, name, Ink.LABEL).at(5, String.format("%04x", s.selector()), ink)
                .at(10, String.format("%08x %08x", s.base(), s.limit()), ink).at(28, s.text(), Ink.DIM).build();
    }

    private static RowModel table(String name, Registers.Table t, Registers.Table old) {
        return RowModel.row().at(0, name, Ink.LABEL).at(10, String.format("%08x %08x", t.base(), t.limit()), t.equals(old) ? Ink.NUMBER : Ink.CHANGED).build();
    }

    private static String characters(int v) {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int c = v >>> i * 8 & 0xff;
            if (c >= 0x20 && c < 0x7f) text.append((char) c);
            else return "";
        }
        return "'" + text + "'";
    }
}
