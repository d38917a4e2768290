package lucid86.app.panel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import lucid86.app.control.MarkdownText;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.lesson.Course;
import lucid86.debugger.lesson.Lesson;
import lucid86.debugger.lesson.Lesson.Goal;
import lucid86.debugger.lesson.LessonLink;
import lucid86.debugger.script.Heard;
import lucid86.debugger.script.Script;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.View;
import org.kordamp.ikonli.javafx.FontIcon;

/** The course: a lesson's text, its goals with hints, and "Show me", which goes the way to a goal. Goals tick themselves off. */
public final class LessonPanel implements Panel {
    /** Under which the goals that were reached are kept. */
    private static final String PROGRESS = "lessons";
    private static final String OPEN = "mdi2c-checkbox-blank-circle-outline", MET = "mdi2c-check-circle";

    /** A goal on screen. */
    private record Card(Goal goal, VBox box, FontIcon icon) {}

    private final PanelContext context;
    private final Course course = Course.builtIn();
    private final BorderPane root = new BorderPane();
    private final ComboBox<Lesson> choice = new ComboBox<>(FXCollections.observableList(course.lessons()));
    private final VBox page = new VBox();
    private final ScrollPane scroll = new ScrollPane(page);
    private final List<Card> cards = new ArrayList<>();
    private final Set<Goal> met = new HashSet<>();

    public LessonPanel(PanelContext context) {
        this.context = context;
        var names = names();
        for (String name : context.kept().read(PROGRESS)) if (names.containsKey(name)) met.add(names.get(name));
        choice.setId("lesson-choice");
        choice.setAccessibleText("Lesson");
        choice.setConverter(new StringConverter<>() {
            @Override
            public String toString(Lesson l) {
                return l == null ? "" : course.lessons().indexOf(l) + 1 + "  " + l.title();
            }

            @Override
            public Lesson fromString(String s) {
                throw new UnsupportedOperationException("the list is not edited");
            }
        });
        choice.valueProperty().addListener((_, _, lesson) -> open(lesson));
        page.getStyleClass().add("lesson");
        scroll.setFitToWidth(true);
        scroll.setId("lesson-page");
        root.setTop(PanelBar.of(choice, button("Previous", "lesson-previous", "The lesson before", -1), button("Next", "lesson-next", "The next lesson", 1)));
        root.setCenter(scroll);
        choice.getSelectionModel().selectFirst();
    }

    private Button button(String name, String id, String tip, int by) {
        var b = new Button(name);
        b.setId(id);
        b.setTooltip(new Tooltip(tip));
        b.setOnAction(_ -> choice.getSelectionModel().select(Math.clamp(choice.getSelectionModel().getSelectedIndex() + by, 0, course.lessons().size() - 1)));
        return b;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return scroll;
    }

    // ---- goals -------------------------------------------------------------------------------------------------------------

    @Override
    public Set<View<?>> views() {
        return next().<Set<View<?>>>map(c -> Set.of(c.goal().check())).orElse(Set.of());
    }

    @Override
    public void show(Snapshot snapshot) {
        next().filter(c -> snapshot.get(c.goal().check()).orElse(false)).ifPresent(this::reached);
    }

    private void reached(Card c) {
        if (met.add(c.goal())) context.kept().write(PROGRESS, names().entrySet().stream().filter(e -> met.contains(e.getValue())).map(Map.Entry::getKey).toList());
        tick(c);
    }

    /** All goals by names that last: the lesson's, and which of its goals it is. */
    private Map<String, Goal> names() {
        var all = new LinkedHashMap<String, Goal>();
        for (Lesson l : course.lessons()) for (int i = 0; i < l.goals().size(); i++) all.put(l.id() + " " + (i + 1), l.goals().get(i));
        return all;
    }

    /** The goal to reach next: each begins where the one before ended. */
    private Optional<Card> next() {
        return cards.stream().filter(c -> !met.contains(c.goal())).findFirst();
    }

    private static void tick(Card card) {
        card.icon().setIconLiteral(MET);
        card.box().getStyleClass().add("met");
        card.box().setAccessibleText("Goal reached");
    }

    /** Goes the way to a goal; the goals before it are the way to where it begins, so their ways come first. */
    private void showMe(Goal goal) {
        var first = cards.subList(0, cards.stream().map(Card::goal).toList().indexOf(goal) + 1).stream().toList();
        context.wanted().set(Optional.of(new PanelContext.Wanted(goal.panels(), goal.layout())));
        context.work("Showing", () -> {
            var complaints = new ByteArrayOutputStream();
            var script = new Script(context.session(), new Heard(SessionOptions.Output.NONE), new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            for (Card c : first) {
                int code = script.run("lesson", c.goal().way(), new PrintStream(complaints, true, StandardCharsets.UTF_8));
                if (code != Script.GOOD) return complaints.toString(StandardCharsets.UTF_8).strip();
                // The next way may leave this goal before a snapshot has been shown.
                if (context.session().ask(c.goal().check()).join()) Platform.runLater(() -> reached(c));
            }
            return "";
        });
    }

    /** Goes where a link of the text leads: code, memory, a panel; or sets a breakpoint. */
    private void follow(String destination) {
        try {
            switch (LessonLink.parse(destination)) {
                case LessonLink.Code(String at) -> context.ask(new Expression.GoTo(at), a -> context.ask(new Address.ToLinear(a), linear -> {
                    open("code");
                    context.codeTarget().set(Optional.of(linear));
                }));
                case LessonLink.Memory(String at) -> context.ask(new Expression.GoTo(at), a -> {
                    open("memory");
                    context.memoryTarget().set(Optional.of(a));
                });
                case LessonLink.Panel(String id) -> open(id);
                case LessonLink.Break(String what) -> {
                    open("breakpoints");
                    context.submit(new Command.Break("break " + what));
                }
            }
        } catch (IllegalArgumentException e) {
            context.tell(e.getMessage());
        }
    }

    private void open(String panel) {
        context.wanted().set(Optional.of(new PanelContext.Wanted(List.of(panel), Optional.empty())));
    }

    // ---- the page ------------------------------------------------------------------------------------------------------------

    private void open(Lesson lesson) {
        cards.clear();
        page.getChildren().setAll(label(lesson.title(), "lesson-title"));
        page.getChildren().addAll(MarkdownText.blocks(lesson.introduction(), this::follow));
        for (Lesson.Step step : lesson.steps()) {
            page.getChildren().add(label(step.title(), "lesson-heading"));
            page.getChildren().addAll(MarkdownText.blocks(step.text(), this::follow));
            step.goal().ifPresent(g -> page.getChildren().add(card(g)));
        }
        scroll.setVvalue(0);
    }

    private static Label label(String text, String style) {
        var l = new Label(text);
        l.getStyleClass().add(style);
        l.setWrapText(true);
        return l;
    }

    private Node card(Goal goal) {
        var icon = new FontIcon(OPEN);
        var hint = label(goal.hint(), "hint");
        hint.setVisible(false);
        hint.setManaged(false);
        var ask = new Button("Hint");
        ask.setOnAction(_ -> {
            hint.setVisible(!hint.isVisible());
            hint.setManaged(hint.isVisible());
        });
        var show = new Button("Show me");
        show.setId("lesson-show-" + (cards.size() + 1));
        show.setTooltip(new Tooltip("Goes the way there, from the beginning of the lesson"));
        show.setDisable(goal.way().isEmpty());
        show.setOnAction(_ -> showMe(goal));
        var needs = label(goal.needs().stream().map(n -> n.text().substring(0, 1).toUpperCase(Locale.ROOT) + n.text().substring(1) + ".").collect(Collectors.joining(" ")), "hint");
        needs.setManaged(!goal.needs().isEmpty());
        var row = new HBox(8, icon, new Label("Goal"), ask, show);
        row.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        var box = new VBox(row, needs, hint);
        box.getStyleClass().add("goal");
        var card = new Card(goal, box, icon);
        cards.add(card);
        if (met.contains(goal)) tick(card);
        return box;
    }
}
