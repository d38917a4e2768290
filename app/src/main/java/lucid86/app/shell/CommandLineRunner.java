package lucid86.app.shell;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import lucid86.debugger.lockstep.LockstepRun;
import lucid86.debugger.session.Engines;
import lucid86.debugger.session.ImageCheck;
import lucid86.machine.board.ConfigException;
import picocli.CommandLine;

/** Runs the program for a command line: with a window, or without one and without any class of JavaFX. */
final class CommandLineRunner {
    /** Wrong options, files, or no display. */
    static final int WRONG = 1;
    /** A checked image is damaged. */
    private static final int DAMAGED = 2;

    /** Two engines in lockstep came to different states. */
    private static final int DIFFERENT = 3;

    private CommandLineRunner() {}

    /** @return the process's exit code */
    static int run(String[] args, PrintStream out, PrintStream err) {
        var options = new Options();
        try {
            var expanded = MachineFile.expand(List.of(args));
            var commandLine = parse(options, expanded);
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
            return run(options, expanded, out, err);
        } catch (CommandLine.ParameterException e) {
            err.println("lucid86: " + e.getMessage().lines().findFirst().orElse("wrong options") + " (--help lists the options)");
        } catch (ConfigException e) {
            err.println("lucid86: " + e.getMessage());
        }
        return WRONG;
    }

    /** Fills in what a command line says; throws picocli's {@link CommandLine.ParameterException} when it makes no sense. */
    static CommandLine parse(Options options, List<String> args) {
        var commandLine = new CommandLine(options)
                .setPosixClusteredShortOptionsAllowed(false)
                .setOverwrittenOptionsAllowed(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(false);
        commandLine.parseArgs(args.toArray(String[]::new));
        return commandLine;
    }

    private static int run(Options options, List<String> args, PrintStream out, PrintStream err) {
        if (options.lockstep != null) {
            try (var boot = BootDisk.choose(options)) {
                return LockstepRun.run(boot.config(), options.lockstep, err::println) ? 0 : DIFFERENT;
            }
        }
        if (options.window() && options.start) return Window.show(java.util.Optional.empty(), args, err);
        boolean window = options.window();
        var machine = OpenMachine.open(options, err);
        if (window) return Window.show(java.util.Optional.of(machine), args, err);
        try (machine) {
            return options.script != null ? machine.runScript(out, err) : Headless.run(machine.session(), machine.lines());
        }
    }
}
