package lucid86.machine.disk.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.ImageException;

/**
 * The disk as the folder was when it was opened: boot sectors, tables and directories in memory, the content of files read
 * from the host when it is asked for. Read-only.
 */
final class FatView implements BlockImage {
    private static final int SIGNATURE = 0xaa55, MEDIA = 0xf8;

    private final String name;
    private final FatVolume volume;
    private final int[] fat;
    private final byte[] mbr = new byte[FatVolume.SECTOR];
    private final byte[] reserved;
    private byte[] root = {};
    /** Whole directory clusters by number. */
    private final Map<Integer, byte[]> directories = new HashMap<>();
    /** The file behind each cluster, and which of its clusters that is. */
    private final Path[] files;
    private final int[] indices;
    private int nextCluster = 2;
    private Path openPath;
    private FileChannel open;
    private final Consumer<String> remarks;
    private final Set<Path> missing = new HashSet<>();

    FatView(String name, FatVolume volume, FolderEntry folder, String label, Consumer<String> remarks) throws ImageException {
        this.name = name;
        this.volume = volume;
        this.remarks = remarks;
        fat = new int[volume.clusters() + 2];
        files = new Path[fat.length];
        indices = new int[fat.length];
        reserved = new byte[volume.reserved() * FatVolume.SECTOR];
        fat[0] = 0x0fff_ff00 | MEDIA;
        fat[1] = FatVolume.END_OF_CHAIN;
        partition();
        var dir = new DirectoryBytes();
        dir.label(label);
        // The root comes first, since FAT32 keeps its number in the boot sector.
        int self = volume.fat32() ? newChain() : 0;
        byte[] bytes = directory(folder.children(), dir, self);
        if (volume.fat32()) place(self, bytes);
        else root = DirectoryBytes.filled(bytes, volume.rootEntries() * FatVolume.ENTRY);
        bootSector(self);
    }

    FatVolume volume() {
        return volume;
    }

    // ---- making it -------------------------------------------------------------------------------------------------------

    /** Gives every entry its clusters and makes the directory's bytes. */
    private byte[] directory(List<FolderEntry> entries, DirectoryBytes dir, int self) throws ImageException {
        for (FolderEntry e : entries) {
            int first = 0;
            if (e.folder()) {
                first = newChain();
                var below = new DirectoryBytes();
                below.dots(first, volume.fat32() && self == 2 ? 0 : self);
                place(first, directory(e.children(), below, first));
            } else if (e.size() > 0) {
                first = nextCluster;
                int n = volume.clustersFor(e.size());
                for (int i = 0; i < n; i++) {
                    int c = take();
                    files[c] = e.path();
                    indices[c] = i;
                    fat[c] = i == n - 1 ? FatVolume.END_OF_CHAIN : c + 1;
                }
            }
            dir.entry(e, first);
        }
        return dir.bytes();
    }

    private int take() throws ImageException {
        if (!volume.valid(nextCluster)) throw new ImageException(name + " holds more than fits the disk made of it: share a smaller folder");
        return nextCluster++;
    }

    private int newChain() throws ImageException {
        int c = take();
        fat[c] = FatVolume.END_OF_CHAIN;
        return c;
    }

    /** Stores a directory in its first cluster and as many more as it needs. */
    private void place(int first, byte[] bytes) throws ImageException {
        byte[] whole = DirectoryBytes.filled(bytes, volume.clusterBytes());
        int c = first;
        for (int at = 0; at < whole.length; at += volume.clusterBytes()) {
            if (at > 0) {
                int more = newChain();
                fat[c] = more;
                c = more;
            }
            directories.put(c, Arrays.copyOfRange(whole, at, at + volume.clusterBytes()));
        }
    }

    private void partition() {
        long sectors = volume.totalSectors() - FatVolume.START;
        var b = ByteBuffer.wrap(mbr).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, (byte) 0xcd).put(1, (byte) 0x18); // INT 18h: nothing to boot
        b.putInt(440, 0x0086_10c1); // an identifier some systems want
        boolean lba = volume.heads() > 16;
        b.put(446, (byte) 0).put(450, (byte) (volume.fat32() ? 0x0c : lba ? 0x0e : 0x06));
        geometry(b, 447, FatVolume.START);
        geometry(b, 451, volume.totalSectors() - 1);
        b.putInt(454, FatVolume.START).putInt(458, (int) sectors).putShort(510, (short) SIGNATURE);
    }

    private void geometry(ByteBuffer b, int at, long sector) {
        long cylinder = sector / FatVolume.TRACK / volume.heads();
        int head = (int) (sector / FatVolume.TRACK % volume.heads()), s = (int) (sector % FatVolume.TRACK) + 1;
        if (cylinder > 1023) {
            cylinder = 1023;
            head = volume.heads() - 1;
            s = FatVolume.TRACK;
        }
        b.put(at, (byte) head).put(at + 1, (byte) (s | (int) cylinder >>> 2 & 0xc0)).put(at + 2, (byte) cylinder);
    }

    private void bootSector(int rootCluster) {
        var b = ByteBuffer.wrap(reserved).order(ByteOrder.LITTLE_ENDIAN);
        long sectors = volume.totalSectors() - FatVolume.START;
        b.put(0, (byte) 0xeb).put(1, (byte) 0x58).put(2, (byte) 0x90).put(3, "LUCID86 ".getBytes(StandardCharsets.US_ASCII));
        b.putShort(11, (short) FatVolume.SECTOR).put(13, (byte) volume.clusterSectors()).putShort(14, (short) volume.reserved());
        b.put(16, (byte) 2).putShort(17, (short) volume.rootEntries()).put(21, (byte) MEDIA);
        b.putShort(24, (short) FatVolume.TRACK).putShort(26, (short) volume.heads()).putInt(28, FatVolume.START).putInt(32, (int) sectors);
        int at = 36;
        if (volume.fat32()) {
            b.putInt(36, volume.fatSectors()).putInt(44, rootCluster).putShort(48, (short) 1).putShort(50, (short) 6);
            at = 64;
        } else {
            b.putShort(22, (short) volume.fatSectors());
        }
        b.put(at, (byte) 0x80).put(at + 2, (byte) 0x29).putInt(at + 3, 0x8610_c1d8);
        b.put(at + 7, "NO NAME    ".getBytes(StandardCharsets.US_ASCII));
        b.put(at + 18, (volume.fat32() ? "FAT32   " : "FAT16   ").getBytes(StandardCharsets.US_ASCII));
        b.put(0x5a, (byte) 0xcd).put(0x5b, (byte) 0x18).putShort(510, (short) SIGNATURE);
        if (!volume.fat32()) return;
        b.putInt(512, 0x4161_5252).putInt(512 + 484, 0x6141_7272).putInt(512 + 488, fat.length - nextCluster).putInt(512 + 492, nextCluster);
        b.putShort(512 + 510, (short) SIGNATURE);
        System.arraycopy(reserved, 0, reserved, 6 * 512, 1024);
    }

    // ---- reading ---------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return volume.totalSectors() * FatVolume.SECTOR;
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        while (count > 0) {
            long sector = offset / FatVolume.SECTOR;
            int within = (int) (offset % FatVolume.SECTOR);
            int n;
            if (sector >= volume.dataStart()) {
                long at = offset - (long) volume.dataStart() * FatVolume.SECTOR;
                n = (int) Math.min(count, volume.clusterBytes() - at % volume.clusterBytes());
                data((int) (at / volume.clusterBytes()) + 2, (int) (at % volume.clusterBytes()), to, from, n);
            } else {
                n = Math.min(count, FatVolume.SECTOR - within);
                System.arraycopy(sector((int) sector), within, to, from, n);
            }
            offset += n;
            from += n;
            count -= n;
        }
    }

    /** A sector before the data. */
    private byte[] sector(int s) {
        if (s == 0) return mbr;
        if (s < FatVolume.START) return new byte[FatVolume.SECTOR];
        if (s < volume.fatStart()) return part(reserved, s - FatVolume.START);
        if (s >= volume.rootStart()) return part(root, s - volume.rootStart());
        int perSector = FatVolume.SECTOR / volume.entryBytes(), first = (s - volume.fatStart()) % volume.fatSectors() * perSector;
        var b = ByteBuffer.allocate(FatVolume.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < perSector && first + i < fat.length; i++) {
            if (volume.fat32()) b.putInt(i * 4, fat[first + i]);
            else b.putShort(i * 2, (short) fat[first + i]);
        }
        return b.array();
    }

    private static byte[] part(byte[] whole, int sector) {
        return Arrays.copyOfRange(whole, sector * FatVolume.SECTOR, (sector + 1) * FatVolume.SECTOR);
    }

    private void data(int cluster, int within, byte[] to, int from, int n) throws IOException {
        byte[] dir = directories.get(cluster);
        if (dir != null) {
            System.arraycopy(dir, within, to, from, n);
            return;
        }
        Arrays.fill(to, from, from + n, (byte) 0);
        Path file = files[cluster];
        if (file == null) return;
        // What the host has removed or cut off since reads as zeros.
        if (!file.equals(openPath) && !openFile(file)) return;
        var b = ByteBuffer.wrap(to, from, n);
        long at = (long) indices[cluster] * volume.clusterBytes() + within;
        while (b.hasRemaining()) {
            int got = open.read(b, at);
            if (got <= 0) return;
            at += got;
        }
    }

    private boolean openFile(Path file) throws IOException {
        forgetOpen();
        try {
            open = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            openPath = file;
            return true;
        } catch (NoSuchFileException _) {
            if (missing.add(file)) remarks.accept(file + " was removed on the host: the guest sees zeros in its place");
            return false;
        }
    }

    /** From now on, these clusters are what a file holds. */
    void map(Path file, int[] chain) {
        for (int i = 0; i < chain.length; i++) {
            files[chain[i]] = file;
            indices[chain[i]] = i;
            directories.remove(chain[i]);
        }
    }

    /** A file is gone from the host, or is another one now. */
    void unmap(Path file) {
        forgetOpen();
        for (int c = 0; c < files.length; c++) if (file.equals(files[c])) files[c] = null;
    }

    void forgetOpen() {
        try {
            if (open != null) open.close();
        } catch (IOException _) {
            // it was only read
        }
        open = null;
        openPath = null;
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        throw new ImageException(name + " is write-protected: 'fat:rw:' in place of 'fat:' lets the guest write to the folder");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        forgetOpen();
    }
}
