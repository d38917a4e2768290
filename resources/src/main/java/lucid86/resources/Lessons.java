package lucid86.resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The boot disk of lessons that is started when nothing else is asked for, and the assembler's listing of it. */
public final class Lessons {
    /** Address of the listing's offset 0: firmware loads the boot sector there, and everything else follows it. */
    public static final int LOAD_ADDRESS = 0x7c00;

    private Lessons() {}

    /** The disk's image, 1,474,560 bytes (1.44 MB), in an array of the caller's own. */
    public static byte[] image() {
        return read("boot.img");
    }

    /** The listing NASM made with the image: line number, offset from {@link #LOAD_ADDRESS}, bytes, source line. */
    public static String listing() {
        return new String(read("lessons.lst"), StandardCharsets.US_ASCII);
    }

    private static byte[] read(String name) {
        try (var in = Lessons.class.getResourceAsStream("/lucid86/lessons/" + name)) {
            if (in == null) throw new IllegalStateException("the build left out lucid86/lessons/" + name);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
