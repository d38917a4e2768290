package lucid86.app.shell;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javafx.stage.FileChooser;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.PanelContext;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.view.Status;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;

/** What can be done to the machine, as actions. */
final class WindowMachineActions {
    static final Predicate<Status> STOPPED = s -> s.powered() && !s.running();
    private static final Predicate<Status> RUNNING = Status::running, POWERED = Status::powered;
    private static final String MACHINE = "_Machine", RUN = "_Run", ENGINE = "_Engine";
    /** What the tool bar holds. */
    static final List<String> TOOL_BAR = List.of("power-on", "power-off", "reset", "", "run", "pause", "step", "over", "out", "cursor", "", "run-back", "step-back");

    private final PanelContext context;
    private Pace pace;
    private TierPolicy policy = TierPolicy.NORMAL;

    WindowMachineActions(PanelContext context, Pace pace) {
        this.context = context;
        this.pace = pace;
    }

    private static WindowAction action(String id, String text, String icon, String key, Predicate<Status> when, Runnable run) {
        return new WindowAction(id, text, icon, key, when, run);
    }

    private WindowAction send(String id, String text, String icon, String key, Predicate<Status> when, Command command) {
        return action(id, text, icon, key, when, () -> context.submit(command));
    }

    private WindowAction input(String id, String text, String icon, InputEvent event) {
        return send(id, text, icon, "", POWERED, new Command.Input(event));
    }

    void addTo(WindowActions all, Supplier<CodePanel> code) {
        all.add(MACHINE, send("power-on", "Power on", "mdi2p-power", "", s -> !s.powered(), new Command.PowerOn(true)));
        all.add(MACHINE, send("power-off", "Power off", "mdi2p-power-off", "", POWERED, new Command.PowerOff()));
        all.add(MACHINE, send("reset", "Reset", "mdi2r-restart", "Ctrl+Shift+R", POWERED, new Command.Reset()));
        all.add(MACHINE, input("power-button", "Press the power button (ACPI)", "mdi2g-gesture-tap-button", new InputEvent.PowerButton()));
        all.separator(MACHINE);
        all.add(MACHINE, action("floppy", "Insert a floppy in drive A\u2026", "mdi2f-floppy", "", POWERED, () -> insert(DriveSlot.FDA)));
        all.add(MACHINE, input("floppy-eject", "Take the floppy out of drive A", "mdi2e-eject-outline", new InputEvent.Eject(DriveSlot.FDA)));
        all.add(MACHINE, action("cd", "Insert a CD\u2026", "mdi2d-disc", "", POWERED, () -> insert(DriveSlot.HDC)));
        all.add(MACHINE, input("cd-eject", "Eject the CD", "mdi2e-eject", new InputEvent.Eject(DriveSlot.HDC)));

        all.add(RUN, send("run", "Run", "mdi2p-play", "F5", STOPPED, new Command.Run()));
        all.add(RUN, send("pause", "Pause", "mdi2p-pause", "F6", RUNNING, new Command.Pause()));
        all.separator(RUN);
        all.add(RUN, send("step", "Step into", "mdi2d-debug-step-into", "F11", STOPPED, new Command.Step(1)));
        all.add(RUN, send("over", "Step over", "mdi2d-debug-step-over", "F10", STOPPED, new Command.StepOver()));
        all.add(RUN, send("out", "Step out", "mdi2d-debug-step-out", "Shift+F11", STOPPED, new Command.StepOut()));
        all.add(RUN, action("cursor", "Run to cursor", "mdi2a-arrow-right-bold-box-outline", "Ctrl+F10", STOPPED, atCursor(code, Command.RunTo::new)));
        all.separator(RUN);
        all.add(RUN, send("step-back", "Step back", "mdi2s-step-backward", "Alt+F11", STOPPED, new Command.StepBack(1)));
        all.add(RUN, send("over-back", "Step back over a call", "mdi2d-debug-step-over", "Alt+F10", STOPPED, new Command.StepBackOver()));
        all.add(RUN, send("out-back", "Step back to the caller", "mdi2d-debug-step-out", "Alt+Shift+F11", STOPPED, new Command.StepBackOut()));
        all.add(RUN, action("cursor-back", "Run back to the cursor", "mdi2a-arrow-left-bold-box-outline", "Ctrl+Alt+F10", STOPPED,
                atCursor(code, at -> new Command.RunBack(new Goal.Until(at, OptionalInt.empty(), false)))));
        all.add(RUN, send("run-back", "Run back to the last breakpoint", "mdi2s-skip-backward", "Alt+F5", STOPPED, new Command.ReverseContinue()));
        all.add(RUN, send("keep-history", "Keep a history from now on", "mdi2h-history", "", POWERED, new Command.KeepHistory(true)));
        all.separator(RUN);
        all.add(RUN, action("breakpoint", "Set or remove a breakpoint at the cursor", "mdi2r-record-circle", "F9", _ -> true, atCursor(code, Command.ToggleBreakpoint::new)));

        all.add(ENGINE, WindowAction.choice("real-time", "Hold to real time", "", () -> pace == Pace.REAL, () -> {
            pace = pace == Pace.REAL ? Pace.FAST : Pace.REAL;
            context.submit(new Command.SetPace(pace));
        }));
        all.separator(ENGINE);
        all.add(ENGINE, tier("tier-interpret", "Interpret only", TierPolicy.INTERPRET_ONLY));
        all.add(ENGINE, tier("tier-compile", "Compile everything at once", TierPolicy.COMPILE_AT_ONCE));
        all.add(ENGINE, tier("tier-early", "Compile what ran 500 times", new TierPolicy(500, true)));
        all.add(ENGINE, tier("tier-hot", String.format("Compile what ran %,d times (standard)", TierPolicy.NORMAL.threshold()), TierPolicy.NORMAL));
        all.add(ENGINE, send("drop-translations", "Drop all translations", "", "", POWERED, new Command.DropTranslations()));
    }

    private Runnable atCursor(Supplier<CodePanel> code, IntFunction<Command> command) {
        return () -> {
            var at = code.get().cursor();
            if (at.isPresent()) context.submit(command.apply(at.getAsInt()));
            else context.tell("choose a line in the disassembly first");
        };
    }

    private WindowAction tier(String id, String text, TierPolicy tier) {
        return WindowAction.choice(id, text, "", () -> policy.equals(tier), () -> {
            policy = tier;
            context.submit(new Command.SetPolicy(tier));
        });
    }

    private void insert(DriveSlot slot) {
        var chooser = new FileChooser();
        chooser.setTitle(slot.floppy() ? "Floppy image" : "CD image");
        var file = chooser.showOpenDialog(null);
        if (file != null) context.submit(new Command.Input(new InputEvent.Insert(slot, file.toPath())));
    }
}
