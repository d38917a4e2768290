package lucid86.debugger.stop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import lucid86.machine.mem.MemoryMap;

/** The breakpoints of a session. Owned by the emulation thread. */
public final class BreakpointTable {
    private final TreeMap<Integer, Breakpoint> all = new TreeMap<>();
    private final Set<Integer> borrowed = new HashSet<>();
    private int nextId = 1;

    /** Adds an execution breakpoint, or gives the one that is already at this linear address, switched on. */
    public Breakpoint add(Location location) {
        return add(Breakpoint.of(0, new Trigger.Execute(location)));
    }

    /** Adds a breakpoint under a new number. A plain one where a plain one is already only switches that on. */
    public Breakpoint add(Breakpoint b) {
        boolean plain = b.rules().equals(Breakpoint.Rules.PLAIN) && b.enabled();
        var there = all.values().stream().filter(x -> plain && same(x.trigger(), b.trigger()) && x.rules().equals(Breakpoint.Rules.PLAIN)).findFirst();
        var added = there.map(x -> x.enable(true)).orElseGet(() -> b.withId(nextId++));
        all.put(added.id(), added);
        return added;
    }

    /** Those that a person has set: without those of {@link #place}. */
    public List<Breakpoint> own() {
        return all.values().stream().filter(b -> !borrowed.contains(b.id())).toList();
    }

    /** Adds a breakpoint even where there is one already, for another debugger that keeps its own list. */
    public Breakpoint place(Trigger trigger) {
        var b = Breakpoint.of(nextId++, trigger);
        borrowed.add(b.id());
        all.put(b.id(), b);
        return b;
    }

    private static boolean same(Trigger a, Trigger b) {
        if (a instanceof Trigger.Execute(Location x) && b instanceof Trigger.Execute(Location y))
            return x.linear() == y.linear() && x instanceof Location.Physical == y instanceof Location.Physical;
        return a.equals(b);
    }

    /** The first execution breakpoint at a linear address. */
    public Optional<Breakpoint> at(int linear) {
        return all.values().stream().filter(b -> b.location().filter(l -> !(l instanceof Location.Physical) && l.linear() == linear).isPresent()).findFirst();
    }

    /** Those that are enabled and wait for an instruction at this linear address, or at this place in backing memory. */
    List<Breakpoint> waitingAt(int linear, int placed, MemoryMap map) {
        return all.values().stream().filter(b -> b.enabled() && b.location().filter(l -> l instanceof Location.Physical p
                ? placed >= 0 && offset(p, map) == placed : l.linear() == linear).isPresent()).toList();
    }

    private static int offset(Location.Physical p, MemoryMap map) {
        long physical = p.address() & 0xffffffffL;
        int page = map.readOffset(physical);
        return page < 0 ? -1 : page | p.address() & 0xfff;
    }

    public Optional<Breakpoint> get(int id) {
        return Optional.ofNullable(all.get(id));
    }

    /** Replaces the breakpoint of the same id. */
    public void change(Breakpoint b) {
        if (all.containsKey(b.id())) all.put(b.id(), b);
    }

    public void remove(int id) {
        all.remove(id);
    }

    public void clear() {
        all.clear();
    }

    /** As they were when {@link #list} gave them. */
    public void restore(List<Breakpoint> listed) {
        all.clear();
        listed.forEach(b -> all.put(b.id(), b));
    }

    /** Counts a hit; the breakpoint as it is now. */
    Breakpoint hit(Breakpoint b) {
        var now = all.get(b.id()).hit();
        all.put(now.id(), now);
        return now;
    }

    /** Linear addresses the engine has to stop at. */
    public Set<Integer> addresses() {
        var set = new HashSet<Integer>();
        for (Breakpoint b : all.values()) if (b.enabled()) b.location().filter(l -> !(l instanceof Location.Physical)).ifPresent(l -> set.add(l.linear()));
        return set;
    }

    /** Offsets in backing memory the engine has to stop at, as the memory map is now. */
    Set<Integer> placed(MemoryMap map) {
        var set = new HashSet<Integer>();
        for (Breakpoint b : all.values())
            if (b.enabled() && b.location().orElse(null) instanceof Location.Physical p && offset(p, map) >= 0) set.add(offset(p, map));
        return set;
    }

    /** What to watch for besides instructions, by breakpoint number. */
    Map<Integer, Trigger> watched() {
        var map = new HashMap<Integer, Trigger>();
        for (Breakpoint b : all.values()) if (b.enabled() && b.location().isEmpty()) map.put(b.id(), b.trigger());
        return map;
    }

    /** Symbols changed: expressions stand for other addresses. */
    public void resolve(ToIntFunction<String> resolve) {
        for (Breakpoint b : List.copyOf(all.values())) {
            switch (b.trigger()) {
                case Trigger.Execute(Location at) -> BreakpointText.moved(at, resolve).ifPresent(l -> change(b.withTrigger(new Trigger.Execute(l))));
                case Trigger.Memory m -> BreakpointText.moved(m.from(), resolve)
                        .ifPresent(l -> change(b.withTrigger(new Trigger.Memory(l, m.length(), m.access()))));
                default -> {
                    // nothing that could move
                }
            }
        }
    }

    /** All breakpoints in the order they were made. */
    public List<Breakpoint> list() {
        return List.copyOf(all.values());
    }
}
