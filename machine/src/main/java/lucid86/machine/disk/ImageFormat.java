package lucid86.machine.disk;

/** The file formats that can be opened. */
public enum ImageFormat {
    /** The bytes of the medium, nothing else: .img, .iso, .ima, .raw. */
    RAW
}
