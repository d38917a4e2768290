package lucid86.machine.net;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lucid86.machine.ether.MacAddress;

/** A guest made by hand: builds frames octet by octet, takes what comes. */
final class FrameGuest {
    static final int ADDRESS = Ipv4.parse("10.0.2.15"), ROUTER = Ipv4.parse("10.0.2.2"), DNS = Ipv4.parse("10.0.2.3");
    static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
    /** Long enough for any host; a test that waits so long has failed. */
    private static final int PATIENCE_S = 20;

    final LinkedBlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    private Consumer<byte[]> network = _ -> {};
    private Runnable taken = () -> {};

    void connect(Consumer<byte[]> n, Runnable onTaken) {
        network = n;
        taken = onTaken;
    }

    void send(byte[] frame) {
        network.accept(frame);
    }

    /** The next frame that answers a description; others are dropped. */
    byte[] await(Predicate<byte[]> wanted) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (true) {
            byte[] f = null;
            try {
                f = arrived.poll(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertNotNull(f, "the frame waited for never came");
            taken.run();
            if (wanted.test(f)) return f;
        }
    }

    // ---- frames ------------------------------------------------------------------------------------------------------------

    static byte[] ethernet(MacAddress to, int type, byte[] data) {
        var f = new byte[14 + data.length];
        System.arraycopy(to.bytes(), 0, f, 0, 6);
        System.arraycopy(MAC.bytes(), 0, f, 6, 6);
        Octets.put16(f, 12, type);
        System.arraycopy(data, 0, f, 14, data.length);
        return f;
    }

    static byte[] ip(int source, int destination, int protocol, byte[] data) {
        return fragment(source, destination, protocol, data, 0, data.length, 0, 7);
    }

    static byte[] fragment(int source, int destination, int protocol, byte[] data, int from, int count, int flags, int id) {
        var p = new byte[20 + count];
        p[0] = 0x45;
        Octets.put16(p, 2, p.length);
        Octets.put16(p, 4, id);
        Octets.put16(p, 6, flags | from >>> 3);
        p[8] = 64;
        p[9] = (byte) protocol;
        Octets.put32(p, 12, source);
        Octets.put32(p, 16, destination);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) sum += Octets.get16(p, i);
        Octets.put16(p, 10, ~((sum & 0xffff) + (sum >>> 16)));
        System.arraycopy(data, from, p, 20, count);
        return ethernet(new MacAddress(0x5255_0a00_0202L), 0x0800, p);
    }

    static byte[] udp(int source, int sourcePort, int destination, int destinationPort, byte[] data) {
        return ip(source, destination, 17, Udp.datagram(source, sourcePort, destination, destinationPort, data, data.length));
    }

    static byte[] arpRequest(int target) {
        var p = new byte[28];
        Octets.put32(p, 0, 0x0001_0800);
        Octets.put32(p, 4, 0x0604_0001);
        System.arraycopy(MAC.bytes(), 0, p, 8, 6);
        Octets.put32(p, 14, ADDRESS);
        Octets.put32(p, 24, target);
        return ethernet(MacAddress.BROADCAST, 0x0806, p);
    }

    static byte[] echo(int to, int count) {
        return echo(to, count, 0x1234_0001);
    }

    /** An echo request with an identifier and sequence number of its own. */
    static byte[] echo(int to, int count, int number) {
        var d = new byte[8 + count];
        d[0] = 8;
        Octets.put32(d, 4, number);
        for (int i = 0; i < count; i++) d[8 + i] = (byte) i;
        int sum = 0;
        for (int i = 0; i < d.length; i += 2) sum += Octets.get16(d, i);
        Octets.put16(d, 2, ~((sum & 0xffff) + (sum >>> 16)));
        return ip(ADDRESS, to, 1, d);
    }

    // ---- what came ---------------------------------------------------------------------------------------------------------

    static boolean isArp(byte[] f) {
        return Octets.get16(f, 12) == 0x0806;
    }

    static boolean isIp(byte[] f, int protocol) {
        return Octets.get16(f, 12) == 0x0800 && f[23] == protocol;
    }

    /** Whether a frame is the answer to an echo request of this number. */
    static boolean echoed(byte[] f, int number) {
        return isIp(f, Ipv4.ICMP) && f[34] == 0 && Octets.get32(f, 38) == number;
    }

    static boolean isUdp(byte[] f, int fromPort) {
        return isIp(f, 17) && Octets.get16(f, 34) == fromPort;
    }

    /** What a UDP frame carries. */
    static byte[] udpData(byte[] f) {
        return Arrays.copyOfRange(f, 42, 34 + Octets.get16(f, 38));
    }
}
