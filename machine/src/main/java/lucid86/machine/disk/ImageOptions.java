package lucid86.machine.disk;

import java.util.Optional;

/**
 * How to open an image.
 *
 * @param use the drive it is for
 * @param readOnly true to write-protect it even when the file is writable; CD-ROMs always are
 * @param snapshot true to keep everything written in a temporary file that is gone when the image is closed
 * @param format the file's format, or empty to tell it from the file's first bytes
 */
public record ImageOptions(ImageUse use, boolean readOnly, boolean snapshot, Optional<ImageFormat> format) {
    /** Writable if the file is, format by content. */
    public static ImageOptions of(ImageUse use) {
        return new ImageOptions(use, use == ImageUse.CDROM, false, Optional.empty());
    }

    public ImageOptions withReadOnly(boolean on) {
        return new ImageOptions(use, on, snapshot, format);
    }

    public ImageOptions withSnapshot(boolean on) {
        return new ImageOptions(use, readOnly, on, format);
    }

    public ImageOptions withFormat(ImageFormat f) {
        return new ImageOptions(use, readOnly, snapshot, Optional.of(f));
    }

    /** True when the file itself will be written. */
    boolean writesFile() {
        return !readOnly && !snapshot && use != ImageUse.CDROM;
    }
}
