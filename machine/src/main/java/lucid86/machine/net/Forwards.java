package lucid86.machine.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Ports of this host that lead to the guest. The guest sees the router as the caller. */
final class Forwards implements AutoCloseable {
    /** Hosts that talk to one UDP port at a time; each is a port of the router to the guest. */
    private static final int TALKERS = 64, FIRST_TALKER_PORT = 40000;

    private final NetworkConfig config;
    private final GuestLink link;
    private final TcpRelay tcp;
    private final List<NetworkChannel> listening = new ArrayList<>();
    /** Hosts that talk to the guest by UDP, by the router's port that stands for them. */
    private final Map<Integer, Talker> talkers = new LinkedHashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(65536);
    private int talkerPort = FIRST_TALKER_PORT;

    private record Talker(DatagramChannel channel, SocketAddress host, int guest, int guestPort) {}

    Forwards(NetworkConfig config, GuestLink link, TcpRelay tcp) {
        this.config = config;
        this.link = link;
        this.tcp = tcp;
    }

    /** Listens on all ports; an {@link IOException} tells which one cannot be had. */
    void open(Selector selector, Consumer<String> log) throws IOException {
        for (var f : config.forwards()) {
            try {
                var at = f.hostAddress().isEmpty() ? new InetSocketAddress(f.hostPort())
                        : new InetSocketAddress(InetAddress.getByName(f.hostAddress().get()), f.hostPort());
                if (f.udp()) listenUdp(f, at, selector);
                else listenTcp(f, at, selector);
            } catch (IOException e) {
                throw new IOException("port " + f.hostPort() + " of this host cannot lead to the guest (" + e.getMessage()
                        + "): choose another one", e);
            }
            if (f.hostPort() == 0) log.accept("port " + port(listening.size() - 1) + " of this host leads to the guest's port " + f.guestPort());
        }
    }

    /** The port of this host on which a forward listens. */
    int port(int index) throws IOException {
        return ((InetSocketAddress) listening.get(index).getLocalAddress()).getPort();
    }

    private int guest(NetworkConfig.Forward f) {
        return f.guest() == 0 ? config.guest() : f.guest();
    }

    private void listenTcp(NetworkConfig.Forward f, InetSocketAddress at, Selector selector) throws IOException {
        var server = ServerSocketChannel.open();
        listening.add(server);
        server.configureBlocking(false);
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(at);
        Ready accept = () -> {
            try {
                for (var c = server.accept(); c != null; c = server.accept()) tcp.call(c, guest(f), f.guestPort());
            } catch (IOException _) {
                // this caller has gone again, or there are too many open files: the next one gets its chance
            }
        };
        server.register(selector, SelectionKey.OP_ACCEPT, accept);
    }

    private void listenUdp(NetworkConfig.Forward f, InetSocketAddress at, Selector selector) throws IOException {
        boolean v4 = at.getAddress() instanceof java.net.Inet4Address;
        var channel = DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        listening.add(channel);
        channel.configureBlocking(false);
        channel.bind(at);
        Ready receive = () -> {
            try {
                while (true) {
                    buffer.clear();
                    SocketAddress from = channel.receive(buffer);
                    if (from == null) return;
                    int port = talker(new Talker(channel, from, guest(f), f.guestPort()));
                    link.send(config.gateway(), guest(f), Ipv4.UDP,
                            Udp.datagram(config.gateway(), port, guest(f), f.guestPort(), buffer.array(), buffer.position()));
                }
            } catch (IOException _) {
                // lost, as datagrams may be
            }
        };
        channel.register(selector, SelectionKey.OP_READ, receive);
    }

    private int talker(Talker t) {
        for (var e : talkers.entrySet()) if (e.getValue().equals(t)) return e.getKey();
        if (talkers.size() == TALKERS) talkers.remove(talkers.keySet().iterator().next());
        do talkerPort = talkerPort == FIRST_TALKER_PORT + 4 * TALKERS ? FIRST_TALKER_PORT : talkerPort + 1;
        while (talkers.containsKey(talkerPort));
        talkers.put(talkerPort, t);
        return talkerPort;
    }

    /** Takes a datagram that the guest sends to the router, if it answers a host that talked to it; false if not. */
    boolean answered(int guest, int guestPort, int port, byte[] data, int from, int count) {
        var t = talkers.get(port);
        if (t == null || t.guest() != guest || t.guestPort() != guestPort) return false;
        try {
            t.channel().send(ByteBuffer.wrap(data, from, count), t.host());
        } catch (IOException _) {
            // lost, as datagrams may be
        }
        return true;
    }

    /** Forgets who talked; the ports stay open. */
    void forget() {
        talkers.clear();
    }

    @Override
    public void close() {
        for (var c : listening) {
            try {
                c.close();
            } catch (IOException _) {
                // it only listened
            }
        }
    }
}
