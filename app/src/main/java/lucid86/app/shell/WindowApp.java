package lucid86.app.shell;

import javafx.application.Application;
import javafx.stage.Stage;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;

/** The JavaFX application: one window with one machine. */
public final class WindowApp extends Application {
    private static Session session;
    private static Pace pace = Pace.REAL;
    private static String title = "Lucid86", machine = "";
    private static java.util.function.IntSupplier console = () -> -1;
    private Workbench workbench;

    /** Shows a session until its window is closed. Throws {@link UnsupportedOperationException} when there is no display. */
    static void open(Session s, Pace p, String name, String boots, HostLines lines) {
        session = s;
        pace = p;
        title = name;
        machine = boots;
        console = lines::nextConsoleByte;
        Application.launch(WindowApp.class);
    }

    @Override
    public void start(Stage stage) {
        workbench = new Workbench(session, pace, console, UserFiles.standard(), machine);
        stage.setTitle(title);
        workbench.place(stage);
        stage.setMinWidth(640);
        stage.setMinHeight(400);
        stage.show();
        workbench.start();
    }

    @Override
    public void stop() {
        workbench.stop();
    }
}
