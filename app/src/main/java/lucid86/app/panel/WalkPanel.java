package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.inspect.PageWalk;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.View;

/** The way of an address: logical, linear, through the page tables, physical, to what answers there. */
public final class WalkPanel implements Panel {
    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final TextField go = new TextField();
    private final FlowPane picture = new FlowPane(6, 10);
    private Address address = new Address.InRegister(1, 0);
    private PageWalk.Query asked;
    private Optional<PageWalk> shown = Optional.empty();

    public WalkPanel(PanelContext context) {
        this.context = context;
        go.setId("walk-go");
        go.setPromptText("address, seg:offset, ss:esp");
        go.setPrefColumnCount(22);
        go.setOnAction(_ -> ask());
        picture.setId("walk-picture");
        picture.getStyleClass().add("walk");
        picture.setRowValignment(javafx.geometry.VPos.CENTER);
        var scroll = new ScrollPane(picture);
        scroll.setFitToWidth(true);
        root.setTop(PanelBar.of(new Label("Walk"), go));
        root.setCenter(scroll);
        context.memoryTarget().addListener((_, _, t) -> t.ifPresent(a -> address = a));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return go;
    }

    @Override
    public void askWhere() {
        go.requestFocus();
    }

    @Override
    public Set<View<?>> views() {
        asked = new PageWalk.Query(address);
        return Set.of(asked);
    }

    private void ask() {
        context.ask(new Expression.GoTo(go.getText()), a -> address = a);
    }

    @Override
    public void show(Snapshot snapshot) {
        if (asked == null) return;
        snapshot.get(asked).ifPresent(w -> {
            if (shown.filter(w::equals).isPresent()) return;
            shown = Optional.of(w);
            draw(w);
        });
    }

    private void draw(PageWalk w) {
        var steps = new ArrayList<Node>();
        steps.add(box("logical", w.from().text(), "", true));
        w.segment().ifPresent(s -> {
            steps.add(arrow("+ base"));
            steps.add(box(s.name() + " " + String.format("%04x", s.selector()), String.format("base %08x", s.base()),
                    String.format("limit %08x: offset %s%n%s", s.limit(), s.inside() ? "inside" : "OUTSIDE", s.text()), s.inside()));
        });
        w.linear().ifPresent(l -> {
            steps.add(arrow(""));
            steps.add(box("linear", String.format("%08x", l), w.paging() ? String.format("directory %03x, table %03x, offset %03x", l >>> 22, l >>> 12 & 0x3ff, l & 0xfff) : "paging is off", true));
        });
        for (var e : w.entries()) {
            steps.add(arrow("[" + Integer.toHexString(e.index()) + "]"));
            steps.add(box(e.level() + " at " + String.format("%08x", e.address()), String.format("%08x", e.value()), e.bits() + (e.large() ? "\nmaps a large page" : ""), e.present()));
        }
        steps.add(arrow(w.rights()));
        boolean there = w.physical().isPresent();
        steps.add(box("physical", there ? String.format("%08x", w.physical().getAsLong()) : "page fault", w.a20Masked() ? "A20 is closed: bit 20 was cleared" : "", there));
        w.target().ifPresent(t -> {
            steps.add(arrow(""));
            steps.add(box(t.device() ? "device" : "memory", t.region(), String.format("+%x", t.offset()), true));
        });
        var text = new Label(w.text());
        text.getStyleClass().add("dim");
        text.setWrapText(true);
        steps.add(text);
        picture.getChildren().setAll(steps);
    }

    private static Node arrow(String text) {
        var l = new Label(text.isEmpty() ? "\u2192" : text + " \u2192");
        l.getStyleClass().add("dim");
        return l;
    }

    private static Node box(String title, String value, String note, boolean good) {
        var head = new Label(title);
        head.getStyleClass().add("dim");
        var main = new Label(value);
        main.getStyleClass().add("mono");
        var box = new VBox(1, head, main);
        if (!note.isEmpty()) {
            var l = new Label(note);
            l.getStyleClass().add("dim");
            box.getChildren().add(l);
        }
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().addAll(List.of("walk-box", good ? "walk-good" : "walk-bad"));
        return new HBox(box);
    }
}
