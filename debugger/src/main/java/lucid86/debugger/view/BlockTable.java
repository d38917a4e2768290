package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import lucid86.jit.run.DroppedBlock;
import lucid86.jit.run.TranslationBlock;
import lucid86.machine.cpu.Mode;

/**
 * The translation-block cache.
 *
 * @param total blocks in the cache; {@code rows} may be fewer
 * @param dropped blocks dropped since power-on
 * @param recentlyDropped the last of them, the latest first
 */
public record BlockTable(int total, long dropped, long compiledRegions, List<Row> rows, List<Row> recentlyDropped) {
    /** What identifies a block. */
    public record Key(int start, int eip, int mode) {}

    /** How far a block has come. */
    public enum State {
        INTERPRETED, STEPPED, WAITING, COMPILED, DROPPED;

        public String text() {
            return switch (this) {
                case INTERPRETED -> "interpreted";
                case STEPPED -> "stepped";
                case WAITING -> "waiting";
                case COMPILED -> "compiled";
                case DROPPED -> "dropped";
            };
        }
    }

    /**
     * One block.
     *
     * @param linear linear address it was translated at
     * @param physical offset of its first byte in the memory map's backing store, the physical address for RAM
     * @param mode CPU mode it was made for
     * @param runs entries in the interpreter
     * @param heat guest instructions executed in it by the interpreter, and in its compiled region
     * @param insns guest instructions
     * @param bytes guest bytes
     * @param irOps IR operations after all passes
     * @param region name of the compiled class, or empty
     * @param links offsets of the blocks it goes on to, as far as seen
     * @param why why it was dropped, or empty
     */
    public record Row(
            Key key, int linear, int physical, int eip, String mode, long runs, long heat, int insns, int bytes, int irOps, State state, String region, String links, String why) {}

    /** Orders of rows. */
    public enum Order { HOTTEST, ADDRESS, LARGEST }

    /** @param most rows in the answer */
    public record Query(Order order, int most) implements View<BlockTable> {
        @Override
        public BlockTable read(Inspector machine) {
            var blocks = machine.engine().blockList();
            int total = blocks.size();
            var rows = first(blocks).stream().map(BlockTable::row).toList();
            var dropped = machine.engine().recentlyDropped().stream().map(BlockTable::row).toList();
            return new BlockTable(total, machine.engine().droppedBlocks(), machine.engine().statistics().compiledRegions(), rows, dropped);
        }

        /** The first rows in order: there may be very many blocks, and the emulation waits. */
        private List<TranslationBlock> first(List<TranslationBlock> blocks) {
            var order = comparator();
            var kept = new PriorityQueue<>(order.reversed());
            for (TranslationBlock b : blocks) {
                if (kept.size() == most && order.compare(b, kept.peek()) >= 0) continue;
                kept.add(b);
                if (kept.size() > most) kept.poll();
            }
            var sorted = new ArrayList<>(kept);
            sorted.sort(order);
            return sorted;
        }

        private Comparator<TranslationBlock> comparator() {
            Comparator<TranslationBlock> c = switch (order) {
                case HOTTEST -> Comparator.comparingLong(TranslationBlock::heat).reversed();
                case ADDRESS -> Comparator.comparingInt(TranslationBlock::start);
                case LARGEST -> Comparator.comparingInt(TranslationBlock::bytes).reversed();
            };
            return c.thenComparingInt(TranslationBlock::start).thenComparingInt(TranslationBlock::mode);
        }

        @Override
        public int perSecond() {
            return 4;
        }
    }

    static Row row(TranslationBlock b) {
        var links = new StringBuilder();
        for (TranslationBlock to : new TranslationBlock[] {b.next(), b.taken()}) {
            if (to == null || !to.valid()) continue;
            if (!links.isEmpty()) links.append(' ');
            links.append(Integer.toHexString(to.eip()));
        }
        String region = b.region() == null ? "" : b.region().name();
        return new Row(key(b), b.linear(), b.start(), b.eip(), Mode.text(b.mode()), b.runs(), b.heat(), b.count(), b.bytes(), b.operations(), state(b), region,
                links.toString(), b.dropReason());
    }

    private static Row row(DroppedBlock b) {
        return new Row(new Key(b.start(), b.eip(), b.mode()), b.linear(), b.start(), b.eip(), Mode.text(b.mode()), b.runs(), b.runs() * b.insns(), b.insns(), b.bytes(), b.irOps(),
                State.DROPPED, "", "", b.why());
    }

    public static Key key(TranslationBlock b) {
        return new Key(b.start(), b.eip(), b.mode());
    }

    private static State state(TranslationBlock b) {
        if (!b.valid()) return State.DROPPED;
        if (b.region() != null && b.region().valid()) return State.COMPILED;
        if (b.alone()) return State.STEPPED;
        return b.queued() ? State.WAITING : State.INTERPRETED;
    }
}
