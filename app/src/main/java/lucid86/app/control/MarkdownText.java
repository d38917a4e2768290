package lucid86.app.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.parser.Parser;

/** Shows Markdown: paragraphs, headings, lists, code, emphasis, links. Pictures show their text; nothing is fetched from anywhere. */
public final class MarkdownText {
    private static final Parser PARSER = Parser.builder().build();

    private MarkdownText() {}

    /**
     * A node for each block of the text, from top to bottom.
     *
     * @param onLink hears of the destination of a link that was chosen, by mouse or keyboard
     */
    public static List<javafx.scene.Node> blocks(String markdown, Consumer<String> onLink) {
        var writer = new Writer(onLink);
        PARSER.parse(markdown).accept(writer);
        return writer.blocks;
    }

    private static final class Writer extends AbstractVisitor {
        private final List<javafx.scene.Node> blocks = new ArrayList<>();
        private final Consumer<String> onLink;
        private TextFlow flow = new TextFlow();
        private String style = "";
        private String bullet = "";

        private Writer(Consumer<String> onLink) {
            this.onLink = onLink;
        }

        @Override
        public void visit(Paragraph p) {
            begin();
            visitChildren(p);
            end();
        }

        @Override
        public void visit(Heading h) {
            begin();
            String before = style;
            style = "strong";
            visitChildren(h);
            style = before;
            end();
        }

        private void begin() {
            flow = new TextFlow();
            if (!bullet.isEmpty()) add(bullet, "");
            bullet = "";
        }

        private void end() {
            blocks.add(flow);
        }

        @Override
        public void visit(BulletList list) {
            visitChildren(list);
        }

        @Override
        public void visit(OrderedList list) {
            int n = list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber();
            for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
                bullet = "  " + n++ + ". ";
                visitChildren(item);
            }
        }

        @Override
        public void visit(ListItem item) {
            bullet = "  \u2022 ";
            visitChildren(item);
        }

        @Override
        public void visit(FencedCodeBlock code) {
            block(code.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            block(code.getLiteral());
        }

        private void block(String text) {
            var label = new Label(text.stripTrailing());
            label.getStyleClass().add("code-block");
            label.setMaxWidth(Double.MAX_VALUE);
            blocks.add(label);
        }

        @Override
        public void visit(org.commonmark.node.Text text) {
            add(text.getLiteral(), style);
        }

        @Override
        public void visit(SoftLineBreak b) {
            add(" ", style);
        }

        @Override
        public void visit(HardLineBreak b) {
            add("\n", style);
        }

        @Override
        public void visit(Code code) {
            add(code.getLiteral(), "code");
        }

        @Override
        public void visit(Emphasis e) {
            styled("emphasis", e);
        }

        @Override
        public void visit(StrongEmphasis e) {
            styled("strong", e);
        }

        @Override
        public void visit(Link link) {
            var outer = flow;
            flow = new TextFlow();
            visitChildren(link);
            var words = flow.getChildren().stream().map(n -> ((Text) n).getText()).collect(Collectors.joining());
            boolean code = flow.getChildren().stream().anyMatch(n -> n.getStyleClass().contains("code"));
            flow = outer;
            var control = new Hyperlink(words);
            if (code) control.getStyleClass().add("code");
            control.setOnAction(_ -> {
                control.setVisited(false);
                onLink.accept(link.getDestination());
            });
            flow.getChildren().add(control);
        }

        private void styled(String name, Node node) {
            String before = style;
            style = name;
            visitChildren(node);
            style = before;
        }

        private void add(String text, String styleClass) {
            var t = new Text(text);
            t.getStyleClass().add("text");
            if (!styleClass.isEmpty()) t.getStyleClass().add(styleClass);
            flow.getChildren().add(t);
        }
    }
}
