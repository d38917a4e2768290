package lucid86.app.panel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import lucid86.app.control.Ink;
import lucid86.app.control.LinkedColumn;
import lucid86.app.control.RowModel;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.BlockDetail;
import lucid86.debugger.view.ClassFile;
import lucid86.debugger.view.View;

/**
 * One translation block in all its forms, side by side: guest code, IR, bytecode of its class. The lines that come from one guest
 * instruction light up together; the line under the mouse is explained below.
 */
public final class BlockPanel implements Panel {
    private static final String NO_CLASS = "not compiled: the interpreter runs this block";
    private static final int TEXT = 10;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final Label title = new Label("No block chosen: take the hottest, or click one in Translation blocks");
    private final Label notes = new Label(), meaning = new Label();
    private final LinkedColumn guest = new LinkedColumn("block-guest", "guest code, its flags, its runs");
    private final LinkedColumn ir = new LinkedColumn("block-ir", "IR");
    private final LinkedColumn bytecode = new LinkedColumn("block-bytecode", "JVM bytecode");
    private final ComboBox<String> stage = new ComboBox<>();
    private final CheckBox changes = new CheckBox("What the pass changed");
    private Optional<BlockDetail> shown = Optional.empty();
    private boolean filling;

    public BlockPanel(PanelContext context) {
        this.context = context;
        stage.setId("block-stage");
        stage.setAccessibleText("IR before and after each pass");
        stage.setTooltip(new Tooltip("IR as lifted, and after each pass"));
        stage.setPromptText("IR");
        stage.setOnAction(_ -> {
            if (!filling) showIr(true);
        });
        changes.setTooltip(new Tooltip("Shows the lines that the chosen pass took away or made"));
        changes.setOnAction(_ -> showIr(true));
        var hottest = new Button("Hottest");
        hottest.setId("block-hottest");
        hottest.setTooltip(new Tooltip("Show the block with the most instructions executed so far"));
        hottest.setOnAction(_ -> context.ask(new BlockDetail.Hottest(), key -> context.block().set(key)));
        var code = new Button("Code");
        code.setTooltip(new Tooltip("Show this block in the disassembly"));
        code.setOnAction(_ -> shown.ifPresent(d -> context.codeTarget().set(Optional.of(d.row().linear()))));
        title.setMaxWidth(Double.MAX_VALUE);
        var bar = PanelBar.of(hottest, code, stage, changes, export());
        notes.setWrapText(true);
        notes.setMaxWidth(Double.MAX_VALUE);
        notes.setId("block-notes");
        notes.getStyleClass().add("panel-note");
        meaning.setId("block-meaning");
        meaning.getStyleClass().add("panel-note");
        meaning.setMaxWidth(Double.MAX_VALUE);
        var heading = new VBox(title);
        heading.getStyleClass().add("panel-note");
        var columns = new SplitPane(guest, ir, bytecode);
        columns.setDividerPositions(0.36, 0.66);
        for (LinkedColumn c : List.of(guest, ir, bytecode)) {
            c.setOnHover(this::light);
            c.setOnLeave(() -> light(new LinkedColumn.Line(LinkedColumn.NOWHERE, RowModel.EMPTY, "")));
            c.setOnChoose(l -> {
                for (LinkedColumn other : List.of(guest, ir, bytecode)) if (other != c) other.mark(l.origin());
                c.mark(l.origin());
                meaning.setText(l.meaning());
            });
        }
        root.setTop(new VBox(bar, heading, notes));
        root.setCenter(columns);
        root.setBottom(meaning);
        explain("");
    }

    private MenuButton export() {
        var menu = new MenuButton("Export");
        var text = new MenuItem("All forms as text\u2026");
        text.setOnAction(_ -> shown.ifPresent(d -> SaveFile.ask(root, context, "Save the block as text", String.format("block-%08x.txt", d.row().linear()),
                d.text().getBytes(StandardCharsets.UTF_8))));
        var file = new MenuItem("The class file\u2026");
        file.setOnAction(_ -> shown.ifPresent(d -> context.ask(new ClassFile.Query(d.row().key()), answer -> {
            if (answer.isEmpty()) context.tell("this block is not compiled: it has no class file");
            else SaveFile.ask(root, context, "Save the class file", answer.get().name() + ".class", answer.get().bytes());
        })));
        menu.getItems().addAll(text, file);
        return menu;
    }

    private void light(LinkedColumn.Line l) {
        for (LinkedColumn c : List.of(guest, ir, bytecode)) c.light(l.origin());
        explain(l.meaning());
    }

    private void explain(String text) {
        meaning.setText(text.isEmpty() ? "Point at a line: what comes from the same instruction lights up; click to keep it." : text);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return guest.list();
    }

    @Override
    public Set<View<?>> views() {
        return context.block().get().<Set<View<?>>>map(k -> Set.of(new BlockDetail.Query(k))).orElse(Set.of());
    }

    @Override
    public void show(Snapshot snapshot) {
        context.block().get().flatMap(k -> snapshot.get(new BlockDetail.Query(k))).ifPresent(answer -> {
            if (answer.isEmpty()) {
                title.setText("This block is no longer in the cache; what is shown is how it was");
                return;
            }
            if (answer.equals(shown)) return;
            boolean other = shown.map(s -> !s.row().key().equals(answer.get().row().key())).orElse(true);
            boolean recompiled = other || !shown.get().bytecode().equals(answer.get().bytecode());
            shown = answer;
            fill(answer.get(), other, recompiled);
        });
    }

    private void fill(BlockDetail d, boolean other, boolean recompiled) {
        var r = d.row();
        title.setText(String.format("%08x  %s  \u2014  %d instructions, %s, %,d runs interpreted, %,d instructions executed", r.linear(), r.mode(), r.insns(),
                r.state().text(), r.runs(), r.heat()));
        notes.setText(String.join("\n", d.notes()));
        guest.show(guestLines(d), other);
        if (recompiled) {
            bytecode.show(bytecodeLines(d), true);
            bytecode.mark(r.eip());
        }
        if (!other) return;
        filling = true;
        int before = stage.getItems().isEmpty() ? -1 : stage.getSelectionModel().getSelectedIndex();
        stage.getItems().setAll(d.stages().stream().map(s -> s == d.stages().getFirst() ? "IR as lifted" : "IR after: " + s.name()).toList());
        stage.getSelectionModel().select(before >= 0 && before < stage.getItems().size() ? before : stage.getItems().size() - 1);
        filling = false;
        showIr(true);
    }

    private static List<LinkedColumn.Line> guestLines(BlockDetail d) {
        var lines = new ArrayList<LinkedColumn.Line>();
        int flags = TEXT + 2 + d.guest().stream().mapToInt(g -> g.text().length()).max().orElse(0);
        for (var g : d.guest()) {
            int space = g.text().indexOf(' ');
            if (space < 0) space = g.text().length();
            var row = RowModel.row().at(0, String.format("%08x", g.eip()), Ink.ADDRESS).at(TEXT, g.text().substring(0, space), Ink.KEYWORD)
                    .then(g.text().substring(space), Ink.NORMAL);
            String about = switch (g.flags()) {
                case NEEDED -> "Its flags are kept: somebody may look at them.";
                case DEAD -> "Its flags are not kept: others are set before anybody can look.";
                case NONE -> "It sets no flags.";
            };
            if (g.flags() == BlockDetail.FlagFate.NEEDED) row.at(flags, "needed", Ink.GOOD);
            if (g.flags() == BlockDetail.FlagFate.DEAD) row.at(flags, "dead", Ink.DIM);
            row.at(flags + 8, String.format("%,d", d.row().runs()), Ink.DIM);
            lines.add(new LinkedColumn.Line(g.eip(), row.build(), g.text() + " (" + g.bytes() + "). " + about));
        }
        return lines;
    }

    private static List<LinkedColumn.Line> bytecodeLines(BlockDetail d) {
        if (d.bytecode().isEmpty()) return List.of(new LinkedColumn.Line(LinkedColumn.NOWHERE, RowModel.row().at(0, NO_CLASS, Ink.DIM).build(), ""));
        return d.bytecode().stream().map(l -> line(l, "", l.text().startsWith(";") ? Ink.ADDRESS : Ink.NORMAL)).toList();
    }

    private static LinkedColumn.Line line(BlockDetail.Line l, String look, Ink ink) {
        return new LinkedColumn.Line(l.eip(), RowModel.row().at(0, l.text(), ink).look(look).build(), l.meaning());
    }

    private void showIr(boolean fromTop) {
        int i = stage.getSelectionModel().getSelectedIndex();
        if (shown.isEmpty() || i < 0 || i >= shown.get().stages().size()) return;
        var stages = shown.get().stages();
        var lines = new ArrayList<LinkedColumn.Line>();
        if (changes.isSelected() && i > 0) {
            for (var item : LineDiff.of(stages.get(i - 1).lines(), stages.get(i).lines(), (a, b) -> a.eip() == b.eip() && a.text().equals(b.text()))) {
                switch (item.change()) {
                    case SAME -> lines.add(line(item.line(), "", ink(item.line())));
                    case GONE -> lines.add(line(item.line(), "row-gone", Ink.CHANGED));
                    case NEW -> lines.add(line(item.line(), "row-new", Ink.GOOD));
                }
            }
        } else {
            for (var l : stages.get(i).lines()) lines.add(line(l, "", ink(l)));
        }
        ir.show(lines, fromTop);
    }

    private static Ink ink(BlockDetail.Line l) {
        String t = l.text().strip();
        return t.startsWith(";") ? Ink.ADDRESS : t.startsWith("flags") ? Ink.WARNING : Ink.NORMAL;
    }
}
