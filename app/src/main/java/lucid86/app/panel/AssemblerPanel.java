package lucid86.app.panel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.stage.FileChooser;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.debugger.assemble.Assembler;
import lucid86.debugger.assemble.Assembly;
import lucid86.debugger.assemble.Assembly.Problem;
import lucid86.debugger.assemble.BootFloppy;
import lucid86.debugger.assemble.Examples;
import lucid86.debugger.assemble.NasmSyntax;
import lucid86.debugger.session.Command;
import lucid86.debugger.view.Address;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.LineNumberFactory;
import org.fxmisc.richtext.model.StyleSpans;
import org.fxmisc.richtext.model.StyleSpansBuilder;

/** An editor for guest code in NASM's syntax: assemble it, boot it from drive A, or put it somewhere in memory. */
public final class AssemblerPanel implements Panel {
    private static final int BOOT_SECTOR = 0x7c00;
    private static final KeyCombination ASSEMBLE = new KeyCodeCombination(KeyCode.B, KeyCombination.SHORTCUT_DOWN),
            BOOT = new KeyCodeCombination(KeyCode.ENTER, KeyCombination.SHORTCUT_DOWN);

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final CodeArea editor = new CodeArea();
    private final RowList messages = new RowList();
    private final TextField address = new TextField("600");
    private final Map<Integer, Problem> marks = new HashMap<>();
    private List<Problem> problems = List.of();
    private String verdict = "Ctrl+B assembles, Ctrl+Enter boots and stops at the first instruction.";
    private Optional<Path> file = Optional.empty();

    public AssemblerPanel(PanelContext context) {
        this.context = context;
        editor.setId("assembler-editor");
        editor.getStyleClass().addAll("code-text", "editor");
        editor.setAccessibleText("Assembly source");
        editor.setParagraphGraphicFactory(this::gutter);
        editor.textProperty().addListener((_, _, text) -> editor.setStyleSpans(0, spans(text)));
        editor.replaceText(Examples.all().getFirst().source());
        editor.getUndoManager().forgetHistory();
        editor.moveTo(0);
        editor.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        messages.setId("assembler-messages");
        messages.setOnNeedRows(this::paint);
        messages.setOnClick(c -> goTo(messages.top() + c.row() - 1));
        address.setId("assembler-address");
        address.setPrefColumnCount(9);
        address.setTooltip(new Tooltip("Linear address, hexadecimal"));
        var split = new SplitPane(new VirtualizedScrollPane<>(editor), messages);
        split.setOrientation(javafx.geometry.Orientation.VERTICAL);
        split.setDividerPositions(0.8);
        root.setTop(PanelBar.of(
                examples(),
                button("Open\u2026", "Open a source file", this::open),
                button("Save\u2026", "Save the source to a file", this::save),
                button("Assemble", "Assemble and show errors (Ctrl+B)", () -> assemble(_ -> {})),
                button("Run", "Assemble, make it drive A's boot disk, reset and run", () -> assemble(a -> boot(a, false))),
                button("Debug", "Assemble, make it drive A's boot disk, reset and stop at 0000:7C00 (Ctrl+Enter)", () -> assemble(a -> boot(a, true))),
                new Label("at"), address,
                button("Load", "Assemble, write the code to this address and set EIP there; the machine must stand still", () -> assemble(this::load))));
        root.setCenter(split);
    }

    private static Button button(String name, String tip, Runnable action) {
        var b = new Button(name);
        b.setId("assembler-" + name.toLowerCase(Locale.ROOT).replaceAll("\\W", ""));
        b.setTooltip(new Tooltip(tip));
        b.setOnAction(_ -> action.run());
        return b;
    }

    private Node examples() {
        var menu = new MenuButton("Examples");
        menu.setTooltip(new Tooltip("Replace the text by an example; Ctrl+Z brings the old text back"));
        for (var e : Examples.all()) {
            var item = new MenuItem(e.title());
            item.setOnAction(_ -> editor.replaceText(e.source()));
            menu.getItems().add(item);
        }
        return menu;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return editor;
    }

    private void key(KeyEvent e) {
        if (ASSEMBLE.match(e)) assemble(_ -> {});
        else if (BOOT.match(e)) assemble(a -> boot(a, true));
        else if (e.getCode() == KeyCode.TAB && !e.isControlDown() && !e.isShiftDown()) editor.replaceSelection("    ");
        else return;
        e.consume();
    }

    // ---- assembling --------------------------------------------------------------------------------------------------------

    /** Assembles in the background; {@code then} gets the result, on this thread, when there is code. */
    private void assemble(Consumer<Assembly> then) {
        String source = editor.getText();
        say("assembling \u2026", List.of());
        CompletableFuture.supplyAsync(() -> Assembler.find().map(a -> a.assemble(source))).whenComplete((result, error) -> Platform.runLater(() -> {
            if (error != null) say("cannot assemble: " + error.getMessage(), List.of());
            else if (result.isEmpty()) say(Assembler.advice(), List.of());
            else {
                var a = result.get();
                say(a.code().map(c -> "assembled: " + c.size() + " bytes").orElse("not assembled"), a.problems());
                if (a.code().isPresent()) then.accept(a);
            }
        }));
    }

    private void boot(Assembly a, boolean stop) {
        try {
            Path image = Files.createTempFile("lucid86-assembled", ".img");
            image.toFile().deleteOnExit();
            Files.write(image, BootFloppy.of(a.code().orElseThrow().bytes()));
            context.submit(new Command.SetSymbols(a.symbols(BOOT_SECTOR)));
            context.submit(new Command.Input(new InputEvent.Insert(DriveSlot.FDA, image)));
            context.submit(new Command.Run());
            context.submit(new Command.Reset());
            if (stop) context.submit(new Command.RunTo(BOOT_SECTOR));
            say(verdict + "; booting it from drive A", problems);
        } catch (IOException e) {
            say("cannot write a disk image: " + e.getMessage(), problems);
        } catch (IllegalArgumentException e) {
            say(e.getMessage(), problems);
        }
    }

    private void load(Assembly a) {
        int to;
        try {
            to = Integer.parseUnsignedInt(address.getText().strip().toLowerCase(Locale.ROOT).replaceFirst("^0x", ""), 16);
        } catch (NumberFormatException _) {
            say("'" + address.getText() + "' is no hexadecimal address", problems);
            return;
        }
        context.submit(new Command.WriteMemory(new Address.Linear(to), a.code().orElseThrow().bytes()));
        context.submit(new Command.SetSymbols(a.symbols(to)));
        context.submit(new Command.JumpTo(to));
        say(verdict + String.format(", loaded at %x", to), problems);
    }

    // ---- what is shown -----------------------------------------------------------------------------------------------------

    private void say(String text, List<Problem> found) {
        verdict = text;
        var lines = new java.util.HashSet<>(marks.keySet());
        problems = found;
        marks.clear();
        for (Problem p : found) if (!marks.containsKey(p.line() - 1) || p.error()) marks.put(p.line() - 1, p);
        lines.addAll(marks.keySet());
        for (int line : lines) if (line < editor.getParagraphs().size()) editor.recreateParagraphGraphic(line);
        paint();
    }

    private Node gutter(int line) {
        Node number = LineNumberFactory.get(editor).apply(line);
        Problem p = marks.get(line);
        if (p != null) {
            number.getStyleClass().add(p.error() ? "line-error" : "line-warning");
            Tooltip.install(number, new Tooltip(p.message()));
        }
        return number;
    }

    private void paint() {
        var rows = new ArrayList<RowModel>();
        messages.setTotal(problems.size() + 1);
        rows.add(RowModel.row().at(1, verdict, Ink.DIM).build());
        for (Problem p : problems)
            rows.add(RowModel.row().at(1, String.format("%4d", p.line()), Ink.ADDRESS).at(7, (p.error() ? "" : "warning: ") + p.message(), p.error() ? Ink.MARK : Ink.WARNING).build());
        messages.setRows(rows.subList(Math.min(messages.top(), rows.size()), rows.size()));
    }

    private void goTo(int problem) {
        if (problem < 0 || problem >= problems.size()) return;
        int line = Math.min(problems.get(problem).line() - 1, editor.getParagraphs().size() - 1);
        editor.moveTo(line, 0);
        editor.requestFollowCaret();
        editor.requestFocus();
    }

    private static StyleSpans<Collection<String>> spans(String text) {
        var spans = new StyleSpansBuilder<Collection<String>>();
        int end = 0;
        for (var w : NasmSyntax.words(text)) {
            spans.add(List.of(), w.start() - end);
            spans.add(List.of("asm-" + w.kind().name().toLowerCase(Locale.ROOT)), w.end() - w.start());
            end = w.end();
        }
        spans.add(List.of(), text.length() - end);
        return spans.create();
    }

    // ---- files -------------------------------------------------------------------------------------------------------------

    private FileChooser chooser() {
        var c = new FileChooser();
        c.getExtensionFilters().addAll(new FileChooser.ExtensionFilter("Assembly source", "*.asm", "*.s", "*.nasm"), new FileChooser.ExtensionFilter("All files", "*"));
        file.ifPresent(f -> {
            c.setInitialDirectory(f.toAbsolutePath().getParent().toFile());
            c.setInitialFileName(f.getFileName().toString());
        });
        return c;
    }

    private void open() {
        var chosen = chooser().showOpenDialog(root.getScene().getWindow());
        if (chosen == null) return;
        try {
            editor.replaceText(Files.readString(chosen.toPath()));
            file = Optional.of(chosen.toPath());
        } catch (IOException e) {
            context.tell("cannot read " + chosen + ": " + e.getMessage());
        }
    }

    private void save() {
        var chosen = chooser().showSaveDialog(root.getScene().getWindow());
        if (chosen == null) return;
        try {
            Files.writeString(chosen.toPath(), editor.getText());
            file = Optional.of(chosen.toPath());
            context.tell("saved " + chosen);
        } catch (IOException e) {
            context.tell("cannot write " + chosen + ": " + e.getMessage());
        }
    }
}
