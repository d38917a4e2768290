package lucid86.debugger.gdb;

import java.util.HexFormat;

/** Numbers and bytes as the protocol writes them. */
final class Hex {
    private Hex() {}

    /** So many bytes, the lowest first. */
    static String little(long value, int bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < bytes; i++) text.append(String.format("%02x", value >>> i * 8 & 0xff));
        return text.toString();
    }

    /** The value of up to eight bytes, the lowest first. */
    static long number(String little) {
        byte[] bytes = bytes(little);
        long v = 0;
        for (int i = bytes.length - 1; i >= 0; i--) v = v << 8 | bytes[i] & 0xff;
        return v;
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** An address or a length: the highest digit first. */
    static long plain(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }
}
