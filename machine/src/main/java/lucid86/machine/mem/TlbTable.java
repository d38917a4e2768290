package lucid86.machine.mem;

import java.util.Arrays;

/**
 * One kind of access (read, write or fetch, supervisor or user) of the software TLB: a flat table over all 2^20 linear
 * pages. Lists of what was filled make flushing cheap.
 */
public final class TlbTable {
    /** Per linear page: offset of the page in {@link MemoryMap#backing}, or -1. */
    public final int[] entry = new int[1 << 20];

    private int[] filled = new int[1024];
    private int count;
    private int[] globals = new int[256];
    private int globalCount;

    TlbTable() {
        Arrays.fill(entry, -1);
    }

    void fill(int linear, int offset, boolean global) {
        int page = linear >>> 12;
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
        entry[linear >>> 12] = -1;
    }

    void flush(boolean globalsToo) {
        for (int i = 0; i < count; i++) entry[filled[i]] = -1;
        count = 0;
        if (!globalsToo) return;
        for (int i = 0; i < globalCount; i++) entry[globals[i]] = -1;
        globalCount = 0;
    }

    /** Drops entries that lead to these backing pages. */
    void dropBacking(int offset, int pages) {
        int end = offset + pages * 4096;
        for (int i = 0; i < count; i++) {
            int e = entry[filled[i]];
            if (e >= offset && e < end) entry[filled[i]] = -1;
        }
        for (int i = 0; i < globalCount; i++) {
            int e = entry[globals[i]];
            if (e >= offset && e < end) entry[globals[i]] = -1;
        }
    }
}
