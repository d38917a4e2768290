package lucid86.debugger.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lucid86.jit.ir.Terminal;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Disassembler;
import lucid86.machine.cpu.Mode;

/**
 * The blocks of a compiled region, or those around an interpreted block, and how they lead to each other.
 *
 * @param title what is shown
 * @param nodes the entry first
 */
public record RegionGraph(String title, List<Node> nodes, List<Edge> edges) {
    private static final int MOST_NODES = 48, MOST_LINES = 8;

    /**
     * A block.
     *
     * @param heat guest instructions executed, as {@link BlockTable.Row#heat}
     * @param code its first instructions
     */
    public record Node(BlockTable.Key key, int linear, BlockTable.State state, long runs, long heat, List<String> code) {}

    /** How one block leads to another. */
    public enum Kind { NEXT, TAKEN }

    /**
     * A way from one node to another, by their indices.
     *
     * @param runs how often it was gone at most: no more often than either end ran in the interpreter
     */
    public record Edge(int from, int to, Kind kind, long runs) {}

    /** Asks for the graph around a block; empty when that is not in the cache. */
    public record Query(BlockTable.Key key) implements View<Optional<RegionGraph>> {
        @Override
        public Optional<RegionGraph> read(Inspector machine) {
            return machine.engine().blockList().stream().filter(b -> BlockTable.key(b).equals(key)).findFirst().map(RegionGraph::around);
        }

        @Override
        public int perSecond() {
            return 2;
        }
    }

    private static RegionGraph around(TranslationBlock b) {
        var blocks = new LinkedHashMap<TranslationBlock, Integer>();
        var region = b.region();
        if (region != null) for (TranslationBlock c : b.companions()) blocks.put(c, blocks.size());
        else reach(b, blocks);
        var edges = new ArrayList<Edge>();
        for (TranslationBlock from : blocks.keySet()) {
            edge(blocks, from, from.next(), Kind.NEXT, edges);
            edge(blocks, from, from.taken(), Kind.TAKEN, edges);
        }
        String title = region != null ? region.name() + ": " + blocks.size() + " blocks compiled together" : "interpreted: the block and what it leads to";
        return new RegionGraph(title, blocks.keySet().stream().map(RegionGraph::node).toList(), List.copyOf(edges));
    }

    private static void reach(TranslationBlock from, Map<TranslationBlock, Integer> blocks) {
        var todo = new ArrayDeque<TranslationBlock>();
        todo.add(from);
        while (!todo.isEmpty() && blocks.size() < MOST_NODES) {
            TranslationBlock b = todo.poll();
            if (b == null || !b.valid() || blocks.containsKey(b)) continue;
            blocks.put(b, blocks.size());
            if (b.next() != null) todo.add(b.next());
            if (b.taken() != null) todo.add(b.taken());
        }
    }

    private static void edge(Map<TranslationBlock, Integer> blocks, TranslationBlock from, TranslationBlock to, Kind kind, List<Edge> edges) {
        Integer target = to == null ? null : blocks.get(to);
        if (target == null) return;
        // A block that only jumps is linked by its fall-through side.
        Kind shown = from.lifted().terminal() instanceof Terminal.Branch ? kind : Kind.NEXT;
        edges.add(new Edge(blocks.get(from), target, shown, Math.min(from.runs(), to.runs())));
    }

    private static Node node(TranslationBlock b) {
        var disassembler = new Disassembler((b.mode() & Mode.CODE32) != 0);
        var code = new ArrayList<String>();
        var insns = b.insns();
        for (int i = 0; i < insns.size() && i < MOST_LINES; i++) code.add(String.format("%x  %s", insns.get(i).eip(), disassembler.text(insns.get(i))));
        if (insns.size() > MOST_LINES) code.add("\u2026 " + (insns.size() - MOST_LINES) + " more");
        var row = BlockTable.row(b);
        return new Node(row.key(), row.linear(), row.state(), row.runs(), row.heat(), List.copyOf(code));
    }
}
