package lucid86.app.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import lucid86.debugger.script.Heard;
import lucid86.debugger.script.Script;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.machine.board.ConfigException;

/** A machine that was switched on as a command line says, with everything on the host that belongs to it. */
final class OpenMachine implements AutoCloseable {
    private final Options options;
    private final HostLines lines;
    private final LogFile log;
    private final BootDisk boot;
    private final DebugLines debug;
    private final Tapes tapes;
    private final Session session;
    private final Heard heard;

    private OpenMachine(Options options, HostLines lines, LogFile log, BootDisk boot, DebugLines debug, Tapes tapes, Session session, Heard heard) {
        this.options = options;
        this.lines = lines;
        this.log = log;
        this.boot = boot;
        this.debug = debug;
        this.tapes = tapes;
        this.session = session;
        this.heard = heard;
    }

    /** Throws {@link ConfigException} when it cannot be built; then nothing stays open. */
    static OpenMachine open(Options options, PrintStream err) {
        var opened = new java.util.ArrayDeque<AutoCloseable>();
        try {
            var lines = new HostLines(options);
            opened.push(lines);
            var log = new LogFile(options, err);
            opened.push(log);
            var boot = BootDisk.choose(options);
            opened.push(boot);
            var debug = new DebugLines(options);
            opened.push(debug);
            var tapes = Tapes.open(options);
            opened.push(tapes);
            var heard = new Heard(lines);
            var how = new SessionOptions(!options.stopped && options.script == null, options.pace(), options.policy(), line -> err.println("lucid86: " + line), heard,
                    log.trace(), options.limits(), tapes.tape());
            var session = Session.open(tapes.config().orElseGet(boot::config), how);
            opened.push(session);
            debug.connect(session, boot.symbols(), how.log());
            return new OpenMachine(options, lines, log, boot, debug, tapes, session, heard);
        } catch (RuntimeException e) {
            opened.forEach(OpenMachine::closeQuietly);
            throw e;
        }
    }

    private static void closeQuietly(AutoCloseable c) {
        try {
            c.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Options options() {
        return options;
    }

    HostLines lines() {
        return lines;
    }

    Session session() {
        return session;
    }

    /** Lets the script of the command line drive the machine; gives its exit code. */
    int runScript(PrintStream out, PrintStream err) {
        try {
            return new Script(session, heard, out).run(options.script.toString(), Files.readAllLines(options.script), err);
        } catch (IOException e) {
            throw new ConfigException("cannot read " + options.script + ": " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        debug.close();
        session.close();
        tapes.close();
        boot.close();
        log.close();
        lines.close();
    }
}
