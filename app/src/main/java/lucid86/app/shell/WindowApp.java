package lucid86.app.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import lucid86.debugger.stop.StopReason;

/** The JavaFX application: one window that shows the start page or one machine. */
public final class WindowApp extends Application {
    /** JavaFX makes the application itself: what it needs waits here. */
    private static Optional<OpenMachine> first = Optional.empty();
    private static List<String> firstArgs = List.of();
    private static PrintStream err = System.err;
    private static int exitCode;

    private final UserFiles files = UserFiles.standard();
    private Stage stage;
    private Optional<OpenMachine> machine = Optional.empty();
    private Optional<Workbench> workbench = Optional.empty();

    /** Shows a machine or the start page until the window is closed. Throws {@link UnsupportedOperationException} when there is no display. */
    static int open(Optional<OpenMachine> machine, List<String> args, PrintStream errors) {
        first = machine;
        firstArgs = args;
        err = errors;
        Application.launch(WindowApp.class);
        return exitCode;
    }

    @Override
    public void start(Stage primary) {
        stage = primary;
        stage.setMinWidth(640);
        stage.setMinHeight(400);
        if (first.isPresent()) showMachine(first.get(), firstArgs);
        else showStart("");
        stage.show();
        workbench.ifPresent(Workbench::start);
    }

    private void showStart(String message) {
        var page = new WindowStart(files, new WindowLook(files), err, (opened, args) -> {
            showMachine(opened, args);
            workbench.ifPresent(Workbench::start);
        });
        page.tell(message);
        stage.setTitle("Lucid86");
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.setScene(page.scene());
        if (!stage.isShowing()) {
            stage.setWidth(1280);
            stage.setHeight(800);
            stage.setMaximized(screen.getWidth() <= 1280 || screen.getHeight() <= 800);
        }
    }

    private void showMachine(OpenMachine opened, List<String> args) {
        new RecentMachines(files).add(args);
        machine = Optional.of(opened);
        var bench = new Workbench(opened.session(), opened.options().pace(), opened.lines()::nextConsoleByte, files, opened.options().boots());
        bench.onLeave(() -> {
            closeMachine();
            showStart("");
        });
        workbench = Optional.of(bench);
        stage.setTitle(opened.options().name());
        bench.place(stage);
    }

    /** Closes the machine on a thread of its own: it may take a moment to write disks back. */
    private void closeMachine() {
        workbench.ifPresent(Workbench::stop);
        workbench = Optional.empty();
        machine.ifPresent(m -> Thread.ofPlatform().name("close").start(m::close));
        machine = Optional.empty();
    }

    @Override
    public void stop() {
        workbench.ifPresent(Workbench::stop);
        machine.ifPresent(m -> {
            exitCode = m.session().snapshot().status().stop().filter(StopReason.PoweredOff.class::isInstance)
                    .map(r -> ((StopReason.PoweredOff) r).exitCode().orElse(0)).orElse(0);
            m.close();
        });
        Platform.exit();
    }
}
