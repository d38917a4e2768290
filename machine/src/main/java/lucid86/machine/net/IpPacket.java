package lucid86.machine.net;

import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 packet (RFC 791) that came from the guest.
 *
 * @param fragment offset of its data in the whole packet, octets
 * @param more further fragments follow
 * @param header the header with its options
 * @param data what it carries
 */
record IpPacket(int source, int destination, int protocol, int id, int fragment, boolean more, byte[] header, byte[] data) {
    private static final int MORE = 0x2000, OFFSET = 0x1fff;

    /** Reads a packet behind an Ethernet header; empty when it is damaged. */
    static Optional<IpPacket> read(byte[] frame, int at) {
        if (frame.length < at + Ipv4.HEADER || frame[at] >>> 4 != 4) return Optional.empty();
        int headerLength = (frame[at] & 15) * 4, length = Octets.get16(frame, at + 2);
        if (headerLength < Ipv4.HEADER || length < headerLength || at + length > frame.length) return Optional.empty();
        if (Ipv4.checksum(Ipv4.sum(frame, at, headerLength, 0)) != 0) return Optional.empty();
        int flags = Octets.get16(frame, at + 6);
        return Optional.of(new IpPacket(
                Octets.get32(frame, at + 12),
                Octets.get32(frame, at + 16),
                Octets.get8(frame, at + 9),
                Octets.get16(frame, at + 4),
                (flags & OFFSET) * 8,
                (flags & MORE) != 0,
                Arrays.copyOfRange(frame, at, at + headerLength),
                Arrays.copyOfRange(frame, at + headerLength, at + length)));
    }

    boolean whole() {
        return fragment == 0 && !more;
    }

    IpPacket withData(byte[] all) {
        return new IpPacket(source, destination, protocol, id, 0, false, header, all);
    }

    /** True when the checksum over data and pseudo header is right; for TCP and UDP. */
    boolean checked() {
        int start = Ipv4.pseudoHeader(source, destination, protocol, data.length);
        return Ipv4.checksum(Ipv4.sum(data, 0, data.length, start)) == 0;
    }
}
