package lucid86.machine.disk;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The floppy formats of the PC, by capacity. All use 512-byte sectors.
 *
 * @see <a href="https://www.ecma-international.org/publications-and-standards/standards/ecma-125/">ECMA-125 (1.44 MB)</a>
 */
public enum FloppyFormat {
    D160("160K 5.25\"", 40, 1, 8, Rate.KBPS_250, Size.INCH_5),
    D180("180K 5.25\"", 40, 1, 9, Rate.KBPS_250, Size.INCH_5),
    D320("320K 5.25\"", 40, 2, 8, Rate.KBPS_250, Size.INCH_5),
    D360("360K 5.25\"", 40, 2, 9, Rate.KBPS_250, Size.INCH_5),
    D720("720K 3.5\"", 80, 2, 9, Rate.KBPS_250, Size.INCH_3),
    D1200("1.2M 5.25\"", 80, 2, 15, Rate.KBPS_500, Size.INCH_5),
    D1440("1.44M 3.5\"", 80, 2, 18, Rate.KBPS_500, Size.INCH_3),
    D1680("1.68M 3.5\"", 80, 2, 21, Rate.KBPS_500, Size.INCH_3),
    D1722("1.72M 3.5\"", 82, 2, 21, Rate.KBPS_500, Size.INCH_3),
    D2880("2.88M 3.5\"", 80, 2, 36, Rate.KBPS_1000, Size.INCH_3);

    /** Data rate of the medium as recorded (MFM); 360K media are read at 300 kbit/s in a 1.2M drive, which turns faster. */
    public enum Rate { KBPS_250, KBPS_500, KBPS_1000 }

    /** Size of the disk, which decides the drive it fits. */
    public enum Size { INCH_5, INCH_3 }

    private final String words;
    private final int cylinders;
    private final int heads;
    private final int sectors;
    private final Rate rate;
    private final Size size;

    FloppyFormat(String words, int cylinders, int heads, int sectors, Rate rate, Size size) {
        this.words = words;
        this.cylinders = cylinders;
        this.heads = heads;
        this.sectors = sectors;
        this.rate = rate;
        this.size = size;
    }

    /** For people: capacity and disk size. */
    public String words() {
        return words;
    }

    public int cylinders() {
        return cylinders;
    }

    public int heads() {
        return heads;
    }

    /** Sectors on one track; the first has number 1. */
    public int sectors() {
        return sectors;
    }

    public Rate rate() {
        return rate;
    }

    public Size size() {
        return size;
    }

    /** Formatted capacity in bytes. */
    public long bytes() {
        return (long) cylinders * heads * sectors * 512;
    }

    static long largest() {
        return D2880.bytes();
    }

    /** The format with exactly this capacity. */
    public static Optional<FloppyFormat> ofSize(long bytes) {
        return Stream.of(values()).filter(f -> f.bytes() == bytes).findFirst();
    }

    /**
     * The format for an image of this many bytes: the one with exactly this capacity, else 1.44M for a short image
     * (a boot sector alone, a disk image without its empty end), else the next larger one.
     */
    public static Optional<FloppyFormat> holding(long bytes) {
        return ofSize(bytes).or(() -> Stream.of(values())
                .filter(f -> f.bytes() >= D1440.bytes() && f.bytes() >= bytes)
                .min(Comparator.comparingLong(FloppyFormat::bytes)));
    }
}
