package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import lucid86.app.control.Ink;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.panel.BlockPanel;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.BreakpointsPanel;
import lucid86.app.panel.CacheMapPanel;
import lucid86.app.panel.CompilePanel;
import lucid86.app.panel.DevicesPanel;
import lucid86.app.panel.EventsPanel;
import lucid86.app.panel.GraphPanel;
import lucid86.app.panel.MemoryPanel;
import lucid86.app.panel.OperationsPanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.ProfilePanel;
import lucid86.app.panel.RegistersPanel;
import lucid86.app.panel.ScreenPanel;
import lucid86.app.panel.SerialPanel;
import lucid86.app.panel.StackPanel;
import lucid86.app.panel.StatisticsPanel;
import lucid86.app.panel.TablesPanel;
import lucid86.app.panel.TimePanel;
import lucid86.app.panel.TracePanel;
import lucid86.app.panel.VectorsPanel;
import lucid86.app.panel.WalkPanel;
import lucid86.app.panel.WatchPanel;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stride;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.BlockDetail;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.Registers;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.MachineConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/** The window with a machine behind it, driven by keys and mouse; needs no display. */
@Timeout(120)
class WorkbenchTest {
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

    private final FxRobot robot = new FxRobot();
    private Session session;
    private Workbench bench;
    private UserFiles files;
    private Stage stage;

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

    private void openWindow(HostLines lines) {
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

    private void closeWindow() {
        fx(() -> {
            bench.stop();
            stage.close();
            return null;
        });
    }

    /** Does something by its name, as a user who knows no menus. */
    private void palette(String text) throws InterruptedException {
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        until(() -> bench.scene().lookup("#palette-field") != null, "the palette opens");
        type("palette-field", text);
        until(() -> bench.scene().lookup("#palette-field") == null, "and closes");
    }

    // ---- help --------------------------------------------------------------------------------------------------------------

    private RowList list(String panel) {
        return (RowList) bench.scene().lookup("#" + panel + "-list");
    }

    private String text(String panel) {
        return text(panel, list(panel));
    }

    private static String text(String panel, javafx.scene.Node node) {
        return !(node instanceof RowList list) ? "" : String.join("\n", list.rows().stream().map(RowModel::text).toList());
    }

    private void press(KeyCode... keys) {
        robot.push(keys);
    }

    private void show(Class<? extends Panel> type) throws InterruptedException {
        fx(() -> {
            bench.open(type);
            return null;
        });
        until(() -> bench.panel(type).node().getScene() != null, "panel opens");
    }

    private void clickRow(String panel, int row, double x) {
        var list = list(panel);
        var at = fx(() -> list.localToScreen(x, (row + 0.5) * list.rowHeight()));
        robot.clickOn(at, MouseButton.PRIMARY);
    }

    private int eip() {
        return session.ask(new Registers.Query()).join().linearEip();
    }

    /** Fills in a field and says that it is complete, as Enter does; a key could still go to what had the keyboard before. */
    private void type(String id, String text) {
        fx(() -> {
            var field = (TextField) bench.scene().lookup("#" + id);
            field.requestFocus();
            field.setText(text);
            field.fireEvent(new javafx.event.ActionEvent(field, field));
            return null;
        });
    }

    // ---- tests -------------------------------------------------------------------------------------------------------------

    @Test
    void stepsWithKeysAndColoursWhatChanged() throws Exception {
        press(KeyCode.F11);
        until(() -> text("code").contains("mov cx,0x5"), "jumped");
        press(KeyCode.F11);
        until(() -> list("registers").rows().stream().anyMatch(r -> r.text().startsWith("ECX    00000005")
                && r.cells().get(1).ink() == lucid86.app.control.Ink.CHANGED), "ECX is coloured");
        press(KeyCode.F10);
        until(() -> text("registers").contains("EBX    00000001"), "stepped over the call");
        assertEquals(0xf0006, eip());
    }

    @Test
    void aClickInTheGutterSetsABreakpointThatStops() throws Exception {
        press(KeyCode.F11);
        until(() -> text("code").contains("call 0x27"), "code is shown");
        int row = fx(() -> {
            for (int i = 0; i < list("code").rows().size(); i++) if (list("code").rows().get(i).text().contains("loop 0x3")) return i;
            return -1;
        });
        clickRow("code", row, 8);
        until(() -> session.snapshot().breakpoints().size() == 1, "breakpoint set");
        assertEquals(0xf0006, session.snapshot().breakpoints().getFirst().location().orElseThrow().linear());
        press(KeyCode.F5);
        until(() -> session.snapshot().status().stop().map(r -> r.text().startsWith("breakpoint")).orElse(false), "stopped there");
        until(() -> ((Label) bench.scene().lookup("#status-state")).getText().startsWith("breakpoint"), "and says so");
        show(BreakpointsPanel.class);
        until(() -> text("breakpoint").contains("000f0006      1 hit"), "listed with its hits");
        press(KeyCode.SPACE);
        until(() -> !session.snapshot().breakpoints().getFirst().enabled(), "switched off by the space bar");
        press(KeyCode.DELETE);
        until(() -> session.snapshot().breakpoints().isEmpty(), "removed");
        type("breakpoint-add", "f000:000d");
        until(() -> session.snapshot().breakpoints().size() == 1, "added by its address");
        type("breakpoint-add", "nonsense");
        until(() -> ((Label) bench.scene().lookup("#status-message")).getText().contains("nonsense"), "refused with a reason");
    }

    @Test
    void runsToTheCursorOutOfAFunctionAndPauses() throws Exception {
        press(KeyCode.F11);
        until(() -> text("code").contains("mov cx,0x5"), "jumped");
        fx(() -> {
            list("code").requestFocus();
            return null;
        });
        press(KeyCode.DOWN);
        press(KeyCode.CONTROL, KeyCode.F10);
        until(() -> session.snapshot().status().linear() == 0xf0003 && !session.snapshot().status().running(), "at the cursor");
        press(KeyCode.F11);
        until(() -> session.snapshot().status().linear() == 0xf0027, "in the function");
        press(KeyCode.SHIFT, KeyCode.F11);
        until(() -> session.snapshot().status().linear() == 0xf0006 && !session.snapshot().status().running(), "out of it");
        press(KeyCode.F5);
        until(() -> session.snapshot().status().running(), "runs");
        press(KeyCode.F6);
        until(() -> !session.snapshot().status().running(), "pauses");
    }

    @Test
    void memoryIsShownAndTyped() throws Exception {
        show(MemoryPanel.class);
        type("memory-go", "0040:001e");
        until(() -> text("memory").startsWith("0040:001e"), "address reached");
        until(() -> list("memory").isFocused(), "list has the keyboard");
        press(KeyCode.A);
        press(KeyCode.DIGIT5);
        until(() -> text("memory").startsWith("0040:001e      a5"), "typed byte is shown");
        assertEquals(0xa5, session.ask(new MemoryPage.Query(new Address.Physical(0x41e), 1)).join().at(0));
        type("memory-go", "phys:f0000");
        until(() -> text("memory").contains("b9 05 00 e8 21 00 e2 fb"), "ROM through the physical space");
    }

    @Test
    void registersAreEditedInPlace() throws Exception {
        until(() -> text("registers").contains("EAX"), "registers are shown");
        clickRow("registers", 3, 20);
        press(KeyCode.ENTER);
        robot.write("1234abcd");
        press(KeyCode.ENTER);
        until(() -> text("registers").contains("EBX    1234abcd"), "changed");
    }

    @Test
    void blocksAreListedAndShownInAllForms() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(BlocksPanel.class);
        show(BlockPanel.class);
        until(() -> text("blocks").contains("compiled"), "blocks are listed");
        int row = fx(() -> {
            var rows = list("blocks").rows();
            for (int i = 0; i < rows.size(); i++) if (rows.get(i).text().startsWith("000f0006")) return i;
            return -1;
        });
        assertTrue(row >= 0, text("blocks"));
        clickRow("blocks", row, 60);
        until(() -> list("blocks").rows().get(row).look().equals("row-selected"), "chosen");
        until(() -> area("guest").contains("loop 0x3"), "guest text");
        until(() -> area("bytecode").contains("ILOAD"), "bytecode");
        assertFalse(area("ir").isBlank());
        hover("block-guest", 0);
        until(() -> lit("block-guest") > 0 && lit("block-ir") > 0 && lit("block-bytecode") > 0, "all forms of the instruction light up");
        until(() -> label("block-meaning").contains("loop 0x3"), "and it is explained");
        assertTrue(label("block-notes").contains("a conditional jump leads to"), label("block-notes"));
    }

    private String label(String id) {
        // A panel that was just opened may not be laid out yet.
        return bench.scene().lookup("#" + id) instanceof Label l ? l.getText() : "";
    }

    private void hover(String list, int row) {
        var l = (RowList) bench.scene().lookup("#" + list);
        robot.moveTo(fx(() -> l.localToScreen(40, (row + 0.5) * l.rowHeight())));
    }

    private long lit(String list) {
        return ((RowList) bench.scene().lookup("#" + list)).rows().stream().filter(r -> r.look().equals("row-lit")).count();
    }

    @Test
    void thePassesAreShownWithWhatTheyChanged() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(BlockPanel.class);
        fx(() -> {
            ((javafx.scene.control.Button) bench.scene().lookup("#block-hottest")).fire();
            return null;
        });
        until(() -> !area("ir").isBlank(), "IR is shown");
        fx(() -> {
            @SuppressWarnings("unchecked") // the list of stages
            var stage = (javafx.scene.control.ComboBox<String>) bench.scene().lookup("#block-stage");
            assertTrue(stage.getItems().size() > 3, stage.getItems().toString());
            stage.getSelectionModel().select(0);
            return null;
        });
        String optimised = area("ir");
        until(() -> area("ir").contains("flags") || !area("ir").equals(optimised), "as lifted");
    }

    @Test
    void theCacheIsMappedDrawnAndLogged() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(GraphPanel.class);
        show(CacheMapPanel.class);
        fx(() -> {
            bench.context().block().set(session.ask(new BlockDetail.Hottest()).join());
            return null;
        });
        show(GraphPanel.class);
        until(() -> label("graph-title").contains("blocks"), "the graph is drawn");
        until(() -> bench.panel(GraphPanel.class).node().lookupAll(".graph-box").size() >= 1, "with its blocks");
        show(CompilePanel.class);
        until(() -> bench.panel(CompilePanel.class).node().lookupAll(".timeline-mark").size() >= 1, "compilations on the line of time");
    }

    private String area(String name) {
        return text("block-" + name, bench.panel(BlockPanel.class).node().lookup("#block-" + name));
    }

    @Test
    void serialOutputAndDevicesAreShown() throws Exception {
        show(SerialPanel.class);
        session.submit(new Command.Run()).join();
        until(() -> bench.panel(SerialPanel.class).text().contains("A"), "what the guest sent");
        show(DevicesPanel.class);
        until(() -> text("devices").contains("8254"), "chips are listed");
        int row = fx(() -> {
            var rows = list("devices").rows();
            for (int i = 0; i < rows.size(); i++) if (rows.get(i).text().contains("8254")) return i;
            return -1;
        });
        int closed = fx(() -> list("devices").rows().size());
        clickRow("devices", row, 100);
        until(() -> list("devices").rows().size() > closed || text("devices").contains("\u25be"), "opens");
    }

    @Test
    void theScreenTakesTheKeyboardAndCtrlAltGivesItBack() throws Exception {
        var screen = bench.panel(ScreenPanel.class);
        robot.clickOn(screen.focusTarget());
        until(screen::captured, "captured");
        press(KeyCode.F5);
        assertFalse(session.snapshot().status().running(), "F5 went to the guest");
        press(KeyCode.CONTROL, KeyCode.ALT);
        until(() -> !screen.captured(), "released");
        press(KeyCode.F5);
        until(() -> session.snapshot().status().running(), "F5 runs the machine again");
    }

    @Test
    void whenTheMachineStopsTheKeyboardComesBack() throws Exception {
        var screen = bench.panel(ScreenPanel.class);
        session.submit(new Command.Run()).join();
        robot.clickOn(screen.focusTarget());
        until(screen::captured, "captured");
        session.submit(new Command.Pause()).join();
        until(() -> !screen.captured(), "released");
        press(KeyCode.F5);
        until(() -> session.snapshot().status().running(), "F5 is the window's again");
    }

    @Test
    void themesAreChosenInThePaletteAndPanelsReopened() throws Exception {
        for (WindowTheme t : WindowTheme.values()) {
            palette(t.title() + " theme");
            until(() -> bench.scene().getRoot().getStyleClass().contains("theme-" + t.id()), "looks so");
        }
        for (Class<? extends Panel> type : java.util.List.of(DevicesPanel.class, BlocksPanel.class, SerialPanel.class, BreakpointsPanel.class)) show(type);
    }

    @Test
    void keysCanBeChangedAndAreRemembered() throws Exception {
        palette("Keys");
        until(() -> bench.scene().lookup("#keys-list") != null, "the keys are listed");
        fx(() -> {
            @SuppressWarnings("unchecked") // the list of keys holds actions
            var list = (javafx.scene.control.ListView<WindowAction>) bench.scene().lookup("#keys-list");
            list.getSelectionModel().select(list.getItems().stream().filter(a -> a.id().equals("step")).findFirst().orElseThrow());
            list.requestFocus();
            return null;
        });
        press(KeyCode.CONTROL, KeyCode.J);
        press(KeyCode.ESCAPE);
        until(() -> bench.scene().lookup("#keys-list") == null, "closed");
        assertTrue(files.readConfig("keys").contains("step = Ctrl+J"), files.readConfig("keys").toString());
        closeWindow();
        openWindow(new HostLines(new Options()));
        until(() -> text("code").contains("jmp 0xf000:0x0"), "the window is there again");
        press(KeyCode.CONTROL, KeyCode.J);
        until(() -> session.snapshot().status().linear() == 0xf0000, "the new key steps");
    }

    @Test
    void layoutsAreChosenAndRememberedForEachMachine() throws Exception {
        palette("Layout: JIT");
        until(() -> list("blocks") != null, "the blocks are in sight");
        show(SerialPanel.class);
        closeWindow();
        openWindow(new HostLines(new Options()));
        until(() -> bench.scene().lookup("#block-guest") != null, "the layout is the one that was left");
        assertEquals(NamedLayout.JIT, bench.layout());
        until(() -> list("serial") != null, "with the panel that was opened");
        palette("Put this layout's panels back");
        until(() -> list("serial") == null, "and can be had as it was");
        assertEquals(NamedLayout.LEARN, new LayoutStore(UserFiles.in(dir.resolve("other")), "test").current());
    }

    @Test
    void textGrowsAndShrinks() throws Exception {
        double before = fx(() -> list("code").rowHeight());
        palette("Larger text");
        until(() -> list("code").rowHeight() > before, "rows are higher");
        until(() -> text("code").contains("jmp 0xf000:0x0"), "and filled");
        palette("Text in its standard size");
        until(() -> list("code").rowHeight() == before, "as before");
    }

    @Test
    void aPanelLivesInAWindowOfItsOwnAndComesBack() throws Exception {
        fx(() -> {
            bench.tearOff(RegistersPanel.class);
            return null;
        });
        var registers = bench.panel(RegistersPanel.class);
        until(() -> registers.node().getScene() != null && registers.node().getScene() != bench.scene(), "in a window of its own");
        until(() -> ((RowList) registers.node()).rows().size() > 5, "and alive");
        fx(() -> {
            registers.node().getScene().getWindow().hide();
            return null;
        });
        show(RegistersPanel.class);
        until(() -> registers.node().getScene() == bench.scene(), "back in the main window");
    }

    @Test
    void theScreenIsRecordedCopiedAndFillsTheWindow() throws Exception {
        var screen = bench.panel(ScreenPanel.class);
        Path gif = dir.resolve("screen.gif");
        fx(() -> {
            screen.record(gif);
            return null;
        });
        assertTrue(fx(screen::recording));
        fx(() -> {
            screen.stopRecording();
            return null;
        });
        until(() -> label("status-message").startsWith("recorded 1 picture"), "recorded");
        var image = javax.imageio.ImageIO.read(gif.toFile());
        assertEquals(session.screen().frame().width(), image.getWidth());
        palette("Copy the screen's text");
        until(() -> label("status-message").equals("the screen shows graphics, not text"), "no VGA BIOS has set a text mode here, and the user hears so");
        palette("Smooth scaling");
        until(screen::smooth, "smooth");
        palette("Full screen");
        until(() -> bench.fullScreen() && screen.node().getScene() != bench.scene(), "the screen has a window of its own");
        fx(() -> {
            bench.toggleFullScreen();
            return null;
        });
        until(() -> !bench.fullScreen() && screen.node().getScene() == bench.scene(), "and comes back");
    }

    @Test
    void textIsTypedOnTheGuestsKeyboard() throws Exception {
        session.submit(new Command.Run()).join();
        fx(() -> {
            bench.panel(ScreenPanel.class).type("a\u20ac");
            return null;
        });
        until(() -> label("status-message").startsWith("no key on a"), "what cannot be typed is said");
        until(() -> session.ask(new lucid86.debugger.view.DeviceList.Query()).join().devices().stream().filter(d -> d.name().contains("kbc") || d.name().contains("8042"))
                .flatMap(d -> d.view().groups().stream()).flatMap(g -> g.registers().stream()).anyMatch(r -> r.value().toLowerCase(java.util.Locale.ROOT).contains("1e")), "the key has arrived");
    }

    @Test
    void breakpointsOfOtherKindsAreAddedAndChanged() throws Exception {
        show(BreakpointsPanel.class);
        type("breakpoint-add", "port out 3f8 if (al == 41)");
        until(() -> text("breakpoint").contains("port out 3f8"), "listed");
        press(KeyCode.F5);
        until(() -> session.snapshot().stops() > 0 && !session.snapshot().status().running(), "it stops the machine");
        assertEquals(0x41, session.ask(new Registers.Query()).join().general().getFirst() & 0xff);
    }

    @Test
    void severalPlacesOfMemoryAreShownAtOnce() throws Exception {
        fx(() -> {
            bench.arrange(Layout.of(Layout.columns(0.5, Layout.tabs("memory"), Layout.tabs("memory-2"))));
            return null;
        });
        session.submit(new Command.WriteMemory(new Address.Linear(0x2000), new byte[] {1, 2, 3})).join();
        until(() -> list("memory") != null && list("memory-2") != null, "two views");
        type("memory-2-go", "2000");
        until(() -> text("memory-2").startsWith("00002000       01 02 03"), "of another place");
        type("memory-go", "f000:0");
        until(() -> text("memory").contains("b9 05 00"), "beside the first");
        assertTrue(fx(() -> text("memory-2")).startsWith("00002000"));
    }

    @Test
    void stackTablesWalkAndWatchesAreShown() throws Exception {
        session.runToStop(new Command.RunTo(0xf0027));
        show(StackPanel.class);
        until(() -> text("calls").contains("000f0027") && text("calls").contains("000f0006"), "who called");
        until(() -> text("stack").startsWith(String.format("%04x", session.ask(new Registers.Query()).join().general().get(4) & 0xffff)), "the stack's top");
        show(TablesPanel.class);
        fx(() -> {
            choose("tables-choice", 2);
            return null;
        });
        until(() -> text("tables").contains("0000:0000"), "interrupt vectors");
        show(WatchPanel.class);
        type("watch-add", "cx + 1");
        until(() -> text("watch").contains("cx + 1") && text("watch").matches("(?s).*cx \\+ 1 +6 .*"), "watched");
        closeWindow();
        openWindow(new HostLines(new Options()));
        show(WatchPanel.class);
        until(() -> text("watch").contains("cx + 1"), "and kept with the machine");
        show(WalkPanel.class);
        type("walk-go", "f000:0027");
        until(() -> bench.panel(WalkPanel.class).node().lookupAll(".walk-box").size() >= 4, "the address's way");
    }

    private void choose(String id, int index) {
        ((javafx.scene.control.ComboBox<?>) bench.scene().lookup("#" + id)).getSelectionModel().select(index);
    }

    @Test
    void theDisassemblySaysWhatWillHappen() throws Exception {
        session.runToStop(new Command.RunTo(0xf0006));
        until(() -> text("code").contains("will jump"), "before the step");
        session.submit(new Command.Set("ecx", 1, 0)).join();
        until(() -> text("code").contains("will not jump"), "the count runs out");
    }

    @Test
    void eventsBlocksHeatAndCoverageAreRecordedOnRequest() throws Exception {
        show(EventsPanel.class);
        until(() -> ((Labeled) bench.scene().lookup("#events-record")).getText().equals("Record"), "nothing is recorded yet");
        toggle("events-record");
        toggle("code-coverage");
        session.submit(new Command.Run()).join();
        until(() -> text("events").contains("out 3f8, 41"), "what was sent");
        type("events-filter", "port=3fb");
        until(() -> text("events").contains("out 3fb, 83") && !text("events").contains("3f8"), "filtered");
        type("events-filter", "snow");
        until(() -> bench.context().message().get().contains("'snow' is no kind of event"), "explained");
        session.submit(new Command.Pause()).join();
        until(() -> list("code").rows().stream().anyMatch(r -> r.cells().stream().anyMatch(c -> c.ink() == Ink.EXECUTED)), "executed lines are marked");

        show(TracePanel.class);
        toggle("trace-record");
        show(MemoryPanel.class);
        toggle("memory-heat");
        session.submit(new Command.Reset()).join();
        session.runToStop(new Command.RunTo(0xf0024));
        type("memory-go", "f0000");
        until(() -> list("memory").rows().stream().limit(1).flatMap(r -> r.cells().stream()).anyMatch(c -> c.ink() == Ink.EXECUTED), "executed memory is coloured");
        type("memory-go", "fff0");
        until(() -> list("memory").rows().stream().limit(1).flatMap(r -> r.cells().stream()).anyMatch(c -> c.ink() == Ink.READ || c.ink() == Ink.WRITTEN), "so is the stack");
        show(TracePanel.class);
        until(() -> text("trace").contains("000f0027") && text("trace").contains("000f0008"), "blocks in order");
    }

    private void toggle(String id) {
        fx(() -> {
            ((ToggleButton) bench.scene().lookup("#" + id)).fire();
            return null;
        });
    }

    @Test
    void aCommentIsNotedWithTheImage() throws Exception {
        session.runToStop(new Command.RunTo(0xf0006));
        until(() -> text("code").contains("loop"), "the line");
        clickRow("code", 0, 200);
        int at = bench.panel(lucid86.app.panel.CodePanel.class).cursor().orElseThrow();
        press(KeyCode.SEMICOLON);
        until(() -> list("code").lookup(".row-editor") != null, "an editor opens");
        fx(() -> {
            var field = (TextField) list("code").lookup(".row-editor");
            field.setText("counts down");
            field.fireEvent(new javafx.event.ActionEvent(field, field));
            return null;
        });
        until(() -> text("code").contains("; counts down"), "it is shown");
        assertEquals("; counts down", session.ask(m -> m.symbols().sourceOf(at).orElse("")).join());
    }

    @Test
    void everyKindOfRegisterIsChangedInItsPlace() throws Exception {
        show(RegistersPanel.class);
        session.runToStop(new Command.Step(1));
        change("EBX", "ecx + 2");
        until(() -> session.ask(new Expression.Watch("ebx == ecx + 2")).join().value() == 1, "an expression into a general register");
        change("XMM3", "0123456789abcdef 0000000000000042");
        until(() -> session.ask(new Expression.Watch("xmm3")).join().value() == 0x42, "an SSE register");
        change("DR0", "1234");
        until(() -> session.ask(new Expression.Watch("dr0")).join().value() == 0x1234, "a debug register");
        change("CR0", "80000000");
        until(() -> bench.context().message().get().contains("the processor would refuse it"), "paging without protection is refused");
    }

    /** Edits a register in the panel, by mouse and keyboard. */
    private void change(String register, String value) throws Exception {
        var list = list("registers");
        fx(() -> {
            list.setTop(0);
            return null;
        });
        String name = register + " ";
        for (int i = 0; i < 60 && fx(() -> list.rows().stream().limit(list.capacity()).noneMatch(r -> (r.text() + " ").contains(name))); i++) fx(() -> {
            list.setTop(list.top() + 1);
            return null;
        });
        int row = fx(() -> {
            for (int r = 0; r < list.rows().size(); r++) if ((list.rows().get(r).text() + " ").contains(name)) return r;
            return -1;
        });
        assertTrue(row >= 0, register + " is shown");
        double column = fx(() -> list.rows().get(row).cells().stream().filter(c -> c.text().equals(register)).findFirst().orElseThrow().column() * 8.0);
        clickRow("registers", row, column + 8);
        // Two clicks at one place may count as a double click, which opens the editor, too.
        if (fx(() -> list.lookup(".row-editor") == null)) press(KeyCode.ENTER);
        until(() -> list.lookup(".row-editor") != null, "an editor opens");
        fx(() -> {
            var field = (TextField) list.lookup(".row-editor");
            field.setText(value);
            field.fireEvent(new javafx.event.ActionEvent(field, field));
            return null;
        });
    }

    @Test
    void memoryIsSearchedAndShownInFormats() throws Exception {
        show(MemoryPanel.class);
        type("memory-go", "phys:f0000");
        until(() -> text("memory").contains("b9 05 00 e8"), "ROM");
        type("memory-find", "b0 41 ee");
        until(() -> text("memory").contains("b0 41 ee f4"), "found");
        fx(() -> {
            choose("memory-format", 2);
            return null;
        });
        until(() -> text("memory").contains("f4ee41b0"), "as dwords");
    }

    @Test
    void vectorsProfileAndStatisticsAreShown() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(VectorsPanel.class);
        until(() -> text("vectors").contains("ST6"), "registers");
        show(ProfilePanel.class);
        until(() -> text("profile").contains("page 000f0000"), "profile");
        show(StatisticsPanel.class);
        until(() -> label("statistics-blocks").matches("[0-9,]+"), "statistics");
    }

    @Test
    void thePastIsVisited() throws Exception {
        show(TimePanel.class);
        fx(() -> {
            ((javafx.scene.control.ToggleButton) bench.scene().lookup("#time-keep")).fire();
            return null;
        });
        until(() -> !bench.scene().lookup("#time-slider").isDisabled(), "history is kept");
        session.runToStop(new Command.RunTo(0xf0027));
        long there = session.snapshot().status().instructions();
        press(KeyCode.ALT, KeyCode.F11);
        until(() -> session.snapshot().status().instructions() == there - 1 && !session.snapshot().status().running(), "one instruction back");
        assertEquals(0xf0003, eip());
        fx(() -> {
            ((javafx.scene.control.Button) bench.scene().lookup("#time-present")).fire();
            return null;
        });
        until(() -> session.snapshot().status().instructions() == there, "in the present again");
    }

    @Test
    void goesThroughAnInstructionOperationByOperation() throws Exception {
        fx(() -> session.submit(new Command.KeepHistory(true))).join();
        press(KeyCode.F11);
        show(OperationsPanel.class);
        var box = (ComboBox<?>) bench.scene().lookup("#tool-stride-choice");
        palette("Stride: IR operation");
        until(() -> box.getValue() == Stride.OPERATION, "the tool bar shows the stride");
        until(() -> text("operations").startsWith("\u25b8 "), "the first operation is next");
        assertTrue(text("operations").contains("ecx = 00000005"), text("operations"));
        press(KeyCode.F8);
        until(() -> text("operations").lines().skip(1).findFirst().orElse("").startsWith("\u25b8 "), "the second is next: " + text("operations"));
        assertEquals(0xf0000, eip());
        press(KeyCode.ALT, KeyCode.F8);
        until(() -> text("operations").startsWith("\u25b8 "), "and taken back");
        palette("Stride: translation block");
        until(() -> box.getValue() == Stride.BLOCK, "the tool bar shows the other stride");
        press(KeyCode.F8);
        until(() -> eip() == 0xf0027, "to the block that is called");
        press(KeyCode.ALT, KeyCode.SHIFT, KeyCode.F11);
        until(() -> eip() == 0xf0003, "back to the caller");
    }
}
