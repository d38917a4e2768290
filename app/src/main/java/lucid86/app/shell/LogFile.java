package lucid86.app.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.util.Optional;
import lucid86.debugger.trace.AddressFilter;
import lucid86.debugger.trace.LogItem;
import lucid86.debugger.trace.TraceLog;
import lucid86.machine.board.ConfigException;

/** The log of {@code -d} and {@code -D}: a file, or standard error. */
final class LogFile implements AutoCloseable {
    private final Optional<Writer> file;
    private final Optional<TraceLog> trace;

    LogFile(Options options, PrintStream err) {
        if (options.logItems == null) {
            file = Optional.empty();
            trace = Optional.empty();
            return;
        }
        try {
            var items = LogItem.parse(options.logItems);
            var filter = options.logFilter == null ? AddressFilter.ALL : AddressFilter.parse(options.logFilter);
            file = options.logFile == null ? Optional.empty() : Optional.of(Files.newBufferedWriter(options.logFile));
            Appendable out = file.isPresent() ? file.get() : err;
            trace = Optional.of(new TraceLog(items, filter, out));
        } catch (IOException e) {
            throw new ConfigException("cannot write " + options.logFile + ": " + e.getClass().getSimpleName(), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("-d " + e.getMessage(), e);
        }
    }

    Optional<TraceLog> trace() {
        return trace;
    }

    @Override
    public void close() {
        try {
            if (file.isPresent()) file.get().close();
        } catch (IOException _) {
            // what could be written is written
        }
    }
}
