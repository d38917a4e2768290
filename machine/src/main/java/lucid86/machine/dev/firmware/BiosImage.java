package lucid86.machine.dev.firmware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;

/**
 * A firmware ROM image. The whole image ends at 4 GiB, where the CPU starts; its last 128 KiB (or all, if smaller) also
 * appear below 1 MiB, as the PIIX3 decodes the BIOS on the ISA bus.
 *
 * @param name for people
 */
public record BiosImage(String name, byte[] data) {
    public static final int MIN_SIZE = 64 << 10, MAX_SIZE = 4 << 20;
    private static final int ISA_WINDOW = 128 << 10;

    /** Reads an image; a missing, unreadable or oddly sized file is an {@link IOException} with a message for people. */
    public static BiosImage read(Path path) throws IOException {
        if (!Files.exists(path)) throw new IOException("BIOS image " + path + " does not exist");
        if (!Files.isRegularFile(path)) throw new IOException("BIOS image " + path + " is not a file");
        long size = Files.size(path);
        if (size < MIN_SIZE || size > MAX_SIZE || size % MIN_SIZE != 0)
            throw new IOException("BIOS image " + path + " has " + size + " bytes; it must be a multiple of 64 KiB up to 4 MiB");
        if (!Files.isReadable(path)) throw new IOException("BIOS image " + path + " cannot be read");
        return new BiosImage(path.getFileName().toString(), Files.readAllBytes(path));
    }

    /** True when this text is somewhere in the image: which firmware it is. */
    public boolean contains(String text) {
        return new String(data, StandardCharsets.ISO_8859_1).contains(text);
    }

    /** Bytes of backing memory that {@link #map} needs. */
    public int size() {
        return data.length;
    }

    /** Places the image in a machine's memory. */
    public void map(MemoryMap map) {
        int at = map.allocate(data.length);
        System.arraycopy(data, 0, map.backing, at, data.length);
        map.mapRom("BIOS " + name, (1L << 32) - data.length, data.length, at, Layer.ISA);
        int window = Math.min(data.length, ISA_WINDOW);
        map.mapRom("BIOS " + name + " (ISA alias)", 0x100000 - window, window, at + data.length - window, Layer.ISA);
    }
}
