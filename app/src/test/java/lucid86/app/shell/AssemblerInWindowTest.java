package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import javafx.scene.control.Button;
import javafx.stage.Stage;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.panel.AssemblerPanel;
import lucid86.debugger.assemble.Assembler;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import org.fxmisc.richtext.CodeArea;
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

    @Test
    void showsErrorsAndBootsWhatWasTyped() throws Exception {
        assumeTrue(Assembler.find().isPresent(), "nasm is not installed");
        FxToolkit.registerPrimaryStage();
        try (var boot = BootDisk.choose(new Options()); var session = Session.open(boot.config(), SessionOptions.stopped())) {
            var stage = fx(() -> {
                bench = new Workbench(session, Pace.FREE, () -> -1, UserFiles.in(dir), "assembler");
                var s = new Stage();
                bench.place(s);
                s.show();
                bench.start();
                bench.open(AssemblerPanel.class);
                return s;
            });
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
            fx(() -> {
                bench.stop();
                stage.close();
                return null;
            });
        }
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
