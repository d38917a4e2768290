package lucid86.debugger.guests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import lucid86.resources.Lessons;

/**
 * Where the guests' files are: a folder with one sub-folder for each Debian package, unpacked, which {@code resources/guests/run}
 * fills. What is made from them is put into its folder {@code made}.
 */
public final class GuestFiles {
    private final Path folder;

    /** Files in this folder; it need not exist. */
    public GuestFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder of system property or environment variable {@code LUCID86_GUESTS}, or {@code .cache/lucid86/guests} in the home
     * folder.
     */
    public static GuestFiles usual() {
        String named = System.getProperty("LUCID86_GUESTS", System.getenv("LUCID86_GUESTS"));
        return new GuestFiles(named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".cache", "lucid86", "guests"));
    }

    public Path folder() {
        return folder;
    }

    /**
     * The file of a package.
     *
     * @param pattern a path below the folder, in which an asterisk stands for any part of a name
     */
    Optional<Path> find(String pattern) {
        Path at = folder;
        for (String part : pattern.split("/")) {
            var next = part.contains("*") ? match(at, part) : Optional.of(at.resolve(part));
            if (next.isEmpty()) return Optional.empty();
            at = next.get();
        }
        return Files.isReadable(at) ? Optional.of(at) : Optional.empty();
    }

    private static Optional<Path> match(Path in, String glob) {
        if (!Files.isDirectory(in)) return Optional.empty();
        try (var all = Files.newDirectoryStream(in, glob)) {
            var i = all.iterator();
            return i.hasNext() ? Optional.of(i.next()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The initial RAM disk with busybox for Linux, made when it is not there. */
    Optional<Path> initrd() throws IOException {
        var busybox = find("busybox-static*/bin/busybox");
        if (busybox.isEmpty()) return Optional.empty();
        Path to = made("linux-initrd.gz");
        if (!Files.exists(to)) Initrd.make(busybox.get(), List.of(), to);
        return Optional.of(to);
    }

    /** An initial RAM disk as {@link #initrd} with modules of the kernel package and all that they need. */
    Optional<Path> initrd(String name, List<String> modules) throws IOException {
        var busybox = find("busybox-static*/bin/busybox");
        var tree = find("linux-image-*-686/lib/modules/*");
        if (busybox.isEmpty() || tree.isEmpty()) return Optional.empty();
        Path to = made(name);
        Initrd.make(busybox.get(), new KernelModules(tree.get()).withNeeds(modules), to);
        return Optional.of(to);
    }

    /** A folder to share with a guest, with the same content each time. */
    Path sharedFolder() throws IOException {
        Path folder = made("shared");
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
            }
        }
        Files.createDirectories(folder.resolve("folder"));
        Files.writeString(folder.resolve("A file of the host.txt"), "to be removed\n");
        Files.writeString(folder.resolve("folder/words.txt"), "words of the host\n");
        return folder;
    }

    /** An empty disk, made anew each time. */
    Path blank(String name, int bytes) throws IOException {
        Path to = made(name);
        try (var file = new RandomAccessFile(to.toFile(), "rw")) {
            file.setLength(0);
            file.setLength(bytes);
        }
        return to;
    }

    /** A packed file of a package, unpacked. */
    Optional<Path> unpacked(String pattern, String name) throws IOException {
        var packed = find(pattern);
        if (packed.isEmpty()) return Optional.empty();
        Path to = made(name);
        try (var in = new GZIPInputStream(Files.newInputStream(packed.get()))) {
            Files.write(to, in.readAllBytes());
        }
        return Optional.of(to);
    }

    /** The built-in disk of lessons as a file. */
    Path lessons() throws IOException {
        return Files.write(made("lessons.img"), Lessons.image());
    }

    private Path made(String name) throws IOException {
        return Files.createDirectories(folder.resolve("made")).resolve(name);
    }
}
