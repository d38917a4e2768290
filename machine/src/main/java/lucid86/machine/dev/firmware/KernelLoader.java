package lucid86.machine.dev.firmware;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import lucid86.machine.dev.fwcfg.FwCfg;

/**
 * Starts a kernel without a disk: prepares it here, gives it to the guest as a fw_cfg file, and gives firmware a boot ROM
 * that loads it and comes first in the boot order. Problems with files are {@link IOException}s in one line.
 */
public final class KernelLoader {
    private static final String ROM = "/lucid86/boot/kernelboot.bin", ROM_FILE = "genroms/kernelboot.bin";
    private static final int MAX_FILE = 1 << 30, MAX_UNPACKED = 256 << 20;

    private KernelLoader() {}

    /**
     * Reads kernel and initrd and installs them.
     *
     * @param initrd Linux: a path; Multiboot: {@code "path arguments,path arguments"} with commas in paths doubled
     * @param ram bytes of RAM
     */
    public static void install(FwCfg fwCfg, Path kernel, Optional<String> initrd, String commandLine, long ram) throws IOException {
        String name = kernel.getFileName() == null ? kernel.toString() : kernel.getFileName().toString();
        byte[] image = unpacked(name, read("kernel", kernel));
        byte[] file;
        if (LinuxKernel.recognises(image)) {
            Optional<byte[]> ramdisk = Optional.empty();
            if (initrd.isPresent()) ramdisk = Optional.of(read("initrd", path("initrd", initrd.get())));
            file = LinuxKernel.load(name, image, ramdisk, commandLine, ram);
        } else if (MultibootKernel.recognises(image)) {
            file = MultibootKernel.load(name, image, modules(initrd.orElse("")), commandLine, ram);
        } else {
            throw new IOException("kernel " + kernel + " is neither a Linux bzImage nor a Multiboot kernel");
        }
        fwCfg.file(BootPieces.FILE, file);
        fwCfg.file(ROM_FILE, rom());
        fwCfg.file("bootorder", ("/rom@" + ROM_FILE + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private static Path path(String what, String text) throws IOException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IOException(what + " has no valid file name", e);
        }
    }

    private static byte[] read(String what, Path path) throws IOException {
        if (!Files.exists(path)) throw new IOException(what + " " + path + " does not exist");
        if (!Files.isRegularFile(path)) throw new IOException(what + " " + path + " is not a file");
        if (!Files.isReadable(path)) throw new IOException(what + " " + path + " cannot be read");
        if (Files.size(path) > MAX_FILE) throw new IOException(what + " " + path + " is larger than 1 GiB");
        return Files.readAllBytes(path);
    }

    /** Undoes gzip, in which some Multiboot kernels come. */
    private static byte[] unpacked(String name, byte[] image) throws IOException {
        if (image.length < 2 || image[0] != 0x1f || image[1] != (byte) 0x8b) return image;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(image))) {
            byte[] out = in.readNBytes(MAX_UNPACKED + 1);
            if (out.length > MAX_UNPACKED) throw new IOException("kernel " + name + " unpacks to more than 256 MiB");
            return out;
        } catch (ZipException | java.io.EOFException e) {
            throw new IOException("kernel " + name + " is a damaged gzip file", e);
        }
    }

    static List<MultibootKernel.Module> modules(String option) throws IOException {
        var list = new ArrayList<MultibootKernel.Module>();
        if (option.isBlank()) return list;
        // A doubled comma is a comma of the text.
        for (String part : option.replace(",,", "\0").split(",")) {
            String command = part.replace('\0', ',').strip();
            if (command.isEmpty()) throw new IOException("empty module in '" + option + "'");
            int space = command.indexOf(' ');
            Path path = path("module", space < 0 ? command : command.substring(0, space));
            list.add(new MultibootKernel.Module(command, read("module", path)));
        }
        return list;
    }

    /** The boot ROM with its checksum: all bytes together give 0. */
    private static byte[] rom() throws IOException {
        try (InputStream in = KernelLoader.class.getResourceAsStream(ROM)) {
            if (in == null) throw new IOException("the boot ROM " + ROM + " is missing from this build");
            byte[] rom = in.readAllBytes();
            int sum = 0;
            for (byte b : rom) sum += b;
            rom[rom.length - 1] -= (byte) sum;
            return rom;
        }
    }
}
