package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ScrollPane;
import javafx.stage.Stage;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.panel.AssemblerPanel;
import lucid86.app.panel.LessonPanel;
import lucid86.debugger.assemble.Assembler;
import lucid86.debugger.lesson.Lesson;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** The assembler panel: errors at their lines, then a boot sector of one's own that stops at its first instruction. */
@Timeout(300)
class AssemblerInWindowTest {
    @TempDir
    Path dir;

    private Workbench bench;

    private BootDisk boot;
    private Session session;
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Assembler.find().isPresent(), "nasm is not installed");
        FxToolkit.registerPrimaryStage();
        boot = BootDisk.choose(new Options());
        session = Session.open(boot.config(), SessionOptions.stopped());
        stage = fx(() -> {
            bench = new Workbench(session, Pace.FREE, () -> -1, UserFiles.in(dir), "assembler");
            var s = new Stage();
            bench.place(s);
            s.show();
            bench.start();
            bench.open(AssemblerPanel.class);
            return s;
        });
    }

    @AfterEach
    void close() {
        if (stage == null) return;
        fx(() -> {
            bench.stop();
            stage.close();
            return null;
        });
        session.close();
        boot.close();
    }

    @Test
    void showsErrorsAndBootsWhatWasTyped() throws Exception {
        fx(() -> {
            editor().replaceText("  org 0x7c00\n  mov ax, nowhere\n");
            button("assemble").fire();
            return null;
        });
        until(() -> messages().contains("nowhere"), "the error is told");
        assertTrue(messages().contains("   2 "), messages());

        fx(() -> {
            editor().replaceText("  org 0x7c00\nmine:\n  mov bx, 0x4321\n  hlt\n");
            button("debug").fire();
            return null;
        });
        until(() -> session.snapshot().stops() > 0 && session.snapshot().status().linear() == 0x7c00, "stopped at the boot sector");
        until(() -> rows("code-list").contains("mov bx,0x4321") && rows("code-list").contains("mine"), "code and name are shown");
        assertEquals(0x7c00, session.snapshot().status().linear());
    }

    /** The lesson about it: the example as it stands meets both goals. */
    @Test
    void theLessonsGoalsAreMetByTheExample() throws Exception {
        fx(() -> {
            bench.open(LessonPanel.class);
            chooseLesson("Your own boot sector");
            return null;
        });
        assertEquals(0, fx(this::goals));
        fx(() -> {
            button("debug").fire();
            return null;
        });
        until(() -> goals() == 1, "stopped at the first instruction");
        session.submit(new Command.Run()).join();
        until(() -> goals() == 2, "the text is on the screen");
    }

    @SuppressWarnings("unchecked")
    private void chooseLesson(String title) {
        var choice = (ComboBox<Lesson>) bench.scene().lookup("#lesson-choice");
        choice.setValue(choice.getItems().stream().filter(l -> l.title().equals(title)).findFirst().orElseThrow());
    }

    /** How many goals of the lesson shown are reached. */
    private int goals() {
        return ((ScrollPane) bench.scene().lookup("#lesson-page")).getContent().lookupAll(".goal.met").size();
    }

    private CodeArea editor() {
        return (CodeArea) bench.scene().lookup("#assembler-editor");
    }

    private Button button(String name) {
        return (Button) bench.scene().lookup("#assembler-" + name);
    }

    private String messages() {
        return rows("assembler-messages");
    }

    private String rows(String id) {
        var list = (RowList) bench.scene().lookup("#" + id);
        return list == null ? "" : String.join("\n", list.rows().stream().map(RowModel::text).toList());
    }
}
