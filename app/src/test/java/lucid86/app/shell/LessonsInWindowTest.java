package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import lucid86.app.control.RowList;
import lucid86.app.control.RowModel;
import lucid86.app.panel.BlockPanel;
import lucid86.app.panel.BlocksPanel;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.stop.Location;
import lucid86.debugger.stop.StopReason;
import lucid86.jit.run.TierPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/** The built-in disk in the window: a breakpoint where the boot sector starts, ten steps, then a hot loop in all its forms. */
@Timeout(300)
class LessonsInWindowTest {
    private final FxRobot robot = new FxRobot();

    @Test
    void stopsAtTheBootSectorStepsAndShowsCompiledCode() throws Exception {
        FxToolkit.registerPrimaryStage();
        try (var boot = BootDisk.choose(new Options());
                var session = Session.open(boot.config(), SessionOptions.stopped().withPolicy(new TierPolicy(200, false)))) {
            session.submit(new Command.SetSymbols(boot.symbols().orElseThrow())).join();
            var bench = fx(() -> {
                var b = new Workbench(session, Pace.FREE, () -> -1);
                var stage = new Stage();
                stage.setScene(b.scene());
                stage.show();
                b.start();
                return b;
            });
            session.submit(new Command.AddBreakpoint(Location.parse("0000:7c00"))).join();
            assertInstanceOf(StopReason.AtBreakpoint.class, session.runToStop(new Command.Run()));
            until(() -> code(bench).contains("0000:7c00"), "the boot sector is shown");
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
            until(() -> text(bench, "block-bytecode").contains("ILOAD"), "bytecode of the hottest block");
            assertFalse(fx(() -> text(bench, "block-guest")).isBlank());
            assertFalse(fx(() -> text(bench, "block-ir")).isBlank());
            fx(() -> {
                bench.stop();
                bench.scene().getWindow().hide();
                return null;
            });
        }
    }

    private static String code(Workbench bench) {
        var list = (RowList) bench.scene().lookup("#code-list");
        return list == null ? "" : String.join("\n", list.rows().stream().map(RowModel::text).toList());
    }

    private static String text(Workbench bench, String id) {
        return bench.panel(BlockPanel.class).node().lookup("#" + id) instanceof RowList list
                ? String.join("\n", list.rows().stream().map(RowModel::text).toList()) : "";
    }
}
