package lucid86.app.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The step from the command line into JavaFX: only {@link #show} loads its classes. */
final class Window {
    private Window() {}

    /**
     * Shows a machine, or the start page, until the window is closed; closes the machine.
     *
     * @param args the command line the machine was started with
     * @return the process's exit code
     */
    static int show(Optional<OpenMachine> machine, List<String> args, PrintStream err) {
        try {
            return WindowApp.open(machine, args, err);
        } catch (UnsupportedOperationException _) {
            err.println("lucid86: no display to open a window on; set DISPLAY, or use -display none or -nographic");
        } catch (NoClassDefFoundError _) {
            err.println("lucid86: JavaFX is not on the module path; start with the lucid86 script, or use -display none");
        }
        machine.ifPresent(OpenMachine::close);
        return CommandLineRunner.WRONG;
    }
}
