package lucid86.jit.bytecode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;

/**
 * Finds memory accesses of a block whose addresses differ by constants, as those of a stack frame or a record do: the first of
 * such a group asks the TLB for all. Nothing in a block but a helper that may do anything changes a translation between them.
 */
final class AccessGroups {
    /** Most groups in a block, and most bytes from the first to the last byte of one: a group that straddles two pages is slow. */
    static final int MAX = 6, SPAN = 256;

    /**
     * How one access is done.
     *
     * @param local number of the group, 0 to {@link #MAX} - 1, for the local that holds where its lowest byte is
     * @param leads it is the group's first
     * @param distance of its first byte from the group's lowest
     * @param span bytes of the whole group
     * @param many it has accesses at more than one place
     */
    record Access(int local, boolean leads, int distance, int span, boolean many) {}

    /** A sum of things unknown and a constant. */
    private record Address(int root, int constant) {}

    private static final class Group {
        final boolean write;
        int low, high;
        final List<Integer> members = new ArrayList<>();
        final List<Integer> constants = new ArrayList<>();

        Group(boolean write, int at, int size) {
            this.write = write;
            low = at;
            high = at + size;
        }

        boolean isMany() {
            return constants.stream().distinct().count() > 1;
        }

        boolean takes(int at, int size) {
            return Math.max(high, at + size) - Math.min(low, at) <= SPAN;
        }

        void add(int op, int at, int size) {
            low = Math.min(low, at);
            high = Math.max(high, at + size);
            members.add(op);
            constants.add(at);
        }
    }

    private final Access[] accesses;
    private final Map<Object, Integer> roots = new HashMap<>();
    private int nextRoot;
    private final Map<Val, Address> values = new HashMap<>();
    private final Map<Integer, List<Group>> open = new HashMap<>();
    private final List<Group> all = new ArrayList<>();

    AccessGroups(Block b) {
        accesses = new Access[b.ops().size()];
        for (int i = 0; i < accesses.length; i++) visit(i, b.ops().get(i));
        int local = 0;
        for (Group g : all) {
            if (g.members.size() < 2 || local == MAX) continue;
            boolean many = g.isMany();
            for (int k = 0; k < g.members.size(); k++)
                accesses[g.members.get(k)] = new Access(local, k == 0, g.constants.get(k) - g.low, g.high - g.low, many);
            local++;
        }
    }

    /** How the operation with this index reaches memory, or null when it goes alone. */
    Access of(int op) {
        return accesses[op];
    }

    private void visit(int i, Op op) {
        switch (op) {
            case Op.Load o -> access(i, o.lin(), o.size(), o.forWrite());
            case Op.Store o -> access(i, o.lin(), o.size(), true);
            default -> { }
        }
        if (op.touchesRegs()) {
            values.clear();
            open.clear();
            roots.clear();
        }
        if (op.dst() != null) values.put(op.dst(), result(op));
    }

    private Address result(Op op) {
        return switch (op) {
            case Op.Mov o -> address(o.a());
            case Op.Bin(var kind, _, Val a, Val b) -> {
                Address x = address(a), y = address(b);
                yield switch (kind) {
                    case ADD -> x.root() < 0 ? new Address(y.root(), x.constant() + y.constant())
                            : new Address(y.root() < 0 ? x.root() : root(List.of(kind, x.root(), y.root())), x.constant() + y.constant());
                    case SUB -> y.root() < 0 ? new Address(x.root(), x.constant() - y.constant()) : new Address(root(List.of(kind, x, y)), 0);
                    default -> new Address(root(List.of(kind, x, y)), 0);
                };
            }
            case Op.Un(var kind, _, Val a) -> new Address(root(List.of(kind, address(a))), 0);
            // The base of the segment stays as it is until a helper changes it.
            case Op.Lin o -> new Address(root(List.of("base", o.seg(), address(o.offset()).root())), address(o.offset()).constant());
            default -> new Address(nextRoot++, 0);
        };
    }

    private int root(Object what) {
        return roots.computeIfAbsent(what, _ -> nextRoot++);
    }

    private Address address(Val v) {
        if (v instanceof Val.Imm(int k)) return new Address(-1, k);
        return values.computeIfAbsent(v, _ -> new Address(nextRoot++, 0));
    }

    private void access(int i, Val lin, int size, boolean write) {
        Address at = address(lin);
        List<Group> groups = open.computeIfAbsent(at.root(), _ -> new ArrayList<>());
        // What may be written may be read: a read joins either kind.
        for (Group g : groups) {
            if (write && !g.write || !g.takes(at.constant(), size)) continue;
            g.add(i, at.constant(), size);
            return;
        }
        var g = new Group(write, at.constant(), size);
        g.add(i, at.constant(), size);
        groups.add(g);
        all.add(g);
    }
}
