package lucid86.machine.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** All connections of a network: finds the one a segment belongs to, opens new ones, gives them time. */
final class TcpRelay implements AutoCloseable {
    private static final int CONNECTIONS = 512;
    private static final int FIRST_CALLER_PORT = 49152;

    private final NetworkConfig config;
    private final GuestLink link;
    private final Selector selector;
    private final LongSupplier clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<TcpKey, TcpConnection> connections = new LinkedHashMap<>();
    /** Those that have something to do before the network waits again. */
    private final Set<TcpConnection> due = new LinkedHashSet<>();
    private int callerPort = FIRST_CALLER_PORT;

    /** @param clock milliseconds, never backwards */
    TcpRelay(NetworkConfig config, GuestLink link, Selector selector, LongSupplier clock) {
        this.config = config;
        this.link = link;
        this.selector = selector;
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    int connections() {
        return connections.size();
    }

    void due(TcpConnection c) {
        due.add(c);
    }

    void closed(TcpConnection c) {
        connections.remove(c.key, c);
        due.remove(c);
    }

    // ---- segments ----------------------------------------------------------------------------------------------------------

    void segment(TcpSegment s) {
        var key = TcpKey.of(s);
        var known = connections.get(key);
        boolean asks = s.has(TcpSegment.SYN) && !s.has(TcpSegment.ACK) && !s.has(TcpSegment.RST);
        // A new connection may take the ports of one that is over.
        if (known != null && asks && known.expendable()) {
            connections.remove(key);
            known = null;
        }
        if (known != null) known.segment(s);
        else if (asks) ask(s, key);
        else refuse(s);
    }

    private void ask(TcpSegment s, TcpKey key) {
        boolean nobody = config.restricted() || config.inside(s.destination()) && s.destination() != config.gateway();
        if (nobody || s.destinationPort() == 0 || !makeRoom()) {
            refuse(s);
            return;
        }
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var c = TcpConnection.called(this, link, key, channel, s, random.nextInt());
            c.registered(channel.register(selector, SelectionKey.OP_CONNECT, c));
            connections.put(key, c);
            var host = s.destination() == config.gateway() ? Ipv4.host(127 << 24 | 1) : Ipv4.host(s.destination());
            if (channel.connect(new InetSocketAddress(host, s.destinationPort()))) c.ready();
        } catch (IOException _) {
            var c = connections.get(key);
            if (c != null) c.refuse();
            else refuse(s);
            closeQuietly(channel);
        }
    }

    /** Answers a segment that belongs to no connection with a reset (RFC 9293, 3.5.2). */
    void refuse(TcpSegment s) {
        if (s.has(TcpSegment.RST)) return;
        boolean ack = s.has(TcpSegment.ACK);
        link.send(s.destination(), s.source(), Ipv4.TCP, TcpSegment.make(s.destination(), s.destinationPort(), s.source(), s.sourcePort(),
                ack ? s.acknowledged() : 0, ack ? 0 : s.sequence() + s.space(), ack ? TcpSegment.RST : TcpSegment.RST | TcpSegment.ACK, 0, 0,
                new byte[0]));
    }

    /** A host has connected to a port that leads to the guest. */
    void call(SocketChannel channel, int guest, int guestPort) throws IOException {
        if (!makeRoom()) {
            channel.close();
            return;
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        TcpKey key;
        do {
            key = new TcpKey(guest, guestPort, config.gateway(), callerPort);
            callerPort = callerPort == 0xffff ? FIRST_CALLER_PORT : callerPort + 1;
        } while (connections.containsKey(key));
        var c = TcpConnection.calling(this, link, key, channel, random.nextInt());
        c.registered(channel.register(selector, 0, c));
        connections.put(key, c);
    }

    /** Makes sure that there is room for one more connection; the one that has been silent for longest goes. */
    private boolean makeRoom() {
        if (connections.size() < CONNECTIONS) return true;
        var oldest = connections.values().stream().min(java.util.Comparator.comparing((TcpConnection c) -> !c.expendable())
                .thenComparingLong(TcpConnection::used));
        oldest.ifPresent(TcpConnection::reset);
        return connections.size() < CONNECTIONS;
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException _) {
            // it was never connected
        }
    }

    // ---- time --------------------------------------------------------------------------------------------------------------

    /** Lets the connections do what the last segments made due. */
    void settle() {
        while (!due.isEmpty()) {
            var now = new ArrayList<>(due);
            due.clear();
            now.forEach(TcpConnection::pump);
        }
    }

    /** The guest has room again. */
    void roomMade() {
        due.addAll(connections.values());
    }

    /** Gives time to those whose time has come, and tells when the next one's will have: milliseconds of the clock. */
    long tick() {
        long now = now(), next = Long.MAX_VALUE;
        for (var c : new ArrayList<>(connections.values())) {
            c.tick(now);
            if (!c.closed()) next = Math.min(next, c.deadline());
        }
        return next;
    }

    /** Breaks all connections; the hosts see resets, and the guest does. */
    @Override
    public void close() {
        new ArrayList<>(connections.values()).forEach(TcpConnection::reset);
        connections.clear();
    }
}
