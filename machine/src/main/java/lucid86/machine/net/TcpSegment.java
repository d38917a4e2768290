package lucid86.machine.net;

import java.util.Optional;

/**
 * A TCP segment (RFC 9293, 3.1) of the guest.
 *
 * @param window octets the sender takes, not scaled
 * @param mss of the option in a SYN; 0 when there is none
 * @param data the whole segment, whose payload starts at {@code from}
 */
record TcpSegment(int source, int sourcePort, int destination, int destinationPort, int sequence, int acknowledged, int flags, int window,
        int mss, byte[] data, int from) {
    static final int FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16;
    static final int HEADER = 20;
    private static final int OPTION_END = 0, OPTION_NOP = 1, OPTION_MSS = 2;

    /** Reads a segment; empty when it is damaged. */
    static Optional<TcpSegment> read(IpPacket p) {
        byte[] d = p.data();
        if (d.length < HEADER || !p.checked()) return Optional.empty();
        int header = (d[12] >>> 4 & 15) * 4;
        if (header < HEADER || header > d.length) return Optional.empty();
        return Optional.of(new TcpSegment(p.source(), Octets.get16(d, 0), p.destination(), Octets.get16(d, 2), Octets.get32(d, 4),
                Octets.get32(d, 8), d[13] & 0x3f, Octets.get16(d, 14), mss(d, header), d, header));
    }

    private static int mss(byte[] d, int header) {
        int at = HEADER;
        while (at + 1 < header && d[at] != OPTION_END) {
            if (d[at] == OPTION_NOP) {
                at++;
                continue;
            }
            int n = d[at + 1] & 0xff;
            if (n < 2 || at + n > header) break;
            if (d[at] == OPTION_MSS && n == 4) return Octets.get16(d, at + 2);
            at += n;
        }
        return 0;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int length() {
        return data.length - from;
    }

    /** What the segment takes of the sequence space. */
    int space() {
        return length() + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** Makes a segment to be sent; {@code mss} 0 leaves the option out. */
    static byte[] make(int source, int sourcePort, int destination, int destinationPort, int sequence, int acknowledged, int flags, int window,
            int mss, byte[] payload) {
        int header = HEADER + (mss == 0 ? 0 : 4);
        var d = new byte[header + payload.length];
        Octets.put16(d, 0, sourcePort);
        Octets.put16(d, 2, destinationPort);
        Octets.put32(d, 4, sequence);
        Octets.put32(d, 8, acknowledged);
        d[12] = (byte) (header / 4 << 4);
        d[13] = (byte) flags;
        Octets.put16(d, 14, window);
        if (mss != 0) Octets.put32(d, HEADER, OPTION_MSS << 24 | 4 << 16 | mss);
        System.arraycopy(payload, 0, d, header, payload.length);
        Octets.put16(d, 16, Ipv4.checksum(Ipv4.sum(d, 0, d.length, Ipv4.pseudoHeader(source, destination, Ipv4.TCP, d.length))));
        return d;
    }
}
