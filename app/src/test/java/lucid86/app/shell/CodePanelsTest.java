package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import lucid86.app.panel.BreakpointsPanel;
import lucid86.app.panel.OperationsPanel;
import lucid86.app.panel.TimePanel;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Stride;
import lucid86.debugger.view.Registers;
import org.junit.jupiter.api.Test;

/** Running and stepping in the window: disassembly, breakpoints, strides, the past. */
class CodePanelsTest extends WorkbenchFixture {
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
    void breakpointsOfOtherKindsAreAddedAndChanged() throws Exception {
        show(BreakpointsPanel.class);
        type("breakpoint-add", "port out 3f8 if (al == 41)");
        until(() -> text("breakpoint").contains("port out 3f8"), "listed");
        press(KeyCode.F5);
        until(() -> session.snapshot().stops() > 0 && !session.snapshot().status().running(), "it stops the machine");
        assertEquals(0x41, session.ask(new Registers.Query()).join().general().getFirst() & 0xff);
    }

    @Test
    void theDisassemblySaysWhatWillHappen() throws Exception {
        session.runToStop(new Command.RunTo(0xf0006));
        until(() -> text("code").contains("will jump"), "before the step");
        session.submit(new Command.Set("ecx", 1, 0)).join();
        until(() -> text("code").contains("will not jump"), "the count runs out");
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
