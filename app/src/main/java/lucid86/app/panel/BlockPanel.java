package lucid86.app.panel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.BlockDetail;
import lucid86.debugger.view.View;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.CodeArea;

/** One translation block in all its forms, side by side: guest code, IR, bytecode of its class. */
public final class BlockPanel implements Panel {
    private static final String NO_CLASS = "Not compiled yet: the interpreter runs this block.\n";

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final Label title = new Label("No block chosen: click one in Translation blocks");
    private final CodeArea guest = area("block-guest"), ir = area("block-ir"), bytecode = area("block-bytecode");
    private final ToggleButton lifted = new ToggleButton("lifted"), optimised = new ToggleButton("optimised");
    private Optional<BlockDetail> shown = Optional.empty();

    public BlockPanel(PanelContext context) {
        this.context = context;
        var group = new ToggleGroup();
        group.getToggles().setAll(List.of(lifted, optimised));
        optimised.setSelected(true);
        lifted.setTooltip(new Tooltip("IR as lifted from the guest code"));
        optimised.setTooltip(new Tooltip("IR after all passes"));
        lifted.setOnAction(_ -> showIr());
        optimised.setOnAction(_ -> showIr());
        group.selectedToggleProperty().addListener((_, old, now) -> {
            if (now == null) group.selectToggle(old);
        });
        var columns = new SplitPane(column("guest", guest), column("IR", ir), column("bytecode", bytecode));
        columns.setDividerPositions(0.3, 0.6);
        root.setTop(PanelBar.of(title, new Label("IR:"), lifted, optimised));
        root.setCenter(columns);
    }

    private static CodeArea area(String id) {
        var area = new CodeArea();
        area.setId(id);
        area.setEditable(false);
        area.getStyleClass().add("code-text");
        return area;
    }

    private static Node column(String name, CodeArea area) {
        var label = new Label(name);
        label.getStyleClass().add("column-title");
        var scroll = new VirtualizedScrollPane<>(area);
        VBox.setVgrow(scroll, javafx.scene.layout.Priority.ALWAYS);
        return new VBox(label, scroll);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return guest;
    }

    @Override
    public Set<View<?>> views() {
        return context.block().get().<Set<View<?>>>map(k -> Set.of(new BlockDetail.Query(k))).orElse(Set.of());
    }

    @Override
    public void show(Snapshot snapshot) {
        context.block().get().flatMap(k -> snapshot.get(new BlockDetail.Query(k))).ifPresent(answer -> {
            if (answer.isEmpty()) {
                title.setText("This block is no longer in the cache");
                return;
            }
            var d = answer.get();
            var r = d.row();
            String text = String.format("%08x  %s, %d instructions, %s, %,d runs", r.linear(), r.mode(), r.insns(), r.state().text(), r.runs());
            if (!title.getText().equals(text)) title.setText(text);
            boolean same = shown.filter(s -> s.row().key().equals(r.key()) && s.guest().equals(d.guest()) && s.bytecode().equals(d.bytecode()) && s.lifted().equals(d.lifted())).isPresent();
            shown = answer;
            if (same) return;
            set(guest, d.guest());
            set(bytecode, d.bytecode().isEmpty() ? NO_CLASS : d.bytecode());
            // The area knows its new lines only after a layout.
            Platform.runLater(() -> bytecode.showParagraphAtTop(d.bytecodeLine()));
            showIr();
        });
    }

    private void showIr() {
        shown.ifPresent(d -> set(ir, lifted.isSelected() ? d.lifted() : d.optimised()));
    }

    private static void set(CodeArea area, String text) {
        if (area.getText().equals(text)) return;
        area.replaceText(text);
        area.moveTo(0);
        area.showParagraphAtTop(0);
    }
}
