package lucid86.machine.disk.fat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.machine.disk.BlockImage;

/**
 * Carries what a guest changed back to the folder. Every file is written whole under another name and then put in its place,
 * so that one is either as it was or as it is; nothing outside the folder is touched, links are not followed; a file that
 * was changed on the host meanwhile stays, with a remark.
 */
final class FolderSync {
    static final String TEMPORARY = ".lucid86-";
    private static final int BUFFER = 1 << 16;

    private final Path root;
    private final FatVolume volume;
    private final FatView view;
    private final Consumer<String> remarks;
    /** What the folder and the guest agree on, by path. */
    private Map<String, Known> known;
    private int temporaries;

    /**
     * What is on the host at a path.
     *
     * @param size and modification time as the host tells them, to see changes made there
     */
    private record Known(boolean folder, int[] chain, long guestSize, long size, long modified) {}

    /** Starts from the volume as it was made of the folder. */
    FolderSync(Path root, FatView view, Consumer<String> remarks) throws IOException {
        this.root = root;
        this.view = view;
        this.volume = view.volume();
        this.remarks = remarks;
        known = new LinkedHashMap<>();
        for (var e : FatTree.read(view, volume).items().entrySet()) known.put(e.getKey(), known(e.getKey(), e.getValue()));
    }

    private Known known(String path, FatTree.Item item) throws IOException {
        var a = attributes(host(path));
        return new Known(item.folder(), item.chain(), item.size(), a.map(BasicFileAttributes::size).orElse(0L),
                a.map(x -> x.lastModifiedTime().toMillis()).orElse(0L));
    }

    private Path host(String path) {
        Path p = root;
        for (String name : path.split("/")) p = p.resolve(name);
        return p;
    }

    private static Optional<BasicFileAttributes> attributes(Path p) throws IOException {
        try {
            return Optional.of(Files.readAttributes(p, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (java.nio.file.NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /**
     * Carries over all changes.
     *
     * @param image the volume as the guest sees it
     * @param dirty clusters written since the last time
     * @throws FatTree.Inconsistent when the volume is in the middle of a change; nothing has been touched then
     */
    void carry(BlockImage image, BitSet dirty) throws IOException {
        var tree = FatTree.read(image, volume);
        // What is gone from one folder while its clusters are still in use may be on its way to another.
        for (var e : known.entrySet())
            if (!tree.items().containsKey(e.getKey()))
                for (int c : e.getValue().chain()) if (tree.lost().get(c)) throw new FatTree.Inconsistent(e.getKey() + " is being moved");
        tree.refused().forEach((path, why) -> remarks.accept(path + " is not carried to " + root + ": " + why));
        var now = new LinkedHashMap<String, Known>();
        var ready = new LinkedHashMap<String, Path>();
        try {
            prepare(image, tree.items(), dirty, now, ready);
            // Files that make way for others or are gone, then the new ones, then folders that are gone.
            remove(tree.items(), false);
            for (var e : ready.entrySet()) {
                Path to = host(e.getKey());
                view.unmap(to);
                Files.move(e.getValue(), to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                now.put(e.getKey(), known(e.getKey(), tree.items().get(e.getKey())));
            }
            remove(tree.items(), true);
        } finally {
            for (Path p : ready.values()) Files.deleteIfExists(p);
        }
        for (var e : now.entrySet()) if (!e.getValue().folder()) view.map(host(e.getKey()), e.getValue().chain());
        known = now;
    }

    /** Makes new folders, and every new or changed file beside its place. */
    private void prepare(BlockImage image, Map<String, FatTree.Item> items, BitSet dirty, Map<String, Known> now, Map<String, Path> ready)
            throws IOException {
        for (var e : items.entrySet()) {
            String path = e.getKey();
            var item = e.getValue();
            var before = known.get(path);
            if (before != null && same(before, item, dirty)) {
                now.put(path, before);
            } else if (!parentIsFolder(path)) {
                remarks.accept(path + " is not carried to " + root + ": its folder is not there");
            } else if (item.folder()) {
                if (makeFolder(path, before)) now.put(path, known(path, item));
            } else if (mayReplace(path, before)) {
                ready.put(path, write(image, path, item));
            } else if (before != null) {
                now.put(path, before);
            }
        }
    }

    private static boolean same(Known before, FatTree.Item item, BitSet dirty) {
        if (before.folder() != item.folder()) return false;
        if (before.folder()) return true;
        if (before.guestSize() != item.size() || !java.util.Arrays.equals(before.chain(), item.chain())) return false;
        for (int c : item.chain()) if (dirty.get(c)) return false;
        return true;
    }

    /** Whether all folders above are folders, and no links to somewhere else. */
    private boolean parentIsFolder(String path) {
        Path p = root;
        String[] names = path.split("/");
        for (int i = 0; i < names.length - 1; i++) {
            p = p.resolve(names[i]);
            if (!Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) return false;
        }
        return true;
    }

    private boolean makeFolder(String path, Known before) throws IOException {
        Path p = host(path);
        if (before != null && !before.folder() && unchanged(p, before)) {
            view.unmap(p);
            Files.delete(p);
        }
        var there = attributes(p);
        if (there.isEmpty()) Files.createDirectory(p);
        else if (!there.get().isDirectory()) {
            remarks.accept(path + " is not carried to " + root + ": there is a file of that name");
            return false;
        }
        return true;
    }

    /** A file may be put at a path where there is none, or the one that was known. */
    private boolean mayReplace(String path, Known before) throws IOException {
        Path p = host(path);
        var there = attributes(p);
        boolean free = there.isEmpty() || before != null && !before.folder() && unchanged(p, before) && Files.isWritable(p);
        if (!free) remarks.accept(path + " is not carried to " + root + ": the host's own was changed, or may not be");
        return free;
    }

    private static boolean unchanged(Path p, Known before) throws IOException {
        var a = attributes(p);
        return a.isPresent() && a.get().isRegularFile() && a.get().size() == before.size() && a.get().lastModifiedTime().toMillis() == before.modified();
    }

    private Path write(BlockImage image, String path, FatTree.Item item) throws IOException {
        Path to = host(path).resolveSibling(TEMPORARY + temporaries++ + ".tmp");
        var options = java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (var out = FileChannel.open(to, options)) {
            var buffer = new byte[Math.max(BUFFER, volume.clusterBytes())];
            long left = item.size();
            for (int c : item.chain()) {
                int n = (int) Math.min(left, volume.clusterBytes());
                if (n == 0) break;
                image.read(volume.offset(c), buffer, 0, n);
                for (var b = java.nio.ByteBuffer.wrap(buffer, 0, n); b.hasRemaining();) out.write(b);
                left -= n;
            }
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(to);
            throw e;
        }
        if (item.modified() != 0) Files.setLastModifiedTime(to, FileTime.fromMillis(item.modified()));
        return to;
    }

    /** Removes what the guest has removed: files, or folders that are empty, the deepest first. */
    private void remove(Map<String, FatTree.Item> items, boolean folders) throws IOException {
        List<String> gone = new ArrayList<>();
        known.forEach((path, k) -> {
            if (!items.containsKey(path) && k.folder() == folders) gone.add(path);
        });
        for (String path : gone.reversed()) {
            Path p = host(path);
            if (!parentIsFolder(path) || attributes(p).isEmpty()) continue;
            try {
                if (folders && Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) Files.delete(p);
                else if (!folders && unchanged(p, known.get(path))) {
                    view.unmap(p);
                    Files.delete(p);
                } else {
                    remarks.accept(path + " is not removed from " + root + ": it was changed there");
                }
            } catch (IOException e) {
                remarks.accept(path + " is not removed from " + root + ": " + e.getMessage());
            }
        }
    }
}
