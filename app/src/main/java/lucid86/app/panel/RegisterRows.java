package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.debugger.view.Eflags;
import lucid86.debugger.view.Registers;

/** Registers as rows of text; what differs from earlier registers is coloured. Where there is room, groups stand side by side. */
final class RegisterRows {
    private static final int VALUE = 7;
    /** Column of the groups at the right, and how many columns that needs. */
    private static final int RIGHT = 34, WIDE = 74;

    /**
     * A value that can be changed.
     *
     * @param register its name in expressions
     * @param column where its digits begin
     * @param text its digits
     */
    record Field(String register, int column, String text) {
        private Field moved(int by) {
            return new Field(register, column + by, text);
        }
    }

    /** @param fields from left to right */
    record Row(RowModel model, List<Field> fields) {
        /** The field at a column, else the first one. */
        Optional<Field> at(int column) {
            return fields.stream().filter(f -> column >= f.column - VALUE).reduce((_, b) -> b).or(() -> fields.stream().findFirst());
        }
    }

    private final Registers now, before;
    private final List<Row> rows = new ArrayList<>();

    private RegisterRows(Registers now, Registers before) {
        this.now = now;
        this.before = before;
    }

    /** @param columns how many characters a row has room for */
    static List<Row> of(Registers now, Registers before, int columns) {
        var all = new RegisterRows(now, before);
        if (columns >= WIDE) {
            all.rows.addAll(beside(all.group(all::general), all.group(all::segments)));
            all.rows.addAll(beside(all.group(all::debug), all.group(all::control)));
        } else {
            all.general();
            all.segments();
            all.control();
            all.debug();
        }
        all.fpu();
        all.sse();
        return List.copyOf(all.rows);
    }

    private List<Row> group(Runnable write) {
        int from = rows.size();
        write.run();
        var made = List.copyOf(rows.subList(from, rows.size()));
        rows.subList(from, rows.size()).clear();
        return made;
    }

    private static List<Row> beside(List<Row> left, List<Row> right) {
        var both = new ArrayList<Row>();
        var none = new Row(RowModel.EMPTY, List.of());
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            Row l = i < left.size() ? left.get(i) : none, r = i < right.size() ? right.get(i) : none;
            var cells = new ArrayList<>(l.model.cells());
            for (var c : r.model.cells()) cells.add(new RowModel.Cell(c.column() + RIGHT, c.text(), c.ink()));
            var fields = new ArrayList<>(l.fields);
            for (Field f : r.fields) fields.add(f.moved(RIGHT));
            both.add(new Row(new RowModel(cells, ""), fields));
        }
        return both;
    }

    // ---- groups ----------------------------------------------------------------------------------------------------------------

    private void general() {
        for (int i = 0; i < 8; i++) {
            int v = now.general().get(i);
            word(Registers.GENERAL_NAMES.get(i), v, before.general().get(i), String.format("%,d  %s", v, characters(v)));
        }
        word("EIP", now.eip(), before.eip(), String.format("linear %08x", now.linearEip()));
        word("EFLAGS", now.eflags(), before.eflags(), "IOPL" + (now.eflags() >>> 12 & 3) + " CPL" + now.cpl());
        flags(0, 8);
        flags(8, 16);
    }

    private void segments() {
        heading("Segments  base     limit    attributes");
        for (int s = 0; s < 8; s++) segment(Registers.SEGMENT_NAMES.get(s), now.segments().get(s), before.segments().get(s), s < 6);
        table("GDTR", now.gdt(), before.gdt());
        table("IDTR", now.idt(), before.idt());
    }

    private void control() {
        heading("Control");
        word("CR0", now.cr0(), before.cr0(), ControlText.cr0(now.cr0()));
        word("CR2", now.cr2(), before.cr2(), "page fault address");
        word("CR3", now.cr3(), before.cr3(), "page directory");
        word("CR4", now.cr4(), before.cr4(), ControlText.cr4(now.cr4()));
    }

    private void debug() {
        heading("Debug");
        for (int d : new int[] {0, 1, 2, 3, 6, 7}) word("DR" + d, now.debug().get(d), before.debug().get(d), "");
    }

    private void fpu() {
        var f = now.fpu();
        var head = RowModel.row().at(0, "FPU", Ink.HEADING).at(5, String.format("CW %04x  SW %04x  TOP %d", f.control(), f.status(), f.top()), Ink.DIM).build();
        rows.add(new Row(head, List.of()));
        for (int i = 0; i < 8; i++) {
            var e = f.stack().get(i);
            Ink ink = !e.used() ? Ink.DIM : e.equals(before.fpu().stack().get(i)) ? Ink.NUMBER : Ink.CHANGED;
            var row = RowModel.row().at(0, "ST" + i, Ink.LABEL).at(VALUE, e.hex(), ink).at(VALUE + 23, e.text(), Ink.DIM).build();
            rows.add(new Row(row, List.of(new Field("st" + i, VALUE, e.hex()))));
        }
    }

    private void sse() {
        heading("SSE");
        for (int i = 0; i < 8; i++) {
            var x = now.xmm().get(i);
            String text = String.format("%016x %016x", x.high(), x.low());
            var row = RowModel.row().at(0, "XMM" + i, Ink.LABEL).at(VALUE, text, x.equals(before.xmm().get(i)) ? Ink.NUMBER : Ink.CHANGED).build();
            rows.add(new Row(row, List.of(new Field("xmm" + i, VALUE, text))));
        }
        word("MXCSR", now.mxcsr(), before.mxcsr(), "");
    }

    // ---- rows ------------------------------------------------------------------------------------------------------------------

    private void heading(String text) {
        rows.add(new Row(RowModel.row().at(0, text, Ink.HEADING).build(), List.of()));
    }

    private void word(String name, int v, int old, String meaning) {
        String text = String.format("%08x", v);
        var row = RowModel.row().at(0, name, Ink.LABEL).at(VALUE, text, v == old ? Ink.NUMBER : Ink.CHANGED).at(VALUE + 10, meaning, Ink.DIM).build();
        rows.add(new Row(row, List.of(new Field(name.toLowerCase(java.util.Locale.ROOT), VALUE, text))));
    }

    private void flags(int from, int to) {
        var row = RowModel.row().at(0, "", Ink.DIM);
        int column = VALUE;
        for (var flag : Eflags.ALL.subList(from, to)) {
            boolean on = flag.in(now.eflags()), changed = on != flag.in(before.eflags());
            row.at(column, flag.name(), changed ? Ink.CHANGED : on ? Ink.GOOD : Ink.DIM);
            column += flag.name().length() + 1;
        }
        rows.add(new Row(row.build(), List.of()));
    }

    private void segment(String name, Registers.Segment s, Registers.Segment old, boolean loadable) {
        Ink ink = s.equals(old) ? Ink.NUMBER : Ink.CHANGED;
        String selector = String.format("%04x", s.selector());
        var row = RowModel.row().at(0, name, Ink.LABEL).at(5, selector, ink)
                .at(10, String.format("%08x %08x", s.base(), s.limit()), ink).at(28, s.text(), Ink.DIM).build();
        rows.add(new Row(row, loadable ? List.of(new Field(name.toLowerCase(java.util.Locale.ROOT), 5, selector)) : List.of()));
    }

    private void table(String name, Registers.Table t, Registers.Table old) {
        String base = String.format("%08x", t.base());
        var row = RowModel.row().at(0, name, Ink.LABEL).at(10, String.format("%s %08x", base, t.limit()), t.equals(old) ? Ink.NUMBER : Ink.CHANGED).build();
        rows.add(new Row(row, List.of(new Field(name.toLowerCase(java.util.Locale.ROOT), 10, base))));
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
