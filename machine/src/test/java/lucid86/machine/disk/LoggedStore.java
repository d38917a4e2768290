package lucid86.machine.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file in memory that remembers every write, so that it can be looked at as it would be after a crash at any moment. */
final class LoggedStore implements ByteStore {
    private static final int SECTOR = 512;

    /** A write; a force has no data. */
    private record Entry(long offset, byte[] data) {}

    private final byte[] before;
    private byte[] bytes;
    private int length;
    private final List<Entry> log = new ArrayList<>();

    LoggedStore(byte[] content) {
        before = content.clone();
        bytes = content.clone();
        length = content.length;
    }

    /** Number of writes and forces so far. */
    int moment() {
        return log.size();
    }

    /** The file after the program was killed at a moment: all writes before it. */
    byte[] killedAt(int moment) {
        var f = new LoggedStore(before);
        for (Entry e : log.subList(0, moment)) f.apply(e, 0, e.data().length);
        return f.content();
    }

    /** The file after the host crashed at a moment: writes before the last force, and any sectors of any later ones. */
    byte[] crashedAt(int moment, Random random) {
        var f = new LoggedStore(before);
        int forced = moment;
        while (forced > 0 && log.get(forced - 1).data().length > 0) forced--;
        for (Entry e : log.subList(0, forced)) f.apply(e, 0, e.data().length);
        int chance = random.nextInt(5);
        for (Entry e : log.subList(forced, moment)) {
            int from = 0;
            while (from < e.data().length) {
                int n = Math.min(e.data().length - from, (int) (SECTOR - (e.offset() + from) % SECTOR));
                if (random.nextInt(4) < chance) f.apply(e, from, n);
                from += n;
            }
        }
        return f.content();
    }

    private void apply(Entry e, int from, int n) {
        int end = (int) e.offset() + from + n;
        if (end > bytes.length) bytes = Arrays.copyOf(bytes, end * 2);
        System.arraycopy(e.data(), from, bytes, (int) e.offset() + from, n);
        if (n > 0) length = Math.max(length, end);
    }

    byte[] content() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String name() {
        return "logged";
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) {
        int n = Math.clamp(length - offset, 0, count);
        if (n > 0) System.arraycopy(bytes, Math.toIntExact(offset), to, from, n);
        Arrays.fill(to, from + n, from + count, (byte) 0);
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) {
        if (count == 0) return;
        var e = new Entry(offset, Arrays.copyOfRange(data, from, from + count));
        log.add(e);
        apply(e, 0, count);
    }

    @Override
    public void force() {
        log.add(new Entry(0, new byte[0]));
    }

    @Override
    public void close() {}
}
