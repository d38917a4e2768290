package lucid86.machine.disk.fat;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Names of files on FAT: the short ones of eight and three characters, and long ones in UTF-16. */
final class FatName {
    private static final String FORBIDDEN = "\"*/:<>?\\|", SHORT_EXTRA = "$%'-_@~`!(){}^#&";
    private static final int LONGEST = 255;
    /** Bytes of a directory entry that hold the 13 characters of a long name's piece. */
    static final int[] PIECE = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

    private FatName() {}

    /** Whether a name can stand both on FAT and, below a folder, on any host. */
    static boolean usable(String name) {
        if (name.isEmpty() || name.length() > LONGEST || name.equals(".") || name.equals("..")) return false;
        if (name.endsWith(".") || name.endsWith(" ")) return false;
        if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd || FORBIDDEN.indexOf(c) >= 0)) return false;
        try {
            return Path.of(name).getNameCount() == 1;
        } catch (InvalidPathException _) {
            return false; // the host's encoding has no such character
        }
    }

    /** True when a name is its own short name. */
    static boolean isShort(String name) {
        int dot = name.lastIndexOf('.');
        String base = dot < 0 ? name : name.substring(0, dot), extension = dot < 0 ? "" : name.substring(dot + 1);
        return fits(base, 8) && (dot < 0 || fits(extension, 3));
    }

    private static boolean fits(String part, int most) {
        return !part.isEmpty() && part.length() <= most && part.chars().allMatch(FatName::shortCharacter);
    }

    private static boolean shortCharacter(int c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SHORT_EXTRA.indexOf(c) >= 0;
    }

    /** The eleven bytes of a short name that none of the folder's others has, which are added to. */
    static byte[] shorten(String name, Set<String> taken) {
        String plain = name.toUpperCase(Locale.ROOT);
        int dot = plain.lastIndexOf('.');
        String base = clean(dot <= 0 ? plain : plain.substring(0, dot)), extension = clean(dot <= 0 ? "" : plain.substring(dot + 1));
        if (extension.length() > 3) extension = extension.substring(0, 3);
        String whole = padded(base, extension);
        for (int n = 1; !isShort(name) && (n == 1 || taken.contains(whole)) || taken.contains(whole); n++) {
            String tail = "~" + n;
            whole = padded(base.substring(0, Math.min(base.length(), 8 - tail.length())) + tail, extension);
        }
        taken.add(whole);
        return whole.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static String clean(String part) {
        var s = new StringBuilder();
        for (char c : part.toCharArray()) if (c != ' ' && c != '.') s.append(shortCharacter(c) ? c : '_');
        return s.isEmpty() ? "" : s.toString();
    }

    private static String padded(String base, String extension) {
        return String.format("%-8.8s%-3.3s", base.isEmpty() ? "_" : base, extension);
    }

    /** The sum over a short name that each piece of its long name carries. */
    static int checksum(byte[] entry, int at) {
        int sum = 0;
        for (int i = 0; i < 11; i++) sum = ((sum & 1) << 7 | sum >>> 1) + (entry[at + i] & 0xff) & 0xff;
        return sum;
    }

    /** A short name as people read it; {@code flags} bit 3: base, bit 4: extension in small letters. */
    static String text(byte[] entry, int at, int flags) {
        String base = ascii(entry, at, 8), extension = ascii(entry, at + 8, 3);
        if ((flags & 8) != 0) base = base.toLowerCase(Locale.ROOT);
        if ((flags & 0x10) != 0) extension = extension.toLowerCase(Locale.ROOT);
        return extension.isEmpty() ? base : base + "." + extension;
    }

    private static String ascii(byte[] b, int at, int count) {
        var s = new StringBuilder();
        // 05h stands for E5h, which would mark the entry as free; letters of code pages are not known here.
        for (int i = 0; i < count; i++) s.append((b[at + i] & 0x80) != 0 || b[at + i] == 5 ? '_' : (char) b[at + i]);
        return s.toString().stripTrailing();
    }
}
