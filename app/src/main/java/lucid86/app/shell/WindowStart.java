package lucid86.app.shell;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import lucid86.machine.board.ConfigException;
import org.kordamp.ikonli.javafx.FontIcon;
import picocli.CommandLine;

/** The start page: built-in lessons, recent machines, a form for a new one; images dropped anywhere on it are booted. */
final class WindowStart {
    private final PrintStream err;
    private final BiConsumer<OpenMachine, List<String>> opened;
    private final RecentMachines recent;
    private final Label message = new Label();
    private final WindowOverlay overlay = new WindowOverlay();
    private final VBox recentList = new VBox(2);
    private final Scene scene;
    /** Counts attempts: the outcome of one that was cancelled is thrown away. */
    private int attempt;

    /** @param opened hears of the machine that was started, and of its command line */
    WindowStart(UserFiles files, WindowLook look, PrintStream err, BiConsumer<OpenMachine, List<String>> opened) {
        this.err = err;
        this.opened = opened;
        recent = new RecentMachines(files);
        message.setId("start-message");
        message.getStyleClass().add("error-text");
        message.setWrapText(true);
        var left = new VBox(16, lessons(), recentCard(), dropCard());
        left.setPrefWidth(420);
        var form = new WindowMachineForm(this::boot);
        HBox.setHgrow(form.node(), Priority.ALWAYS);
        var columns = new HBox(16, left, form.node());
        var heading = new Label("Lucid86");
        heading.getStyleClass().add("start-title");
        var subtitle = new Label("A PC you can see through. What shall it boot?");
        subtitle.getStyleClass().add("dim");
        var top = new HBox(16, heading, subtitle);
        top.setAlignment(Pos.BASELINE_LEFT);
        var page = new VBox(8, top, message, columns);
        message.managedProperty().bind(message.textProperty().isNotEmpty());
        page.getStyleClass().add("start-page");
        page.setMaxWidth(1180);
        var holder = new StackPane(page);
        holder.setAlignment(Pos.TOP_CENTER);
        var scroll = new ScrollPane(holder);
        scroll.setFitToWidth(true);
        var root = new StackPane(new BorderPane(scroll), overlay.node());
        scene = new Scene(root, 1280, 800);
        look.add(scene);
        scene.setOnDragOver(e -> {
            if (e.getDragboard().hasFiles()) e.acceptTransferModes(TransferMode.COPY);
            e.consume();
        });
        scene.setOnDragDropped(e -> {
            bootFiles(e.getDragboard().getFiles().stream().map(File::toPath).toList());
            e.setDropCompleted(true);
            e.consume();
        });
        showRecent();
    }

    Scene scene() {
        return scene;
    }

    /** Shows what went wrong. */
    void tell(String text) {
        message.setText(text);
    }

    // ---- cards ---------------------------------------------------------------------------------------------------------------

    private static VBox card(String title, Node... content) {
        var label = new Label(title);
        label.getStyleClass().add("card-title");
        var card = new VBox(8, label);
        card.getChildren().addAll(content);
        card.getStyleClass().add("start-card");
        return card;
    }

    private Node lessons() {
        var text = new Label("A course of fourteen lessons beside the machine, from the first instruction to Linux, and a boot disk of seven programs to take apart.");
        text.setWrapText(true);
        var start = new Button("Start the lessons", new FontIcon("mdi2s-school"));
        start.setId("start-lessons");
        start.setOnAction(_ -> boot(List.of()));
        var stopped = new Button("Stop at the first instruction", new FontIcon("mdi2s-shoe-print"));
        stopped.setId("start-stopped");
        stopped.setTooltip(new Tooltip("The CPU stands at its reset vector: step through the firmware from its first instruction"));
        stopped.setOnAction(_ -> boot(List.of("-S")));
        return card("Lessons", text, start, stopped);
    }

    private Node recentCard() {
        recentList.setId("start-recent");
        return card("Recent machines", recentList);
    }

    private static Node dropCard() {
        var text = new Label("Drop a disk, CD or floppy image, a kernel, or a .machine file anywhere on this page to boot it.");
        text.setWrapText(true);
        return card("Or drop an image", text);
    }

    private void showRecent() {
        recentList.getChildren().clear();
        for (List<String> args : recent.all()) recentList.getChildren().add(recentRow(args));
        if (recentList.getChildren().isEmpty()) {
            var none = new Label("None yet.");
            none.getStyleClass().add("dim");
            recentList.getChildren().add(none);
        }
    }

    private Node recentRow(List<String> args) {
        String name = args.stream().filter(a -> a.contains("/")).findFirst().map(a -> Path.of(a).getFileName().toString()).orElse(RecentMachines.text(args));
        var link = new Hyperlink(name);
        link.setTooltip(new Tooltip(RecentMachines.text(args)));
        link.setOnAction(_ -> boot(args));
        var forget = new Button("", new FontIcon("mdi2c-close"));
        forget.getStyleClass().add("flat");
        forget.setTooltip(new Tooltip("Forget this machine"));
        forget.setAccessibleText("Forget " + name);
        forget.setOnAction(_ -> {
            recent.remove(args);
            showRecent();
        });
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var row = new HBox(link, space, forget);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    // ---- booting -------------------------------------------------------------------------------------------------------------

    /** Boots files that were dropped. */
    void bootFiles(List<Path> files) {
        try {
            boot(MachineFile.expand(ImageGuess.args(files)));
        } catch (ConfigException e) {
            tell(e.getMessage());
        }
    }

    /** Builds the machine on a thread of its own: large images take a while. */
    private void boot(List<String> args) {
        tell("");
        int mine = ++attempt;
        var cancel = new Button("Cancel");
        var wait = new VBox(10, new Label("Building the machine\u2026"), new ProgressIndicator(), cancel);
        wait.setAlignment(Pos.CENTER);
        cancel.setOnAction(_ -> overlay.close());
        overlay.show(wait, cancel, () -> attempt++);
        Thread.ofPlatform().name("build").daemon().start(() -> {
            try {
                var options = new Options();
                CommandLineRunner.parse(options, args);
                var machine = OpenMachine.open(options, err);
                Platform.runLater(() -> done(mine, machine, args));
            } catch (ConfigException | CommandLine.ParameterException e) {
                Platform.runLater(() -> failed(mine, String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be built")));
            } catch (RuntimeException | OutOfMemoryError e) {
                Platform.runLater(() -> failed(mine, e.getClass().getSimpleName() + ": " + e.getMessage()));
            }
        });
    }

    private void done(int mine, OpenMachine machine, List<String> args) {
        if (mine != attempt) {
            machine.close();
            return;
        }
        overlay.close();
        opened.accept(machine, args);
    }

    private void failed(int mine, String why) {
        if (mine != attempt) return;
        overlay.close();
        tell(why);
    }
}
