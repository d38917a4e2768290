package lucid86.machine.disk;

/** The file formats that can be opened. */
public enum ImageFormat {
    /** The bytes of the medium, nothing else: .img, .iso, .ima, .raw. */
    RAW,
    /** QEMU's copy-on-write format, versions 2 and 3, read and written. */
    QCOW2,
    /** Virtual PC's format, fixed or dynamic, read and written. */
    VHD,
    /** A raw image compressed by gzip; unpacked to a temporary file, write-protected. */
    GZIP,
    /** The same, compressed by zstd. */
    ZSTD
}
