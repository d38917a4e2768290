package lucid86.debugger.session;

import java.io.IOException;
import java.nio.file.Path;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.MachineConfig;

/** The ROM {@code tour.asm}: one of each thing a debugger wants to see. */
public final class Tour {
    private static final Rom ROM = new Rom("tour");

    private Tour() {}

    public static MachineConfig config(Path dir) throws IOException {
        return ROM.config(dir);
    }

    /** A stopped machine that knows the symbols. */
    public static Session open(Path dir, SessionOptions options) throws IOException {
        var session = Session.open(config(dir), options);
        session.submit(new Command.SetSymbols(symbols())).join();
        return session;
    }

    public static SymbolTable symbols() {
        return ROM.symbols();
    }

    /** Linear address of a label. */
    public static int at(String label) {
        return ROM.at(label);
    }
}
