package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.FpuRegisters;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.View;

/** The registers of FPU, MMX and SSE in the format one chooses. */
public final class VectorsPanel implements Panel {
    private static final Registers.Query QUERY = new Registers.Query();
    private static final int VALUE = 7;
    private static final String[] EXCEPTIONS = {"invalid", "denormal", "zero divide", "overflow", "underflow", "precision"};
    private static final String[] ROUNDING = {"nearest", "down", "up", "to zero"};
    private static final String[] PRECISION = {"24 bits", "reserved", "53 bits", "64 bits"};

    /** How a register is written. */
    enum Format {
        HEX("hexadecimal"), BYTES("16 x int8"), WORDS("8 x int16"), DWORDS("4 x int32"), QWORDS("2 x int64"), FLOATS("4 x float"), DOUBLES("2 x double"), TEXT("characters");

        private final String title;

        Format(String title) {
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private final BorderPane root = new BorderPane();
    private final RowTable rows = new RowTable("vectors-list", "FPU, MMX and SSE registers");
    private final ComboBox<Format> format = new ComboBox<>();
    private Registers now, before;
    private long stops = -1;

    public VectorsPanel() {
        format.getItems().setAll(Format.values());
        format.setValue(Format.HEX);
        format.setId("vectors-format");
        format.setTooltip(new Tooltip("How MMX and SSE registers are written"));
        format.setAccessibleText("Format of MMX and SSE registers");
        format.setOnAction(_ -> paint());
        root.setTop(PanelBar.of(new Label("MMX and SSE as"), format));
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
        snapshot.get(QUERY).ifPresent(r -> {
            if (snapshot.stops() != stops || snapshot.status().running()) before = snapshot.status().running() || now == null ? r : now;
            stops = snapshot.stops();
            if (r.equals(now)) return;
            now = r;
            paint();
        });
    }

    private void paint() {
        if (now == null) return;
        var list = new ArrayList<RowModel>();
        FpuRegisters f = now.fpu();
        list.add(heading(String.format("FPU  CW %04x: round %s, %s, masked %s", f.control(), ROUNDING[f.control() >>> 10 & 3], PRECISION[f.control() >>> 8 & 3], names(f.control()))));
        list.add(heading(String.format("     SW %04x: top %d, raised %s%s", f.status(), f.top(), names(f.status()), conditions(f.status()))));
        var last = f.last();
        list.add(heading(String.format("     last instruction: opcode %03x at %04x:%08x, operand %04x:%08x", last.opcode(), last.selector(), last.offset(), last.dataSelector(), last.dataOffset())));
        for (int i = 0; i < 8; i++) {
            var e = f.stack().get(i);
            Ink ink = !e.used() ? Ink.DIM : e.equals(before.fpu().stack().get(i)) ? Ink.NUMBER : Ink.CHANGED;
            list.add(RowModel.row().at(0, "ST" + i, Ink.LABEL).at(VALUE, e.hex(), ink).at(VALUE + 23, e.text(), Ink.NORMAL).build());
        }
        list.add(heading("MMX"));
        for (int p = 0; p < 8; p++) {
            long v = mmx(f, p);
            list.add(RowModel.row().at(0, "MM" + p, Ink.LABEL).at(VALUE, text(format.getValue(), v, 0, 8), v == mmx(before.fpu(), p) ? Ink.NUMBER : Ink.CHANGED).build());
        }
        list.add(heading(String.format("SSE  MXCSR %08x: round %s, masked %s, raised %s", now.mxcsr(), ROUNDING[now.mxcsr() >>> 13 & 3], names(now.mxcsr() >>> 7), names(now.mxcsr()))));
        for (int i = 0; i < 8; i++) {
            var x = now.xmm().get(i);
            list.add(RowModel.row().at(0, "XMM" + i, Ink.LABEL).at(VALUE, text(format.getValue(), x.low(), x.high(), 16), x.equals(before.xmm().get(i)) ? Ink.NUMBER : Ink.CHANGED).build());
        }
        rows.show(list);
    }

    private static long mmx(FpuRegisters f, int physical) {
        return f.stack().stream().filter(e -> e.physical() == physical).findFirst().orElseThrow().mantissa();
    }

    private static RowModel heading(String text) {
        return RowModel.row().at(0, text, Ink.HEADING).build();
    }

    private static String names(int bits) {
        var list = new ArrayList<String>();
        for (int i = 0; i < EXCEPTIONS.length; i++) if ((bits >>> i & 1) != 0) list.add(EXCEPTIONS[i]);
        return list.isEmpty() ? "nothing" : list.size() == EXCEPTIONS.length ? "all" : String.join(", ", list);
    }

    private static String conditions(int status) {
        return String.format(", C3-C0 %d%d%d%d", status >>> 14 & 1, status >>> 10 & 1, status >>> 9 & 1, status >>> 8 & 1);
    }

    /** The low {@code bytes} of 128 bits, highest element first as the manuals draw them. */
    static String text(Format format, long low, long high, int bytes) {
        int size = switch (format) {
            case HEX, QWORDS, DOUBLES -> 8;
            case BYTES, TEXT -> 1;
            case WORDS -> 2;
            case DWORDS, FLOATS -> 4;
        };
        var parts = new ArrayList<String>();
        for (int at = bytes - size; at >= 0; at -= size) {
            long half = at >= 8 ? high : low;
            long v = size == 8 ? half : half >>> (at & 7) * 8 & (1L << size * 8) - 1;
            parts.add(switch (format) {
                case HEX -> String.format("%016x", v);
                case BYTES -> String.format("%4d", (byte) v);
                case WORDS -> String.format("%6d", (short) v);
                case DWORDS -> String.format("%11d", (int) v);
                case QWORDS -> String.format("%20d", v);
                case FLOATS -> String.format("%14s", Float.intBitsToFloat((int) v));
                case DOUBLES -> String.format("%24s", Double.longBitsToDouble(v));
                case TEXT -> v >= 0x20 && v < 0x7f ? String.valueOf((char) v) : "\u00b7";
            });
        }
        return String.join(format == Format.TEXT ? "" : " ", parts);
    }

    /** All formats: for tests. */
    static List<Format> formats() {
        return List.of(Format.values());
    }
}
