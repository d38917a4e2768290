package lucid86.debugger.symbol;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Names and source lines by linear address. Immutable. */
public final class SymbolTable {
    public static final SymbolTable EMPTY = new SymbolTable(Map.of(), Map.of());
    /** A name is told for addresses up to this far behind it. */
    private static final int REACH = 0x1000;

    private final NavigableMap<Integer, String> names;
    private final Map<Integer, String> sources;
    private final Map<String, Integer> addresses;

    /**
     * @param names a name for each labelled linear address
     * @param sources the source line for each address where an instruction starts
     */
    public SymbolTable(Map<Integer, String> names, Map<Integer, String> sources) {
        this(names, sources, Map.of());
    }

    /** @param more addresses of further names, which share an address with one in {@code names} */
    SymbolTable(Map<Integer, String> names, Map<Integer, String> sources, Map<String, Integer> more) {
        var sorted = new TreeMap<Integer, String>(Integer::compareUnsigned);
        sorted.putAll(names);
        this.names = java.util.Collections.unmodifiableNavigableMap(sorted);
        this.sources = Map.copyOf(sources);
        var all = new HashMap<>(more);
        names.forEach((address, name) -> all.put(name, address));
        addresses = Map.copyOf(all);
    }

    /** The name of exactly this address. */
    public Optional<String> nameOf(int linear) {
        return Optional.ofNullable(names.get(linear));
    }

    /** The source line whose code starts at exactly this address. */
    public Optional<String> sourceOf(int linear) {
        return Optional.ofNullable(sources.get(linear));
    }

    /** The nearest name at or before an address, with the distance: {@code draw+1c}. */
    public Optional<String> near(int linear) {
        var e = names.floorEntry(linear);
        if (e == null || Integer.compareUnsigned(linear - e.getKey(), REACH) > 0) return Optional.empty();
        int distance = linear - e.getKey();
        return Optional.of(distance == 0 ? e.getValue() : e.getValue() + "+" + Integer.toHexString(distance));
    }

    /** The address of a name. */
    public Optional<Integer> addressOf(String name) {
        return Optional.ofNullable(addresses.get(name));
    }

    /** Both tables together; where both name an address, the other's name counts. */
    public SymbolTable with(SymbolTable other) {
        var n = new TreeMap<>(names);
        n.putAll(other.names);
        var s = new java.util.HashMap<>(sources);
        s.putAll(other.sources);
        var a = new HashMap<>(addresses);
        a.putAll(other.addresses);
        return new SymbolTable(n, s, a);
    }

    public int size() {
        return names.size();
    }
}
