package lucid86.machine.dev.vga;

/**
 * Interleaved shift (modes 4 and 5): pairs of bits from planes 0 and 1 one after the other, the upper bits of each pixel
 * from planes 2 and 3.
 */
final class CgaLine implements LineSource {
    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final int[] colours;

    CgaLine(VgaRegisters regs, VideoMemory memory, Dac dac) {
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
        int at = 0;
        for (int c = 0; c < columns; c++) {
            int v = memory.planes(regs.planeAddress(counter + (c >> shift), rowScan));
            for (int plane = 0; plane < 2; plane++) {
                int low = v >>> plane * 8, high = v >>> 16 + plane * 8;
                for (int bit = 6; bit >= 0; bit -= 2) dots[at++] = colours[low >>> bit & 3 | (high >>> bit & 3) << 2];
            }
        }
    }
}
