package lucid86.machine.dev.e1000;

/** The Internet checksum as the chip computes it over parts of a frame. */
final class Checksum {
    private Checksum() {}

    /** Sum of 16-bit words in network order, folded. */
    static int sum(byte[] d, int from, int to, int start) {
        long s = start;
        for (int i = from; i + 1 < to; i += 2) s += (d[i] & 0xff) << 8 | d[i + 1] & 0xff;
        if ((to - from & 1) != 0 && to > from) s += (d[to - 1] & 0xff) << 8;
        return fold(s);
    }

    static int fold(long s) {
        while (s >>> 16 != 0) s = (s & 0xffff) + (s >>> 16);
        return (int) s;
    }

    static int get16(byte[] d, int at) {
        return (d[at] & 0xff) << 8 | d[at + 1] & 0xff;
    }

    static void put16(byte[] d, int at, int v) {
        d[at] = (byte) (v >>> 8);
        d[at + 1] = (byte) v;
    }
}
