package lucid86.machine.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens images of any known format: the one place that tells formats apart. */
public final class Images {
    private static final int HEAD = 512;
    /** ISO 9660: the primary volume descriptor is block 16; its volume space size (7.3.3, in blocks) at 80. */
    private static final int VOLUME_DESCRIPTOR = 16 * 2048, VOLUME_SIZE = 80;

    private Images() {}

    /** Formats with a telling signature that are refused by name, because treating them as raw would hand the guest garbage. */
    private record Foreign(String words, int at, String signature) {
        boolean matches(byte[] head) {
            byte[] s = signature.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < s.length; i++) if (head[at + i] != s[i]) return false;
            return true;
        }
    }

    private static final Foreign[] FOREIGN = {
        new Foreign("a qcow2 image", 0, "QFI\u00fb"),
        new Foreign("a VMDK image", 0, "KDMV"),
        new Foreign("a VMDK descriptor", 0, "# Disk DescriptorFile"),
        new Foreign("a VDI image", 0x40, "\u007f\u0010\u00da\u00be"),
        new Foreign("a dynamic VHD image", 0, "conectix"),
        new Foreign("a VHDX image", 0, "vhdxfile"),
        new Foreign("a gzip file", 0, "\u001f\u008b\u0008"),
        new Foreign("an xz file", 0, "\u00fd7zXZ"),
        new Foreign("a zip file", 0, "PK\u0003\u0004"),
    };

    /**
     * Opens and locks an image.
     *
     * @param remarks receives one line for each thing that is odd about the image but no reason to refuse it
     * @throws ImageException when it cannot be used; the message says what to do
     */
    public static BlockImage open(Path path, ImageOptions options, Consumer<String> remarks) throws IOException {
        ImageFile file = ImageFile.open(path, options.writesFile());
        BlockImage image = openFile(file, options);
        try {
            remark(file, image, options, remarks);
        } catch (IOException e) {
            image.close();
            throw e;
        }
        return options.snapshot() && options.use() != ImageUse.CDROM ? new SnapshotImage(image) : image;
    }

    private static BlockImage openFile(ImageFile file, ImageOptions options) throws IOException {
        ImageFormat format;
        try {
            format = options.format().isPresent() ? options.format().get() : detect(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return switch (format) {
            case RAW -> RawImage.of(file, options);
        };
    }

    private static ImageFormat detect(ImageFile file) throws IOException {
        var head = new byte[HEAD];
        file.read(0, head, 0, HEAD);
        for (Foreign f : FOREIGN)
            if (f.matches(head))
                throw new ImageException(file.name() + " is " + f.words() + ", which cannot be used directly: unpack it or convert it to a raw image"
                        + " ('qemu-img convert -O raw'), or name its format raw if those are the disk's own bytes");
        return ImageFormat.RAW;
    }

    private static void remark(ImageFile file, BlockImage image, ImageOptions options, Consumer<String> remarks) throws IOException {
        if (image.readOnly() && options.writesFile())
            remarks.accept(image.name() + ": the file is read-only, the medium is write-protected");
        if (options.use() == ImageUse.FLOPPY && FloppyFormat.ofSize(file.length()).isEmpty())
            remarks.accept(image.name() + ": " + file.length() + " bytes are no floppy format, used as "
                    + FloppyFormat.holding(file.length()).orElseThrow().words() + " continued with zeros");
        if (options.use() == ImageUse.CDROM) volumeSize(image).filter(v -> v > image.size())
                .ifPresent(v -> remarks.accept(image.name() + ": its volume has " + v + " bytes but the file only " + image.size()
                        + ", the image is cut off: reads beyond will fail, get a complete copy"));
    }

    private static Optional<Long> volumeSize(BlockImage image) throws IOException {
        if (image.size() < VOLUME_DESCRIPTOR + 2048) return Optional.empty();
        var d = new byte[VOLUME_SIZE + 4];
        image.read(VOLUME_DESCRIPTOR, d, 0, d.length);
        if (d[0] != 1 || !new String(d, 1, 5, StandardCharsets.ISO_8859_1).equals("CD001")) return Optional.empty();
        long blocks = 0;
        for (int i = 3; i >= 0; i--) blocks = blocks << 8 | d[VOLUME_SIZE + i] & 0xff;
        return Optional.of(blocks * 2048);
    }
}
