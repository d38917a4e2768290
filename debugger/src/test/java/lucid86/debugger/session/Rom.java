package lucid86.debugger.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lucid86.debugger.symbol.NasmListing;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.MachineConfig;

/** A BIOS ROM of these tests, made of an assembler source of that name, with its symbols. */
public record Rom(String name) {
    /** Where ROMs lie. */
    public static final int BASE = 0xf0000;

    /** A machine to run it on; the ROM is written to a directory. */
    public MachineConfig config(Path dir) throws IOException {
        Path rom = dir.resolve(name + ".img");
        Files.write(rom, resource(".img"));
        return MachineConfig.standard().withRam(4 << 20).withBios(rom);
    }

    public SymbolTable symbols() {
        return NasmListing.parse(new String(resource(".lst"), StandardCharsets.UTF_8).lines().toList(), BASE);
    }

    /** Linear address of a label. */
    public int at(String label) {
        return symbols().addressOf(label).orElseThrow();
    }

    private byte[] resource(String suffix) {
        try (var in = Rom.class.getResourceAsStream("/debugger/" + name + suffix)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
