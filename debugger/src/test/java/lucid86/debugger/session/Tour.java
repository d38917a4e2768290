package lucid86.debugger.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lucid86.debugger.symbol.NasmListing;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.MachineConfig;

/** The ROM {@code tour.asm} with its symbols, and a machine to run it on. */
public final class Tour {
    /** Where it lies. */
    public static final int BASE = 0xf0000;

    private Tour() {}

    public static MachineConfig config(Path dir) throws IOException {
        Path rom = dir.resolve("tour.img");
        Files.write(rom, resource("tour.img"));
        return MachineConfig.standard().withRam(4 << 20).withBios(rom);
    }

    /** A stopped machine that knows the symbols. */
    public static Session open(Path dir, SessionOptions options) throws IOException {
        var session = Session.open(config(dir), options);
        session.submit(new Command.SetSymbols(symbols())).join();
        return session;
    }

    public static SymbolTable symbols() {
        return NasmListing.parse(new String(resource("tour.lst"), StandardCharsets.UTF_8).lines().toList(), BASE);
    }

    /** Linear address of a label. */
    public static int at(String label) {
        return symbols().addressOf(label).orElseThrow();
    }

    private static byte[] resource(String name) {
        try (var in = Tour.class.getResourceAsStream("/debugger/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
