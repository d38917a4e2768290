package lucid86.machine.mem;

/**
 * A piece of the physical address space: backed by memory or by a device. Where regions overlap, the highest priority
 * that answers (separately for reads and writes) wins. All addresses and sizes are multiples of 4 KiB.
 */
public final class Region {
    /** For people: the memory map panel, logs. */
    public final String name;
    /** Size in bytes. */
    public final long size;
    final int priority;
    /** Offset of the region's first byte in the backing array, or -1 for a device. */
    int backing;
    final MmioDevice device;
    private final MemoryMap map;
    long base;
    boolean readable = true;
    boolean writable = true;
    boolean enabled = true;

    Region(MemoryMap map, String name, long base, long size, int priority, int backing, MmioDevice device) {
        if (((base | size) & 0xfff) != 0) throw new IllegalArgumentException(name + ": not page aligned");
        this.map = map;
        this.name = name;
        this.base = base;
        this.size = size;
        this.priority = priority;
        this.backing = backing;
        this.device = device;
    }

    /** First physical address. */
    public long base() {
        return base;
    }

    public boolean enabled() {
        return enabled;
    }

    public boolean readable() {
        return readable;
    }

    public boolean writable() {
        return writable;
    }

    public boolean isDevice() {
        return device != null;
    }

    /** Which accesses this region answers; the others go to what lies below (ROM under shadow RAM). */
    public void setAccess(boolean read, boolean write) {
        if (read == readable && write == writable) return;
        readable = read;
        writable = write;
        if (enabled) map.changed(base, size);
    }

    public void setEnabled(boolean on) {
        if (on == enabled) return;
        enabled = on;
        map.changed(base, size);
    }

    /** Moves the region, as programming a PCI base address register does. */
    public void moveTo(long newBase) {
        if ((newBase & 0xfff) != 0) throw new IllegalArgumentException(name + ": not page aligned");
        if (newBase == base) return;
        long old = base;
        base = newBase;
        if (enabled) {
            map.changed(old, size);
            map.changed(newBase, size);
        }
    }

    /** Shows another part of the backing memory, as switching a bank does. Memory regions only; page aligned. */
    public void setBacking(int offset) {
        if (backing < 0 || (offset & 0xfff) != 0) throw new IllegalArgumentException(name + ": cannot show backing " + offset);
        if (offset == backing) return;
        backing = offset;
        if (enabled) map.changed(base, size);
    }
}
