package lucid86.debugger.view;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import lucid86.jit.run.TranslationBlock;

/**
 * Where in guest memory translated code lies.
 *
 * @param pages those with translated code, by address; at most {@link #MOST_PAGES}
 * @param hottest the largest heat of any cell
 */
public record CacheMap(List<Page> pages, long hottest) {
    public static final int MOST_PAGES = 1024;
    /** A page is shown in cells of 16 bytes. */
    public static final int CELLS = 256, CELL_BYTES = 16;

    /** A page of 4 KiB. */
    public static final class Page {
        private final int start;
        private final byte[] tier = new byte[CELLS];
        private final long[] heat = new long[CELLS];
        private final BlockTable.Key[] block = new BlockTable.Key[CELLS];

        private Page(int start) {
            this.start = start;
        }

        /** Offset of its first byte in the memory map's backing store, the physical address for RAM. */
        public int start() {
            return start;
        }

        /** 0: nothing translated; 1: interpreted; 2: waits for the compiler; 3: compiled. */
        public int tier(int cell) {
            return tier[cell];
        }

        /** Guest instructions executed in the hottest block of this cell. */
        public long heat(int cell) {
            return heat[cell];
        }

        /** The hottest block of this cell, or null. */
        public BlockTable.Key block(int cell) {
            return block[cell];
        }

        private void add(TranslationBlock b, BlockTable.Row row) {
            int from = (b.start() & 0xfff) / CELL_BYTES, to = Math.min(CELLS - 1, ((b.start() & 0xfff) + Math.max(1, b.bytes()) - 1) / CELL_BYTES);
            byte t = (byte) switch (row.state()) {
                case COMPILED -> 3;
                case WAITING -> 2;
                case INTERPRETED, STEPPED, DROPPED -> 1;
            };
            for (int c = from; c <= to; c++) {
                tier[c] = (byte) Math.max(tier[c], t);
                if (block[c] != null && heat[c] >= row.heat()) continue;
                heat[c] = row.heat();
                block[c] = row.key();
            }
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Page p && p.start == start && Arrays.equals(p.tier, tier) && Arrays.equals(p.heat, heat);
        }

        @Override
        public int hashCode() {
            return start * 31 + Arrays.hashCode(heat);
        }
    }

    /** The question. */
    public record Query() implements View<CacheMap> {
        @Override
        public CacheMap read(Inspector machine) {
            var pages = new TreeMap<Integer, Page>();
            long hottest = 0;
            for (TranslationBlock b : machine.engine().blockList()) {
                if (b.start() < 0) continue;
                int start = b.start() & ~0xfff;
                Page page = pages.get(start);
                if (page == null) {
                    if (pages.size() >= MOST_PAGES) continue;
                    pages.put(start, page = new Page(start));
                }
                var row = BlockTable.row(b);
                page.add(b, row);
                hottest = Math.max(hottest, row.heat());
            }
            return new CacheMap(List.copyOf(pages.values()), hottest);
        }

        @Override
        public int perSecond() {
            return 1;
        }
    }
}
