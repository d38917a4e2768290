package lucid86.app.shell;

import java.io.PrintStream;
import java.io.PrintWriter;
import lucid86.debugger.session.Engines;
import lucid86.debugger.session.ImageCheck;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.machine.board.ConfigException;
import picocli.CommandLine;

/** Runs the program for a command line: with a window, or without one and without any class of JavaFX. */
final class CommandLineRunner {
    /** Wrong options, files, or no display. */
    static final int WRONG = 1;
    /** A checked image is damaged. */
    private static final int DAMAGED = 2;

    private CommandLineRunner() {}

    /** @return the process's exit code */
    static int run(String[] args, PrintStream out, PrintStream err) {
        var options = new Options();
        var commandLine = new CommandLine(options)
                .setPosixClusteredShortOptionsAllowed(false)
                .setOverwrittenOptionsAllowed(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(false);
        try {
            commandLine.parseArgs(args);
            if (commandLine.isUsageHelpRequested()) {
                commandLine.usage(new PrintWriter(out, true), CommandLine.Help.Ansi.OFF);
                return 0;
            }
            if (commandLine.isVersionHelpRequested()) {
                out.println("Lucid86 0.1.0");
                return 0;
            }
            if (options.cpu.equals("help") || options.cpu.equals("?")) {
                out.print(Engines.models());
                return 0;
            }
            if (options.check != null) return ImageCheck.run(options.check, out::println) ? 0 : DAMAGED;
            return run(options, err);
        } catch (CommandLine.ParameterException e) {
            err.println("lucid86: " + e.getMessage().lines().findFirst().orElse("wrong options") + " (--help lists the options)");
        } catch (ConfigException e) {
            err.println("lucid86: " + e.getMessage());
        }
        return WRONG;
    }

    private static int run(Options options, PrintStream err) {
        boolean window = options.window();
        try (var lines = new HostLines(options); var log = new LogFile(options, err); var boot = BootDisk.choose(options)) {
            var session = new SessionOptions(!options.stopped, options.pace(), options.policy(), line -> err.println("lucid86: " + line), lines,
                    log.trace());
            try (var s = Session.open(boot.config(), session)) {
                boot.symbols().ifPresent(t -> s.submit(new lucid86.debugger.session.Command.SetSymbols(t)));
                return window ? Window.show(s, options, lines, err) : Headless.run(s, lines);
            }
        }
    }
}
