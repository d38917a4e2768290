package lucid86.machine.dev.ide;

import static lucid86.machine.dev.ide.PacketReply.DONE;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.ide.PacketReply.Bytes;
import lucid86.machine.dev.ide.PacketReply.Failed;
import lucid86.machine.dev.ide.PacketReply.Sectors;
import lucid86.machine.dev.ide.PacketReply.Wanted;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The command set of a CD-ROM drive: MMC-3 (T10 1363D) and SFF-8020i. The disc is one data track in one session.
 *
 * <p>Holds the disc, the tray, the lock and the sense data; knows nothing of registers. Audio playing is not
 * modelled: such discs cannot be inserted.
 */
final class CdCommands {
    private final String name;
    private final Consumer<String> log;
    private final Set<Integer> logged = new HashSet<>();

    private Optional<BlockImage> disc = Optional.empty();
    private boolean trayOpen, locked;
    private Sense sense = Sense.NONE;
    /** Reported by the next command that may not ignore it. */
    private Sense attention = Sense.POWER_ON;
    /** Class 4 event for GET EVENT STATUS: 0 none, 1 eject request, 2 new medium, 3 removal. */
    private int mediaEvent;
    /** Page 1 of the mode parameters: error recovery, retry count. */
    private int recovery, retries = 5;

    CdCommands(String name, Consumer<String> log) {
        this.name = name;
        this.log = log;
    }

    void reset() {
        sense = Sense.NONE;
        attention = Sense.POWER_ON;
        locked = false;
        mediaEvent = 0;
        recovery = 0;
        retries = 5;
    }

    // ---- the host's hands -------------------------------------------------------------------------------------------

    Optional<BlockImage> disc() {
        return disc;
    }

    boolean trayOpen() {
        return trayOpen;
    }

    boolean locked() {
        return locked;
    }

    Optional<BlockImage> insert(BlockImage image) {
        var old = disc;
        disc = Optional.of(image);
        trayOpen = false;
        attention = Sense.MEDIUM_CHANGED;
        mediaEvent = 2;
        return old;
    }

    Optional<BlockImage> remove() {
        var old = disc;
        disc = Optional.empty();
        if (old.isPresent()) mediaEvent = 3;
        if (attention.equals(Sense.MEDIUM_CHANGED)) attention = Sense.NONE;
        return old;
    }

    void requestEject() {
        mediaEvent = 1;
    }

    Sense sense() {
        return sense;
    }

    // ---- commands ---------------------------------------------------------------------------------------------------

    /** Runs a command of 12 bytes and remembers the sense of its result. */
    PacketReply execute(byte[] c) {
        int code = c[0] & 0xff;
        PacketReply reply;
        boolean always = code == 0x12 || code == 0x03 || code == 0x46 || code == 0x4a;
        if (!always && !attention.equals(Sense.NONE)) {
            reply = new Failed(attention);
            attention = Sense.NONE;
        } else reply = run(code, c);
        if (reply instanceof Failed(Sense s)) sense = s;
        else if (code != 0x03) sense = Sense.NONE;
        return reply;
    }

    /** A transfer failed after the command had started. */
    void failed(Sense why) {
        sense = why;
    }

    private PacketReply run(int code, byte[] c) {
        return switch (code) {
            case 0x00 -> ready(DONE); // TEST UNIT READY
            case 0x03 -> requestSense(c);
            case 0x12 -> inquiry(c);
            case 0x1a -> modeSense(c, false);
            case 0x5a -> modeSense(c, true);
            case 0x15 -> modeSelect(c, c[4] & 0xff);
            case 0x55 -> modeSelect(c, word(c, 7));
            case 0x1b -> startStop(c);
            case 0x1e -> lock(c);
            case 0x25 -> readCapacity();
            case 0x28 -> read(dword(c, 2), word(c, 7));
            case 0xa8 -> read(dword(c, 2), dword(c, 6));
            case 0x2b -> seek(c); // SEEK(10)
            case 0x2f -> read(dword(c, 2), word(c, 7)) instanceof Failed f ? f : DONE; // VERIFY(10)
            case 0x42 -> subchannel(c);
            case 0x43 -> disc.isEmpty() || trayOpen ? notReady() : CdToc.read(c, blocks());
            case 0x46 -> configuration(c);
            case 0x4a -> events(c);
            case 0x4b, 0x4e -> ready(DONE); // PAUSE/RESUME, STOP PLAY: nothing plays
            case 0x51 -> discInformation(c);
            case 0x52 -> trackInformation(c);
            case 0xac -> new Failed(Sense.BAD_COMMAND); // GET PERFORMANCE is for DVD
            case 0xad -> new Failed(Sense.BAD_COMMAND); // READ DVD STRUCTURE
            case 0xb9 -> readCdMsf(c);
            case 0xbb -> DONE; // SET CD SPEED
            case 0xbd -> mechanism(c);
            case 0xbe -> readCd(c, dword(c, 2), c[6] << 16 & 0xff0000 | word(c, 7));
            default -> {
                if (logged.add(code)) log.accept(String.format("unimplemented: %s: packet command %02xh, refused", name, code));
                yield new Failed(Sense.BAD_COMMAND);
            }
        };
    }

    static int word(byte[] c, int at) {
        return (c[at] & 0xff) << 8 | c[at + 1] & 0xff;
    }

    static long dword(byte[] c, int at) {
        return (long) word(c, at) << 16 | word(c, at + 2);
    }

    private static void putDword(byte[] to, int at, long value) {
        for (int i = 0; i < 4; i++) to[at + i] = (byte) (value >> 24 - i * 8);
    }

    /** The reply cut to the allocation length the host gave. */
    private static PacketReply bytes(byte[] data, int allocation) {
        if (allocation == 0) return DONE;
        return new Bytes(allocation < data.length ? Arrays.copyOf(data, allocation) : data);
    }

    private long blocks() {
        return disc.map(d -> d.size() / CdSector.USER).orElse(0L);
    }

    private PacketReply notReady() {
        return new Failed(trayOpen ? Sense.TRAY_OPEN : Sense.NO_MEDIUM);
    }

    private PacketReply ready(PacketReply reply) {
        return disc.isPresent() && !trayOpen ? reply : notReady();
    }

    private PacketReply requestSense(byte[] c) {
        Sense told = sense;
        if (told.equals(Sense.NONE)) {
            told = attention;
            attention = Sense.NONE;
        }
        sense = Sense.NONE;
        var d = new byte[18];
        d[0] = 0x70;
        d[2] = (byte) told.key();
        d[7] = 10;
        d[12] = (byte) told.code();
        d[13] = (byte) told.qualifier();
        return bytes(d, c[4] & 0xff);
    }

    private PacketReply inquiry(byte[] c) {
        if ((c[1] & 3) != 0 || c[2] != 0) return new Failed(Sense.BAD_FIELD);
        var d = new byte[36];
        d[0] = 5; // CD-ROM
        d[1] = (byte) 0x80; // removable
        d[3] = 0x21; // ATAPI response format
        d[4] = 31;
        text(d, 8, 8, "LUCID86");
        text(d, 16, 16, "CD-ROM DRIVE");
        text(d, 32, 4, "1.0");
        return bytes(d, word(c, 3));
    }

    private static void text(byte[] to, int at, int count, String text) {
        for (int i = 0; i < count; i++) to[at + i] = (byte) (i < text.length() ? text.charAt(i) : ' ');
    }

    private PacketReply readCapacity() {
        var d = new byte[8];
        putDword(d, 0, Math.max(0, blocks() - 1));
        putDword(d, 4, CdSector.USER);
        return ready(new Bytes(d));
    }

    private PacketReply read(long first, long count) {
        return sectors(first, count, CdSector.DATA);
    }

    private PacketReply sectors(long first, long count, CdSector layout) {
        if (disc.isEmpty() || trayOpen) return notReady();
        if (first + count > blocks() || first >= blocks() && count > 0) return new Failed(Sense.OUT_OF_RANGE);
        return count == 0 || layout.size() == 0 ? DONE : new Sectors(first, count, layout);
    }

    private PacketReply readCd(byte[] c, long first, long count) {
        int type = c[1] >> 2 & 7;
        if (disc.isEmpty() || trayOpen) return notReady();
        if (type != 0 && type != 2) return new Failed(Sense.BAD_MODE); // the track is mode 1
        if ((c[10] & 7) != 0 || (c[9] & 6) != 0) return new Failed(Sense.BAD_FIELD); // no subchannel, no error flags
        int flags = c[9] & 0xff;
        // Subheaders (bit 6) do not exist in mode 1.
        return sectors(first, count, new CdSector((flags & 0x80) != 0, (flags & 0x20) != 0, (flags & 0x10) != 0, (flags & 0x08) != 0));
    }

    private PacketReply readCdMsf(byte[] c) {
        long first = msf(c, 3), end = msf(c, 6);
        if (first < 0 || end < first) return new Failed(Sense.BAD_FIELD);
        return readCd(c, first, end - first);
    }

    private static long msf(byte[] c, int at) {
        return ((c[at] & 0xff) * 60L + (c[at + 1] & 0xff)) * 75 + (c[at + 2] & 0xff) - CdSector.LEAD;
    }

    private PacketReply seek(byte[] c) {
        return dword(c, 2) >= blocks() ? ready(new Failed(Sense.OUT_OF_RANGE)) : ready(DONE);
    }

    private PacketReply startStop(byte[] c) {
        if ((c[4] & 0xf0) != 0) return DONE; // power conditions: the drive has one
        boolean load = (c[4] & 1) != 0;
        if ((c[4] & 2) == 0) return load ? ready(DONE) : DONE;
        if (load) {
            if (trayOpen && disc.isPresent()) {
                attention = Sense.MEDIUM_CHANGED;
                mediaEvent = 2;
            }
            trayOpen = false;
            return DONE;
        }
        if (locked) return new Failed(Sense.REMOVAL_PREVENTED);
        if (!trayOpen && disc.isPresent()) mediaEvent = 3;
        trayOpen = true;
        return DONE;
    }

    private PacketReply lock(byte[] c) {
        locked = (c[4] & 1) != 0;
        return DONE;
    }

    private PacketReply subchannel(byte[] c) {
        boolean wanted = (c[2] & 0x40) != 0;
        int format = c[3] & 0xff;
        if (wanted && (format == 0 || format > 3)) return new Failed(Sense.BAD_FIELD);
        var d = new byte[!wanted ? 4 : format == 1 ? 16 : 24];
        d[1] = 0x15; // no audio status to return
        d[3] = (byte) (d.length - 4);
        if (wanted) {
            d[4] = (byte) format;
            if (format == 1) {
                d[5] = 0x14;
                d[6] = 1;
                d[7] = 1;
            }
        }
        return ready(bytes(d, word(c, 7)));
    }

    private PacketReply configuration(byte[] c) {
        int request = c[1] & 3, start = word(c, 2);
        if (request == 3) return new Failed(Sense.BAD_FIELD);
        boolean present = disc.isPresent() && !trayOpen;
        byte current = (byte) (present ? 1 : 0);
        byte[][] features = {
            {0, 0, 3, 4, 0, 8, current, 0}, // profile list: CD-ROM
            {0, 1, 3, 4, 0, 0, 0, 2}, // core: ATAPI
            {0, 2, 3, 4, 1, 0, 0, 0}, // morphing
            {0, 3, 3, 4, 0x29, 0, 0, 0}, // removable medium: tray, eject, lock
            {0, 0x10, current, 8, 0, 0, 8, 0, 0, 1, 0, 0}, // random readable
            {0, 0x1e, current, 4, 0, 0, 0, 0}, // CD read
        };
        var d = new byte[8 + Arrays.stream(features).mapToInt(f -> f.length).sum()];
        int at = 8;
        for (byte[] f : features) {
            int number = f[0] << 8 | f[1];
            boolean told = switch (request) {
                case 0 -> number >= start;
                case 1 -> number >= start && (f[2] & 1) != 0;
                default -> number == start;
            };
            if (!told) continue;
            System.arraycopy(f, 0, d, at, f.length);
            at += f.length;
        }
        putDword(d, 0, at - 4);
        if (present) d[7] = 8;
        return bytes(Arrays.copyOf(d, at), word(c, 7));
    }

    private PacketReply events(byte[] c) {
        if ((c[1] & 1) == 0) return new Failed(Sense.BAD_FIELD); // asynchronous notification is not offered
        boolean wanted = (c[4] & 0x10) != 0;
        var d = new byte[wanted ? 8 : 4];
        d[1] = (byte) (d.length - 2);
        d[2] = (byte) (wanted ? 4 : 0x80);
        d[3] = 0x10; // the media class is the one supported
        int allocation = word(c, 7);
        if (wanted) {
            d[4] = (byte) mediaEvent;
            d[5] = (byte) ((trayOpen ? 1 : 0) | (disc.isPresent() && !trayOpen ? 2 : 0));
            if (allocation >= 8) mediaEvent = 0;
        }
        return bytes(d, allocation);
    }

    private PacketReply discInformation(byte[] c) {
        if ((c[1] & 7) != 0) return new Failed(Sense.BAD_FIELD);
        var d = new byte[34];
        d[1] = 32;
        d[2] = 0x0e; // complete disc, last session complete, not erasable
        d[3] = d[4] = d[5] = d[6] = 1;
        d[7] = 0x20; // unrestricted use
        Arrays.fill(d, 16, 24, (byte) 0xff); // no further lead-in or lead-out
        return ready(bytes(d, word(c, 7)));
    }

    private PacketReply trackInformation(byte[] c) {
        int kind = c[1] & 3;
        long number = dword(c, 2);
        if (disc.isEmpty() || trayOpen) return notReady();
        boolean exists = switch (kind) {
            case 0 -> number < blocks();
            case 1, 2 -> number == 1;
            default -> false;
        };
        if (!exists) return new Failed(Sense.BAD_FIELD);
        var d = new byte[28];
        d[1] = 26;
        d[2] = d[3] = 1;
        d[5] = 4; // data track
        d[6] = 1; // mode 1
        putDword(d, 24, blocks());
        return bytes(d, word(c, 7));
    }

    private PacketReply mechanism(byte[] c) {
        var d = new byte[8];
        d[1] = (byte) (trayOpen ? 0x10 : 0);
        return bytes(d, word(c, 8));
    }

    // ---- mode pages -------------------------------------------------------------------------------------------------

    private PacketReply modeSense(byte[] c, boolean ten) {
        int control = c[2] >> 6 & 3, page = c[2] & 0x3f;
        if (control == 3) return new Failed(Sense.SAVING_NOT_SUPPORTED);
        byte[] recoveryPage = {1, 6, (byte) recovery, (byte) retries, 0, 0, 0, 0};
        byte[] audioPage = {0x0e, 14, 4, 0, 0, 0, 0, 75, 1, (byte) 0xff, 2, (byte) 0xff, 0, 0, 0, 0};
        byte[] powerPage = {0x1a, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] capabilityPage = {
            0x2a, 18, 0x03, 0x00, // reads CD-R and CD-RW
            0x71, 0x60, // mode 2, multisession, bar code no
            (byte) (0x29 | (locked ? 2 : 0)), 0, // tray, eject, lock and its state
            0x10, (byte) 0x8a, 0, 2, 0, (byte) 128, 0x10, (byte) 0x8a, 0, 0, 0, 0}; // 4234 KB/s (24x), 128 KB buffer
        if (control == 1) { // which bits can be changed
            recoveryPage = new byte[] {1, 6, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0};
            for (byte[] p : new byte[][] {audioPage, powerPage, capabilityPage}) Arrays.fill(p, 2, p.length, (byte) 0);
        }
        byte[][] all = {recoveryPage, audioPage, powerPage, capabilityPage};
        byte[][] told = Arrays.stream(all).filter(p -> page == 0x3f || p[0] == page).toArray(byte[][]::new);
        if (told.length == 0) return new Failed(Sense.BAD_FIELD);
        int head = ten ? 8 : 4;
        var d = new byte[head + Arrays.stream(told).mapToInt(p -> p.length).sum()];
        int at = head;
        for (byte[] p : told) {
            System.arraycopy(p, 0, d, at, p.length);
            at += p.length;
        }
        // Medium type: 70h door closed without disc, 71h open, 01h a 120 mm data disc.
        byte type = (byte) (trayOpen ? 0x71 : disc.isPresent() ? 0x01 : 0x70);
        if (ten) {
            d[1] = (byte) (d.length - 2);
            d[2] = type;
        } else {
            d[0] = (byte) (d.length - 1);
            d[1] = type;
        }
        return bytes(d, ten ? word(c, 7) : c[4] & 0xff);
    }

    private PacketReply modeSelect(byte[] c, int length) {
        if ((c[1] & 1) != 0) return new Failed(Sense.BAD_FIELD); // saving pages
        return length == 0 ? DONE : new Wanted(length);
    }

    /** The parameter list of MODE SELECT has arrived. */
    PacketReply accept(byte[] c, byte[] data, int length) {
        boolean ten = (c[0] & 0xff) == 0x55;
        int at = (ten ? 8 : 4) + (length >= (ten ? 8 : 4) ? ten ? word(data, 6) : data[3] & 0xff : 0);
        PacketReply reply = DONE;
        while (reply == DONE && at + 2 <= length) {
            int page = data[at] & 0x3f, size = data[at + 1] & 0xff;
            if (at + 2 + size > length) reply = new Failed(Sense.BAD_PARAMETER);
            else if (page == 1 && size == 6) {
                recovery = data[at + 2] & 0xff;
                retries = data[at + 3] & 0xff;
            } else if (page != 0x0e && page != 0x1a && page != 0x2a) reply = new Failed(Sense.BAD_PARAMETER);
            at += 2 + size;
        }
        if (reply instanceof Failed(Sense s)) sense = s;
        return reply;
    }

    // ---- state ------------------------------------------------------------------------------------------------------

    void view(DeviceView.Builder view) {
        view.group("Disc")
                .text("disc", disc.map(BlockImage::name).orElse("none"))
                .text("blocks", blocks())
                .flag("tray open", trayOpen)
                .flag("locked", locked)
                .text("media event", mediaEvent)
                .text("sense", words(sense))
                .text("attention", words(attention));
    }

    private static String words(Sense s) {
        return String.format("%x/%02x/%02x", s.key(), s.code(), s.qualifier());
    }

    void save(StateOut o) {
        o.putInts("cdrom", new int[] {trayOpen ? 1 : 0, locked ? 1 : 0, mediaEvent, recovery, retries,
            sense.key(), sense.code(), sense.qualifier(), attention.key(), attention.code(), attention.qualifier()});
    }

    void load(StateIn in) {
        int[] v = in.getInts("cdrom");
        if (v.length != 11) throw new IllegalArgumentException("saved state of " + name + " has " + v.length + " values, not 11");
        trayOpen = v[0] != 0;
        locked = v[1] != 0;
        mediaEvent = v[2] & 15;
        recovery = v[3] & 0xff;
        retries = v[4] & 0xff;
        sense = new Sense(v[5] & 15, v[6] & 0xff, v[7] & 0xff);
        attention = new Sense(v[8] & 15, v[9] & 0xff, v[10] & 0xff);
    }
}
