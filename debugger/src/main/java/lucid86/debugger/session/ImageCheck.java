package lucid86.debugger.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import lucid86.machine.board.ConfigException;
import lucid86.machine.disk.Images;

/** Looks at a disk image without a machine. */
public final class ImageCheck {
    private ImageCheck() {}

    /**
     * Checks an image's own tables.
     *
     * @param told receives the findings, line by line
     * @return false when the image is damaged
     */
    public static boolean run(Path image, Consumer<String> told) {
        try {
            return Images.check(image, told);
        } catch (IOException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }
}
