package lucid86.machine.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Echoes and error messages (RFC 792). The router and the name server answer for themselves; whether another host would
 * answer is found out by {@link InetAddress#isReachable}, which needs no privileges but knows less: then the router answers
 * in its name.
 */
final class Icmp {
    static final int PORT_UNREACHABLE = 3, PROTOCOL_UNREACHABLE = 2, HOST_UNREACHABLE = 1, PROHIBITED = 13;
    private static final int ECHO_REPLY = 0, UNREACHABLE = 3, ECHO = 8;
    private static final int PATIENCE_MS = 2000;

    private final NetworkConfig config;
    private final GuestLink link;
    private final Lookups lookups;

    Icmp(NetworkConfig config, GuestLink link, Lookups lookups) {
        this.config = config;
        this.link = link;
        this.lookups = lookups;
    }

    void packet(IpPacket p) {
        byte[] d = p.data();
        if (d.length < 8 || d[0] != ECHO || Ipv4.checksum(Ipv4.sum(d, 0, d.length, 0)) != 0) return;
        int to = p.destination();
        if (to == config.gateway() || to == config.dns()) answer(p);
        else if (config.restricted()) unreachable(p, PROHIBITED);
        else if (config.inside(to) || !Ipv4.unicast(to)) unreachable(p, HOST_UNREACHABLE);
        else lookups.submit(() -> reachable(to), there -> {
            if (there) answer(p);
            else unreachable(p, HOST_UNREACHABLE);
        });
    }

    private static boolean reachable(int address) {
        try {
            return Ipv4.host(address).isReachable(PATIENCE_MS);
        } catch (IOException _) {
            return false;
        }
    }

    private void answer(IpPacket p) {
        byte[] d = p.data().clone();
        d[0] = ECHO_REPLY;
        send(p.destination(), p.source(), d);
    }

    /** Tells the guest that a packet of its could not be delivered. */
    void unreachable(IpPacket p, int code) {
        if (!Ipv4.unicast(p.destination()) || p.destination() == config.broadcast()) return;
        byte[] start = Arrays.copyOf(p.data(), Math.min(8, p.data().length));
        var d = new byte[8 + p.header().length + start.length];
        d[0] = UNREACHABLE;
        d[1] = (byte) code;
        System.arraycopy(p.header(), 0, d, 8, p.header().length);
        System.arraycopy(start, 0, d, 8 + p.header().length, start.length);
        send(config.gateway(), p.source(), d);
    }

    private void send(int from, int to, byte[] d) {
        Octets.put16(d, 2, 0);
        Octets.put16(d, 2, Ipv4.checksum(Ipv4.sum(d, 0, d.length, 0)));
        link.send(from, to, Ipv4.ICMP, d);
    }
}
