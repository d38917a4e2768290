package lucid86.machine.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lucid86.machine.ether.MacAddress;

/**
 * Frames of a guest that means no good: right ones of all protocols with anything changed, and segments that nearly fit the
 * connections there are. Made so that nothing leaves this host and only the given ports of it are asked: what a change leads
 * elsewhere is led back.
 */
final class HostileFrames {
    private static final int ADDRESS = FrameGuest.ADDRESS, ROUTER = FrameGuest.ROUTER, DNS = FrameGuest.DNS;
    private static final int STREAMS = 24;
    private static final List<String> NAMES = List.of("localhost", "1.0.0.127.in-addr.arpa", "", "a b", "1.2.3.4", "x y.".repeat(60));

    /** A connection as the guest believes it to be. */
    private static final class Stream {
        int port, peerPort, sequence, expected;
    }

    private final Random random;
    private final List<Integer> ports;
    private final Set<Integer> allowed;
    private final Stream[] streams = new Stream[STREAMS];
    private int id;

    /** @param ports of this host that may be asked; streams go to the first of them, mostly */
    HostileFrames(Random random, List<Integer> ports) {
        this.random = random;
        this.ports = ports;
        allowed = Set.copyOf(ports);
        Arrays.setAll(streams, _ -> new Stream());
    }

    /** The next frame, or several that belong together. */
    List<byte[]> next() {
        var all = new ArrayList<byte[]>();
        switch (random.nextInt(16)) {
            case 0 -> all.add(arp());
            case 1 -> all.add(FrameGuest.echo(random.nextBoolean() ? ROUTER : DNS, random.nextInt(700) * 2));
            case 2 -> all.add(FrameGuest.udp(random.nextBoolean() ? 0 : ADDRESS, 68, random.nextBoolean() ? -1 : ROUTER, 67, dhcp()));
            case 3 -> all.add(FrameGuest.udp(ADDRESS, random.nextInt(100), DNS, DnsRelay.PORT, question()));
            case 4 -> all.add(FrameGuest.udp(ADDRESS, random.nextInt(2000), ROUTER, port(), octets(random.nextInt(1400))));
            case 5 -> all.addAll(fragments());
            default -> all.add(segment());
        }
        all.replaceAll(this::changed);
        return all;
    }

    /** Learns from a frame for the guest where a connection is. */
    void saw(byte[] f) {
        if (!FrameGuest.isIp(f, Ipv4.TCP)) return;
        var s = IpPacket.read(f, 14).flatMap(TcpSegment::read).orElseThrow(() -> new AssertionError("a damaged segment came"));
        for (var t : streams) {
            if (t.port != s.destinationPort() || t.peerPort != s.sourcePort() || s.has(TcpSegment.RST)) continue;
            if (s.has(TcpSegment.ACK)) t.sequence = s.acknowledged();
            t.expected = s.sequence() + s.space();
        }
    }

    private int port() {
        return ports.get(random.nextInt(ports.size()));
    }

    private byte[] octets(int count) {
        var b = new byte[count];
        random.nextBytes(b);
        return b;
    }

    // ---- frames that are nearly right ----------------------------------------------------------------------------------------

    private byte[] arp() {
        byte[] f = FrameGuest.arpRequest(random.nextInt(3) == 0 ? ROUTER : (ROUTER & ~0xff) | random.nextInt(256));
        if (random.nextBoolean()) Octets.put32(f, 28, (ROUTER & ~0xff) | random.nextInt(256));
        if (random.nextInt(3) == 0) f[21] = (byte) random.nextInt(4);
        return f;
    }

    private byte[] dhcp() {
        var m = octets(240 + random.nextInt(300));
        m[0] = m[1] = 1;
        m[2] = 6;
        Octets.put32(m, 236, 0x63825363);
        int at = 240;
        while (at + 6 < m.length && random.nextInt(6) != 0) {
            m[at] = (byte) (random.nextBoolean() ? 53 : random.nextBoolean() ? 50 : random.nextInt(256));
            m[at + 1] = (byte) (m[at] == 53 ? 1 : random.nextInt(6));
            if (m[at] == 53) m[at + 2] = (byte) random.nextInt(10);
            at += 2 + m[at + 1];
        }
        return m;
    }

    private byte[] question() {
        var out = new java.io.ByteArrayOutputStream();
        var head = octets(12);
        Octets.put16(head, 2, random.nextInt(8) == 0 ? random.nextInt() : 0x0100);
        Octets.put16(head, 4, random.nextInt(8) == 0 ? random.nextInt() : 1);
        out.writeBytes(head);
        for (String label : NAMES.get(random.nextInt(NAMES.size())).split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        if (random.nextInt(8) != 0) out.write(0);
        var tail = new byte[4];
        int[] types = {1, 12, 28, random.nextInt(65536)};
        Octets.put16(tail, 0, types[random.nextInt(types.length)]);
        Octets.put16(tail, 2, random.nextInt(8) == 0 ? 3 : 1);
        out.writeBytes(tail);
        return out.toByteArray();
    }

    private List<byte[]> fragments() {
        int protocol = random.nextBoolean() ? Ipv4.UDP : Ipv4.ICMP, count = random.nextInt(6000) + 1;
        byte[] data = octets(count);
        if (protocol == Ipv4.UDP && count >= 8) data = Udp.datagram(ADDRESS, 5, ROUTER, port(), data, count - 8);
        var all = new ArrayList<byte[]>();
        int step = 8 * (1 + random.nextInt(180)), number = random.nextInt(4) == 0 ? 1 : ++id;
        for (int at = 0; at < data.length && all.size() < 6; at += step) {
            int n = Math.min(step, data.length - at);
            int from = random.nextInt(8) == 0 ? random.nextInt(8190) * 8 : at;
            boolean more = at + n < data.length ^ random.nextInt(12) == 0;
            byte[] f = FrameGuest.fragment(ADDRESS, ROUTER, protocol, data, at, n, 0, number);
            Octets.put16(f, 20, (more ? 0x2000 : 0) | from >>> 3);
            all.add(f);
        }
        if (random.nextBoolean()) java.util.Collections.shuffle(all, random);
        return all;
    }

    private byte[] segment() {
        var s = streams[random.nextInt(streams.length)];
        if (s.port == 0 || random.nextInt(80) == 0) {
            s.port = 1 + random.nextInt(4000);
            s.peerPort = random.nextInt(4) == 0 ? port() : ports.getFirst();
            s.sequence = random.nextInt();
            s.expected = 0;
            return make(s, s.sequence, 0, TcpSegment.SYN, random.nextInt(65536), octets(random.nextInt(3) == 0 ? random.nextInt(50) : 0));
        }
        if (s.expected == 0 && random.nextInt(8) != 0) return make(s, s.sequence, 0, TcpSegment.SYN, 1000, new byte[0]);
        int flags = random.nextInt(48) == 0 ? random.nextInt(64) : TcpSegment.ACK | (random.nextInt(200) == 0 ? TcpSegment.FIN : 0);
        int sequence = s.sequence + off(), acknowledged = s.expected + off();
        return make(s, sequence, acknowledged, flags, random.nextInt(4) == 0 ? 0 : random.nextInt(65536), octets(random.nextBoolean() ? 0 : random.nextInt(1400)));
    }

    private byte[] make(Stream s, int sequence, int acknowledged, int flags, int window, byte[] data) {
        byte[] t = TcpSegment.make(ADDRESS, s.port, ROUTER, s.peerPort, sequence, acknowledged, flags, window, random.nextInt(4) == 0 ? random.nextInt(65536) : 0, data);
        return FrameGuest.ip(ADDRESS, ROUTER, Ipv4.TCP, t);
    }

    /** Mostly 0, sometimes a little, sometimes anything. */
    private int off() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(3000) - 1500;
            case 1 -> random.nextInt(140_000) - 70_000;
            case 2 -> random.nextInt();
            default -> 0;
        };
    }

    // ---- changes -----------------------------------------------------------------------------------------------------------

    private byte[] changed(byte[] f) {
        if (random.nextInt(6) == 0) for (int n = random.nextInt(4); n >= 0; n--) f[14 + random.nextInt(f.length - 14)] = (byte) random.nextInt();
        if (random.nextInt(16) == 0) f = Arrays.copyOf(f, random.nextInt(f.length + 40));
        if (random.nextInt(32) == 0) System.arraycopy(random.nextBoolean() ? MacAddress.BROADCAST.bytes() : octets(6), 0, f, 0, Math.min(6, f.length));
        if (f.length < 34 || Octets.get16(f, 12) != GuestLink.IP) return f;
        keepHome(f);
        int header = Math.min((f[14] & 15) * 4, f.length - 14), end = Math.clamp(14 + Octets.get16(f, 16), 14 + header, f.length);
        if (random.nextInt(16) != 0) fix(f, 24, 14, header, 0);
        int at = 14 + header, start = Ipv4.pseudoHeader(Octets.get32(f, 26), Octets.get32(f, 30), f[23], end - at);
        if (random.nextInt(16) == 0 || (Octets.get16(f, 20) & 0x3fff) != 0) return f;
        if (f[23] == Ipv4.TCP && end - at >= 18) fix(f, at + 16, at, end - at, start);
        else if (f[23] == Ipv4.UDP && end - at >= 8) fix(f, at + 6, at, end - at, start);
        else if (f[23] == Ipv4.ICMP && end - at >= 4) fix(f, at + 2, at, end - at, 0);
        return f;
    }

    private static void fix(byte[] f, int where, int from, int count, int start) {
        if (where + 2 > f.length) return;
        Octets.put16(f, where, 0);
        Octets.put16(f, where, Ipv4.checksum(Ipv4.sum(f, from, count, start)));
    }

    /** Nothing is sent to other hosts, to ports of this host that are not ours, or as a question about a name that the resolver would ask for. */
    private void keepHome(byte[] f) {
        int to = Octets.get32(f, 30), at = 14 + (f[14] & 15) * 4;
        boolean part = (Octets.get16(f, 20) & 0x3fff) != 0, first = (Octets.get16(f, 20) & 0x1fff) == 0;
        if (Ipv4.unicast(to) && (to & ~0xff) != (ROUTER & ~0xff) || part && to == DNS) Octets.put32(f, 30, ROUTER);
        if (!first || at + 4 > f.length) return;
        int port = Octets.get16(f, at + 2);
        if (Octets.get32(f, 30) == ROUTER && port != Dhcp.SERVER_PORT && !allowed.contains(port)) Octets.put16(f, at + 2, port());
        int name = at + 8 + 12;
        if (Octets.get32(f, 30) == DNS && port == DnsRelay.PORT && name + 1 < f.length && !startsWith(f, name, "localhost") && !startsWith(f, name, "1")) f[name + 1] = ' ';
    }

    private static boolean startsWith(byte[] f, int at, String label) {
        byte[] wanted = label.equals("1") ? "\0011\0010\0010\003127\007in-addr\004arpa\0".getBytes(StandardCharsets.US_ASCII) : "\011localhost\0".getBytes(StandardCharsets.US_ASCII);
        return at + wanted.length <= f.length && Arrays.equals(Arrays.copyOfRange(f, at, at + wanted.length), wanted);
    }
}
