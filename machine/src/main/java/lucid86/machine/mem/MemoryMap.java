package lucid86.machine.mem;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The physical address space. Pages map to offsets in {@link #backing} or to devices; addresses where nothing answers
 * read as all ones. Used directly by DMA and page walks, and by {@link Mmu} for the CPU.
 */
public final class MemoryMap {
    /** Little-endian views of {@link #backing}. */
    public static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    public static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * {@link #watch} bits: the page holds translated code; the page's owner wants to know when it is written; so does whoever
     * takes checkpoints; some of its bytes are observed.
     */
    static final byte CODE = 1, CLEAN = 2, UNCHANGED = 4, OBSERVED = 8;

    /** Told right before observed bytes are written: by the CPU, then alone and at an exact time, or by a device. */
    @FunctionalInterface
    public interface WriteObserver {
        /** @param offset of the first byte in {@link MemoryMap#backing} */
        void written(int offset, int size);
    }

    private static final int UNMAPPED = PageAnswers.UNMAPPED;

    /** RAM from offset 0, then everything allocated with {@link #allocate}. */
    public final byte[] backing;
    /** RAM size in bytes, a multiple of 4 KiB. */
    public final int ramSize;

    private final byte[] watch;
    private int allocated;
    private final List<Region> regions = new ArrayList<>();
    private final PageAnswers reads = new PageAnswers(), writes = new PageAnswers();
    private CodeWatch codeWatch = new CodeWatch() {
        @Override public boolean covers(int offset, int size) { return false; }
        @Override public void changed(int offset, int size) {}
    };
    private Mmu mmu;
    private WriteWatch writeWatch;
    /** Pages written since the last {@link #takeWritten}, while that is wanted. */
    private int[] written = {};
    private int writtenCount;
    private int observedFrom, observedTo;
    private WriteObserver observer = (_, _) -> {};

    /**
     * @param ramSize bytes of RAM in the backing array, a multiple of 4 KiB
     * @param extra bytes for ROMs and video memory
     */
    public MemoryMap(int ramSize, int extra) {
        if ((ramSize & 0xfff) != 0) throw new IllegalArgumentException("RAM size not page aligned: " + ramSize);
        this.ramSize = ramSize;
        int total = Math.addExact(ramSize, extra + 0xfff & ~0xfff);
        backing = new byte[total];
        watch = new byte[total >>> 12];
        allocated = ramSize;
    }

    /** Reserves backing memory for a ROM or for video memory; returns its offset. Size in bytes, rounded up to pages. */
    public int allocate(int size) {
        int at = allocated;
        allocated = Math.addExact(at, size + 0xfff & ~0xfff);
        if (allocated > backing.length) throw new IllegalStateException("no backing memory left for " + size + " bytes");
        return at;
    }

    void attach(Mmu m) {
        mmu = m;
    }

    /** The one watcher of translated code: the translation block cache. */
    public void setCodeWatch(CodeWatch w) {
        codeWatch = w;
    }

    CodeWatch codeWatch() {
        return codeWatch;
    }

    // ---- regions ------------------------------------------------------------------------------------------------------

    /** Maps backing memory. Higher priority wins. */
    public Region mapMemory(String name, long base, long size, int backingOffset, int priority) {
        return add(new Region(this, name, base, size, priority, backingOffset, null));
    }

    /** Maps backing memory read-only: writes fall through to whatever lies below, or nowhere. */
    public Region mapRom(String name, long base, long size, int backingOffset, int priority) {
        var region = new Region(this, name, base, size, priority, backingOffset, null);
        region.writable = false;
        return add(region);
    }

    public Region mapDevice(String name, long base, long size, MmioDevice device, int priority) {
        return add(new Region(this, name, base, size, priority, -1, device));
    }

    private Region add(Region region) {
        regions.add(region);
        changed(region.base, region.size);
        return region;
    }

    /** All regions, for display. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    void changed(long base, long size) {
        long end = Math.min(base + size, 1L << 32);
        for (long a = base, next; a < end; a = next) {
            next = nextEdge(a, end);
            answered((int) (a >>> 12), (int) (next >>> 12), resolve(a, false), resolve(a, true));
        }
        if (mmu != null) mmu.flushAll();
    }

    /** The next address after this one, or {@code end}, where a region begins or ends: until there, the same regions answer. */
    private long nextEdge(long address, long end) {
        long next = end;
        for (Region g : regions) {
            if (g.base > address) next = Math.min(next, g.base);
            else if (g.base + g.size > address) next = Math.min(next, g.base + g.size);
        }
        return next;
    }

    /** Notes who answers reads and writes of these pages: what {@link #resolve} gave for the first of them. */
    private void answered(int from, int to, int read, int write) {
        int readStep = read >= 0 ? 4096 : 0, writeStep = write >= 0 ? 4096 : 0;
        for (int page = from; page < to; page++, read += readStep, write += writeStep) {
            int old = reads.at(page);
            reads.set(page, read);
            writes.set(page, write);
            if (old >= 0 && old != read && (watch[old >>> 12] & CODE) != 0) codeWatch.changed(old, 4096);
        }
    }

    private int resolve(long address, boolean write) {
        Region best = null;
        int index = -1;
        for (int i = 0; i < regions.size(); i++) {
            Region g = regions.get(i);
            if (!g.enabled || !(write ? g.writable : g.readable) || address < g.base || address >= g.base + g.size) continue;
            if (best == null || g.priority >= best.priority) {
                best = g;
                index = i;
            }
        }
        if (best == null) return UNMAPPED;
        return best.device != null ? -2 - index : best.backing + (int) (address - best.base);
    }

    /** Backing offset of the page that answers reads at a physical address, or negative when no memory does. */
    public int readOffset(long phys) {
        return phys >>> 32 != 0 ? UNMAPPED : reads.at((int) (phys >>> 12));
    }

    /** Backing offset of the page that answers writes at a physical address, or negative when no memory does. */
    public int writeOffset(long phys) {
        return phys >>> 32 != 0 ? UNMAPPED : writes.at((int) (phys >>> 12));
    }

    /** The region that answers reads at this address, or null. */
    public Region regionAt(long phys) {
        Region best = null;
        for (Region g : regions)
            if (g.enabled && g.readable && phys >= g.base && phys < g.base + g.size && (best == null || g.priority >= best.priority)) best = g;
        return best;
    }

    // ---- physical access: DMA, page walks, debugger -----------------------------------------------------------------

    /** Reads 1, 2 or 4 bytes (not across a page), zero-extended, with device side effects. */
    public int read(long phys, int size) {
        int at = readOffset(phys);
        if (at >= 0) return readBacking(at | (int) phys & 0xfff, size);
        if (at == UNMAPPED) return size == 4 ? -1 : (1 << size * 8) - 1;
        Region g = regions.get(-2 - at);
        return g.device.read((int) (phys - g.base), size);
    }

    /** As {@link #read} without side effects. */
    public int peek(long phys, int size) {
        int at = readOffset(phys);
        if (at >= 0) return readBacking(at | (int) phys & 0xfff, size);
        if (at == UNMAPPED) return size == 4 ? -1 : (1 << size * 8) - 1;
        Region g = regions.get(-2 - at);
        return g.device.peek((int) (phys - g.base), size);
    }

    /** Sees writes that do not come from instructions: bus masters, page walks. */
    @FunctionalInterface
    public interface WriteWatch {
        /** These bytes are about to be written; called for instructions that write to devices, too. */
        void written(long physical, int count);
    }

    /** Who wants to see writes; null when nobody does. */
    public void setWriteWatch(WriteWatch w) {
        writeWatch = w;
    }

    /** Writes 1, 2 or 4 bytes (not across a page); drops translations it overwrites. */
    public void write(long phys, int size, int value) {
        if (writeWatch != null) writeWatch.written(phys, size);
        int at = writeOffset(phys);
        if (at >= 0) {
            writeNoted(at | (int) phys & 0xfff, size, value);
        } else if (at != UNMAPPED) {
            Region g = regions.get(-2 - at);
            g.device.write((int) (phys - g.base), size, value);
        }
    }

    /** Reads any number of bytes, as a bus master does. */
    public void read(long phys, byte[] to, int from, int count) {
        while (count > 0) {
            int n = (int) Math.min(count, 4096 - (phys & 0xfff));
            int at = readOffset(phys);
            if (at >= 0) System.arraycopy(backing, at | (int) phys & 0xfff, to, from, n);
            else for (int i = 0; i < n; i++) to[from + i] = (byte) read(phys + i, 1);
            phys += n;
            from += n;
            count -= n;
        }
    }

    /** Writes any number of bytes, as a bus master does. */
    public void write(long phys, byte[] data, int from, int count) {
        if (writeWatch != null) writeWatch.written(phys, count);
        while (count > 0) {
            int n = (int) Math.min(count, 4096 - (phys & 0xfff));
            int at = writeOffset(phys);
            if (at >= 0) {
                noteWrite(at | (int) phys & 0xfff, n);
                System.arraycopy(data, from, backing, at | (int) phys & 0xfff, n);
            } else for (int i = 0; i < n; i++) write(phys + i, 1, data[from + i]);
            phys += n;
            from += n;
            count -= n;
        }
    }

    /** Bytes at an offset in {@link #backing}, zero-extended; they need not lie at a multiple of their size. */
    public int readBacking(int offset, int size) {
        return switch (size) {
            case 1 -> backing[offset] & 0xff;
            case 2 -> Backing.getShort(backing, offset) & 0xffff;
            default -> Backing.getInt(backing, offset);
        };
    }

    void writeBacking(int offset, int size, int value) {
        switch (size) {
            case 1 -> backing[offset] = (byte) value;
            case 2 -> Backing.setShort(backing, offset, (short) value);
            default -> Backing.setInt(backing, offset, value);
        }
    }

    // ---- watched pages -------------------------------------------------------------------------------------------------

    /** Marks a backing page as holding translated code: the CPU's writes to it take the slow path from now on. */
    public void watchCode(int offset) {
        int page = offset >>> 12;
        if ((watch[page] & CODE) != 0) return;
        watch[page] |= CODE;
        mmu.slowWrites(offset & ~0xfff, 1);
    }

    /** The page holds no translated code any more. */
    public void unwatchCode(int offset) {
        watch[offset >>> 12] &= ~CODE;
    }

    int watch(int offset) {
        return watch[offset >>> 12];
    }

    /** True when a write to these bytes of one page would drop a translation, or is observed. */
    boolean hitsCode(int offset, int size) {
        byte w = watch[offset >>> 12];
        return (w & CODE) != 0 && codeWatch.covers(offset, size) || (w & OBSERVED) != 0 && observed(offset, size);
    }

    /** The same where the value to be written is known: what is there already changes no code. */
    boolean hitsCode(int offset, int size, int value) {
        return hitsCode(offset, size) && (!holds(offset, size, value) || (watch[offset >>> 12] & OBSERVED) != 0 && observed(offset, size));
    }

    private boolean holds(int offset, int size, int value) {
        return readBacking(offset, size) == (size == 4 ? value : value & (1 << size * 8) - 1);
    }

    private boolean observed(int offset, int size) {
        return offset < observedTo && offset + size > observedFrom;
    }

    /** Observes writes to a range of {@link #backing}, in place of an earlier range; an empty one ends it. */
    public void observeWrites(int offset, int size, WriteObserver o) {
        for (int p = observedFrom >>> 12; observedFrom < observedTo && p <= observedTo - 1 >>> 12; p++) watch[p] &= ~OBSERVED;
        observedFrom = offset;
        observedTo = offset + size;
        observer = o;
        if (size == 0) return;
        for (int p = offset >>> 12; p <= offset + size - 1 >>> 12; p++) watch[p] |= OBSERVED;
        mmu.slowWrites(offset & ~0xfff, (offset + size - 1 >>> 12) - (offset >>> 12) + 1);
    }

    /** Bookkeeping before bytes within one page change; for devices that write their backing memory themselves. */
    public void noteWrite(int offset, int size) {
        if (watch[offset >>> 12] != 0) noteWrite(offset, size, true);
    }

    /** Writes 1, 2 or 4 bytes within one page of {@link #backing}. Translated code stays when they are what was there. */
    void writeNoted(int offset, int size, int value) {
        if (watch[offset >>> 12] != 0) noteWrite(offset, size, !holds(offset, size, value));
        writeBacking(offset, size, value);
    }

    private void noteWrite(int offset, int size, boolean changes) {
        byte w = watch[offset >>> 12];
        watch[offset >>> 12] &= ~(CLEAN | UNCHANGED);
        if ((w & OBSERVED) != 0 && observed(offset, size)) observer.written(offset, size);
        if ((w & UNCHANGED) != 0) written[writtenCount++] = offset >>> 12;
        if ((w & CODE) != 0 && changes) codeWatch.changed(offset, size);
    }

    /**
     * Which pages of a backing range were written since the last call: sets bit i of {@code dirty} for page i, and
     * starts watching again. All pages count as written before the first call.
     *
     * @return true when any page was
     */
    public boolean collectDirty(int offset, int pages, java.util.BitSet dirty) {
        boolean any = false;
        int first = offset >>> 12;
        for (int i = 0; i < pages; i++) {
            if ((watch[first + i] & CLEAN) != 0) continue;
            watch[first + i] |= CLEAN;
            dirty.set(i);
            any = true;
        }
        if (any && mmu != null) mmu.slowWrites(offset, pages);
        return any;
    }

    // ---- checkpoints ----------------------------------------------------------------------------------------------------

    /** Pages of {@link #backing}. */
    public int pages() {
        return watch.length;
    }

    /** Begins or ends to note which pages are written. */
    public void noteWritten(boolean on) {
        written = on ? new int[watch.length] : new int[0];
        writtenCount = 0;
        for (int i = 0; i < watch.length; i++) watch[i] = (byte) (on ? watch[i] | UNCHANGED : watch[i] & ~UNCHANGED);
        mmu.slowWrites(0, watch.length);
    }

    /** The pages written since the last call, in no order; they are noted anew from now on. Costs time in proportion to them. */
    public int[] takeWritten() {
        int[] pages = Arrays.copyOf(written, writtenCount);
        for (int p : pages) watch[p] |= UNCHANGED;
        writtenCount = 0;
        // Entries of pages not written meanwhile are slow already.
        mmu.slowWrites(0, watch.length);
        return pages;
    }

    /** Gives a page other contents, as if it had been written; nothing happens when they are the same. */
    public void restorePage(int page, byte[] contents) {
        int at = page << 12;
        if (Arrays.equals(backing, at, at + 4096, contents, 0, 4096)) return;
        noteWrite(at, 4096);
        System.arraycopy(contents, 0, backing, at, 4096);
    }
}
