package lucid86.app.shell;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.debugger.gdb.GdbServer;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.symbol.SymbolFiles;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.ConfigException;

/** What the command line gives a debugger: symbols, and a port for gdb. */
final class DebugLines implements AutoCloseable {
    private final List<SymbolTable> symbols = new ArrayList<>();
    private final Optional<InetSocketAddress> address;
    private final Optional<Path> notes;
    private Optional<GdbServer> server = Optional.empty();

    DebugLines(Options options) {
        String where = options.gdb != null ? options.gdb : options.gdbDefault ? "tcp::" + GdbServer.DEFAULT_PORT : null;
        try {
            address = where == null ? Optional.empty() : Optional.of(GdbServer.address(where));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
        // Without a window nobody would see that a breakpoint of last week has stopped the machine.
        notes = options.window() ? UserFiles.standard().configFile("notes/" + options.imageName() + ".txt") : Optional.empty();
        for (String s : options.symbols) symbols.add(read(s));
    }

    private static SymbolTable read(String text) {
        int comma = text.lastIndexOf(',');
        String file = comma < 0 ? text : text.substring(0, comma);
        try {
            int base = comma < 0 ? 0 : Integer.parseUnsignedInt(text.substring(comma + 1).replaceFirst("^0x", ""), 16);
            return SymbolFiles.read(Path.of(file), base);
        } catch (NumberFormatException e) {
            throw new ConfigException("-symbols: '" + text.substring(comma + 1) + "' is not a hexadecimal address", e);
        } catch (IOException e) {
            throw new ConfigException("cannot take symbols from " + file + ": " + e.getMessage(), e);
        }
    }

    /** Gives a session its symbols and lets gdb come. */
    void connect(Session session, Optional<SymbolTable> builtIn, Consumer<String> log) {
        SymbolTable all = builtIn.orElse(SymbolTable.EMPTY);
        for (SymbolTable t : symbols) all = all.with(t);
        if (all.size() > 0) session.submit(new Command.SetSymbols(all));
        notes.ifPresent(f -> session.submit(new Command.KeepNotes(f)));
        if (address.isEmpty()) return;
        try {
            server = Optional.of(GdbServer.start(session, address.get(), log));
        } catch (IOException e) {
            throw new ConfigException("-gdb: cannot listen on " + address.get() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            if (server.isPresent()) server.get().close();
        } catch (IOException _) {
            // it is closed
        }
    }
}
