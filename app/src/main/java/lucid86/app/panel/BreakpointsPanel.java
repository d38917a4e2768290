package lucid86.app.panel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.stage.FileChooser;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.stop.BreakpointText;

/** The list of breakpoints of all kinds: Space switches, Enter changes, Delete removes; a click on the mark switches too. */
public final class BreakpointsPanel implements Panel {
    private static final int PLACE = 4, HITS = 18;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowList list = new RowList();
    private final TextField add = new TextField();
    private List<Breakpoint> all = List.of();
    private int cursor;

    public BreakpointsPanel(PanelContext context) {
        this.context = context;
        add.setPromptText("7c00, name, watch w b8000 2, port out 3f8, int 13 ah 2, irq 1, mode\u2026");
        add.setId("breakpoint-add");
        add.setPrefColumnCount(38);
        javafx.scene.layout.HBox.setHgrow(add, javafx.scene.layout.Priority.ALWAYS);
        add.setOnAction(_ -> add());
        var button = new Button("Add");
        button.setTooltip(new Tooltip("Add it (Enter); with if (EXPRESSION), ignore N, log \"TEXT {EXPRESSION}\" or once behind it"));
        button.setOnAction(_ -> add());
        var remove = new Button("Remove");
        remove.setTooltip(new Tooltip("Remove the chosen breakpoint (Delete)"));
        remove.setOnAction(_ -> chosen().ifPresent(b -> context.submit(new Command.RemoveBreakpoint(b.id()))));
        root.setTop(PanelBar.of(new Label("Stop at"), add, button, kinds(), remove));
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


    private Optional<Breakpoint> chosen() {
        return cursor >= 0 && cursor < all.size() ? Optional.of(all.get(cursor)) : Optional.empty();
    }

    /** A menu of what can stop the machine: fills the field with an example to be changed. */
    private MenuButton kinds() {
        var menu = new MenuButton("Kinds");
        menu.setTooltip(new Tooltip("Examples of all kinds of breakpoints"));
        String[][] examples = {
            {"An instruction", "break 0000:7c00"}, {"An instruction, if something holds", "break 7c00 if (eax == 0)"}, {"A line in the log instead of a stop", "break 7c00 log \"eax is {eax}\""},
            {"Memory written", "watch w b8000 2"}, {"Memory read", "watch r 40:6c 4"}, {"Memory changed", "watch change b8000 10"}, {"Port written", "port out 3f8"}, {"Port read", "port in 60"},
            {"A BIOS call", "int 13 ah 2"}, {"An exception: #GP", "int d"}, {"An interrupt line", "irq 1"}, {"Change of CPU mode", "mode"}, {"Change of privilege level", "ring"},
            {"Paging switched", "cr0"}, {"Address space switched", "cr3"}, {"A picture is complete", "frame"}, {"Triple fault", "triple-fault"},
            {"A block is compiled", "compiled"}, {"A block is dropped", "dropped"}};
        for (String[] e : examples) {
            var item = new MenuItem(e[0] + ":  " + e[1]);
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> {
                add.setText(e[1]);
                add.requestFocus();
                add.end();
            });
            menu.getItems().add(item);
        }
        menu.getItems().addAll(new SeparatorMenuItem(), item("Export to a file\u2026", this::export), item("Import from a file\u2026", this::importFile),
                item("Remove all", () -> context.submit(new Command.ClearBreakpoints())));
        return menu;
    }

    private static MenuItem item(String text, Runnable run) {
        var item = new MenuItem(text);
        item.setOnAction(_ -> run.run());
        return item;
    }

    private void export() {
        String text = all.stream().map(Breakpoint::text).collect(Collectors.joining("\n", "", "\n"));
        SaveFile.ask(root, context, "Save the breakpoints", "breakpoints.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    private void importFile() {
        var chooser = new FileChooser();
        chooser.setTitle("Load breakpoints");
        var file = chooser.showOpenDialog(root.getScene().getWindow());
        if (file == null) return;
        try {
            context.submit(new Command.ImportBreakpoints(Files.readString(file.toPath())));
        } catch (IOException e) {
            context.tell("cannot read " + file + ": " + e.getClass().getSimpleName());
        }
    }

    private void add() {
        String text = add.getText().strip();
        if (text.isEmpty()) return;
        context.session().submit(new Command.Break(BreakpointText.begins(text) ? text : "break " + text)).whenComplete((_, e) -> Platform.runLater(() -> {
            context.tell(e == null ? "" : PanelContext.reason(e));
            if (e == null) add.clear();
        }));
    }

    private void toggle() {
        chosen().ifPresent(b -> context.submit(new Command.ChangeBreakpoint(b.enable(!b.enabled()))));
    }

    /** Opens the chosen one's text; what comes of it takes its place. */
    private void edit() {
        chosen().ifPresent(b -> list.edit(cursor - list.top(), PLACE, Math.max(40, b.text().length() + 4), b.text(), text ->
                context.session().submit(new Command.Break(text)).whenComplete((_, e) -> Platform.runLater(() -> {
                    if (e != null) context.tell(PanelContext.reason(e));
                    else context.submit(new Command.RemoveBreakpoint(b.id()));
                }))));
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
            String what = place(b);
            int hits = Math.max(HITS, PLACE + what.length() + 2);
            rows.add(RowModel.row().at(1, b.enabled() ? "\u25cf" : "\u25cb", Ink.MARK)
                    .at(PLACE, what, b.enabled() ? Ink.ADDRESS : Ink.DIM)
                    .at(hits, b.hits() + (b.hits() == 1 ? " hit" : " hits"), Ink.DIM)
                    .at(hits + 12, b.enabled() ? "" : "off", Ink.DIM)
                    .look(i == cursor && list.isFocused() ? "row-selected" : "").build());
        }
        if (all.isEmpty()) rows.add(RowModel.row().at(1, "No breakpoints. Click in the disassembly's gutter, press F9 there, or add one above.", Ink.DIM).build());
        list.setRows(rows);
    }

    /** Plain ones by their place, all others as they are written. */
    private static String place(Breakpoint b) {
        return b.rules().equals(Breakpoint.Rules.PLAIN) && b.location().isPresent() ? b.location().get().toString() : b.text();
    }
}
