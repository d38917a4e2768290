package lucid86.debugger.observe;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;
import lucid86.jit.run.TranslationBlock;

/**
 * Which code has been executed, by linear address. A translation block counts as a whole once it has been entered: of one that a fault has
 * cut short, the rest counts, too.
 */
public final class Coverage {
    private static final int PAGE = 4096, PAGE_BITS = 12;
    /** Pages that are remembered; a guest that executes more has the rest left out. */
    private static final int MOST_PAGES = 1 << 16;

    private final TreeMap<Integer, BitSet> pages = new TreeMap<>(Integer::compareUnsigned);

    void add(TranslationBlock b) {
        int from = b.linear(), left = b.bytes();
        while (left > 0) {
            int at = from & PAGE - 1, n = Math.min(left, PAGE - at);
            var bits = pages.get(from >>> PAGE_BITS);
            if (bits == null && pages.size() < MOST_PAGES) pages.put(from >>> PAGE_BITS, bits = new BitSet(PAGE));
            if (bits != null) bits.set(at, at + n);
            from += n;
            left -= n;
        }
    }

    private boolean covers(int linear) {
        var bits = pages.get(linear >>> PAGE_BITS);
        return bits != null && bits.get(linear & PAGE - 1);
    }

    /** Code in a row. @param place the nearest symbol, or empty */
    public record Span(int from, int bytes, String place) {}

    /** @param bytes of all code executed; @param spans in order of addresses */
    public record Summary(boolean on, long bytes, List<Span> spans) {}

    /** Asks for all code that was executed, up to so many spans. */
    public record Query(int most) implements View<Summary> {
        @Override
        public Summary read(Inspector machine) {
            var coverage = machine.records().coverage();
            if (coverage.isEmpty()) return new Summary(false, 0, List.of());
            var spans = new ArrayList<Span>();
            long bytes = 0;
            for (var page : coverage.get().pages.entrySet()) {
                BitSet bits = page.getValue();
                bytes += bits.cardinality();
                for (int from = bits.nextSetBit(0); from >= 0; ) {
                    int to = bits.nextClearBit(from);
                    add(spans, (page.getKey() << PAGE_BITS) + from, to - from, machine);
                    from = bits.nextSetBit(to);
                }
            }
            return new Summary(true, bytes, List.copyOf(spans));
        }

        private void add(List<Span> spans, int from, int bytes, Inspector machine) {
            Span last = spans.isEmpty() ? null : spans.getLast();
            if (last != null && last.from + last.bytes == from) spans.set(spans.size() - 1, new Span(last.from, last.bytes + bytes, last.place));
            else if (spans.size() < most) spans.add(new Span(from, bytes, machine.symbols().near(from).orElse("")));
        }

        @Override
        public int perSecond() {
            return 1;
        }
    }

    /** Asks which of some bytes were executed as code; empty when that is not recorded. */
    public record Bytes(int from, int length) implements View<Optional<BitSet>> {
        public Bytes {
            length = Math.clamp(length, 0, 1 << 16);
        }

        @Override
        public Optional<BitSet> read(Inspector machine) {
            return machine.records().coverage().map(c -> {
                var all = new BitSet(length);
                for (int i = 0; i < length; i++) if (c.covers(from + i)) all.set(i);
                return all;
            });
        }
    }
}
