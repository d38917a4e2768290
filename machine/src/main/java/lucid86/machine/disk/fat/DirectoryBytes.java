package lucid86.machine.disk.fat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Makes the entries of a directory. */
final class DirectoryBytes {
    static final int READ_ONLY = 1, VOLUME = 8, FOLDER = 0x10, ARCHIVE = 0x20, LONG_NAME = 0x0f;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Set<String> taken = new HashSet<>();

    byte[] bytes() {
        return out.toByteArray();
    }

    void label(String name) {
        raw(padded(name), VOLUME, 0, 0, 0);
    }

    /** The entries "." and "..". */
    void dots(int self, int parent) {
        raw(padded("."), FOLDER, self, 0, 0);
        raw(padded(".."), FOLDER, parent, 0, 0);
    }

    private static byte[] padded(String name) {
        return String.format("%-11.11s", name).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    void entry(FolderEntry e, int cluster) {
        byte[] shortName = FatName.shorten(e.name(), taken);
        if (!FatName.isShort(e.name())) longName(e.name(), FatName.checksum(shortName, 0));
        int attributes = (e.folder() ? FOLDER : ARCHIVE) | (e.readOnly() ? READ_ONLY : 0);
        raw(shortName, attributes, cluster, e.size(), e.modified());
    }

    private void longName(String name, int checksum) {
        int pieces = (name.length() + 12) / 13;
        for (int p = pieces; p >= 1; p--) {
            var b = ByteBuffer.allocate(FatVolume.ENTRY).order(ByteOrder.LITTLE_ENDIAN);
            b.put(0, (byte) (p | (p == pieces ? 0x40 : 0))).put(11, (byte) LONG_NAME).put(13, (byte) checksum);
            for (int i = 0; i < 13; i++) {
                int at = (p - 1) * 13 + i;
                b.putShort(FatName.PIECE[i], at < name.length() ? (short) name.charAt(at) : at == name.length() ? 0 : (short) 0xffff);
            }
            out.writeBytes(b.array());
        }
    }

    private void raw(byte[] name, int attributes, int cluster, long size, long modified) {
        var b = ByteBuffer.allocate(FatVolume.ENTRY).order(ByteOrder.LITTLE_ENDIAN).put(name);
        int date = date(modified), time = time(modified);
        b.put(11, (byte) attributes).putShort(14, (short) time).putShort(16, (short) date).putShort(18, (short) date);
        b.putShort(20, (short) (cluster >>> 16)).putShort(22, (short) time).putShort(24, (short) date).putShort(26, (short) cluster);
        out.writeBytes(b.putInt(28, (int) size).array());
    }

    // FAT keeps local time, from 1980 on, in steps of two seconds.

    private static LocalDateTime local(long millis) {
        var t = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
        return t.getYear() < 1980 || t.getYear() > 2107 ? LocalDateTime.of(1980, 1, 1, 0, 0) : t;
    }

    private static int date(long millis) {
        var t = local(millis);
        return t.getYear() - 1980 << 9 | t.getMonthValue() << 5 | t.getDayOfMonth();
    }

    private static int time(long millis) {
        var t = local(millis);
        return t.getHour() << 11 | t.getMinute() << 5 | t.getSecond() / 2;
    }

    /** The time of an entry, milliseconds since 1970; 0 when it is none. */
    static long millis(int date, int time) {
        try {
            return LocalDateTime.of((date >>> 9) + 1980, date >>> 5 & 15, date & 31, time >>> 11, time >>> 5 & 63, Math.min(59, (time & 31) * 2))
                    .atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
        } catch (java.time.DateTimeException _) {
            return 0;
        }
    }

    /** Entries filled up with empty ones to whole units. */
    static byte[] filled(byte[] entries, int unit) {
        return Arrays.copyOf(entries, Math.max(unit, (entries.length + unit - 1) / unit * unit));
    }
}
