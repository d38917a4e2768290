package lucid86.machine.dev.vga;

import java.util.Arrays;
import java.util.BitSet;
import lucid86.machine.mem.Backing;
import lucid86.machine.mem.MemoryMap;

/**
 * The card's memory within {@link MemoryMap#backing}, seen as bytes (linear frame buffer) and as four planes.
 *
 * <p>Layout: the four planes' bytes at plane address i lie together at byte {@code (i & FFFC) | (i & 3) << 16} (and
 * 256 KiB further for each 64 Ki of plane addresses), plane 0 first. Two things follow. One 32-bit access reads or writes
 * all planes, which is what latches, write modes and the display fetch need. And chain-4, where a CPU address a means
 * plane {@code a & 3} at plane address {@code a & FFFC}, comes out at byte a: the chain-4 window and the VBE banks are
 * plain memory that the CPU writes at full speed, while programs that look at chain-4 data through the planes find it
 * where IBM's VGA has it, at every fourth address. Text (odd/even) needs the device path.
 */
final class VideoMemory {
    private final MemoryMap map;
    private final byte[] backing;
    /** Offset of the first byte in the backing array. */
    final int base;
    /** Bytes, a power of two, at least 256 KiB. */
    final int size;

    VideoMemory(MemoryMap map, int size) {
        if (size < 1 << 18 || Integer.bitCount(size) != 1) throw new IllegalArgumentException("video memory of " + size + " bytes");
        this.map = map;
        this.size = size;
        backing = map.backing;
        base = map.allocate(size);
    }

    /** Offset in the backing array of the four bytes at a plane address. */
    int cell(int planeAddress) {
        int i = planeAddress & (size >>> 2) - 1;
        return base + ((i & ~0xffff) << 2 | i & 0xfffc | (i & 3) << 16);
    }

    /** The bytes of all planes at a plane address, plane 0 in the low byte. */
    int planes(int planeAddress) {
        return Backing.getInt(backing, cell(planeAddress));
    }

    int plane(int planeAddress, int plane) {
        return backing[cell(planeAddress) + plane] & 0xff;
    }

    /** Writes the bytes selected by a mask of FFh bytes. */
    void writePlanes(int planeAddress, int value, int mask) {
        int at = cell(planeAddress);
        map.noteWrite(at, 4);
        Backing.setInt(backing, at, Backing.getInt(backing, at) & ~mask | value & mask);
    }

    int byteAt(int offset) {
        return backing[base + offset] & 0xff;
    }

    int shortAt(int offset) {
        return Backing.getShort(backing, base + offset) & 0xffff;
    }

    int intAt(int offset) {
        return Backing.getInt(backing, base + offset);
    }

    void clear(int bytes) {
        for (int at = 0; at < bytes; at += 4096) map.noteWrite(base + at, 4096);
        Arrays.fill(backing, base, base + bytes, (byte) 0);
    }

    /** True when any of the pages with these bytes was written since the last call that asked for them. */
    boolean collectDirty(int offset, int bytes, BitSet scratch) {
        int first = offset & ~0xfff;
        int pages = Math.min(size, offset + bytes + 0xfff) - first >>> 12;
        scratch.clear();
        return map.collectDirty(base + first, pages, scratch);
    }
}
