package lucid86.machine.dev.fdc82077;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.FloppyFormat;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * A floppy drive and the disk in it. The disk's sectors are those of its format, all 512 bytes; marks of deleted
 * data are remembered while the disk stays in.
 */
public final class FloppyDrive {
    static final int SECTOR = 512;
    /** The head can move a little beyond the last cylinder. */
    private static final int LAST_TRACK = 83;

    /** What CMOS register 10h calls the drive. */
    public enum Type {
        D360(1), D1200(2), D720(3), D1440(4), D2880(5);

        private final int cmos;

        Type(int cmos) {
            this.cmos = cmos;
        }

        /** The four bits for CMOS register 10h. */
        public int cmos() {
            return cmos;
        }

        /** The drive a disk of this format belongs into; 3.5" high density for the small 3.5" formats too, as PCs had. */
        public static Type holding(FloppyFormat f) {
            return switch (f) {
                case D160, D180, D320, D360, D1200 -> D1200;
                case D720, D1440, D1680, D1722 -> D1440;
                case D2880 -> D2880;
            };
        }
    }

    private record Disk(BlockImage image, FloppyFormat format) {}

    private final Type type;
    private Optional<Disk> disk = Optional.empty();
    private final BitSet deleted = new BitSet();
    private int track;
    private boolean changed = true;
    private Runnable inserted = () -> {};

    public FloppyDrive(Type type) {
        this.type = type;
    }

    void onInsert(Runnable r) {
        inserted = r;
    }

    public Type type() {
        return type;
    }

    /**
     * Puts a disk in.
     *
     * @return the disk that was there, for the caller to close
     * @throws IllegalArgumentException when the size is no floppy format; {@code Images.open} never gives such an image for a floppy
     */
    public Optional<BlockImage> insert(BlockImage image) {
        var format = FloppyFormat.ofSize(image.size()).orElseThrow(() ->
                new IllegalArgumentException(image.name() + " has " + image.size() + " bytes, which is no floppy format"));
        var old = eject();
        disk = Optional.of(new Disk(image, format));
        inserted.run();
        return old;
    }

    /** Takes the disk out; returns it for the caller to close. */
    public Optional<BlockImage> eject() {
        var old = disk.map(Disk::image);
        disk = Optional.empty();
        deleted.clear();
        changed = true;
        return old;
    }

    public Optional<BlockImage> disk() {
        return disk.map(Disk::image);
    }

    public Optional<FloppyFormat> format() {
        return disk.map(Disk::format);
    }

    // ---- for the controller -----------------------------------------------------------------------------------------

    int track() {
        return track;
    }

    /** The disk change line: set until the head steps with a disk in the drive. */
    boolean changed() {
        return changed;
    }

    boolean writeProtected() {
        return disk.isPresent() && disk.get().image().readOnly();
    }

    /** Moves the head by a number of tracks, as far as it goes. */
    void step(int tracks) {
        if (tracks == 0) return;
        track = Math.clamp(track + tracks, 0, LAST_TRACK);
        if (disk.isPresent()) changed = false;
    }

    /** Sectors found under this head at this data rate (bits as in CCR): 0 when nothing can be read there. */
    int sectors(int head, int rate) {
        if (disk.isEmpty()) return 0;
        FloppyFormat f = disk.get().format();
        boolean readable = switch (f.rate()) {
            case KBPS_250 -> rate == 2 || rate == 1; // 300 kbit/s in drives that turn at 360 rpm
            case KBPS_500 -> rate == 0;
            case KBPS_1000 -> rate == 3;
        };
        return readable && track < f.cylinders() && head < f.heads() ? f.sectors() : 0;
    }

    private int number(int head, int sector) {
        FloppyFormat f = disk.orElseThrow().format();
        return (track * f.heads() + head) * f.sectors() + sector - 1;
    }

    boolean deleted(int head, int sector) {
        return deleted.get(number(head, sector));
    }

    /** Reads a sector of the current track; sectors count from 1. */
    void read(int head, int sector, byte[] to) throws IOException {
        disk.orElseThrow().image().read((long) number(head, sector) * SECTOR, to, 0, SECTOR);
    }

    void write(int head, int sector, byte[] data, boolean markDeleted) throws IOException {
        disk.orElseThrow().image().write((long) number(head, sector) * SECTOR, data, 0, SECTOR);
        deleted.set(number(head, sector), markDeleted);
    }

    /** Makes the host's file complete; called when the motor stops. */
    void flush() throws IOException {
        if (disk.isPresent() && !disk.get().image().readOnly()) disk.get().image().flush();
    }

    void view(DeviceView.Builder view, int unit) {
        view.group("Drive " + (char) ('A' + unit))
                .text("type", type)
                .text("disk", disk.map(d -> d.image().name()).orElse("none"))
                .text("format", disk.map(d -> d.format().words()).orElse(""))
                .text("track", track)
                .text("tracks", disk.map(d -> d.format().cylinders()).orElse(0))
                .text("sides", disk.map(d -> d.format().heads()).orElse(0))
                .text("sectors", disk.map(d -> d.format().sectors()).orElse(0))
                .flag("changed", changed)
                .flag("write-protected", writeProtected());
    }

    void save(StateOut o, String prefix) {
        o.putInts(prefix, new int[] {track, changed ? 1 : 0});
        o.putLongs(prefix + ".deleted", deleted.toLongArray());
    }

    void load(StateIn in, String prefix) {
        int[] v = in.getInts(prefix);
        long[] marks = in.getLongs(prefix + ".deleted");
        if (v.length != 2 || v[0] < 0 || v[0] > LAST_TRACK || marks.length > 90)
            throw new IllegalArgumentException("saved state of floppy " + prefix + " is out of range");
        track = v[0];
        changed = v[1] != 0;
        deleted.clear();
        deleted.or(BitSet.valueOf(marks));
    }
}
