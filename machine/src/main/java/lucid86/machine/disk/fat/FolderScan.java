package lucid86.machine.disk.fat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import lucid86.machine.disk.ImageException;

/** Reads a folder of the host with all below it. Links are not followed; what FAT cannot hold is left out with a remark. */
final class FolderScan {
    private static final int DEPTH = 24, ENTRIES = 100_000;
    private static final long LONGEST_FILE = 0xffff_ffffL;

    private final Consumer<String> remarks;
    private int count;
    private long bytes;

    private FolderScan(Consumer<String> remarks) {
        this.remarks = remarks;
    }

    /** What was found, and how much. */
    record Result(FolderEntry root, long bytes) {}

    static Result read(Path folder, Consumer<String> remarks) throws IOException {
        if (!Files.isDirectory(folder)) throw new ImageException(folder + " is no folder: 'fat:' wants one");
        var scan = new FolderScan(remarks);
        var children = scan.children(folder, 0);
        return new Result(new FolderEntry("", folder, true, 0, 0, false, children), scan.bytes);
    }

    private List<FolderEntry> children(Path folder, int depth) throws IOException {
        if (depth == DEPTH) throw new ImageException(folder + " is more than " + DEPTH + " folders deep: share a smaller tree");
        var all = new ArrayList<FolderEntry>();
        var names = new HashSet<String>();
        try (var stream = Files.newDirectoryStream(folder)) {
            var paths = new ArrayList<Path>();
            stream.forEach(p -> {
                if (paths.size() < ENTRIES) paths.add(p);
            });
            // The same folder gives the same disk.
            paths.sort(Comparator.comparing(p -> p.getFileName().toString()));
            for (Path p : paths) entry(p, depth, names, all);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return List.copyOf(all);
    }

    private void entry(Path p, int depth, HashSet<String> names, List<FolderEntry> all) throws IOException {
        if (++count > ENTRIES) throw new ImageException("there are more than " + ENTRIES + " files to share: share a smaller tree");
        String name = p.getFileName().toString();
        if (name.startsWith(FolderSync.TEMPORARY)) return;
        var a = Files.readAttributes(p, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String why = !FatName.usable(name) ? "FAT cannot have its name"
                : !a.isDirectory() && !a.isRegularFile() ? "it is no ordinary file"
                : !Files.isReadable(p) ? "it may not be read"
                : a.isRegularFile() && a.size() > LONGEST_FILE ? "it is longer than 4 GiB"
                : !names.add(name.toUpperCase(Locale.ROOT)) ? "another one differs only in capital letters" : "";
        if (!why.isEmpty()) {
            remarks.accept(p + " is not shown to the guest: " + why);
            return;
        }
        bytes += a.isDirectory() ? 0 : a.size();
        all.add(new FolderEntry(name, p, a.isDirectory(), a.isDirectory() ? 0 : a.size(), a.lastModifiedTime().toMillis(), !Files.isWritable(p),
                a.isDirectory() ? children(p, depth + 1) : List.of()));
    }
}
