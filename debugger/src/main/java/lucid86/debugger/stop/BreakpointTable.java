package lucid86.debugger.stop;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The breakpoints of a session. Owned by the emulation thread. */
public final class BreakpointTable {
    private final TreeMap<Integer, Breakpoint> all = new TreeMap<>();
    private int nextId = 1;

    /** Adds a breakpoint, or gives the one that is already at this linear address, switched on. */
    public Breakpoint add(Location location) {
        var there = at(location.linear());
        var b = there.map(x -> x.enable(true)).orElseGet(() -> new Breakpoint(nextId++, location, true, 0));
        all.put(b.id(), b);
        return b;
    }

    public Optional<Breakpoint> at(int linear) {
        return all.values().stream().filter(b -> b.location().linear() == linear).findFirst();
    }

    /** Replaces the breakpoint of the same id. */
    public void change(Breakpoint b) {
        if (all.containsKey(b.id())) all.put(b.id(), b);
    }

    public void remove(int id) {
        all.remove(id);
    }

    /** Counts a stop at this address; empty when no enabled breakpoint is there. */
    public Optional<Breakpoint> hit(int linear) {
        var b = at(linear).filter(Breakpoint::enabled).map(Breakpoint::hit);
        b.ifPresent(x -> all.put(x.id(), x));
        return b;
    }

    /** Addresses the engine has to stop at. */
    public Set<Integer> addresses() {
        var set = new HashSet<Integer>();
        for (Breakpoint b : all.values()) if (b.enabled()) set.add(b.location().linear());
        return set;
    }

    /** All breakpoints in the order they were made. */
    public List<Breakpoint> list() {
        return List.copyOf(all.values());
    }
}
