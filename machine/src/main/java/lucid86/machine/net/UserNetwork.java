package lucid86.machine.net;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.ether.NetworkPort;

/**
 * A small network with a router at the far end of a card's cable (RFC 1122 for hosts, as far as it goes). The router
 * <ul>
 * <li>answers ARP, DHCP and BOOTP, names (through the host's resolver) and echo requests;
 * <li>connects the guest's TCP and UDP to other hosts by ordinary sockets; its own address stands for this host's loopback
 *     address, so guests reach services here, those that listen on loopback only as well;
 * <li>lets hosts in through forwarded ports only.
 * </ul>
 * With {@link NetworkConfig#restricted}, nothing leaves it but answers to forwarded ports. Everything is bounded: tables,
 * buffers, frames on their way. IPv4 only.
 *
 * <p>The peer methods are called on the emulation thread; all work is done by a thread named {@code net}.
 */
public final class UserNetwork implements NetworkPort.Peer, AutoCloseable {
    /** Frames of the guest that wait for the network's thread; more are lost. */
    private static final int QUEUE = 1024;
    /** Frames of the guest between two looks at the sockets: a socket that was closed keeps its place until the selector has seen it. */
    private static final int FRAMES_A_TURN = 64;
    private static final long HOUSEKEEPING_MS = 10_000;
    /** Stands in the queue where the guest became another one: what was sent before it is forgotten, what comes after it is not. */
    private static final byte[] RESTORED = {};

    private final NetworkConfig config;
    private final Selector selector;
    private final GuestLink link;
    private final Lookups lookups;
    private final Dhcp dhcp;
    private final DnsRelay dns;
    private final Icmp icmp;
    private final UdpRelay udp;
    private final TcpRelay tcp;
    private final Forwards forwards;
    private final Reassembly reassembly = new Reassembly();
    private final Thread thread;
    private final Consumer<String> log;

    private final ConcurrentLinkedQueue<byte[]> fromGuest = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean roomMade = new AtomicBoolean();
    private volatile boolean closed;
    private long nextHousekeeping;

    private UserNetwork(NetworkConfig config, Consumer<byte[]> toGuest, Consumer<String> log) throws IOException {
        this.config = config;
        this.log = log;
        selector = Selector.open();
        link = new GuestLink(config, toGuest);
        lookups = new Lookups(this::execute);
        dhcp = new Dhcp(config, link);
        dns = new DnsRelay(config, link, lookups);
        icmp = new Icmp(config, link, lookups);
        udp = new UdpRelay(config, link, selector);
        tcp = new TcpRelay(config, link, selector, UserNetwork::now);
        forwards = new Forwards(config, link, tcp);
        thread = new Thread(this::loop, "net");
        thread.setDaemon(true);
    }

    /**
     * Opens a network.
     *
     * @param toGuest receives frames for the guest, on the network's thread; each is accounted for by {@link #taken} later
     * @param log receives a line for each thing worth a person's notice
     * @throws IOException when a port cannot be had; the message is for people
     */
    public static UserNetwork open(NetworkConfig config, Consumer<byte[]> toGuest, Consumer<String> log) throws IOException {
        var network = new UserNetwork(config, toGuest, log);
        try {
            network.forwards.open(network.selector, log);
        } catch (IOException e) {
            network.release();
            throw e;
        }
        network.thread.start();
        return network;
    }

    /** The port of this host on which a forward listens. */
    public int forwardedPort(int index) throws IOException {
        return forwards.port(index);
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    // ---- from the guest, on the emulation thread -----------------------------------------------------------------------------

    @Override
    public void sent(byte[] frame) {
        if (closed || queued.get() >= QUEUE) return;
        queued.incrementAndGet();
        fromGuest.add(frame);
        selector.wakeup();
    }

    @Override
    public void taken(int frames) {
        boolean wasFull = link.full();
        link.taken(frames);
        if (wasFull && !link.full()) {
            roomMade.set(true);
            selector.wakeup();
        }
    }

    @Override
    public void restored() {
        for (byte[] f = fromGuest.poll(); f != null; f = fromGuest.poll()) queued.decrementAndGet();
        queued.incrementAndGet();
        fromGuest.add(RESTORED);
        selector.wakeup();
    }

    private void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    // ---- the network's thread ------------------------------------------------------------------------------------------------

    private void loop() {
        try {
            long wait = 0;
            while (!closed) {
                if (wait > 0) selector.select(wait);
                else selector.selectNow();
                wait = turn();
            }
        } catch (ClosedSelectorException _) {
            // closed
        } catch (IOException | RuntimeException e) {
            log.accept("the guest's network has failed: " + e);
        } finally {
            release();
        }
    }

    /** Does what there is to do; gives the time until there is something again, in milliseconds. */
    private long turn() {
        for (var key : selector.selectedKeys()) if (key.isValid()) ((Ready) key.attachment()).ready();
        selector.selectedKeys().clear();
        for (Runnable t = tasks.poll(); t != null; t = tasks.poll()) t.run();
        for (int n = 0; n < FRAMES_A_TURN; n++) {
            byte[] f = fromGuest.poll();
            if (f == null) break;
            queued.decrementAndGet();
            if (f == RESTORED) forgetEverything();
            else frame(f);
        }
        if (roomMade.getAndSet(false)) {
            udp.roomMade();
            tcp.roomMade();
        }
        tcp.settle();
        long next = tcp.tick(), now = now();
        if (now >= nextHousekeeping) {
            nextHousekeeping = now + HOUSEKEEPING_MS;
            udp.expire(now);
        }
        return fromGuest.isEmpty() ? Math.clamp(next - now, 1, HOUSEKEEPING_MS) : 0;
    }

    /** The guest is another one now: nothing that was going on means anything to it. */
    private void forgetEverything() {
        link.forgetWaiting();
        tcp.close();
        udp.close();
        forwards.forget();
    }

    private void frame(byte[] f) {
        if (f.length < GuestLink.ETHERNET_HEADER) return;
        switch (Octets.get16(f, 12)) {
            case GuestLink.ARP -> link.arpFrame(f);
            case GuestLink.IP -> IpPacket.read(f, GuestLink.ETHERNET_HEADER).ifPresent(p -> {
                link.learn(p.source(), MacAddress.of(f, 6));
                reassembly.take(p, now()).ifPresent(this::packet);
            });
            default -> {} // IPv6 and others: nobody here speaks them
        }
    }

    private void packet(IpPacket p) {
        boolean fromNobody = p.source() == Ipv4.ANY;
        if (p.protocol() == Ipv4.UDP) {
            if (p.data().length >= Udp.HEADER) datagram(p);
        } else if (fromNobody || !Ipv4.unicast(p.destination()) || p.destination() == config.broadcast()) {
            return;
        } else if (p.protocol() == Ipv4.TCP) {
            TcpSegment.read(p).ifPresent(tcp::segment);
        } else if (p.protocol() == Ipv4.ICMP) {
            icmp.packet(p);
        } else {
            icmp.unreachable(p, Icmp.PROTOCOL_UNREACHABLE);
        }
    }

    private void datagram(IpPacket p) {
        byte[] d = p.data();
        int port = Octets.get16(d, 0), toPort = Octets.get16(d, 2), length = Octets.get16(d, 4), count = length - Udp.HEADER;
        if (count < 0 || length > d.length || Octets.get16(d, 6) != 0 && !p.checked()) return;
        int to = p.destination();
        boolean forUs = to == config.gateway() || to == config.broadcast() || to == Ipv4.BROADCAST;
        if (toPort == Dhcp.SERVER_PORT && forUs) dhcp.message(java.util.Arrays.copyOfRange(d, Udp.HEADER, length));
        else if (p.source() == Ipv4.ANY || !Ipv4.unicast(to) || to == config.broadcast()) return;
        else if (to == config.dns() && toPort == DnsRelay.PORT) dns.query(p.source(), port, java.util.Arrays.copyOfRange(d, Udp.HEADER, length));
        else if (to == config.gateway() && forwards.answered(p.source(), port, toPort, d, Udp.HEADER, count)) return;
        else if (config.restricted()) icmp.unreachable(p, Icmp.PROHIBITED);
        else if (to == config.dns()) icmp.unreachable(p, Icmp.PORT_UNREACHABLE);
        else if (config.inside(to) && to != config.gateway()) icmp.unreachable(p, Icmp.HOST_UNREACHABLE);
        else udp.send(p.source(), port, to, toPort, d, Udp.HEADER, count, now());
    }

    // ---- the end -------------------------------------------------------------------------------------------------------------

    /** Breaks all connections and ends the network's thread. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(2000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        closed = true;
        tcp.close();
        udp.close();
        forwards.close();
        lookups.close();
        try {
            selector.close();
        } catch (IOException _) {
            // nothing is registered any more
        }
    }
}
