package lucid86.machine.net;

/** Numbers in network order. */
final class Octets {
    private Octets() {}

    static int get8(byte[] from, int at) {
        return from[at] & 0xff;
    }

    static int get16(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
    }

    static int get32(byte[] from, int at) {
        return get16(from, at) << 16 | get16(from, at + 2);
    }

    static void put16(byte[] to, int at, int v) {
        to[at] = (byte) (v >>> 8);
        to[at + 1] = (byte) v;
    }

    static void put32(byte[] to, int at, int v) {
        put16(to, at, v >>> 16);
        put16(to, at + 2, v);
    }
}
