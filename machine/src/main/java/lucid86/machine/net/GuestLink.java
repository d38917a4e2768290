package lucid86.machine.net;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import lucid86.machine.ether.Cable;
import lucid86.machine.ether.MacAddress;

/**
 * The router's own interface towards the guest: ARP (RFC 826), Ethernet and IPv4 headers, fragments. Counts the frames that
 * the guest has not taken yet, so that nobody sends more than it can bear.
 */
final class GuestLink {
    static final int IP = 0x0800, ARP = 0x0806, ETHERNET_HEADER = 14;
    /** Largest IP packet in one frame. */
    static final int MTU = 1500;
    /** The addresses of router and name server end like this; the network's address is before it. */
    private static final long MAC_BASE = 0x5255_0000_0000L;
    /** Frames on their way to the guest; the machine's cable holds more. */
    private static final int WINDOW = 256;
    private static final int NEIGHBOURS = 64, PENDING = 32;
    private static final int DONT_FRAGMENT = 0x4000, MORE = 0x2000;

    private final NetworkConfig config;
    private final Consumer<byte[]> toGuest;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Integer, MacAddress> neighbours = new LinkedHashMap<>();
    /** Packets for a guest whose hardware address is not known yet. */
    private final ArrayDeque<byte[]> pending = new ArrayDeque<>();
    private int packetId;

    GuestLink(NetworkConfig config, Consumer<byte[]> toGuest) {
        this.config = config;
        this.toGuest = toGuest;
    }

    // ---- how many frames are on their way ----------------------------------------------------------------------------------

    /** May be called on any thread. */
    void taken(int frames) {
        waiting.updateAndGet(w -> Math.max(0, w - frames));
    }

    void forgetWaiting() {
        waiting.set(0);
    }

    boolean full() {
        return waiting.get() >= WINDOW;
    }

    /** The guest has all that was sent to it, so that it is its turn. */
    boolean idle() {
        return waiting.get() == 0;
    }

    // ---- sending -----------------------------------------------------------------------------------------------------------

    /** The hardware address that one of the router's own addresses has. */
    MacAddress ownAddress(int ip) {
        return new MacAddress(MAC_BASE | ip & 0xffffffffL);
    }

    private void transmit(byte[] frame) {
        waiting.incrementAndGet();
        toGuest.accept(frame.length < Cable.SHORTEST ? Arrays.copyOf(frame, Cable.SHORTEST) : frame);
    }

    /** Sends an IP packet, in fragments if it is long; lost when too many frames wait already. */
    void send(int source, int destination, int protocol, byte[] data) {
        var to = neighbours.get(destination);
        if (to != null || destination == Ipv4.BROADCAST) {
            sendTo(to == null ? MacAddress.BROADCAST : to, source, destination, protocol, data);
            return;
        }
        if (data.length > MTU - Ipv4.HEADER) return; // the first packets to a new neighbour are short
        if (pending.size() == PENDING) pending.remove();
        pending.add(packet(source, destination, protocol, data, 0, data.length, DONT_FRAGMENT, ++packetId));
        askFor(destination);
    }

    /** As {@link #send}, to a known hardware address. */
    void sendTo(MacAddress to, int source, int destination, int protocol, byte[] data) {
        int most = MTU - Ipv4.HEADER & ~7;
        int id = ++packetId & 0xffff;
        if (data.length <= MTU - Ipv4.HEADER) {
            frame(to, packet(source, destination, protocol, data, 0, data.length, DONT_FRAGMENT, id));
            return;
        }
        for (int at = 0; at < data.length; at += most) {
            int n = Math.min(most, data.length - at);
            frame(to, packet(source, destination, protocol, data, at, n, (at + n < data.length ? MORE : 0) | at >>> 3, id));
        }
    }

    private static byte[] packet(int source, int destination, int protocol, byte[] data, int from, int count, int flags, int id) {
        var p = new byte[Ipv4.HEADER + count];
        p[0] = 0x45;
        Octets.put16(p, 2, p.length);
        Octets.put16(p, 4, id);
        Octets.put16(p, 6, flags);
        p[8] = 64;
        p[9] = (byte) protocol;
        Octets.put32(p, 12, source);
        Octets.put32(p, 16, destination);
        Octets.put16(p, 10, Ipv4.checksum(Ipv4.sum(p, 0, Ipv4.HEADER, 0)));
        System.arraycopy(data, from, p, Ipv4.HEADER, count);
        return p;
    }

    private void frame(MacAddress to, byte[] packet) {
        if (full()) return;
        // Packets of hosts outside come through the router.
        int source = Octets.get32(packet, 12);
        var from = ownAddress(source == config.dns() ? source : config.gateway());
        transmit(ethernet(to, from, IP, packet));
    }

    private static byte[] ethernet(MacAddress to, MacAddress from, int type, byte[] data) {
        var f = new byte[ETHERNET_HEADER + data.length];
        System.arraycopy(to.bytes(), 0, f, 0, 6);
        System.arraycopy(from.bytes(), 0, f, 6, 6);
        Octets.put16(f, 12, type);
        System.arraycopy(data, 0, f, ETHERNET_HEADER, data.length);
        return f;
    }

    // ---- ARP ---------------------------------------------------------------------------------------------------------------

    /** A frame of the guest tells who has an address of the network. */
    void learn(int ip, MacAddress mac) {
        if (!config.inside(ip) || ip == config.gateway() || ip == config.dns() || ip == config.network() || ip == config.broadcast() || mac.group()) return;
        if (mac.equals(neighbours.get(ip))) return;
        if (neighbours.size() == NEIGHBOURS && !neighbours.containsKey(ip)) neighbours.remove(neighbours.keySet().iterator().next());
        neighbours.put(ip, mac);
        pending.removeIf(p -> {
            if (Octets.get32(p, 16) != ip) return false;
            frame(mac, p);
            return true;
        });
    }

    private void askFor(int ip) {
        if (!full()) transmit(ethernet(MacAddress.BROADCAST, ownAddress(config.gateway()), ARP,
                arp(1, ownAddress(config.gateway()), config.gateway(), new MacAddress(0), ip)));
    }

    /** An ARP packet of the guest: answers for router and name server. */
    void arpFrame(byte[] frame) {
        int at = ETHERNET_HEADER;
        if (frame.length < at + 28 || Octets.get32(frame, at) != 0x0001_0800 || Octets.get16(frame, at + 4) != 0x0604) return;
        var sender = MacAddress.of(frame, at + 8);
        int senderIp = Octets.get32(frame, at + 14), target = Octets.get32(frame, at + 24);
        learn(senderIp, sender);
        boolean ours = target == config.gateway() || target == config.dns();
        if (Octets.get16(frame, at + 6) != 1 || !ours || full()) return;
        transmit(ethernet(sender, ownAddress(target), ARP, arp(2, ownAddress(target), target, sender, senderIp)));
    }

    private static byte[] arp(int operation, MacAddress from, int fromIp, MacAddress to, int toIp) {
        var p = new byte[28];
        Octets.put32(p, 0, 0x0001_0800);
        Octets.put16(p, 4, 0x0604);
        Octets.put16(p, 6, operation);
        System.arraycopy(from.bytes(), 0, p, 8, 6);
        Octets.put32(p, 14, fromIp);
        System.arraycopy(to.bytes(), 0, p, 18, 6);
        Octets.put32(p, 24, toIp);
        return p;
    }
}
