package lucid86.machine.dev.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expansion ROM images. */
public final class OptionRom {
    private static final int MAX_SIZE = 256 << 10;

    private OptionRom() {}

    /** Reads an image that starts with the ROM signature 55 AA; anything else is an {@link IOException} for people. */
    public static byte[] read(Path path) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path))
            throw new IOException("option ROM " + path + " does not exist or cannot be read");
        long size = Files.size(path);
        if (size < 512 || size > MAX_SIZE)
            throw new IOException("option ROM " + path + " has " + size + " bytes; it must have 512 to 262144");
        byte[] rom = Files.readAllBytes(path);
        if (rom[0] != 0x55 || rom[1] != (byte) 0xaa) throw new IOException("option ROM " + path + " does not start with 55 AA");
        return rom;
    }
}
