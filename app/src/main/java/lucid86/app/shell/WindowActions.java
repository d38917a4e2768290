package lucid86.app.shell;

import java.util.List;
import java.util.function.Predicate;
import javafx.scene.control.Menu;
import javafx.scene.control.Separator;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToolBar;
import javafx.stage.FileChooser;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.PanelContext;
import lucid86.debugger.session.Command;
import lucid86.debugger.view.Status;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import lucid86.machine.dev.kbc8042.Key;

/** All that can be done to the machine from menus, tool bar and keys. */
final class WindowActions {
    private static final Predicate<Status> STOPPED = s -> s.powered() && !s.running(), RUNNING = Status::running, POWERED = Status::powered;

    private final List<WindowAction> power, media, run;

    WindowActions(PanelContext context, CodePanel code) {
        media = List.of(
                new WindowAction("floppy", "Insert a floppy in drive A\u2026", "mdi2f-floppy", "", POWERED, () -> insert(context, DriveSlot.FDA)),
                new WindowAction("floppy-eject", "Take the floppy out of drive A", "", "", POWERED,
                        () -> context.submit(new Command.Input(new InputEvent.Eject(DriveSlot.FDA)))),
                new WindowAction("cd", "Insert a CD\u2026", "mdi2d-disc", "", POWERED, () -> insert(context, DriveSlot.HDC)),
                new WindowAction("cd-eject", "Eject the CD", "mdi2e-eject", "", POWERED,
                        () -> context.submit(new Command.Input(new InputEvent.Eject(DriveSlot.HDC)))),
                new WindowAction("ctrl-alt-del", "Send Ctrl+Alt+Del", "mdi2k-keyboard", "", POWERED, () -> chord(context, Key.LEFT_CTRL, Key.LEFT_ALT, Key.DELETE)));
        power = List.of(
                new WindowAction("power-on", "Power on", "mdi2p-power", "", s -> !s.powered(), () -> context.submit(new Command.PowerOn(true))),
                new WindowAction("power-off", "Power off", "mdi2p-power-off", "", POWERED, () -> context.submit(new Command.PowerOff())),
                new WindowAction("reset", "Reset", "mdi2r-restart", "Ctrl+Shift+R", POWERED, () -> context.submit(new Command.Reset())),
                new WindowAction("power-button", "Press the power button (ACPI)", "mdi2g-gesture-tap-button", "", POWERED,
                        () -> context.submit(new Command.Input(new InputEvent.PowerButton()))));
        run = List.of(
                new WindowAction("run", "Run", "mdi2p-play", "F5", STOPPED, () -> context.submit(new Command.Run())),
                new WindowAction("pause", "Pause", "mdi2p-pause", "F6", RUNNING, () -> context.submit(new Command.Pause())),
                new WindowAction("step", "Step into", "mdi2d-debug-step-into", "F11", STOPPED, () -> context.submit(new Command.Step(1))),
                new WindowAction("over", "Step over", "mdi2d-debug-step-over", "F10", STOPPED, () -> context.submit(new Command.StepOver())),
                new WindowAction("out", "Step out", "mdi2d-debug-step-out", "Shift+F11", STOPPED, () -> context.submit(new Command.StepOut())),
                new WindowAction("cursor", "Run to cursor", "mdi2a-arrow-right-bold-box-outline", "Ctrl+F10", STOPPED, () -> {
                    if (code.cursor().isPresent()) context.submit(new Command.RunTo(code.cursor().getAsInt()));
                    else context.tell("choose a line in the disassembly first");
                }));
    }

    Menu machineMenu() {
        var menu = menu("_Machine", power);
        menu.getItems().add(new SeparatorMenuItem());
        for (WindowAction a : media) menu.getItems().add(a.item());
        return menu;
    }

    Menu runMenu() {
        return menu("_Run", run);
    }

    private static Menu menu(String title, List<WindowAction> actions) {
        var menu = new Menu(title);
        for (WindowAction a : actions) menu.getItems().add(a.item());
        return menu;
    }

    ToolBar toolBar() {
        var bar = new ToolBar();
        for (WindowAction a : power.subList(0, 3)) bar.getItems().add(a.button());
        bar.getItems().add(new Separator());
        for (WindowAction a : run) bar.getItems().add(a.button());
        return bar;
    }


    private static void insert(PanelContext context, DriveSlot slot) {
        var chooser = new FileChooser();
        chooser.setTitle(slot.floppy() ? "Floppy image" : "CD image");
        var file = chooser.showOpenDialog(null);
        if (file != null) context.submit(new Command.Input(new InputEvent.Insert(slot, file.toPath())));
    }

    private static void chord(PanelContext context, Key... keys) {
        for (Key k : keys) context.submit(new Command.Input(new InputEvent.KeyStroke(k, true)));
        for (Key k : List.of(keys).reversed()) context.submit(new Command.Input(new InputEvent.KeyStroke(k, false)));
    }

    void update(Status status) {
        media.forEach(a -> a.update(status));
        power.forEach(a -> a.update(status));
        run.forEach(a -> a.update(status));
    }
}
