package lucid86.machine.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Datagrams between the guest and hosts: a host socket for each port of the guest, closed when unused for a while. What
 * comes in is passed on only from where the guest has sent to (RFC 4787, address and port dependent filtering).
 */
final class UdpRelay implements AutoCloseable {
    private static final int SOCKETS = 256, PEERS = 64;
    private static final long IDLE_MS = 120_000;

    private final NetworkConfig config;
    private final GuestLink link;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(65536);
    /** By guest address and port, the one unused for longest first. */
    private final Map<Long, Socket> sockets = new LinkedHashMap<>(16, 0.75f, true);

    UdpRelay(NetworkConfig config, GuestLink link, Selector selector) {
        this.config = config;
        this.link = link;
        this.selector = selector;
    }

    private final class Socket implements Ready {
        final int guest, port;
        final DatagramChannel channel;
        final SelectionKey key;
        final Map<InetSocketAddress, Boolean> peers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Boolean> eldest) {
                return size() > PEERS;
            }
        };
        long used;

        Socket(int guest, int port) throws IOException {
            this.guest = guest;
            this.port = port;
            channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        @Override
        public void ready() {
            try {
                while (true) {
                    // While the guest has no room, the host's socket keeps what comes.
                    key.interestOps(link.full() ? 0 : SelectionKey.OP_READ);
                    if (link.full()) return;
                    buffer.clear();
                    if (!(channel.receive(buffer) instanceof InetSocketAddress from)) return;
                    if (!peers.containsKey(from) || !(from.getAddress() instanceof Inet4Address v4)) continue;
                    int source = v4.isLoopbackAddress() ? config.gateway() : Ipv4.number(v4);
                    link.send(source, guest, Ipv4.UDP, Udp.datagram(source, from.getPort(), guest, port, buffer.array(), buffer.position()));
                }
            } catch (IOException _) {
                // An error of an earlier send, such as "port unreachable": UDP promises nothing.
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException _) {
                // nothing is kept in it
            }
        }
    }

    /** Sends a datagram of the guest to a host. */
    void send(int guest, int port, int destination, int destinationPort, byte[] data, int from, int count, long now) {
        if (destinationPort == 0) return;
        try {
            var socket = socket(guest, port);
            socket.used = now;
            InetAddress host = destination == config.gateway() ? Ipv4.host(127 << 24 | 1) : Ipv4.host(destination);
            var to = new InetSocketAddress(host, destinationPort);
            socket.peers.put(to, true);
            socket.channel.send(ByteBuffer.wrap(data, from, count), to);
        } catch (IOException _) {
            // The host has no way there: lost, as datagrams may be.
        }
    }

    private Socket socket(int guest, int port) throws IOException {
        long key = (guest & 0xffffffffL) << 16 | port;
        var known = sockets.get(key);
        if (known != null) return known;
        if (sockets.size() == SOCKETS) {
            var eldest = sockets.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        var made = new Socket(guest, port);
        sockets.put(key, made);
        return made;
    }

    /** Closes sockets that nobody used for a while. */
    void expire(long now) {
        for (Iterator<Socket> i = sockets.values().iterator(); i.hasNext();) {
            var s = i.next();
            if (now - s.used < IDLE_MS) continue;
            s.close();
            i.remove();
        }
    }

    /** Reads on where the guest had no room. */
    void roomMade() {
        sockets.values().forEach(Socket::ready);
    }

    @Override
    public void close() {
        sockets.values().forEach(Socket::close);
        sockets.clear();
    }
}
