package lucid86.machine.dev.vga;

import lucid86.machine.mem.MmioDevice;

/**
 * The graphics controller's way to memory: the 128 KiB at A0000-BFFFF through windows, read and write modes, latches,
 * set/reset, bit mask, map mask, odd/even and chain-4.
 *
 * <p>In odd/even addressing the low address bit is replaced by 0, or by bit 16 in the 128 KiB window; the page select bit
 * of the miscellaneous output register is kept but not looked at.
 *
 * <p>Two bits choose odd/even addressing: bit 2 of the sequencer's memory mode, clear, for writes; bit 4 of the graphics
 * mode, set, for reads. IBM wants them set alike. Where they differ, its chip would write odd/even and read straight; GRUB
 * as firmware loads its font so, and only QEMU, which looks at the graphics mode alone, takes every line of it. Here
 * writes are odd/even when both bits say so: the same as IBM's for all its modes, and GRUB's font is whole.
 */
final class VgaMemory implements MmioDevice {
    private static final int WINDOW_B0000 = 0x10000, WINDOW_B8000 = 0x18000;
    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final Dispi dispi;
    /** The bytes of all planes as the last read found them. */
    int latch;

    VgaMemory(VgaRegisters regs, VideoMemory memory, Dispi dispi) {
        this.regs = regs;
        this.memory = memory;
        this.dispi = dispi;
    }

    /** FFh in each byte whose bit in a 4-bit plane mask is set. */
    private static int spread(int planes) {
        return ((planes & 1) | (planes & 2) << 7 | (planes & 4) << 14 | (planes & 8) << 21) * 0xff;
    }

    @Override
    public int read(int offset, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) {
            int at = windowOffset(offset + i);
            if (at < 0) {
                v |= 0xff << i * 8;
                continue;
            }
            latch = memory.planes(readAddress(at));
            v |= fromPlanes(at, latch) << i * 8;
        }
        return v;
    }

    @Override
    public int peek(int offset, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) {
            int at = windowOffset(offset + i);
            v |= (at < 0 ? 0xff : fromPlanes(at, memory.planes(readAddress(at)))) << i * 8;
        }
        return v;
    }

    @Override
    public void write(int offset, int size, int value) {
        for (int i = 0; i < size; i++) {
            int at = windowOffset(offset + i);
            if (at >= 0) write8(at, value >>> i * 8 & 0xff);
        }
    }

    /** Where an offset from A0000 lies in the window that is open, or -1 outside it. */
    private int windowOffset(int offset) {
        if (!regs.memoryEnabled()) return -1;
        return switch (regs.gc[6] >> 2 & 3) {
            case 0 -> offset;
            case 1 -> offset < WINDOW_B0000 ? offset + (dispi.planarBank() << 16) : -1;
            case 2 -> offset >= WINDOW_B0000 && offset < WINDOW_B8000 ? offset - WINDOW_B0000 : -1;
            default -> offset >= WINDOW_B8000 ? offset - WINDOW_B8000 : -1;
        };
    }

    private boolean wideWindow() {
        return (regs.gc[6] & 0x0c) == 0;
    }

    private boolean oddEvenReads() {
        return (regs.gc[5] & 0x10) != 0;
    }

    private int oddEven(int at) {
        return wideWindow() ? at & 0xfffe | at >> 16 & 1 : at & ~1;
    }

    private int readAddress(int at) {
        if (regs.chain4()) return at & ~3;
        if (oddEvenReads()) return oddEven(at);
        return wideWindow() ? at & 0xffff : at;
    }

    private int fromPlanes(int at, int planes) {
        if ((regs.gc[5] & 8) != 0) {
            int care = spread(regs.gc[7]);
            int differs = (planes ^ spread(regs.gc[2])) & care;
            return ~(differs | differs >>> 8 | differs >>> 16 | differs >>> 24) & 0xff;
        }
        int plane = regs.chain4() ? at & 3 : oddEvenReads() ? regs.gc[4] & 2 | at & 1 : regs.gc[4];
        return planes >>> plane * 8 & 0xff;
    }

    private void write8(int at, int data) {
        int planes = regs.seq[2];
        int address;
        if (regs.chain4()) {
            planes &= 1 << (at & 3);
            address = at & ~3;
        } else if ((regs.seq[4] & 4) == 0 && oddEvenReads()) {
            planes &= (at & 1) != 0 ? 0xa : 0x5;
            address = oddEven(at);
        } else {
            address = wideWindow() ? at & 0xffff : at;
        }
        memory.writePlanes(address, modified(data), spread(planes));
    }

    /** What the four planes get for a byte from the CPU: write modes 0-3, function select, bit mask. */
    private int modified(int data) {
        int mode = regs.gc[5] & 3;
        if (mode == 1) return latch;
        int bits = regs.gc[8];
        int turn = regs.gc[3] & 7;
        int rotated = (data >>> turn | data << 8 - turn) & 0xff;
        int setReset = spread(regs.gc[0]);
        int value;
        switch (mode) {
            case 0 -> {
                int enable = spread(regs.gc[1]);
                value = rotated * 0x01010101 & ~enable | setReset & enable;
            }
            case 2 -> value = spread(data & 0x0f);
            default -> {
                value = setReset;
                bits &= rotated;
            }
        }
        value = switch (regs.gc[3] >> 3 & 3) {
            case 0 -> value;
            case 1 -> value & latch;
            case 2 -> value | latch;
            default -> value ^ latch;
        };
        int mask = bits * 0x01010101;
        return value & mask | latch & ~mask;
    }

    /** Chain-4 through the 64 KiB window with nothing in the way: the CPU may have the memory itself. */
    boolean plainChain4() {
        return regs.memoryEnabled()
                && regs.chain4()
                && (regs.gc[6] & 0x0c) == 4
                && (regs.gc[5] & 8) == 0
                && regs.seq[2] == 0x0f
                && regs.writesUnchanged();
    }
}
