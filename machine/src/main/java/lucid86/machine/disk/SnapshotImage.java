package lucid86.machine.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Copy on write: reads come from the base image until a cluster is written, which then lives in a temporary file made at
 * the first write and deleted on close. The base is never written.
 */
public final class SnapshotImage implements BlockImage {
    private static final int CLUSTER = 64 << 10;

    private final BlockImage base;
    /** Cluster number to its slot in the temporary file. */
    private final Map<Long, Integer> slots = new HashMap<>();
    private Optional<ScratchFile> scratch = Optional.empty();
    private boolean closed;

    /** Takes over the base image and closes it in the end. */
    public SnapshotImage(BlockImage base) {
        this.base = base;
    }

    @Override
    public String name() {
        return base.name() + " (snapshot)";
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    /** The image that is never written. */
    public BlockImage base() {
        return base;
    }

    /** Everything written so far, by offset, in clusters. */
    public Map<Long, byte[]> written() throws IOException {
        var all = new TreeMap<Long, byte[]>();
        for (long cluster : slots.keySet()) {
            var bytes = new byte[(int) Math.min(CLUSTER, size() - cluster * CLUSTER)];
            read(cluster * CLUSTER, bytes, 0, bytes.length);
            all.put(cluster * CLUSTER, bytes);
        }
        return all;
    }

    /** Forgets everything written: the base shows again. */
    public void forget() {
        slots.clear();
    }

    /** Bytes of temporary storage in use. */
    public long scratchBytes() {
        return (long) slots.size() * CLUSTER;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        while (count > 0) {
            int within = (int) (offset % CLUSTER);
            int n = Math.min(count, CLUSTER - within);
            Integer slot = slots.get(offset / CLUSTER);
            if (slot == null) base.read(offset, to, from, n);
            else {
                RandomAccessFile file = scratch.orElseThrow().file();
                file.seek((long) slot * CLUSTER + within);
                file.readFully(to, from, n);
            }
            offset += n;
            from += n;
            count -= n;
        }
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        if (closed) throw new ImageException(name() + " is closed: attach it again");
        if (scratch.isEmpty()) scratch = Optional.of(ScratchFile.create());
        RandomAccessFile file = scratch.get().file();
        while (count > 0) {
            int within = (int) (offset % CLUSTER);
            int n = Math.min(count, CLUSTER - within);
            int slot = slot(offset / CLUSTER, file);
            file.seek((long) slot * CLUSTER + within);
            file.write(data, from, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    /** Gives a cluster its place in the temporary file, with the base's content. The table changes only when the copy succeeded. */
    private int slot(long cluster, RandomAccessFile file) throws IOException {
        Integer known = slots.get(cluster);
        if (known != null) return known;
        var copy = new byte[CLUSTER];
        base.read(cluster * CLUSTER, copy, 0, (int) Math.min(CLUSTER, size() - cluster * CLUSTER));
        int slot = slots.size();
        file.seek((long) slot * CLUSTER);
        file.write(copy);
        slots.put(cluster, slot);
        return slot;
    }

    /** Nothing here outlives the session, so there is nothing to wait for. */
    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        try {
            if (scratch.isPresent()) scratch.get().close();
        } finally {
            base.close();
        }
    }
}
