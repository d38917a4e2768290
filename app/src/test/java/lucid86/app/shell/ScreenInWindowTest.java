package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import javafx.scene.input.KeyCode;
import lucid86.app.panel.ScreenPanel;
import lucid86.debugger.session.Command;
import org.junit.jupiter.api.Test;

/** The guest's screen in the window, and who has the keyboard. */
class ScreenInWindowTest extends WorkbenchFixture {
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
    void enterAloneGivesTheKeyboardToTheScreen() throws Exception {
        var screen = bench.panel(ScreenPanel.class);
        session.submit(new Command.Run()).join();
        fx(() -> {
            screen.focusTarget().requestFocus();
            return null;
        });
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.ENTER);
        until(bench::fullScreen, "with Ctrl and Shift it is the full screen");
        assertFalse(screen.captured());
        fx(() -> {
            bench.toggleFullScreen();
            screen.focusTarget().requestFocus();
            return null;
        });
        press(KeyCode.ENTER);
        until(screen::captured, "captured");
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
}
