package lucid86.machine.disk.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lucid86.machine.disk.BlockImage;

/**
 * The files and folders on a volume as a guest has left it. Nothing that stands there is believed: chains must be whole and
 * belong to one file, names must be names.
 */
final class FatTree {
    private static final int DEPTH = 24, ENTRIES = 100_000, DELETED = 0xe5;

    /**
     * What a path leads to.
     *
     * @param chain its clusters in order
     */
    record Item(boolean folder, long size, long modified, int[] chain) {}

    /** The volume is in the middle of a change, or damaged: there is no tree to take from it now. */
    static final class Inconsistent extends IOException {
        private static final long serialVersionUID = 1;

        Inconsistent(String what) {
            super(what);
        }
    }

    private final BlockImage image;
    private final FatVolume volume;
    private final int[] fat;
    private final BitSet used = new BitSet();
    private final Map<String, Item> items = new LinkedHashMap<>();
    /** Paths whose names cannot be names on the host. */
    private final Map<String, String> refused = new LinkedHashMap<>();

    private FatTree(BlockImage image, FatVolume volume) throws IOException {
        this.image = image;
        this.volume = volume;
        fat = new int[volume.clusters() + 2];
        readTable();
    }

    /**
     * Paths, with slashes between names, folders before what is in them; what could not be taken over with the reason; clusters
     * that are in use by no file.
     */
    record Result(Map<String, Item> items, Map<String, String> refused, BitSet lost) {}

    static Result read(BlockImage image, FatVolume volume) throws IOException {
        var t = new FatTree(image, volume);
        if (volume.fat32()) {
            var boot = new byte[FatVolume.SECTOR];
            image.read(FatVolume.START * (long) FatVolume.SECTOR, boot, 0, boot.length);
            int first = ByteBuffer.wrap(boot).order(ByteOrder.LITTLE_ENDIAN).getInt(44);
            t.directory("", t.content(t.chain(first, "/")), 0);
        } else {
            var root = new byte[volume.rootEntries() * FatVolume.ENTRY];
            image.read(volume.rootStart() * (long) FatVolume.SECTOR, root, 0, root.length);
            t.directory("", root, 0);
        }
        return new Result(t.items, t.refused, t.lost());
    }

    private BitSet lost() {
        var all = new BitSet();
        for (int c = 2; c < fat.length; c++) if (fat[c] != 0 && fat[c] != FatVolume.BAD && !used.get(c)) all.set(c);
        return all;
    }

    private void readTable() throws IOException {
        var bytes = new byte[volume.fatSectors() * FatVolume.SECTOR];
        image.read(volume.fatStart() * (long) FatVolume.SECTOR, bytes, 0, bytes.length);
        var b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < fat.length; i++) {
            int v = volume.fat32() ? b.getInt(i * 4) & 0x0fff_ffff : b.getShort(i * 2) & 0xffff;
            fat[i] = !volume.fat32() && v >= 0xfff7 ? v | 0x0fff_0000 : v;
        }
    }

    /** The clusters from a first one on; each belongs to one file. */
    private int[] chain(int first, String path) throws Inconsistent {
        var all = new int[16];
        int n = 0;
        for (int c = first; c < FatVolume.END_FROM || c < 0; c = fat[c]) {
            if (!volume.valid(c) || used.get(c)) throw new Inconsistent("the clusters of " + path + " are in disorder");
            used.set(c);
            if (n == all.length) all = java.util.Arrays.copyOf(all, n * 2);
            all[n++] = c;
        }
        return java.util.Arrays.copyOf(all, n);
    }

    private byte[] content(int[] chain) throws IOException {
        if ((long) chain.length * volume.clusterBytes() > 1 << 23) throw new Inconsistent("a directory has more than 8 MiB");
        var bytes = new byte[chain.length * volume.clusterBytes()];
        for (int i = 0; i < chain.length; i++) image.read(volume.offset(chain[i]), bytes, i * volume.clusterBytes(), volume.clusterBytes());
        return bytes;
    }

    private void directory(String path, byte[] d, int depth) throws IOException {
        if (depth == DEPTH) throw new Inconsistent("the folders are too deep");
        var names = new java.util.HashSet<String>();
        var longName = new LongName();
        for (int at = 0; at + FatVolume.ENTRY <= d.length && d[at] != 0; at += FatVolume.ENTRY) {
            int attributes = d[at + 11] & 0x3f;
            if ((d[at] & 0xff) == DELETED) {
                longName.forget();
            } else if (attributes == DirectoryBytes.LONG_NAME) {
                longName.piece(d, at);
            } else {
                String name = longName.complete(d, at).orElse(FatName.text(d, at, d[at + 12]));
                longName.forget();
                if ((attributes & DirectoryBytes.VOLUME) == 0 && d[at] != '.') entry(path, name, d, at, depth, names);
            }
        }
    }

    private void entry(String path, String name, byte[] d, int at, int depth, java.util.Set<String> names) throws IOException {
        var b = ByteBuffer.wrap(d).order(ByteOrder.LITTLE_ENDIAN);
        boolean folder = (d[at + 11] & DirectoryBytes.FOLDER) != 0;
        int first = b.getShort(at + 26) & 0xffff | (volume.fat32() ? b.getShort(at + 20) << 16 : 0);
        long size = folder ? 0 : b.getInt(at + 28) & 0xffffffffL;
        long modified = DirectoryBytes.millis(b.getShort(at + 24) & 0xffff, b.getShort(at + 22) & 0xffff);
        String full = path.isEmpty() ? name : path + "/" + name;
        int[] chain = first == 0 ? new int[0] : chain(first, full);
        if (folder ? chain.length == 0 : chain.length < volume.clustersFor(size)) throw new Inconsistent(full + " is not complete");
        if (!FatName.usable(name) || name.startsWith(FolderSync.TEMPORARY)) {
            refused.put(full, "the host cannot have its name");
            return;
        }
        if (!names.add(name.toUpperCase(Locale.ROOT))) throw new Inconsistent(full + " is there twice");
        if (items.size() == ENTRIES) throw new Inconsistent("there are more than " + ENTRIES + " files");
        items.put(full, new Item(folder, size, modified, chain));
        if (folder) directory(full, content(chain), depth + 1);
    }

    /** Collects the pieces of a long name, which stand before the entry they belong to, last piece first. */
    private static final class LongName {
        private final StringBuilder name = new StringBuilder();
        private int expected, checksum;

        void forget() {
            name.setLength(0);
            expected = 0;
        }

        void piece(byte[] d, int at) {
            int number = d[at] & 0x1f, sum = d[at + 13] & 0xff;
            if ((d[at] & 0x40) != 0) {
                forget();
                expected = number;
                checksum = sum;
            }
            if (number == 0 || number != expected || sum != checksum) {
                forget();
                return;
            }
            expected--;
            var part = new StringBuilder();
            for (int i : FatName.PIECE) {
                char c = (char) (d[at + i] & 0xff | (d[at + i + 1] & 0xff) << 8);
                if (c == 0) break;
                part.append(c);
            }
            name.insert(0, part);
        }

        Optional<String> complete(byte[] d, int at) {
            return name.isEmpty() || expected != 0 || FatName.checksum(d, at) != checksum ? Optional.empty() : Optional.of(name.toString());
        }
    }
}
