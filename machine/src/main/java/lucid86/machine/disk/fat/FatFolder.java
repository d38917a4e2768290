package lucid86.machine.disk.fat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Consumer;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.ImageException;
import lucid86.machine.disk.SnapshotImage;

/**
 * A folder of the host as a hard disk with one FAT partition, named {@code fat:FOLDER}, or {@code fat:rw:FOLDER} when the guest
 * may write; {@code 32:} before the folder makes it FAT32 whatever its size. The disk shows the folder as it was when it was
 * opened. What the guest writes is kept aside and carried to the folder whenever the guest flushes the disk, and when the
 * disk is closed; while the volume is in the middle of a change, that waits.
 */
public final class FatFolder implements BlockImage {
    private static final String PREFIX = "fat:";

    private final FatView view;
    private final BlockImage disk;
    private final FolderSync sync;
    private final Consumer<String> remarks;
    private final BitSet dirty = new BitSet();
    private boolean changed, closed;

    private FatFolder(Path folder, FatView view, Consumer<String> remarks) throws IOException {
        this.view = view;
        this.remarks = remarks;
        disk = new SnapshotImage(view);
        sync = new FolderSync(folder, view, remarks);
    }

    /** Whether an image's name means a folder. */
    public static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * Opens a folder.
     *
     * @param write whether the guest's changes may be carried back, if the name asks for it
     */
    public static BlockImage open(String name, boolean write, Consumer<String> remarks) throws IOException {
        String rest = name.substring(PREFIX.length());
        boolean rw = false, fat32 = false;
        while (true) {
            if (rest.startsWith("rw:")) rw = true;
            else if (rest.startsWith("32:")) fat32 = true;
            else break;
            rest = rest.substring(3);
        }
        if (rest.startsWith("floppy:") || rest.startsWith("12:") || rest.startsWith("16:"))
            throw new ImageException(name + " asks for what is not made: a folder is a hard disk with FAT16 or (32:) FAT32");
        Path folder = Path.of(rest);
        var found = FolderScan.read(folder, remarks);
        var volume = FatVolume.forContent(found.bytes(), entries(found.root()), fat32)
                .orElseThrow(() -> new ImageException(folder + " holds more than fits a FAT disk here: share a smaller folder"));
        var view = new FatView(name, volume, found.root(), "LUCID86", remarks);
        return rw && write ? new FatFolder(folder.toRealPath(), view, remarks) : view;
    }

    /** Directory entries that the root needs: the label, and for each file a short name and the pieces of a long one. */
    private static int entries(FolderEntry root) {
        return 1 + root.children().stream().mapToInt(e -> 1 + (e.name().length() + 12) / 13).sum();
    }

    @Override
    public String name() {
        return view.name();
    }

    @Override
    public long size() {
        return view.size();
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        disk.read(offset, to, from, count);
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        disk.write(offset, data, from, count);
        changed = true;
        long start = offset - (long) view.volume().dataStart() * FatVolume.SECTOR, end = start + count - 1;
        if (end < 0) return;
        int unit = view.volume().clusterBytes();
        dirty.set((int) (Math.max(0, start) / unit) + 2, (int) (end / unit) + 3);
    }

    @Override
    public void flush() throws IOException {
        carry(false);
    }

    private void carry(boolean last) throws IOException {
        if (!changed) return;
        try {
            sync.carry(disk, dirty);
            dirty.clear();
            changed = false;
        } catch (FatTree.Inconsistent e) {
            if (last) remarks.accept(name() + ": the last changes are not carried over: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        try (disk) {
            carry(true);
        }
    }
}
