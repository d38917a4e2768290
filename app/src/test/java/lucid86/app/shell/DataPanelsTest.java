package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import lucid86.app.control.Ink;
import lucid86.app.panel.DevicesPanel;
import lucid86.app.panel.EventsPanel;
import lucid86.app.panel.MemoryPanel;
import lucid86.app.panel.ProfilePanel;
import lucid86.app.panel.RegistersPanel;
import lucid86.app.panel.SerialPanel;
import lucid86.app.panel.StackPanel;
import lucid86.app.panel.StatisticsPanel;
import lucid86.app.panel.TablesPanel;
import lucid86.app.panel.TracePanel;
import lucid86.app.panel.VectorsPanel;
import lucid86.app.panel.WalkPanel;
import lucid86.app.panel.WatchPanel;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Command;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.Registers;
import org.junit.jupiter.api.Test;

/** Panels that show and change what the machine holds: registers, memory, tables, devices, records of what happened. */
class DataPanelsTest extends WorkbenchFixture {
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

    private void choose(String id, int index) {
        ((javafx.scene.control.ComboBox<?>) bench.scene().lookup("#" + id)).getSelectionModel().select(index);
    }

    private void toggle(String id) {
        fx(() -> {
            ((ToggleButton) bench.scene().lookup("#" + id)).fire();
            return null;
        });
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
}
