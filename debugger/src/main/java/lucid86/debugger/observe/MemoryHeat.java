package lucid86.debugger.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/** When each 16 bytes of physical memory were read, written and executed last by the CPU. */
public final class MemoryHeat {
    /** Bytes that are known together. */
    public static final int GRANULE = 16;
    private static final int PAGE_BITS = 12, PER_PAGE = (1 << PAGE_BITS) / GRANULE;
    /** Pages that are remembered, of 3 KiB each; what more a guest touches is left out. */
    private static final int MOST_PAGES = 1 << 14;
    private static final int READ = 0, WRITTEN = 1, EXECUTED = 2;

    /** For each page READ, WRITTEN and EXECUTED of each granule: virtual milliseconds plus one, 0: never. */
    private final Map<Long, int[]> pages = new HashMap<>();

    void touched(long physical, int size, boolean write, long nanos) {
        note(physical, size, write ? WRITTEN : READ, nanos);
    }

    void executed(long physical, int size, long nanos) {
        note(physical, size, EXECUTED, nanos);
    }

    private void note(long physical, int size, int what, long nanos) {
        int time = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
        for (long g = physical / GRANULE; g <= (physical + size - 1) / GRANULE; g++) {
            long page = g / PER_PAGE;
            int[] times = pages.get(page);
            if (times == null) {
                if (pages.size() >= MOST_PAGES) return;
                pages.put(page, times = new int[3 * PER_PAGE]);
            }
            times[(int) (g % PER_PAGE) * 3 + what] = time;
        }
    }

    private long last(long physical, int what) {
        int[] times = physical < 0 ? null : pages.get(physical >>> PAGE_BITS);
        int time = times == null ? 0 : times[(int) (physical / GRANULE % PER_PAGE) * 3 + what];
        return time == 0 ? -1 : time - 1;
    }

    /** How long ago, in virtual milliseconds; -1: not since recording began. */
    public record Ages(long read, long written, long executed) {
        static final Ages NEVER = new Ages(-1, -1, -1);
    }

    /** @param ages one for each granule-sized piece from the start on */
    public record Answer(boolean on, List<Ages> ages) {}

    /** Asks for the pieces of 16 bytes from an address on; an address within a granule gets that granule's answer. */
    public record Query(Address start, int pieces) implements View<Answer> {
        public Query {
            pieces = Math.clamp(pieces, 0, 4096);
        }

        @Override
        public Answer read(Inspector machine) {
            var heat = machine.records().heat();
            if (heat.isEmpty()) return new Answer(false, List.of());
            long now = machine.machine().now() / 1_000_000;
            return new Answer(true, IntStream.range(0, pieces).mapToObj(i -> ages(heat.get(), physical(machine, start.plus((long) i * GRANULE)), now)).toList());
        }

        private static long physical(Inspector machine, Address a) {
            return a instanceof Address.Physical p ? p.address() : machine.cpu().mmu.peekTranslate(machine.linear(a));
        }

        private static Ages ages(MemoryHeat heat, long physical, long now) {
            return physical < 0 ? Ages.NEVER : new Ages(age(heat, physical, READ, now), age(heat, physical, WRITTEN, now), age(heat, physical, EXECUTED, now));
        }

        private static long age(MemoryHeat heat, long physical, int what, long now) {
            long last = heat.last(physical, what);
            return last < 0 ? -1 : Math.max(0, now - last);
        }
    }
}
