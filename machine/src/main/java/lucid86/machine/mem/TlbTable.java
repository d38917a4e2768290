package lucid86.machine.mem;

import java.util.Arrays;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * One kind of access (read, write or fetch, supervisor or user) of the software TLB: a flat table over all 2^20 linear
 * pages. Lists of what was filled make flushing cheap.
 */
final class TlbTable {
    /**
     * Set in an entry whose page must take the slow path for a reason that is not the guest's (a watch, translated code, dirt
     * to be noticed). The translation is known all the same: page tables are not walked again, no accessed bit is set again, so
     * that the guest cannot tell.
     */
    static final int SLOW = 1 << 31;

    /** Pages of the linear address space. */
    static final int PAGES = 1 << 20;

    /** Per linear page, from {@link #first} on: offset of the page in {@link MemoryMap#backing}, the same with {@link #SLOW}, or -1. */
    private final int[] entry;
    private final int first;

    private int[] filled = new int[1024];
    private int count;
    private int[] globals = new int[256];
    private int globalCount;

    /** @param entry place for several tables; this one begins at {@code first} */
    TlbTable(int[] entry, int first) {
        this.entry = entry;
        this.first = first;
    }

    /** Place for so many tables, with nothing in them: -1 everywhere. */
    static int[] empty(int tables) {
        var entry = new int[tables * PAGES];
        // Every machine begins with this, in code the JVM has not compiled yet; copies are fast from the first on.
        Arrays.fill(entry, 0, 1 << 10, -1);
        for (int done = 1 << 10; done < entry.length; done <<= 1) System.arraycopy(entry, 0, entry, done, Math.min(done, entry.length - done));
        return entry;
    }

    void fill(int linear, int offset, boolean global) {
        int page = first + (linear >>> 12);
        entry[page] = offset;
        if (global) {
            if (globalCount == globals.length) globals = Arrays.copyOf(globals, globalCount * 2);
            globals[globalCount++] = page;
            if (globalCount > 1 << 18) flush(true);
        } else {
            if (count == filled.length) filled = Arrays.copyOf(filled, count * 2);
            filled[count++] = page;
            if (count > 1 << 18) flush(false);
        }
    }

    void drop(int linear) {
        entry[first + (linear >>> 12)] = -1;
    }

    void flush(boolean globalsToo) {
        for (int i = 0; i < count; i++) entry[filled[i]] = -1;
        count = 0;
        if (!globalsToo) return;
        for (int i = 0; i < globalCount; i++) entry[globals[i]] = -1;
        globalCount = 0;
    }

    /** Makes accesses to these backing pages take the slow path. */
    void slowDown(int offset, int pages) {
        long end = offset + pages * 4096L;
        for (int i = 0; i < count; i++) slowDown(filled[i], offset, end);
        for (int i = 0; i < globalCount; i++) slowDown(globals[i], offset, end);
    }

    private void slowDown(int page, int offset, long end) {
        int e = entry[page];
        if (e >= offset && e < end) entry[page] = e | SLOW;
    }

    /** Makes all accesses take the slow path; it finds out which may be quick again. */
    void slowDown() {
        slowDown(0, 1 << 19);
    }

    /** All entries serve the fast path again; for fetches, which nothing slows down. */
    void quicken() {
        for (int i = 0; i < count; i++) if (entry[filled[i]] != -1) entry[filled[i]] &= ~SLOW;
        for (int i = 0; i < globalCount; i++) if (entry[globals[i]] != -1) entry[globals[i]] &= ~SLOW;
    }

    void save(StateOut o, String name) {
        o.putInts(name + ".pages", shifted(filled, count, -first));
        o.putInts(name + ".globals", shifted(globals, globalCount, -first));
        o.putInts(name + ".entries", entries(filled, count));
        o.putInts(name + ".global-entries", entries(globals, globalCount));
    }

    private static int[] shifted(int[] pages, int n, int by) {
        return Arrays.stream(pages, 0, n).map(p -> p + by).toArray();
    }

    private int[] entries(int[] pages, int n) {
        var e = new int[n];
        for (int i = 0; i < n; i++) e[i] = entry[pages[i]] == -1 ? -1 : entry[pages[i]] & ~SLOW;
        return e;
    }

    /** @param backing bytes of backing memory, in which all entries must lie */
    void load(StateIn in, String name, int backing) {
        int[] pages = in.getInts(name + ".pages"), global = in.getInts(name + ".globals");
        int[] entries = in.getInts(name + ".entries"), globalEntries = in.getInts(name + ".global-entries");
        check(name, pages, entries, backing);
        check(name, global, globalEntries, backing);
        flush(true);
        filled = Arrays.copyOf(shifted(pages, pages.length, first), Math.max(1024, pages.length));
        count = pages.length;
        globals = Arrays.copyOf(shifted(global, global.length, first), Math.max(256, global.length));
        globalCount = global.length;
        for (int i = 0; i < count; i++) entry[filled[i]] = entries[i] == -1 ? -1 : entries[i] | SLOW;
        for (int i = 0; i < globalCount; i++) entry[globals[i]] = globalEntries[i] == -1 ? -1 : globalEntries[i] | SLOW;
    }

    private void check(String name, int[] pages, int[] entries, int backing) {
        boolean good = pages.length == entries.length && pages.length <= 1 << 19;
        for (int i = 0; good && i < pages.length; i++)
            good = pages[i] >>> 20 == 0 && (entries[i] == -1 || entries[i] >= 0 && entries[i] < backing && (entries[i] & 0xfff) == 0);
        if (!good) throw new IllegalArgumentException("saved TLB " + name + " is out of range");
    }
}
