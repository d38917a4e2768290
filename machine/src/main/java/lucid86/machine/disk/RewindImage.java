package lucid86.machine.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A medium that can be seen as it was at earlier times. While a history is kept, a block's former contents are remembered when
 * it is first written after each checkpoint. Set back in time, it shows former contents, and what is written then is kept apart:
 * the image below always holds the present, until {@link #fork} makes the past the present.
 *
 * <p>Without a history it only passes calls on.
 */
public final class RewindImage implements BlockImage {
    private static final int BLOCK = 4096;

    /** Time of a checkpoint that is before all others. */
    public static final long BEGINNING = -1;

    private final Path source;
    private final BlockImage base;
    /** For each checkpoint, what blocks held that were written after it and before the next. Empty: no history is kept. */
    private final TreeMap<Long, Map<Long, byte[]>> former = new TreeMap<>();
    /** What was written since the medium was set back in time; null in the present. */
    private Map<Long, byte[]> past;
    private long pastFrom;
    /** For recordings: blocks used, and what those held at first that were written. Null when nobody records. */
    private BitSet used;
    private Map<Long, byte[]> first = Map.of();

    /** Takes over an image and closes it in the end. */
    public RewindImage(Path source, BlockImage base) {
        this.source = source;
        this.base = base;
    }

    /** Where the image came from. */
    public Path source() {
        return source;
    }

    // ---- history --------------------------------------------------------------------------------------------------------

    /** Marks a moment that can be gone back to; the first one begins the history. Also in the past, between two others. */
    public void checkpoint(long time) {
        if (past == null) {
            former.put(time, new HashMap<>());
            return;
        }
        var interval = former.floorEntry(time);
        if (interval == null || interval.getKey() == time) return;
        var here = new HashMap<Long, byte[]>();
        interval.getValue().forEach((b, bytes) -> here.put(b, past.getOrDefault(b, bytes)));
        former.put(time, here);
    }

    /** Shows the medium as it was at a checkpoint. */
    public void goTo(long time) {
        past = new HashMap<>();
        pastFrom = time;
    }

    /** Shows the present again. */
    public void toPresent() {
        past = null;
    }

    /** Makes the past the present: what happened after it is undone in the image. */
    public void fork() throws IOException {
        if (past == null) return;
        var from = former.floorKey(pastFrom);
        var undo = new HashMap<Long, byte[]>();
        for (var interval : former.tailMap(from, true).values()) interval.forEach(undo::putIfAbsent);
        former.tailMap(from, false).clear();
        for (var e : undo.entrySet()) base.write(e.getKey() * BLOCK, e.getValue(), 0, e.getValue().length);
        former.put(from, undo);
        var written = past;
        past = null;
        for (var e : written.entrySet()) write(e.getKey() * BLOCK, e.getValue(), 0, e.getValue().length);
    }

    /** Forgets a checkpoint; earlier and later ones stay. */
    public void forget(long time) {
        var gone = former.remove(time);
        var earlier = former.floorEntry(time);
        if (gone != null && earlier != null) gone.forEach(earlier.getValue()::putIfAbsent);
    }

    /** Forgets all of the history; the present is shown. */
    public void endHistory() {
        former.clear();
        past = null;
    }

    /** Bytes of memory the history takes. */
    public long historyBytes() {
        long blocks = past == null ? 0 : past.size();
        for (var interval : former.values()) blocks += interval.size();
        return blocks * BLOCK;
    }

    // ---- recording ------------------------------------------------------------------------------------------------------

    /** From now on notes what the medium held where it is used. */
    public void noteUse() {
        used = new BitSet();
        first = new HashMap<>();
    }

    /** Every block used since {@link #noteUse}, by its offset, as it was then. */
    public Map<Long, byte[]> contentsUsed() throws IOException {
        var all = new TreeMap<Long, byte[]>();
        if (used == null) return all;
        for (int b = used.nextSetBit(0); b >= 0; b = used.nextSetBit(b + 1)) {
            byte[] then = first.get((long) b);
            all.put((long) b * BLOCK, then != null ? then : readBlock(base, b));
        }
        return all;
    }

    // ---- BlockImage -----------------------------------------------------------------------------------------------------

    /** The image below. */
    public BlockImage base() {
        return base;
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public boolean readOnly() {
        return base.readOnly();
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        if (used != null && count > 0) used.set((int) (offset / BLOCK), (int) ((offset + count - 1) / BLOCK) + 1);
        if (past == null) {
            base.read(offset, to, from, count);
            return;
        }
        while (count > 0) {
            int within = (int) (offset % BLOCK), n = Math.min(count, BLOCK - within);
            var block = pastBlock(offset / BLOCK);
            if (block.isPresent()) System.arraycopy(block.get(), within, to, from, n);
            else base.read(offset, to, from, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    /** What a block held at the time shown; empty when it holds the same now. */
    private Optional<byte[]> pastBlock(long block) {
        byte[] mine = past.get(block);
        if (mine != null) return Optional.of(mine);
        SortedMap<Long, Map<Long, byte[]>> since = former.tailMap(former.floorKey(pastFrom), true);
        for (var interval : since.values()) {
            byte[] then = interval.get(block);
            if (then != null) return Optional.of(then);
        }
        return Optional.empty();
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size());
        if (base.readOnly()) throw new ImageException(name() + " is write-protected");
        if (used != null || !former.isEmpty() || past != null)
            for (long b = offset / BLOCK; b * BLOCK < offset + count; b++) beforeWrite(b);
        if (past == null) {
            base.write(offset, data, from, count);
            return;
        }
        while (count > 0) {
            int within = (int) (offset % BLOCK), n = Math.min(count, BLOCK - within);
            System.arraycopy(data, from, past.get(offset / BLOCK), within, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    private void beforeWrite(long b) throws IOException {
        if (past != null) {
            // A copy: a checkpoint may hold the array that is there.
            var now = pastBlock(b);
            past.put(b, now.isPresent() ? now.get().clone() : readBlock(base, b));
            return;
        }
        var interval = former.lastEntry();
        boolean remember = interval != null && !interval.getValue().containsKey(b);
        boolean note = used != null && !first.containsKey(b);
        if (!remember && !note) return;
        byte[] now = readBlock(base, b);
        if (remember) interval.getValue().put(b, now);
        if (note) {
            used.set((int) b);
            first.put(b, now);
        }
    }

    private byte[] readBlock(BlockImage image, long b) throws IOException {
        var bytes = new byte[(int) Math.min(BLOCK, size() - b * BLOCK)];
        image.read(b * BLOCK, bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public void flush() throws IOException {
        if (past == null) base.flush();
    }

    @Override
    public void close() throws IOException {
        endHistory();
        base.close();
    }
}
