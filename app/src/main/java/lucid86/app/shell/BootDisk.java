package lucid86.app.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lucid86.debugger.symbol.NasmListing;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;

/**
 * The machine to boot: what the command line names, or the built-in disk of lessons as drive A, copied to a file that is deleted
 * at the end.
 *
 * @param config the machine
 * @param symbols names and source lines of the built-in disk
 * @param copy the file to delete
 */
record BootDisk(MachineConfig config, Optional<SymbolTable> symbols, Optional<Path> copy) implements AutoCloseable {
    private static final String IMAGE = "/lucid86/boot/lessons.img", LISTING = "/lucid86/boot/lessons.lst";
    /** Where a boot sector is loaded. */
    private static final int LOADED_AT = 0x7c00;

    static BootDisk choose(Options options) {
        var config = options.config();
        if (!options.nothingToBoot()) return new BootDisk(config, Optional.empty(), Optional.empty());
        try (InputStream image = BootDisk.class.getResourceAsStream(IMAGE)) {
            if (image == null) return new BootDisk(config, Optional.empty(), Optional.empty());
            Path copy = Files.createTempFile("lucid86-lessons", ".img");
            Files.write(copy, image.readAllBytes());
            copy.toFile().deleteOnExit();
            return new BootDisk(config.withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(copy)), listing(), Optional.of(copy));
        } catch (IOException e) {
            throw new ConfigException("cannot write a copy of the built-in disk: " + e.getMessage(), e);
        }
    }

    private static Optional<SymbolTable> listing() throws IOException {
        try (InputStream in = BootDisk.class.getResourceAsStream(LISTING)) {
            if (in == null) return Optional.empty();
            return Optional.of(NasmListing.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList(), LOADED_AT));
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
