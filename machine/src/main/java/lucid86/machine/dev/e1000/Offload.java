package lucid86.machine.dev.e1000;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * What a context descriptor sets up (8254x manual, 3.3.6): where checksums are, and how a long packet is cut into segments.
 * Values are as the descriptor has them; what lies outside a frame has no effect.
 */
final class Offload {
    private static final int TCP = 1, IPV4 = 2;
    private static final int FIN = 1, PSH = 8;

    /** The descriptor's four words. */
    private final int[] words = new int[4];

    void set(int w0, int w1, int w2, int w3) {
        words[0] = w0;
        words[1] = w1;
        words[2] = w2;
        words[3] = w3;
    }

    int headerLength() {
        return words[3] >>> 8 & 0xff;
    }

    /** Payload octets in one segment. */
    int segmentSize() {
        return words[3] >>> 16;
    }

    private int ipStart() {
        return words[0] & 0xff;
    }

    private int transportStart() {
        return words[1] & 0xff;
    }

    private boolean command(int bit) {
        return (words[2] >>> 24 & bit) != 0;
    }

    /** Puts the checksums into a frame. */
    void insert(byte[] frame, boolean ip, boolean transport) {
        if (ip) insert(frame, words[0]);
        if (transport) insert(frame, words[1]);
    }

    /** @param where start in bits 7-0, place of the checksum in bits 15-8, last octet in bits 31-16 (0: the end of the frame) */
    private static void insert(byte[] frame, int where) {
        int start = where & 0xff, at = where >>> 8 & 0xff, last = where >>> 16;
        insert(frame, start, at, last == 0 ? frame.length : Math.min(frame.length, last + 1));
    }

    static void insert(byte[] frame, int start, int at, int end) {
        if (start >= end || at + 2 > frame.length) return;
        Checksum.put16(frame, at, ~Checksum.sum(frame, start, end, 0));
    }

    /** Cuts one segment out of a long packet: headers with lengths and numbers for it. */
    byte[] segment(byte[] packet, int length, int index) {
        int header = Math.min(headerLength(), length), from = header + index * segmentSize();
        int n = Math.min(segmentSize(), length - from);
        boolean last = from + n >= length;
        var frame = new byte[header + n];
        System.arraycopy(packet, 0, frame, 0, header);
        System.arraycopy(packet, from, frame, header, n);
        int ip = ipStart(), t = transportStart();
        if (command(IPV4) && ip + 6 <= header) {
            Checksum.put16(frame, ip + 2, frame.length - ip);
            Checksum.put16(frame, ip + 4, Checksum.get16(frame, ip + 4) + index);
        } else if (!command(IPV4) && ip + 6 <= header) {
            Checksum.put16(frame, ip + 4, frame.length - ip - 40);
        }
        if (command(TCP) && t + 14 <= header) {
            int number = (Checksum.get16(frame, t + 4) << 16 | Checksum.get16(frame, t + 6)) + index * segmentSize();
            Checksum.put16(frame, t + 4, number >>> 16);
            Checksum.put16(frame, t + 6, number);
            if (!last) frame[t + 13] &= ~(FIN | PSH);
        } else if (!command(TCP) && t + 6 <= header) {
            Checksum.put16(frame, t + 4, frame.length - t);
        }
        // The driver left the sum of the pseudo header without the length, which it could not know.
        int sum = words[1] >>> 8 & 0xff;
        if (sum + 2 <= header) Checksum.put16(frame, sum, Checksum.fold((long) Checksum.get16(frame, sum) + frame.length - t));
        return frame;
    }

    void save(StateOut o, String name) {
        o.putInts(name, words);
    }

    void load(StateIn in, String name) {
        int[] v = in.getInts(name);
        if (v.length != 4) throw new IllegalArgumentException("saved offload context has " + v.length + " words, not 4");
        System.arraycopy(v, 0, words, 0, 4);
    }
}
