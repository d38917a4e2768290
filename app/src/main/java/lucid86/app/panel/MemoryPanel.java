package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
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
import lucid86.debugger.inspect.MemorySearch;
import lucid86.debugger.observe.MemoryHeat;
import lucid86.debugger.observe.Records;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.View;

/**
 * Memory in the format of choice and in characters: linear, physical or in a segment. Bytes that changed since the last stop are coloured;
 * while the machine runs the colour fades. Typing hex digits changes bytes.
 */
public final class MemoryPanel implements Panel {
    /** Column of the first byte; bytes after which a row has a gap. */
    private static final int HEX = 15, GAP = 8;
    /** How long a change is bright, and how long it is seen at all, in nanoseconds of host time. */
    private static final long BRIGHT = 400_000_000, SEEN = 1_600_000_000;
    /** How long heat is bright, and how long it is seen at all, in virtual milliseconds. */
    private static final long FRESH = 500, COLD = 20_000;
    /** Places asked for at once, and how often a search that finds nothing goes on. */
    private static final int FOUND = 1, MOST_ROUNDS = 1 << 12;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowList list = new RowList();
    private final TextField go = new TextField();
    private final ComboBox<String> space = new ComboBox<>();
    private final ComboBox<MemoryFormat> format = new ComboBox<>();
    private final TextField find = new TextField();
    private final ToggleButton touched = new ToggleButton("Heat");
    private MemoryHeat.Query askedHeat;
    private MemoryHeat.Answer heat = new MemoryHeat.Answer(false, List.of());
    /** Bytes from the granule's begin to the first byte shown. */
    private int intoGranule;
    private Address start = new Address.Linear(0);
    private MemoryPage page, before;
    /** When each byte in sight changed last, by the host's clock; 0: not lately. */
    private long[] changed = {};
    private boolean running;
    private MemoryPage.Query asked;
    private long stops = -1;
    private int cursor;
    /** Bytes in a row: 16, or 8 where the panel is narrow. */
    private int perRow = 16;
    /** First digit of a byte being typed, or -1. */
    private int digit = -1;

    /** The one that is led to places. */
    public MemoryPanel(PanelContext context) {
        this(context, "memory");
        context.memoryTarget().addListener((_, _, target) -> target.ifPresent(t -> {
            context.memoryTarget().set(java.util.Optional.empty());
            goTo(t);
        }));
    }

    /** One that stays where it is, for looking at another place beside it. */
    public static MemoryPanel another(PanelContext context, String id) {
        return new MemoryPanel(context, id);
    }

    private MemoryPanel(PanelContext context, String id) {
        this.context = context;
        go.setPromptText("go to (Ctrl+G)");
        go.setTooltip(new Tooltip("An address, a name, seg:offset, ss:esp, [ebp+8], gdt[1], phys:b8000"));
        go.setAccessibleText("Go to an address");
        go.setId(id + "-go");
        go.setPrefColumnCount(16);
        go.setOnAction(_ -> goTo(go.getText()));
        space.getItems().setAll("linear", "physical");
        space.setValue("linear");
        space.setTooltip(new Tooltip("Address space; type seg:offset for a segment"));
        space.setOnAction(_ -> spaceChosen());
        format.getItems().setAll(MemoryFormat.values());
        format.setValue(MemoryFormat.BYTES);
        format.setId(id + "-format");
        format.setTooltip(new Tooltip("How memory is written; only bytes can be changed by typing"));
        format.setAccessibleText("Format of memory");
        format.setOnAction(_ -> paint());
        find.setId(id + "-find");
        find.setAccessibleText("Find bytes or text");
        find.setPromptText("find");
        find.setTooltip(new Tooltip("Search on from the cursor (Enter): bytes, ?? for any, \"text\", i\"text\" in either case"));
        find.setPrefColumnCount(14);
        find.setOnAction(_ -> search());
        var who = new Button("Who wrote?");
        who.setId(id + "-who");
        who.setTooltip(new Tooltip("Asks history who wrote the byte under the cursor last; the answer is in the Time panel"));
        who.setOnAction(_ -> context.submit(new Command.WhoWrote(start.plus(cursor), 1)));
        touched.setId(id + "-heat");
        touched.setTooltip(new Tooltip("Colour what was written (red), read (blue) and executed (green) lately, 16 bytes at a time; nothing is compiled meanwhile"));
        touched.setOnAction(_ -> context.submit(new Command.Record(Records.Kind.HEAT, touched.isSelected())));
        var bar = PanelBar.of(go, space, format, find, who, touched);
        list.setId(id + "-list");
        root.setTop(bar);
        root.setCenter(list);
        list.setOnScrollRows(rows -> move(rows * perRow, false));
        list.setOnClick(c -> {
            int column = column(c.column());
            if (column >= 0 && column < perRow) cursor = c.row() * perRow + column;
            digit = -1;
            paint();
        });
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        list.addEventHandler(KeyEvent.KEY_TYPED, this::typed);
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
    public Set<View<?>> views() {
        perRow = list.columns() < textColumn(16) + 16 ? 8 : 16;
        asked = new MemoryPage.Query(start, Math.clamp((list.capacity() + 1) * perRow, perRow, MemoryPage.MAX));
        intoGranule = offset(start) & MemoryHeat.GRANULE - 1;
        askedHeat = new MemoryHeat.Query(start.plus(-intoGranule), (intoGranule + asked.length()) / MemoryHeat.GRANULE + 1);
        return Set.of(asked, askedHeat);
    }

    private static int offset(Address a) {
        return switch (a) {
            case Address.Linear l -> l.address();
            case Address.Physical p -> (int) p.address();
            case Address.Segmented s -> s.offset();
            case Address.InRegister r -> r.offset();
        };
    }

    @Override
    public void show(Snapshot snapshot) {
        if (asked == null) return;
        snapshot.get(askedHeat).ifPresent(h -> {
            heat = h;
            touched.setSelected(h.on());
        });
        snapshot.get(asked).ifPresent(p -> {
            boolean elsewhere = page == null || !page.start().equals(p.start()) || page.length() != p.length();
            running = snapshot.status().running();
            note(p, elsewhere);
            if (elsewhere || running) before = p;
            else if (snapshot.stops() != stops) before = page;
            stops = snapshot.stops();
            page = p;
            paint();
        });
    }

    @Override
    public void askWhere() {
        go.requestFocus();
    }

    /** Notes which bytes changed, and when. */
    private void note(MemoryPage p, boolean elsewhere) {
        if (elsewhere || changed.length != p.length()) changed = new long[p.length()];
        if (elsewhere || page == null) return;
        long now = System.nanoTime();
        for (int i = 0; i < p.length(); i++) if (p.at(i) != page.at(i)) changed[i] = now;
    }

    /** Looks for bytes behind the cursor. */
    private void search() {
        if (find.getText().isBlank()) return;
        try {
            look(MemorySearch.Pattern.parse(find.getText()), start.plus(cursor + 1), 0);
        } catch (IllegalArgumentException e) {
            context.tell(e.getMessage());
        }
    }

    private void look(MemorySearch.Pattern pattern, Address from, int rounds) {
        context.tell(String.format("searching at %s\u2026", from.text()));
        context.ask(new MemorySearch.Query(pattern, from, 1L << 32, FOUND), answer -> {
            if (!answer.found().isEmpty()) {
                goTo(answer.found().getFirst());
                context.tell("found at " + answer.found().getFirst().text());
                list.requestFocus();
            } else if (answer.next().isPresent() && rounds < MOST_ROUNDS) {
                look(pattern, answer.next().get(), rounds + 1);
            } else {
                context.tell("not found");
            }
        });
    }

    /** Shows memory from an address on. */
    public void goTo(Address a) {
        start = a;
        cursor = 0;
        digit = -1;
        switch (a) {
            case Address.Linear _ -> space.setValue("linear");
            case Address.Physical _ -> space.setValue("physical");
            default -> space.setValue(null);
        }
    }

    private void goTo(String text) {
        if (text.isBlank()) return;
        context.ask(new Expression.GoTo(text), a -> {
            boolean physical = "physical".equals(space.getValue()) && a instanceof Address.Linear;
            goTo(physical ? new Address.Physical(((Address.Linear) a).address() & 0xffffffffL) : a);
            list.requestFocus();
        });
    }

    private void spaceChosen() {
        String wanted = space.getValue();
        if (wanted == null) return;
        if (wanted.equals("physical") && start instanceof Address.Linear l) start = new Address.Physical(l.address() & 0xffffffffL);
        else if (wanted.equals("physical") && !(start instanceof Address.Physical)) start = new Address.Physical(0);
        else if (wanted.equals("linear") && start instanceof Address.Physical p) start = new Address.Linear((int) p.address());
        else if (wanted.equals("linear") && !(start instanceof Address.Linear)) context.ask(new Address.ToLinear(start), l -> start = new Address.Linear(l));
    }

    // ---- moving and typing ---------------------------------------------------------------------------------------------------

    private void move(int bytes, boolean withCursor) {
        start = start.plus(bytes);
        if (!withCursor) cursor -= bytes;
        digit = -1;
    }

    private void moveCursor(int by) {
        digit = -1;
        cursor += by;
        while (cursor < 0) {
            cursor += perRow;
            move(-perRow, true);
        }
        while (cursor >= list.capacity() * perRow) {
            cursor -= perRow;
            move(perRow, true);
        }
        paint();
    }

    private void key(KeyEvent e) {
        int by = switch (e.getCode()) {
            case LEFT -> -1;
            case RIGHT -> 1;
            case UP -> -perRow;
            case DOWN -> perRow;
            default -> 0;
        };
        if (by != 0) {
            moveCursor(by);
            e.consume();
        } else {
            list.scrollKey(e);
        }
    }

    private void typed(KeyEvent e) {
        if (e.getCharacter().isEmpty() || e.isShortcutDown() || e.isAltDown()) return;
        int d = Character.digit(e.getCharacter().charAt(0), 16);
        if (d < 0 || cursor < 0 || format.getValue() != MemoryFormat.BYTES) return;
        e.consume();
        if (digit < 0) {
            digit = d;
            paint();
            return;
        }
        int value = digit << 4 | d;
        context.submit(new Command.WriteMemory(start.plus(cursor), new byte[] {(byte) value}));
        moveCursor(1);
    }

    // ---- painting -------------------------------------------------------------------------------------------------------------

    private void paint() {
        if (page == null) return;
        var rows = new ArrayList<RowModel>();
        for (int at = 0; at + perRow <= page.length(); at += perRow) rows.add(row(at));
        list.setRows(rows);
    }

    /** Column of the characters behind so many bytes. */
    private int textColumn(int bytes) {
        MemoryFormat f = format.getValue();
        return HEX + bytes / f.size() * (f.width() + 1) + 3;
    }

    /** The byte in a row at a column of the list; negative or too large beside them. */
    private int column(int column) {
        MemoryFormat f = format.getValue();
        if (column >= textColumn(perRow)) return column - textColumn(perRow);
        int middle = perRow > GAP ? HEX + GAP / f.size() * (f.width() + 1) : Integer.MAX_VALUE;
        return column < HEX ? -1 : (column - HEX - (column > middle ? 1 : 0)) / (f.width() + 1) * f.size();
    }

    private RowModel row(int at) {
        MemoryFormat f = format.getValue();
        var row = RowModel.row().at(0, page.start().plus(at).text(), Ink.ADDRESS).at(HEX, "", Ink.NORMAL);
        for (int i = 0; i < perRow; i += f.size()) {
            row.then(f == MemoryFormat.BYTES ? hex(at + i) : f.text(page, at + i), ink(at + i, f.size())).then(i + f.size() == GAP && perRow > GAP ? "  " : " ", Ink.NORMAL);
        }
        row.at(textColumn(perRow), "", Ink.NORMAL);
        for (int i = 0; i < perRow; i++) {
            int b = page.at(at + i);
            row.then(b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : b < 0 ? " " : "\u00b7", ink(at + i, 1));
        }
        return row.build();
    }

    private String hex(int at) {
        int b = page.at(at);
        if (at == cursor && digit >= 0) return Integer.toHexString(digit) + "_";
        return b < 0 ? "--" : String.format("%02x", b);
    }

    /** What was done last to the piece of memory that a byte is in. */
    private Ink heat(int at) {
        int piece = (intoGranule + at) / MemoryHeat.GRANULE;
        if (piece >= heat.ages().size() || page.at(at) < 0) return Ink.DIM;
        var ages = heat.ages().get(piece);
        long written = age(ages.written()), read = age(ages.read()), executed = age(ages.executed()), youngest = Math.min(written, Math.min(read, executed));
        if (youngest > COLD) return Ink.DIM;
        if (youngest == written) return youngest < FRESH ? Ink.WRITTEN : Ink.WRITTEN_OLD;
        if (youngest == executed) return youngest < FRESH ? Ink.EXECUTED : Ink.EXECUTED_OLD;
        return youngest < FRESH ? Ink.READ : Ink.READ_OLD;
    }

    private static long age(long ms) {
        return ms < 0 ? Long.MAX_VALUE : ms;
    }

    private Ink ink(int at, int size) {
        if (cursor >= at && cursor < at + size && list.isFocused()) return Ink.KEYWORD;
        if (heat.on()) return heat(at);
        boolean zero = true;
        long latest = 0;
        for (int i = at; i < at + size; i++) {
            int b = page.at(i);
            if (b < 0) return Ink.DIM;
            if (before != null && before.at(i) != b) return Ink.CHANGED;
            zero &= b == 0;
            if (running && i < changed.length) latest = Math.max(latest, changed[i]);
        }
        long age = latest == 0 ? Long.MAX_VALUE : System.nanoTime() - latest;
        if (age < BRIGHT) return Ink.CHANGED;
        if (age < SEEN) return Ink.WARNING;
        return zero ? Ink.DIM : Ink.NORMAL;
    }
}
