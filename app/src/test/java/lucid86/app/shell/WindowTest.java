package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javafx.scene.input.KeyCode;
import lucid86.app.control.RowList;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.BreakpointsPanel;
import lucid86.app.panel.DevicesPanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.RegistersPanel;
import lucid86.app.panel.SerialPanel;
import org.junit.jupiter.api.Test;

/** The window itself: themes, keys, layouts, text size, windows of their own. */
class WindowTest extends WorkbenchFixture {
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
}
