package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.panel.BlockPanel;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.Kept;
import lucid86.app.panel.LessonPanel;
import lucid86.app.panel.PanelContext;
import lucid86.app.panel.PicturesPanel;
import lucid86.app.panel.TablesPanel;
import lucid86.debugger.lesson.Lesson;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Location;
import lucid86.debugger.stop.StopReason;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.InputEvent;
import lucid86.machine.dev.kbc8042.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/** The built-in disk in the window: a breakpoint where the boot sector starts, ten steps, then a hot loop in all its forms; lessons beside it. */
@Timeout(300)
class LessonsInWindowTest {
    private final FxRobot robot = new FxRobot();

    @TempDir
    Path dir;

    private BootDisk boot;
    private Session session;
    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        FxToolkit.registerPrimaryStage();
        boot = BootDisk.choose(new Options());
        session = Session.open(boot.config(), SessionOptions.stopped().withPolicy(new TierPolicy(200, false)));
        session.submit(new Command.SetSymbols(boot.symbols().orElseThrow())).join();
        bench = fx(() -> {
            var b = new Workbench(session, Pace.FREE, () -> -1, UserFiles.in(dir), "");
            var stage = new Stage();
            stage.setScene(b.scene());
            stage.show();
            b.start();
            return b;
        });
    }

    @AfterEach
    void close() throws Exception {
        fx(() -> {
            bench.stop();
            bench.scene().getWindow().hide();
            return null;
        });
        session.close();
        boot.close();
    }

    @Test
    void stopsAtTheBootSectorStepsAndShowsCompiledCode() throws Exception {
        session.submit(new Command.AddBreakpoint(Location.parse("0000:7c00"))).join();
        assertInstanceOf(StopReason.AtBreakpoint.class, session.runToStop(new Command.Run()));
        until(() -> rows("code").contains("0000:7c00"), "the boot sector is shown");
        assertEquals(0x7c00, session.snapshot().status().linear());
        for (int i = 0; i < 10; i++) {
            long before = session.snapshot().stops();
            robot.push(KeyCode.F11);
            until(() -> session.snapshot().stops() == before + 1 && !session.snapshot().status().running(), "step " + (i + 1));
        }
        assertFalse(session.snapshot().status().linear() == 0x7c00);
        session.submit(new Command.RemoveBreakpoint(session.snapshot().breakpoints().getFirst().id())).join();
        session.submit(new Command.Run()).join();
        fx(() -> {
            bench.open(BlocksPanel.class);
            bench.open(BlockPanel.class);
            return null;
        });
        until(() -> text("block-bytecode").contains("ILOAD"), "bytecode of the hottest block");
        assertFalse(fx(() -> text("block-guest")).isBlank());
        assertFalse(fx(() -> text("block-ir")).isBlank());
    }

    @Test
    void chipsAreDrawnAndFollowTheMachine() throws Exception {
        session.runToStop(new Command.RunFor(new Goal.Elapsed(1_000_000_000)));
        fx(() -> {
            bench.open(PicturesPanel.class);
            return null;
        });
        until(() -> labels().contains("65536  18.207 Hz") && labels().contains("Counter 0: IRQ 0"), "the timer");
        page("disks");
        String image = boot.copy().orElseThrow().toString();
        until(() -> labels().contains(image) && labels().stream().anyMatch(l -> l.matches("\\d+ of 80")), "the floppy under its head");
        page("apic");
        until(() -> labels().contains("keyboard") && labels().contains("masked"), "the I/O APIC's table");
        page("keyboard");
        until(() -> !lit("A"), "no key is down");
        session.submit(new Command.Input(new InputEvent.KeyStroke(Key.A, true))).join();
        session.runToStop(new Command.RunFor(new Goal.Elapsed(5_000_000)));
        until(() -> lit("A"), "a key is down");
        page("video");
        until(() -> labels().contains("Display: text 80x25, 9x16 cells"), "the display");
    }

    private void page(String name) {
        fx(() -> {
            ((ToggleButton) bench.scene().lookup("#pictures-" + name)).fire();
            return null;
        });
    }

    private List<String> labels() {
        return bench.panel(PicturesPanel.class).node().lookupAll(".label").stream().map(n -> ((Label) n).getText()).toList();
    }

    private boolean lit(String key) {
        return bench.panel(PicturesPanel.class).node().lookupAll(".key").stream().filter(n -> ((Label) n).getText().equals(key))
                .anyMatch(n -> n.getPseudoClassStates().contains(PseudoClass.getPseudoClass("lit")));
    }

    @Test
    void aLessonLeadsToPlacesPanelsAndBreakpointsAndTicksItsGoalsOff() throws Exception {
        choose("Into protected mode");
        link("breakpoint on enter_protected");
        until(() -> session.snapshot().breakpoints().size() == 1 && rows("breakpoint").contains("enter_protected"), "a breakpoint is set and shown");
        link("CPU tables");
        until(() -> bench.panel(TablesPanel.class).node().getScene() != null, "the panel comes to the front");
        choose("The keyboard");
        link("1108");
        until(() -> rows("memory").startsWith("00001108"), "memory is shown");
        choose("The firmware's services");
        link("lesson1.teletype");
        until(() -> rows("code").strip().startsWith("lesson1.teletype"), "code is shown");

        choose("The first instruction");
        fx(() -> {
            ((Button) page().lookup("#lesson-show-2")).fire();
            return null;
        });
        until(() -> page().lookupAll(".goal.met").size() == 2, "shown the way, two goals are reached");
        assertEquals(0xfe05b, session.snapshot().status().linear());
        choose("Paging");
        assertEquals(0, fx(() -> page().lookupAll(".goal.met").size()));
        choose("The first instruction");
        assertEquals(2, fx(() -> page().lookupAll(".goal.met").size()), "goals stay reached");
        assertEquals(List.of("01-first-instruction 1", "01-first-instruction 2"), UserFiles.in(dir).readState("lessons"));
        var later = fx(() -> new LessonPanel(new PanelContext(session, () -> -1, UserFiles.in(dir), Kept.NOTHING)).node());
        assertEquals(2, fx(() -> ((ScrollPane) ((BorderPane) later).getCenter()).getContent().lookupAll(".goal.met").size()), "and are remembered");
    }

    private void choose(String title) {
        fx(() -> {
            @SuppressWarnings("unchecked")
            var choice = (ComboBox<Lesson>) bench.scene().lookup("#lesson-choice");
            choice.setValue(choice.getItems().stream().filter(l -> l.title().equals(title)).findFirst().orElseThrow());
            return null;
        });
    }

    private Node page() {
        return ((ScrollPane) bench.scene().lookup("#lesson-page")).getContent();
    }

    private void link(String words) {
        fx(() -> {
            page().lookupAll(".hyperlink").stream().map(Hyperlink.class::cast).filter(h -> h.getText().equals(words)).findFirst().orElseThrow().fire();
            return null;
        });
    }

    private String rows(String panel) {
        return bench.scene().lookup("#" + panel + "-list") instanceof RowList list ? text(list) : "";
    }

    private String text(String id) {
        return bench.panel(BlockPanel.class).node().lookup("#" + id) instanceof RowList list ? text(list) : "";
    }

    private static String text(RowList list) {
        return String.join("\n", list.rows().stream().map(RowModel::text).toList());
    }
}
