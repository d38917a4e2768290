package lucid86.machine.disk;

/** What kind of drive an image is meant for; decides which sizes make sense. */
public enum ImageUse {
    HARD_DISK("hard disk"),
    CDROM("CD-ROM"),
    FLOPPY("floppy disk");

    /** Largest hard disk 48-bit sector numbers can address, in bytes. */
    private static final long HARD_DISK_LIMIT = (1L << 48) * 512;
    /** A CD's or DVD's block number has 32 bits; what fits a double-layer disc is far below. */
    private static final long CDROM_LIMIT = (1L << 31) * 2048;

    private final String words;

    ImageUse(String words) {
        this.words = words;
    }

    /** For messages: "hard disk". */
    public String words() {
        return words;
    }

    /**
     * The size a drive sees for an image of {@code size} bytes: the same, except that a short floppy image is
     * continued with zeros up to the format that holds it.
     *
     * @throws ImageException when no such medium exists
     */
    long mediumSize(String name, long size) throws ImageException {
        if (size == 0) throw new ImageException(name + " is empty: choose another file, or give it a size with 'truncate -s'");
        return switch (this) {
            case HARD_DISK -> {
                whole(name, size, 512, "sectors");
                yield within(name, size, HARD_DISK_LIMIT);
            }
            case CDROM -> {
                whole(name, size, 2048, "CD blocks");
                yield within(name, size, CDROM_LIMIT);
            }
            case FLOPPY -> FloppyFormat.holding(size)
                    .orElseThrow(() -> new ImageException(name + " has " + size + " bytes, more than the largest floppy disk ("
                            + FloppyFormat.largest() + "): attach it as a hard disk"))
                    .bytes();
        };
    }

    /** As {@link #mediumSize} for formats that cannot continue a short medium with zeros. */
    void exactSize(String name, long size) throws ImageException {
        if (mediumSize(name, size) != size)
            throw new ImageException(name + " has " + size + " bytes, which is no " + words + " format: convert it to a raw image");
    }

    private static void whole(String name, long size, int unit, String units) throws ImageException {
        if (size % unit != 0)
            throw new ImageException(name + " has " + size + " bytes, not a whole number of " + unit + "-byte " + units
                    + ": it is cut off or no such image, get a complete copy");
    }

    private long within(String name, long size, long limit) throws ImageException {
        if (size > limit)
            throw new ImageException(name + " has " + size + " bytes, more than any " + words + " (" + limit + "): use a smaller image");
        return size;
    }
}
