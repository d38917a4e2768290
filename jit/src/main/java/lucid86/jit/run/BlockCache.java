package lucid86.jit.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lucid86.jit.lift.BlockBuilder;
import lucid86.jit.lift.Patched;
import lucid86.jit.x86.Decoder;
import lucid86.machine.mem.MemoryMap;

/**
 * All valid translation blocks, found by (backing offset, EIP, mode, CS limit). Knows for each page which bytes are
 * translated, so that a write beside code costs next to nothing.
 */
final class BlockCache {
    /** What is known of a page with translated code. */
    private static final class Page {
        final List<TranslationBlock> blocks = new ArrayList<>();
        /** How many blocks depend on each byte; {@link #MANY} stays so until the page has none. */
        final byte[] users = new byte[4096];

        /**
         * A block comes or goes.
         *
         * @param at place of its first byte, negative when that lies in the page before
         */
        void count(TranslationBlock b, int at, int by) {
            for (int i = Math.max(at, 0), end = Math.min(at + b.bytes, 4096); i < end; i++)
                if ((users[i] & 0xff) != MANY && b.dependsOn(i - at, i - at + 1)) users[i] += (byte) by;
        }

        boolean covers(int from, int size) {
            for (int i = from; i < from + size && i < 4096; i++) if (users[i] != 0) return true;
            return false;
        }
    }

    private static final int BUCKETS = 1 << 16;
    /** More blocks than are counted for one byte. */
    private static final int MANY = 255;
    /** How many dropped blocks are remembered. */
    private static final int REMEMBERED = 64;

    private final MemoryMap memory;
    private final int capacity;
    private final TranslationBlock[] table = new TranslationBlock[BUCKETS];
    /** By page of backing memory; null where nothing is translated. Writes beside code ask here: it must cost next to nothing. */
    private final Page[] pages;
    private final ChangedBytes changedBytes = new ChangedBytes();
    private int size;
    private long dropped;
    private EngineListener listener = EngineListener.NONE;
    /** How many blocks were dropped, by reason. */
    private final Map<String, Long> reasons = new TreeMap<>();
    private final java.util.ArrayDeque<DroppedBlock> recent = new java.util.ArrayDeque<>(REMEMBERED);

    /** @param capacity most blocks kept */
    BlockCache(MemoryMap memory, int capacity) {
        this.memory = memory;
        this.capacity = capacity;
        pages = new Page[memory.backing.length >>> 12];
    }

    private static int bucket(int start, int eip, int mode) {
        int h = start * 0x9e3779b1 ^ eip * 0x85ebca6b ^ mode * 0xc2b2ae35;
        return (h ^ h >>> 15) & BUCKETS - 1;
    }

    /** The block at this place for this mode, or null. Blocks that straddle pages must be compared further by the caller. */
    TranslationBlock find(int start, int eip, int mode, int limit) {
        for (TranslationBlock b = table[bucket(start, eip, mode)]; b != null; b = b.chain)
            if (b.start == start && b.eip() == eip && b.mode == mode && b.limit == limit) return b;
        return null;
    }

    /** Whether one more block is kept without dropping others. */
    boolean hasRoom() {
        return size < capacity;
    }

    void add(TranslationBlock b) {
        int i = bucket(b.start, b.eip(), b.mode);
        b.chain = table[i];
        table[i] = b;
        size++;
        note(b.start & ~0xfff, b);
        if (b.secondPage >= 0) note(b.secondPage, b);
    }

    /** Where a block's first byte lies, counted from the first byte of one of its pages. */
    private static int inPage(TranslationBlock b, int page) {
        int at = b.start & 0xfff;
        return page == (b.start & ~0xfff) ? at : at - 4096;
    }

    private void note(int page, TranslationBlock b) {
        Page p = pages[page >>> 12];
        if (p == null) p = pages[page >>> 12] = new Page();
        p.blocks.add(b);
        p.count(b, inPage(b, page), 1);
        memory.watchCode(page);
    }

    boolean covers(int offset, int bytes) {
        Page p = pages[offset >>> 12];
        return p != null && p.covers(offset & 0xfff, bytes);
    }

    /** What a translation from here on should leave to be read when it runs, since it changes often. */
    Patched patched(int start) {
        return changedBytes.from(start, BlockBuilder.MAX_INSNS * Decoder.MAX_LENGTH);
    }

    /** Drops every block that depends on a byte in this range of one page. */
    void changed(int offset, int bytes, String why) {
        int page = offset & ~0xfff;
        Page p = pages[page >>> 12];
        if (p == null || !p.covers(offset & 0xfff, bytes)) return;
        changedBytes.changed(offset, bytes);
        for (TranslationBlock b : List.copyOf(p.blocks)) {
            int from = (offset & 0xfff) - inPage(b, page);
            if (b.dependsOn(from, from + bytes)) drop(b, why);
        }
    }

    void drop(TranslationBlock b, String why) {
        if (!b.valid) return;
        b.invalidate(why);
        remember(b);
        size--;
        int i = bucket(b.start, b.eip(), b.mode);
        if (table[i] == b) {
            table[i] = b.chain;
        } else {
            TranslationBlock at = table[i];
            while (at.chain != b) at = at.chain;
            at.chain = b.chain;
        }
        forget(b.start & ~0xfff, b);
        if (b.secondPage >= 0) forget(b.secondPage, b);
    }

    private void forget(int page, TranslationBlock b) {
        Page p = pages[page >>> 12];
        if (p == null) return;
        if (!p.blocks.remove(b)) return;
        if (p.blocks.isEmpty()) {
            pages[page >>> 12] = null;
            memory.unwatchCode(page);
            return;
        }
        p.count(b, inPage(b, page), -1);
    }

    /**
     * Drops every block that may hold one of these linear addresses. Only offsets in the page are compared: one block may be
     * mapped at several linear addresses.
     */
    void dropAround(Set<Integer> linear, String why) {
        for (TranslationBlock b : all()) for (int at : linear) if ((at - b.start & 0xfff) < b.bytes) drop(b, why);
    }

    /** Drops everything. */
    void clear(String why) {
        for (int i = 0; i < BUCKETS; i++) {
            for (TranslationBlock b = table[i]; b != null; b = b.chain) {
                b.invalidate(why);
                remember(b);
            }
            table[i] = null;
        }
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] == null) continue;
            memory.unwatchCode(i << 12);
            pages[i] = null;
        }
        size = 0;
        changedBytes.forget();
    }

    void setListener(EngineListener l) {
        listener = l;
    }

    private void remember(TranslationBlock b) {
        listener.dropped(b);
        dropped++;
        reasons.merge(b.dropReason, 1L, Long::sum);
        if (recent.size() == REMEMBERED) recent.removeLast();
        recent.addFirst(DroppedBlock.of(b));
    }

    Map<String, Long> dropReasons() {
        return Map.copyOf(reasons);
    }

    /** The blocks dropped last, the latest first. */
    List<DroppedBlock> recentlyDropped() {
        return List.copyOf(recent);
    }

    int size() {
        return size;
    }

    long dropped() {
        return dropped;
    }

    /** All valid blocks, in no particular order. */
    List<TranslationBlock> all() {
        var list = new ArrayList<TranslationBlock>(size);
        for (TranslationBlock head : table) for (TranslationBlock b = head; b != null; b = b.chain) list.add(b);
        return list;
    }
}
