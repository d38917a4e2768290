package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.inspect.DescriptorTable;
import lucid86.debugger.inspect.PageMap;
import lucid86.debugger.inspect.PhysicalMap;
import lucid86.debugger.inspect.TaskState;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.View;

/** The CPU's tables: GDT, LDT, IDT or interrupt vectors, task state, mapped pages, and the map of physical memory. */
public final class TablesPanel implements Panel {
    private static final int PAGES = 2000;

    /** Which table. */
    private enum Table {
        GDT("GDT: segments", new DescriptorTable.Query(DescriptorTable.Kind.GDT)),
        LDT("LDT: segments of the task", new DescriptorTable.Query(DescriptorTable.Kind.LDT)),
        IDT("IDT: interrupts", new DescriptorTable.Query(DescriptorTable.Kind.IDT)),
        TSS("TSS: task state", new TaskState.Query(OptionalInt.empty())),
        PAGES("Mapped pages", new PageMap.Query(0, TablesPanel.PAGES)),
        PHYSICAL("Physical memory", new PhysicalMap.Query());

        private final String title;
        private final View<?> view;

        Table(String title, View<?> view) {
            this.title = title;
            this.view = view;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowTable rows = new RowTable("tables-list", "The chosen table's entries");
    private final ComboBox<Table> table = new ComboBox<>();
    private final Label about = new Label();
    private List<Runnable> actions = List.of();
    private Object shown;

    public TablesPanel(PanelContext context) {
        this.context = context;
        table.getItems().setAll(Table.values());
        table.setValue(Table.GDT);
        table.setId("tables-choice");
        table.setTooltip(new Tooltip("Which of the CPU's tables"));
        table.setAccessibleText("Which table");
        table.setOnAction(_ -> shown = null);
        rows.setOnActivate(i -> {
            if (i < actions.size()) actions.get(i).run();
        });
        root.setTop(PanelBar.of(table, about));
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
        return Set.of(table.getValue().view);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(table.getValue().view).ifPresent(answer -> {
            if (answer.equals(shown)) return;
            shown = answer;
            var list = new ArrayList<RowModel>();
            var does = new ArrayList<Runnable>();
            switch (answer) {
                case DescriptorTable t -> descriptors(t, list, does);
                case PageMap m -> pages(m, list, does);
                case PhysicalMap m -> physical(m, list, does);
                case Optional<?> o when o.isPresent() && o.get() instanceof TaskState t -> task(t, list, does);
                default -> {
                    heading("");
                    about.setText("There is none: the CPU is in real mode, or no task was loaded");
                }
            }
            actions = List.copyOf(does);
            rows.show(list);
        });
    }

    private void heading(String text) {
        rows.setHeading(RowModel.row().at(0, text, Ink.HEADING).build());
    }

    private void descriptors(DescriptorTable t, List<RowModel> list, List<Runnable> does) {
        boolean idt = t.kind() == DescriptorTable.Kind.IDT;
        heading(idt ? "vector  leads to                                          for" : "selector  at        what");
        about.setText(t.entries().isEmpty() ? "empty" : String.format("%d entries at %08x, limit %x%s", t.entries().size(), t.base(), t.limit(),
                t.vectors() ? "; real mode: segment:offset each" : idt ? "; a double click shows the handler" : "; a double click shows the segment's memory"));
        for (var e : t.entries()) {
            boolean none = e.mapped() && e.descriptor().bits() == 0;
            if (idt && none && !t.vectors()) continue;
            Ink ink = none || !e.mapped() ? Ink.DIM : Ink.NORMAL;
            var row = RowModel.row().at(0, idt ? String.format("%02x", e.index()) : String.format("%04x", e.index() * 8), Ink.ADDRESS);
            if (idt) row.at(8, e.text(), ink).at(Math.max(58, 10 + e.text().length()), e.name(), Ink.LABEL);
            else row.at(10, String.format("%08x", e.linear()), Ink.DIM).at(20, e.text(), ink).at(22 + e.text().length(), e.name(), Ink.LABEL);
            list.add(row.build());
            does.add(() -> {
                if (e.handler().isPresent()) context.codeTarget().set(Optional.of(e.handler().getAsInt()));
                else context.memoryTarget().set(Optional.of(new Address.Linear(e.descriptor().segment() ? e.descriptor().base() : e.linear())));
            });
        }
    }

    private void pages(PageMap m, List<RowModel> list, List<Runnable> does) {
        heading("linear             physical  rights  size");
        about.setText(!m.paging() ? "Paging is off: linear addresses are physical ones" : m.stretches().size() + " stretches" + (m.complete() ? "" : ", and more behind the last")
                + "; u user, s supervisor, r read, w write, x execute");
        for (var s : m.stretches()) {
            list.add(RowModel.row().at(0, String.format("%08x-%08x", s.first(), s.last()), Ink.ADDRESS).at(19, String.format("%08x", s.physical()), Ink.NUMBER)
                    .at(29, s.rights(), Ink.KEYWORD).at(37, size(s.last() - s.first() + 1), Ink.DIM).build());
            does.add(() -> context.memoryTarget().set(Optional.of(new Address.Linear((int) s.first()))));
        }
    }

    private void physical(PhysicalMap m, List<RowModel> list, List<Runnable> does) {
        heading("physical           size        access  what");
        about.setText(m.parts().size() + " parts; later ones lie above earlier ones");
        for (var p : m.parts()) {
            Ink ink = !p.enabled() ? Ink.DIM : p.device() ? Ink.WARNING : Ink.NORMAL;
            String access = (p.readable() ? "r" : "-") + (p.writable() ? "w" : "-");
            list.add(RowModel.row().at(0, String.format("%08x-%08x", p.base(), p.base() + p.size() - 1), Ink.ADDRESS).at(19, size(p.size()), Ink.NUMBER)
                    .at(31, access, Ink.KEYWORD).at(39, p.name() + (p.device() ? " (device)" : "") + (p.enabled() ? "" : ", off"), ink).build());
            does.add(() -> context.memoryTarget().set(Optional.of(new Address.Physical(p.base()))));
        }
    }

    private void task(TaskState t, List<RowModel> list, List<Runnable> does) {
        heading("field     at        value");
        about.setText(String.format("selector %04x, %s, base %08x, limit %x%s", t.selector(), t.text(), t.base(), t.limit(),
                t.ioMap().isPresent() ? String.format(", I/O map at +%x", t.ioMap().getAsInt()) : ""));
        for (var f : t.fields()) {
            String value = f.value().map(v -> f.size() == 2 ? String.format("%04x", v) : String.format("%08x", v)).orElse("(not mapped)");
            list.add(RowModel.row().at(0, f.name(), Ink.LABEL).at(10, String.format("%08x", f.linear()), Ink.DIM).at(20, value, Ink.NUMBER).build());
            does.add(() -> context.memoryTarget().set(Optional.of(new Address.Linear(f.linear()))));
        }
    }

    static String size(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) return bytes / (1 << 20) + " MiB";
        return bytes >= 1024 && bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " bytes";
    }
}
