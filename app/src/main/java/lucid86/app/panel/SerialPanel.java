package lucid86.app.panel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.control.Terminal;
import lucid86.debugger.session.Command;
import lucid86.machine.board.InputEvent;

/** A terminal on COM1. */
public final class SerialPanel implements Panel {
    /** Bytes shown in one pulse; more wait for the next. */
    private static final int AT_ONCE = 20_000;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final RowList list = new RowList();
    private final Terminal terminal = new Terminal();
    private boolean stale = true;

    public SerialPanel(PanelContext context) {
        this.context = context;
        var clear = new Button("Clear");
        clear.setTooltip(new Tooltip("Forget what was received"));
        clear.setOnAction(_ -> {
            terminal.clear();
            stale = true;
        });
        var copy = new Button("Copy all");
        copy.setTooltip(new Tooltip("Copy everything received to the clipboard"));
        copy.setOnAction(_ -> {
            var content = new ClipboardContent();
            content.putString(text());
            Clipboard.getSystemClipboard().setContent(content);
        });
        root.setTop(PanelBar.of(new Label("COM1: click below and type"), clear, copy));
        root.setCenter(list);
        list.setId("serial-list");
        list.setOnNeedRows(this::paint);
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        list.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
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

    /** Everything received and still kept. */
    public String text() {
        return IntStream.range(0, terminal.size()).mapToObj(terminal::line).collect(Collectors.joining("\n"));
    }

    @Override
    public void pulse() {
        for (int i = 0; i < AT_ONCE; i++) {
            int b = context.nextConsoleByte();
            if (b < 0) break;
            terminal.accept(b);
            stale = true;
        }
        if (!stale) return;
        stale = false;
        boolean atEnd = list.top() + list.capacity() >= list.rows().size() - 1;
        list.setTotal(terminal.size());
        if (atEnd) list.setTop(terminal.size());
        paint();
    }

    private void paint() {
        list.setTotal(terminal.size());
        var rows = new ArrayList<RowModel>();
        for (int i = list.top(); i < terminal.size() && rows.size() <= list.capacity(); i++) {
            var row = RowModel.row();
            String line = terminal.line(i);
            if (i == terminal.row() && list.isFocused()) {
                int c = terminal.column();
                String padded = line.length() > c ? line : line + " ".repeat(c - line.length());
                row.at(0, padded.substring(0, c), Ink.NORMAL).at(c, "\u2588", Ink.GOOD);
                if (c + 1 < line.length()) row.at(c + 1, line.substring(c + 1), Ink.NORMAL);
            } else {
                row.at(0, line, Ink.NORMAL);
            }
            rows.add(row.build());
        }
        list.setRows(rows);
    }

    // ---- typing ------------------------------------------------------------------------------------------------------------

    private void typed(KeyEvent e) {
        e.consume();
        if (e.isMetaDown() || e.isAltDown()) return;
        for (byte b : e.getCharacter().getBytes(StandardCharsets.UTF_8)) if (b != 0) send(b & 0xff);
    }

    private void pressed(KeyEvent e) {
        String escape = switch (e.getCode()) {
            case UP -> "A";
            case DOWN -> "B";
            case RIGHT -> "C";
            case LEFT -> "D";
            case HOME -> "H";
            case END -> "F";
            default -> "";
        };
        if (!escape.isEmpty() && !e.isAltDown()) {
            for (char c : ("\u001b[" + escape).toCharArray()) send(c);
            e.consume();
        } else if (e.getCode().isLetterKey() && e.isControlDown()) {
            // The typed event that follows carries the control character on some hosts only.
            e.consume();
            send(e.getCode().getChar().charAt(0) & 0x1f);
        } else if (e.isShiftDown()) {
            list.scrollKey(e);
        }
    }

    private void send(int b) {
        context.session().submit(new Command.Input(new InputEvent.Serial(0, b)));
    }
}
