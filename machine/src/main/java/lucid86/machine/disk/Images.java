package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.machine.disk.fat.FatFolder;

/** Opens images of any known format: the one place that tells formats apart. */
public final class Images {
    private static final int HEAD = 512;
    /** ISO 9660: the primary volume descriptor is block 16; its volume space size (7.3.3, in blocks) at 80. */
    private static final int VOLUME_DESCRIPTOR = 16 * 2048, VOLUME_SIZE = 80;
    /** Backing files below each other. */
    private static final int DEPTH = 16;

    private static final String QCOW2 = "QFI\u00fb", GZIP = "\u001f\u008b\u0008", ZSTD = "\u0028\u00b5\u002f\u00fd";

    private Images() {}

    /** Formats with a telling signature that are refused by name, because treating them as raw would hand the guest garbage. */
    private record Foreign(String words, int at, String signature) {}

    private static final List<Foreign> FOREIGN = List.of(
            new Foreign("a VMDK image", 0, "KDMV"),
            new Foreign("a VMDK descriptor", 0, "# Disk DescriptorFile"),
            new Foreign("a VDI image", 0x40, "\u007f\u0010\u00da\u00be"),
            new Foreign("a VHDX image", 0, "vhdxfile"),
            new Foreign("an xz file", 0, "\u00fd7zXZ"),
            new Foreign("a bzip2 file", 0, "BZh"),
            new Foreign("a zip file", 0, "PK\u0003\u0004"));

    /**
     * Opens and locks an image, or makes a disk of a folder ({@link FatFolder}).
     *
     * @param remarks receives one line for each thing that is odd about the image but no reason to refuse it
     * @throws ImageException when it cannot be used; the message says what to do
     */
    public static BlockImage open(Path path, ImageOptions options, Consumer<String> remarks) throws IOException {
        boolean folder = FatFolder.isName(path.toString()) && options.use() == ImageUse.HARD_DISK;
        BlockImage image = folder ? FatFolder.open(path.toString(), options.writesFile(), remarks) : open(path, options, remarks, 0);
        return options.snapshot() && options.use() != ImageUse.CDROM ? new SnapshotImage(image) : image;
    }

    private static BlockImage open(Path path, ImageOptions options, Consumer<String> remarks, int depth) throws IOException {
        ByteStore file = ImageFile.open(path, options.writesFile());
        BlockImage image;
        try {
            image = switch (options.format().isPresent() ? options.format().get() : detect(file)) {
                case RAW -> {
                    if (options.use() == ImageUse.FLOPPY) remarkFloppy(file, remarks);
                    yield RawImage.of(file, options);
                }
                case QCOW2 -> qcow2(path, file, options, remarks, depth);
                case VHD -> VhdImage.open(file, options.use());
                case GZIP -> PackedImage.gzip(file, options.use());
                case ZSTD -> PackedImage.zstd(file, options.use());
            };
        } catch (IOException e) {
            file.close();
            throw e;
        }
        try {
            if (image.readOnly() && options.writesFile())
                remarks.accept(image.name() + " cannot be written, the medium is write-protected");
            if (options.use() == ImageUse.CDROM) remarkVolume(image, remarks);
        } catch (IOException e) {
            image.close();
            throw e;
        }
        return image;
    }

    /**
     * Looks whether a qcow2 image is in order; other formats have nothing that could be out of order.
     *
     * @param told receives what was found, one line, and lines about what would cost data
     * @return false when the image is damaged
     * @throws ImageException when it cannot be opened
     */
    public static boolean check(Path path, Consumer<String> told) throws IOException {
        try (ByteStore file = ImageFile.open(path, false)) {
            ImageFormat format = detect(file);
            if (format != ImageFormat.QCOW2) {
                told.accept(path + " has no tables to check, its format is " + format);
                return true;
            }
            var report = Qcow2Check.run(file, Qcow2Header.read(file));
            String found = report.sound() ? "is in order" : "is damaged: " + (report.wrong() + report.low()) + " errors";
            told.accept(path + " " + found + ", " + report.high() + " clusters are lost space");
            report.remarks().forEach(told);
            return report.sound();
        }
    }

    private static BlockImage qcow2(Path path, ByteStore file, ImageOptions options, Consumer<String> remarks, int depth)
            throws IOException {
        var header = Qcow2Header.read(file);
        if (header.corrupt()) remarks.accept(file.name() + " is marked as damaged: repair it with 'qemu-img check -r all' to write it again");
        else if (header.dirty() && file.writable()) {
            Qcow2Check.repair(file, header);
            header = Qcow2Header.read(file);
            remarks.accept(file.name() + " was not closed properly: its clusters were counted anew");
        }
        Optional<BlockImage> backing = Optional.empty();
        if (header.backing().isPresent()) backing = Optional.of(backing(path, header, options, remarks, depth));
        try {
            return new Qcow2Image(file, header, backing, options.use());
        } catch (IOException e) {
            if (backing.isPresent()) backing.get().close();
            throw e;
        }
    }

    private static BlockImage backing(Path path, Qcow2Header header, ImageOptions options, Consumer<String> remarks, int depth)
            throws IOException {
        String name = header.backing().orElseThrow();
        if (depth == DEPTH)
            throw new ImageException(path + " has more than " + DEPTH + " backing files: merge them with 'qemu-img convert'");
        if (name.matches("[a-z]{2,}:.*"))
            throw new ImageException(path + " has the backing file " + name + ", which is no plain file: convert the image to raw");
        Optional<ImageFormat> format = switch (header.backingFormat().orElse("")) {
            case "raw" -> Optional.of(ImageFormat.RAW);
            case "qcow2" -> Optional.of(ImageFormat.QCOW2);
            case "" -> Optional.empty();
            default -> throw new ImageException(path + " has a backing file of format " + header.backingFormat().get()
                    + ", which is not supported: merge them with 'qemu-img convert'");
        };
        return open(path.resolveSibling(name), new ImageOptions(options.use(), true, false, format), remarks, depth + 1);
    }

    // ---- detection --------------------------------------------------------------------------------------------------

    private static ImageFormat detect(ByteStore file) throws IOException {
        var head = new byte[HEAD];
        file.read(0, head, 0, HEAD);
        if (Qcow2Header.looksLike(file)) return ImageFormat.QCOW2;
        if (matches(head, 0, GZIP)) return ImageFormat.GZIP;
        if (matches(head, 0, ZSTD)) return ImageFormat.ZSTD;
        for (Foreign f : FOREIGN)
            if (matches(head, f.at(), f.signature()))
                throw new ImageException(file.name() + " is " + f.words() + ", which cannot be used directly: unpack it or convert it"
                        + " ('qemu-img convert -O raw'), or name its format raw if those are the disk's own bytes");
        return isVhd(file) ? ImageFormat.VHD : ImageFormat.RAW;
    }

    /** A dynamic VHD begins with a footer; a fixed one ends with one that names the size of what is before it. */
    private static boolean isVhd(ByteStore file) throws IOException {
        if (VhdFooter.at(file, 0).isPresent()) return true;
        var footer = VhdFooter.atEnd(file);
        return footer.isPresent() && footer.get().type() == VhdFooter.FIXED && footer.get().size() == file.length() - VhdFooter.LENGTH;
    }

    static boolean looksLikeQcow2(byte[] data, int from, int count) {
        return count >= QCOW2.length() && matches(data, from, QCOW2);
    }

    private static boolean matches(byte[] data, int at, String signature) {
        byte[] s = signature.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < s.length; i++) if (data[at + i] != s[i]) return false;
        return true;
    }

    // ---- remarks ----------------------------------------------------------------------------------------------------

    private static void remarkFloppy(ByteStore file, Consumer<String> remarks) throws IOException {
        long length = file.length();
        if (length > 0 && FloppyFormat.ofSize(length).isEmpty())
            FloppyFormat.holding(length).ifPresent(f -> remarks.accept(
                    file.name() + ": " + length + " bytes are no floppy format, used as " + f.words() + " continued with zeros"));
    }

    private static void remarkVolume(BlockImage image, Consumer<String> remarks) throws IOException {
        if (image.size() < VOLUME_DESCRIPTOR + 2048) return;
        var d = new byte[VOLUME_SIZE + 4];
        image.read(VOLUME_DESCRIPTOR, d, 0, d.length);
        if (!matches(d, 0, "\u0001CD001")) return;
        long volume = (Integer.reverseBytes(ByteBuffer.wrap(d).getInt(VOLUME_SIZE)) & 0xffffffffL) * 2048;
        if (volume > image.size())
            remarks.accept(image.name() + ": its volume has " + volume + " bytes but the file only " + image.size()
                    + ", the image is cut off: reads beyond will fail, get a complete copy");
    }
}
