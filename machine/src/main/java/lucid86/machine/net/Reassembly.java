package lucid86.machine.net;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts fragments together (RFC 791, 3.2), in any order, some perhaps twice; packets that stay incomplete for {@value #SECONDS} s, or are more
 * than {@value #PACKETS}, are forgotten.
 */
final class Reassembly {
    private static final int PACKETS = 16, SECONDS = 30, MAX = 65535;
    /** Fragments begin and, but for the last, end at multiples of this. */
    private static final int UNIT = 8;

    private record Key(int source, int destination, int protocol, int id) {}

    private static final class Parts {
        final byte[] data = new byte[MAX];
        final long since;
        /** Which units have come. */
        final BitSet units = new BitSet(MAX / UNIT + 1);
        int total = -1;
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
        boolean beyond = parts.total >= 0 ? end > parts.total || !p.more() && end != parts.total : !p.more() && parts.units.length() > units(end);
        if (end > MAX || p.more() && p.data().length % UNIT != 0 || beyond) {
            waiting.remove(key);
            return Optional.empty();
        }
        System.arraycopy(p.data(), 0, parts.data, p.fragment(), p.data().length);
        parts.units.set(p.fragment() / UNIT, units(end));
        if (p.fragment() == 0) parts.first = p;
        if (!p.more()) parts.total = end;
        if (parts.total < 0 || parts.units.cardinality() != units(parts.total) || parts.first == null) return Optional.empty();
        waiting.remove(key);
        return Optional.of(parts.first.withData(java.util.Arrays.copyOf(parts.data, parts.total)));
    }

    private static int units(int octets) {
        return (octets + UNIT - 1) / UNIT;
    }
}
