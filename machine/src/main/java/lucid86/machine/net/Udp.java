package lucid86.machine.net;

/** UDP datagrams (RFC 768). */
final class Udp {
    static final int HEADER = 8;

    private Udp() {}

    static byte[] datagram(int source, int sourcePort, int destination, int destinationPort, byte[] data, int count) {
        var d = new byte[HEADER + count];
        Octets.put16(d, 0, sourcePort);
        Octets.put16(d, 2, destinationPort);
        Octets.put16(d, 4, d.length);
        System.arraycopy(data, 0, d, HEADER, count);
        int sum = Ipv4.checksum(Ipv4.sum(d, 0, d.length, Ipv4.pseudoHeader(source, destination, Ipv4.UDP, d.length)));
        Octets.put16(d, 6, sum == 0 ? 0xffff : sum);
        return d;
    }
}
