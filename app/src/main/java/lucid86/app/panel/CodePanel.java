package lucid86.app.panel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.observe.Coverage;
import lucid86.debugger.observe.Records;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.CodeLine;
import lucid86.debugger.view.Effect;
import lucid86.debugger.view.Listing;
import lucid86.debugger.view.View;

/**
 * Disassembly: breakpoints in the gutter, jump arrows, the current line, names and source lines; beside the current and the chosen line what
 * memory they touch and whether they jump. Enter follows a jump or the data, ; adds a comment.
 */
public final class CodePanel implements Panel {
    private static final int ARROWS = 2, ADDRESS = 6, BYTES = 16, TEXT = 32, SOURCE = 56, MOST_BYTES = 14;
    /** Bytes of code from the first line on of which is asked whether they were executed. */
    private static final int COVERED = 4096;

    /** Begins a comment of the user's own. */
    private static final String NOTE = "; ";

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowList list = new RowList();
    private final CheckBox follow = new CheckBox("Follow EIP");
    private final TextField go = new TextField();
    private final ToggleButton executed = new ToggleButton("Coverage");
    private Coverage.Bytes askedCoverage;
    private Optional<BitSet> covered = Optional.empty();
    private OptionalInt top = OptionalInt.empty();
    private int scroll;
    private Listing listing;
    private Listing.Query asked;
    /** The line of each row; a row with a name belongs to the line below it. */
    private List<CodeLine> lineOfRow = List.of();
    private Map<Integer, Breakpoint> breakpoints = Map.of();
    private Map<Integer, Effect> effects = Map.of();
    private long stops = -1;
    /** Linear address of the line under the keyboard's cursor. */
    private OptionalInt cursor = OptionalInt.empty();

    public CodePanel(PanelContext context) {
        this.context = context;
        follow.setSelected(true);
        follow.setTooltip(new Tooltip("Keep the current instruction in sight"));
        go.setPromptText("address, name, seg:offset (Ctrl+G)");
        go.setId("code-go");
        go.setPrefColumnCount(18);
        go.setOnAction(_ -> goTo(go.getText()));
        var current = new Button("Current");
        current.setTooltip(new Tooltip("Show the current instruction"));
        current.setOnAction(_ -> {
            follow.setSelected(true);
            top = OptionalInt.empty();
        });
        executed.setId("code-coverage");
        executed.setTooltip(new Tooltip("Mark the lines that are executed from now on"));
        executed.setOnAction(_ -> context.submit(new Command.Record(Records.Kind.COVERAGE, executed.isSelected())));
        var bar = PanelBar.of(new Label("Go to"), go, current, follow, executed);
        list.setId("code-list");
        root.setTop(bar);
        root.setCenter(list);
        list.setOnScrollRows(this::scroll);
        list.setOnClick(c -> {
            lineAt(c.row()).ifPresent(line -> {
                cursor = OptionalInt.of(line.linear());
                if (c.column() < ADDRESS || c.event().getClickCount() == 2) context.submit(new Command.ToggleBreakpoint(line.linear()));
                paint();
            });
        });
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        context.codeTarget().addListener((_, _, target) -> target.ifPresent(t -> {
            context.codeTarget().set(Optional.empty());
            showAddress(t);
        }));
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
    public Set<View<?>> views() {
        asked = new Listing.Query(top, scroll, follow.isSelected() && scroll == 0, list.capacity() + 1);
        var all = new HashSet<View<?>>();
        all.add(asked);
        if (listing != null) all.add(new Effect.Query(listing.current()));
        cursor.ifPresent(c -> all.add(new Effect.Query(c)));
        askedCoverage = new Coverage.Bytes(listing == null ? 0 : listing.top(), COVERED);
        all.add(askedCoverage);
        return all;
    }

    @Override
    public void show(Snapshot snapshot) {
        var marks = new HashMap<Integer, Breakpoint>();
        for (Breakpoint b : snapshot.breakpoints()) b.location().ifPresent(l -> marks.put(l.linear(), b));
        breakpoints = marks;
        if (snapshot.stops() != stops && !snapshot.status().running()) {
            stops = snapshot.stops();
            cursor = OptionalInt.of(snapshot.status().linear());
        }
        if (asked != null) {
            snapshot.get(asked).ifPresent(l -> {
                listing = l;
                top = OptionalInt.of(l.top());
                scroll = 0;
            });
        }
        if (askedCoverage != null) snapshot.get(askedCoverage).ifPresent(c -> {
            covered = c;
            executed.setSelected(c.isPresent());
        });
        var known = new HashMap<Integer, Effect>();
        if (listing != null) snapshot.get(new Effect.Query(listing.current())).ifPresent(e -> known.put(e.linear(), e));
        cursor.ifPresent(c -> snapshot.get(new Effect.Query(c)).ifPresent(e -> known.put(c, e)));
        // What registers make of it changes too fast to be read while the machine runs.
        effects = snapshot.status().running() ? Map.of() : known;
        paint();
    }

    @Override
    public void askWhere() {
        go.requestFocus();
    }

    /** Linear address for "run to cursor"; empty when no line was chosen. */
    public OptionalInt cursor() {
        return cursor;
    }

    private Optional<CodeLine> lineAt(int row) {
        return row >= 0 && row < lineOfRow.size() ? Optional.of(lineOfRow.get(row)) : Optional.empty();
    }

    private void scroll(int by) {
        follow.setSelected(false);
        scroll += by;
    }

    private void showAddress(int linear) {
        follow.setSelected(false);
        top = OptionalInt.of(linear);
        cursor = top;
        scroll = 0;
        // The answer to what was asked before would lead back to where it was.
        asked = null;
    }

    private void goTo(String text) {
        if (text.isBlank()) return;
        context.ask(new Expression.GoTo(text), a -> {
            context.ask(new Address.ToLinear(a), this::showAddress);
            list.requestFocus();
        });
    }

    private void key(KeyEvent e) {
        if (e.getCode() == KeyCode.UP || e.getCode() == KeyCode.DOWN) {
            moveCursor(e.getCode() == KeyCode.DOWN ? 1 : -1);
            e.consume();
        } else if (e.getCode() == KeyCode.ENTER) {
            follow();
            e.consume();
        } else if (e.getCode() == KeyCode.SEMICOLON) {
            comment();
            e.consume();
        } else {
            list.scrollKey(e);
        }
    }

    /** Shows where the line under the cursor leads: its jump's target here, its data in the memory panel. */
    private void follow() {
        if (cursor.isEmpty()) return;
        var target = line(cursor.getAsInt()).flatMap(l -> l.target().isPresent() ? Optional.of(l.target().getAsInt()) : Optional.empty());
        if (target.isPresent()) {
            showAddress(target.get());
            return;
        }
        context.ask(new Effect.Query(cursor.getAsInt()), e -> {
            if (e.touches().isEmpty()) context.tell("this instruction leads nowhere and touches no memory");
            else context.memoryTarget().set(Optional.of(new Address.Linear(e.touches().getFirst().linear())));
        });
    }

    private Optional<CodeLine> line(int linear) {
        return listing == null ? Optional.empty() : listing.lines().stream().filter(l -> l.linear() == linear).findFirst();
    }

    /** Asks for a comment of the user's own on the line under the cursor. */
    private void comment() {
        if (cursor.isEmpty()) return;
        int at = cursor.getAsInt();
        for (int i = 0; i < lineOfRow.size(); i++) {
            boolean label = i + 1 < lineOfRow.size() && lineOfRow.get(i + 1).linear() == at;
            if (lineOfRow.get(i).linear() != at || label) continue;
            list.edit(i, SOURCE, 40, comment(lineOfRow.get(i)), text -> context.submit(new Command.Comment(at, text)));
            return;
        }
    }

    /** The user's own comment, which stands behind the program's source; empty without one. */
    private static String comment(CodeLine line) {
        String source = line.source().orElse("");
        int at = source.startsWith(NOTE) ? 0 : source.lastIndexOf("  " + NOTE);
        return at < 0 ? "" : source.substring(source.indexOf(NOTE, at) + NOTE.length());
    }

    private void moveCursor(int by) {
        if (listing == null) return;
        int at = -1;
        for (int i = 0; i < listing.lines().size(); i++) if (cursor.isPresent() && listing.lines().get(i).linear() == cursor.getAsInt()) at = i;
        int to = at + by;
        if (to < 0 || to >= Math.min(list.capacity(), listing.lines().size())) scroll(by);
        if (to >= 0 && to < listing.lines().size()) cursor = OptionalInt.of(listing.lines().get(to).linear());
        paint();
    }

    private void paint() {
        if (listing == null) return;
        var rows = new ArrayList<RowModel>();
        var lines = new ArrayList<CodeLine>();
        for (CodeLine line : listing.lines()) {
            line.label().ifPresent(l -> {
                rows.add(RowModel.row().at(ADDRESS, l + ":", Ink.LABEL).build());
                lines.add(line);
            });
            rows.add(row(line, arrow(line)));
            lines.add(line);
        }
        lineOfRow = lines;
        list.setRows(rows);
    }

    /** The arrow of the chosen (or the current) line's jump: a corner at both ends, a line between, an arrow at the target. */
    private String arrow(CodeLine line) {
        int from = cursor.orElse(listing.current());
        var target = line(from).map(CodeLine::target).orElse(OptionalInt.empty());
        if (target.isEmpty()) return line.target().isEmpty() ? "" : line.target().getAsInt() < line.linear() ? "  \u2191" : "  \u2193";
        int to = target.getAsInt(), low = Math.min(from, to), high = Math.max(from, to), at = line.linear();
        if (at == to) return at == from ? "\u25b8" : (at == low ? "\u250c" : "\u2514") + "\u2500\u25b8";
        if (at == from) return at == low ? "\u250c\u2500\u2500" : "\u2514\u2500\u2500";
        return at > low && at < high ? "\u2502" : line.target().isEmpty() ? "" : line.target().getAsInt() < line.linear() ? "  \u2191" : "  \u2193";
    }

    private RowModel row(CodeLine line, String arrow) {
        Breakpoint b = breakpoints.get(line.linear());
        boolean current = line.linear() == listing.current();
        boolean chosen = cursor.isPresent() && cursor.getAsInt() == line.linear();
        var row = RowModel.row();
        if (b != null) row.at(0, b.enabled() ? "\u25cf" : "\u25cb", Ink.MARK);
        if (current) row.at(1, "\u25b6", Ink.GOOD);
        else if (covered.isPresent() && askedCoverage != null && covered.get().get(line.linear() - askedCoverage.from() & COVERED - 1)) row.at(1, "\u2502", Ink.EXECUTED);
        row.at(ARROWS, arrow, chosen || current ? Ink.GOOD : Ink.DIM);
        String address = listing.code32() && listing.lines().getFirst().linear() == listing.lines().getFirst().offset()
                ? String.format("%08x", line.linear()) : String.format("%04x:%04x", listing.selector(), line.offset());
        row.at(ADDRESS, address, Ink.ADDRESS);
        String bytes = line.bytes().length() > MOST_BYTES ? line.bytes().substring(0, MOST_BYTES - 1) + "\u2026" : line.bytes();
        row.at(BYTES, bytes, Ink.DIM);
        int space = line.text().indexOf(' ');
        if (space < 0) space = line.text().length();
        row.at(TEXT, line.text().substring(0, space), Ink.KEYWORD).then(line.text().substring(space), Ink.NORMAL);
        int after = Math.max(SOURCE, TEXT + line.text().length() + 2);
        var effect = effects.get(line.linear());
        if (effect != null && !effect.text().isEmpty()) {
            row.at(after, effect.text(), effect.way() == Effect.Way.NOT_TAKEN ? Ink.DIM : Ink.WARNING);
            after += effect.text().length() + 2;
        }
        int last = after;
        line.source().ifPresent(source -> {
            String note = comment(line);
            String program = note.isEmpty() ? source : source.substring(0, source.length() - note.length() - NOTE.length());
            row.at(last, program.strip().replaceAll("\\s+", " "), Ink.DIM);
            if (!note.isEmpty()) row.then((program.isBlank() ? "" : "  ") + NOTE + note, Ink.GOOD);
        });
        return row.look(current ? "row-current" : chosen ? "row-selected" : b != null ? "row-break" : "").build();
    }
}
