package lucid86.app.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lucid86.debugger.symbol.NasmListing;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.resources.Lessons;

/**
 * The machine to boot: what the command line names, or the built-in disk of lessons as drive A, copied to a file that is deleted
 * at the end.
 *
 * @param config the machine
 * @param symbols names and source lines of the built-in disk
 * @param copy the file to delete
 */
record BootDisk(MachineConfig config, Optional<SymbolTable> symbols, Optional<Path> copy) implements AutoCloseable {
    static BootDisk choose(Options options) {
        var config = options.config();
        if (!options.nothingToBoot()) return new BootDisk(config, Optional.empty(), Optional.empty());
        try {
            Path copy = Files.createTempFile("lucid86-lessons", ".img");
            copy.toFile().deleteOnExit();
            Files.write(copy, Lessons.image());
            var symbols = NasmListing.parse(Lessons.listing().lines().toList(), Lessons.LOAD_ADDRESS);
            return new BootDisk(config.withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(copy)), Optional.of(symbols), Optional.of(copy));
        } catch (IOException e) {
            throw new ConfigException("cannot write a copy of the built-in disk: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        copy.ifPresent(p -> {
            try {
                Files.deleteIfExists(p);
            } catch (IOException _) {
                // deleteOnExit tries again
            }
        });
    }
}
