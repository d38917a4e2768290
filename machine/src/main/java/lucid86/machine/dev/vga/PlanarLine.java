package lucid86.machine.dev.vga;

/** EGA and VGA planar pixels: one bit from each plane, the highest bit leftmost (2 and 16 colours). */
final class PlanarLine implements LineSource {
    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final int[] colours;

    PlanarLine(VgaRegisters regs, VideoMemory memory, Dac dac) {
        this.regs = regs;
        this.memory = memory;
        colours = dac.colours(regs);
    }

    @Override
    public int cellDots() {
        return 8;
    }

    @Override
    public void line(int[] dots, int counter, int rowScan, int columns) {
        int shift = regs.countShift();
        for (int c = 0; c < columns; c++) expand(memory.planes(regs.planeAddress(counter + (c >> shift), rowScan)), dots, c * 8);
    }

    /** As {@link #line}, from consecutive plane addresses: the VBE's 4 bits per pixel. */
    void linear(int[] dots, int planeAddress, int columns) {
        for (int c = 0; c < columns; c++) expand(memory.planes(planeAddress + c), dots, c * 8);
    }

    private void expand(int planes, int[] dots, int at) {
        for (int bit = 7; bit >= 0; bit--) {
            int v = planes >>> bit;
            dots[at++] = colours[v & 1 | v >>> 7 & 2 | v >>> 14 & 4 | v >>> 21 & 8];
        }
    }
}
