package lucid86.machine.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts fragments together (RFC 791, 3.2). Fragments must come without overlaps, in any order; packets that stay incomplete
 * for {@value #SECONDS} s, or are more than {@value #PACKETS}, are forgotten.
 */
final class Reassembly {
    private static final int PACKETS = 16, SECONDS = 30, MAX = 65535;

    private record Key(int source, int destination, int protocol, int id) {}

    private static final class Parts {
        final byte[] data = new byte[MAX];
        final long since;
        int received, total = -1;
        IpPacket first;

        Parts(long now) {
            since = now;
        }
    }

    private final Map<Key, Parts> waiting = new LinkedHashMap<>();

    /** Takes a packet; gives the whole one once its last part has come. */
    Optional<IpPacket> take(IpPacket p, long nowMillis) {
        if (p.whole()) return Optional.of(p);
        waiting.values().removeIf(w -> nowMillis - w.since > SECONDS * 1000L);
        var key = new Key(p.source(), p.destination(), p.protocol(), p.id());
        if (!waiting.containsKey(key) && waiting.size() == PACKETS) waiting.remove(waiting.keySet().iterator().next());
        var parts = waiting.computeIfAbsent(key, _ -> new Parts(nowMillis));
        int end = p.fragment() + p.data().length;
        // The octets received are only counted, so parts of one packet that overlap must never add up to it.
        if (end > MAX || p.more() && p.data().length % 8 != 0 || parts.total >= 0 && (!p.more() || end > parts.total)) {
            waiting.remove(key);
            return Optional.empty();
        }
        System.arraycopy(p.data(), 0, parts.data, p.fragment(), p.data().length);
        parts.received += p.data().length;
        if (p.fragment() == 0) parts.first = p;
        if (!p.more()) parts.total = end;
        if (parts.received != parts.total || parts.first == null) return Optional.empty();
        waiting.remove(key);
        return Optional.of(parts.first.withData(java.util.Arrays.copyOf(parts.data, parts.total)));
    }
}
