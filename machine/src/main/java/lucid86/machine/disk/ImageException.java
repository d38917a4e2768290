package lucid86.machine.disk;

import java.io.IOException;

/** An image cannot be used. The message is one sentence for the user: what is wrong with which file, and what to do. */
public final class ImageException extends IOException {
    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
