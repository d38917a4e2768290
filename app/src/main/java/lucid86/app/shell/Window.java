package lucid86.app.shell;

import java.io.PrintStream;
import lucid86.debugger.session.Session;

/** The step from the command line into JavaFX: only {@link #show} loads its classes. */
final class Window {
    private Window() {}

    static int show(Session session, Options options, HostLines lines, PrintStream err) {
        try {
            WindowApp.open(session, options.pace(), options.name(), options.boots(), lines);
            return session.snapshot().status().stop().filter(r -> r instanceof lucid86.debugger.stop.StopReason.PoweredOff)
                    .map(r -> ((lucid86.debugger.stop.StopReason.PoweredOff) r).exitCode().orElse(0)).orElse(0);
        } catch (UnsupportedOperationException _) {
            err.println("lucid86: no display to open a window on; set DISPLAY, or use -display none or -nographic");
        } catch (NoClassDefFoundError _) {
            err.println("lucid86: JavaFX is not on the module path; start with the lucid86 script, or use -display none");
        }
        return CommandLineRunner.WRONG;
    }
}
