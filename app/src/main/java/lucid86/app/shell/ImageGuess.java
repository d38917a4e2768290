package lucid86.app.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lucid86.machine.board.ConfigException;

/** Says how to boot a file that somebody drops on the window: by what is in it, by its size, at last by its name. */
final class ImageGuess {
    /** The largest floppy, 2.88 MB. */
    private static final long FLOPPY = 2949120;
    private static final int MULTIBOOT = 0x1badb002, MULTIBOOT_SEARCH = 8192;

    /** What a file may be. */
    enum Kind { MACHINE, KERNEL, CD, FLOPPY, DISK, INITRD }

    private ImageGuess() {}

    /** The command line that boots these files together. */
    static List<String> args(List<Path> files) {
        var args = new ArrayList<String>();
        int disks = 0, floppies = 0;
        boolean kernel = files.stream().anyMatch(f -> kind(f) == Kind.KERNEL);
        for (Path f : files) {
            Kind kind = kind(f);
            // What looks like nothing else is a kernel's RAM disk.
            if (kernel && (kind == Kind.DISK && files.size() > 1 && compressed(f))) kind = Kind.INITRD;
            String option = switch (kind) {
                case MACHINE -> MachineFile.OPTION;
                case KERNEL -> "-kernel";
                case CD -> "-cdrom";
                case INITRD -> "-initrd";
                case FLOPPY -> floppies < 2 ? List.of("-fda", "-fdb").get(floppies++) : "";
                case DISK -> disks < 2 ? List.of("-hda", "-hdb").get(disks++) : "";
            };
            if (option.isEmpty()) throw new ConfigException("too many images: " + f.getFileName() + " finds no drive");
            args.add(option);
            args.add(f.toAbsolutePath().toString());
        }
        return args;
    }

    static Kind kind(Path file) {
        try {
            if (!Files.isRegularFile(file)) throw new ConfigException(file + " is no file");
            long size = Files.size(file);
            if (size == 0) throw new ConfigException(file + " is empty");
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".machine")) return Kind.MACHINE;
            byte[] head = head(file, 0x8006);
            if (text(head, 0x202, 4).equals("HdrS") || multiboot(head)) return Kind.KERNEL;
            if (text(head, 0x8001, 5).equals("CD001") || name.endsWith(".iso")) return Kind.CD;
            boolean container = text(head, 0, 3).equals("QFI") || head.length > 1 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b;
            return size <= FLOPPY && !container ? Kind.FLOPPY : Kind.DISK;
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static boolean compressed(Path file) {
        try {
            byte[] h = head(file, 6);
            return h.length > 2 && (h[0] == 0x1f || text(h, 0, 6).equals("070701") || (h[0] & 0xff) == 0xfd || (h[0] & 0xff) == 0x28);
        } catch (IOException _) {
            return false;
        }
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    private static String text(byte[] head, int at, int length) {
        return at + length > head.length ? "" : new String(head, at, length, StandardCharsets.ISO_8859_1);
    }

    /** A Multiboot header: its number at a multiple of four in the first 8 KiB. */
    private static boolean multiboot(byte[] head) {
        for (int i = 0; i + 4 <= Math.min(head.length, MULTIBOOT_SEARCH); i += 4) {
            int v = head[i] & 0xff | (head[i + 1] & 0xff) << 8 | (head[i + 2] & 0xff) << 16 | head[i + 3] << 24;
            if (v == MULTIBOOT) return true;
        }
        return false;
    }
}
