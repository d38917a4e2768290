package lucid86.machine.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Internet addresses as numbers, first octet in the top bits, and the checksum of the protocols around them (RFC 1071). */
final class Ipv4 {
    static final int ANY = 0, BROADCAST = -1;
    static final int ICMP = 1, TCP = 6, UDP = 17;
    static final int HEADER = 20;

    private Ipv4() {}

    /** Reads {@code "10.0.2.15"}; an {@link IllegalArgumentException} for anything else. */
    static int parse(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) throw new IllegalArgumentException("'" + text + "' is no address such as 10.0.2.15");
        int v = 0;
        for (String part : text.split("\\.")) {
            int octet = Integer.parseInt(part);
            if (octet > 255) throw new IllegalArgumentException("'" + text + "' is no address such as 10.0.2.15");
            v = v << 8 | octet;
        }
        return v;
    }

    static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    static InetAddress host(int address) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    static int number(Inet4Address a) {
        return Octets.get32(a.getAddress(), 0);
    }

    /** Addresses that a host on the network can have: not "this network", loopback, multicast, reserved. */
    static boolean unicast(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /** One's complement sum of 16-bit words, to start from an earlier sum. */
    static int sum(byte[] data, int from, int count, int start) {
        int s = start;
        for (int i = 0; i + 1 < count; i += 2) s += Octets.get16(data, from + i);
        if ((count & 1) != 0) s += (data[from + count - 1] & 0xff) << 8;
        return (s & 0xffff) + (s >>> 16);
    }

    /** The checksum for a sum; 0 for data whose own checksum is right. */
    static int checksum(int sum) {
        int s = (sum & 0xffff) + (sum >>> 16);
        s = (s & 0xffff) + (s >>> 16);
        return ~s & 0xffff;
    }

    /** Sum over the pseudo header of TCP and UDP. */
    static int pseudoHeader(int source, int destination, int protocol, int length) {
        return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length;
    }
}
