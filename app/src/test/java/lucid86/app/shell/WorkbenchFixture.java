package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.panel.Panel;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.view.Registers;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.MachineConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/** The window with a machine behind it, driven by keys and mouse; needs no display. */
@Timeout(120)
abstract class WorkbenchFixture {
    /**
     * <pre>
     *    0 mov cx,5
     *    3 call 27h
     *    6 loop 3
     *    8 (sets COM1 to 115,200 baud, 8 bits, and sends 'A')
     *   24 hlt
     *   25 jmp 24h
     *   27 inc bx
     *   28 ret
     * </pre>
     */
    private static final String CODE = "b90500e82100e2fbbafb03b083eebaf803b001ee42b000eebafb03b003eebaf803b041eef4ebfd43c3";

    @TempDir
    Path dir;

    final FxRobot robot = new FxRobot();
    Session session;
    Workbench bench;
    UserFiles files;
    Stage stage;

    @BeforeEach
    void open() throws Exception {
        var image = new byte[64 << 10];
        byte[] code = HexFormat.of().parseHex(CODE);
        System.arraycopy(code, 0, image, 0, code.length);
        byte[] reset = HexFormat.of().parseHex("ea000000f0");
        System.arraycopy(reset, 0, image, 0xfff0, reset.length);
        Path rom = dir.resolve("rom.bin");
        Files.write(rom, image);
        var lines = new HostLines(new Options());
        session = Session.open(MachineConfig.standard().withRam(4 << 20).withBios(rom), SessionOptions.stopped().withPolicy(TierPolicy.COMPILE_AT_ONCE).withOutput(lines));
        FxToolkit.registerPrimaryStage();
        files = UserFiles.in(dir);
        openWindow(lines);
        until(() -> text("code").contains("jmp 0xf000:0x0"), "the first instruction is shown");
    }

    /** Opens a window on the session, as the program does. */
    void openWindow(HostLines lines) {
        stage = fx(() -> {
            bench = new Workbench(session, Pace.FREE, lines::nextConsoleByte, files, "test");
            var s = new Stage();
            bench.place(s);
            s.show();
            bench.start();
            return s;
        });
    }

    @AfterEach
    void close() {
        closeWindow();
        session.close();
    }

    void closeWindow() {
        fx(() -> {
            bench.stop();
            stage.close();
            return null;
        });
    }

    /** Does something by its name, as a user who knows no menus. */
    void palette(String text) throws InterruptedException {
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        until(() -> bench.scene().lookup("#palette-field") != null, "the palette opens");
        type("palette-field", text);
        until(() -> bench.scene().lookup("#palette-field") == null, "and closes");
    }

    /** The list of this panel, or null when it is not in sight. */
    RowList list(String panel) {
        return (RowList) bench.scene().lookup("#" + panel + "-list");
    }

    String text(String panel) {
        return text(panel, list(panel));
    }

    static String text(String panel, javafx.scene.Node node) {
        return !(node instanceof RowList list) ? "" : String.join("\n", list.rows().stream().map(RowModel::text).toList());
    }

    void press(KeyCode... keys) {
        robot.push(keys);
    }

    void show(Class<? extends Panel> type) throws InterruptedException {
        fx(() -> {
            bench.open(type);
            return null;
        });
        until(() -> bench.panel(type).node().getScene() != null, "panel opens");
    }

    void clickRow(String panel, int row, double x) {
        var list = list(panel);
        var at = fx(() -> list.localToScreen(x, (row + 0.5) * list.rowHeight()));
        robot.clickOn(at, MouseButton.PRIMARY);
    }

    /** Linear address of the next instruction. */
    int eip() {
        return session.ask(new Registers.Query()).join().linearEip();
    }

    /** Fills in a field and says that it is complete, as Enter does; a key could still go to what had the keyboard before. */
    void type(String id, String text) {
        fx(() -> {
            var field = (TextField) bench.scene().lookup("#" + id);
            field.requestFocus();
            field.setText(text);
            field.fireEvent(new javafx.event.ActionEvent(field, field));
            return null;
        });
    }

    String label(String id) {
        // A panel that was just opened may not be laid out yet.
        return bench.scene().lookup("#" + id) instanceof Label l ? l.getText() : "";
    }
}
