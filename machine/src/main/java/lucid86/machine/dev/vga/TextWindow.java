package lucid86.machine.dev.vga;

import java.util.BitSet;
import lucid86.machine.mem.Backing;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.Region;

/**
 * Text memory at full speed: while the 32 KiB at B8000 or B0000 are addressed odd/even with nothing in the way, the CPU
 * gets plain memory holding characters and attributes side by side. What it wrote moves to planes 0 and 1 ({@link #sync})
 * before anyone looks at them: at each retrace, and when the window closes.
 *
 * <p>Not modelled: a guest that writes text memory through the linear frame buffer at the same time.
 */
final class TextWindow {
    /** Bytes of the window, to be had in the memory map's backing. */
    static final int SIZE = 0x8000;

    private static final int B0000 = 0xb0000, B8000 = 0xb8000;
    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final MemoryMap map;
    private final int base;
    private final Region region;
    private final BitSet written = new BitSet();
    private boolean open;

    TextWindow(VgaRegisters regs, VideoMemory memory, MemoryMap map, int priority) {
        this.regs = regs;
        this.memory = memory;
        this.map = map;
        base = map.allocate(SIZE);
        region = map.mapMemory("VGA (text)", B8000, SIZE, base, priority);
        region.setEnabled(false);
    }

    /** Opens, moves or closes the window as the registers have it now. */
    void follow() {
        if (!plain()) {
            close();
            return;
        }
        region.moveTo((regs.gc[6] & 4) != 0 ? B8000 : B0000);
        if (open) return;
        for (int page = 0; page < SIZE; page += 4096) map.noteWrite(base + page, 4096);
        for (int a = 0; a < SIZE; a += 2) Backing.setShort(map.backing, base + a, (short) memory.planes(a));
        map.collectDirty(base, SIZE >> 12, written);
        open = true;
        region.setEnabled(true);
    }

    private boolean plain() {
        return regs.memoryEnabled()
                && (regs.seq[4] & 0x0c) == 0
                && (regs.seq[2] & 0x0f) == 3
                && (regs.gc[6] & 8) != 0
                && (regs.gc[5] & 0x1b) == 0x10
                && (regs.gc[4] & 2) == 0
                && regs.writesUnchanged();
    }

    /** Where in the backing array the CPU writes the character at a plane address; -1 while the window is closed. */
    int offsetOf(int planeAddress) {
        return open && planeAddress >= 0 && planeAddress < SIZE ? base + (planeAddress & ~1) : -1;
    }

    /** Brings the planes up to date. */
    void sync() {
        if (!open) return;
        written.clear();
        if (!map.collectDirty(base, SIZE >> 12, written)) return;
        for (int page = written.nextSetBit(0); page >= 0; page = written.nextSetBit(page + 1)) {
            for (int a = page << 12; a < page + 1 << 12; a += 2) {
                int v = Backing.getShort(map.backing, base + a) & 0xffff;
                if ((memory.planes(a) & 0xffff) != v) memory.writePlanes(a, v, 0xffff);
            }
        }
    }

    /** Hands the memory back to the planes. */
    void close() {
        if (!open) return;
        sync();
        discard();
    }

    /** Closes without looking at what was written. */
    void discard() {
        open = false;
        region.setEnabled(false);
    }
}
