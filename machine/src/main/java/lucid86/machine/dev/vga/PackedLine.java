package lucid86.machine.dev.vga;

/**
 * 256 colours (mode 13h, mode X): a byte from each plane in turn, two dots each. The byte goes to the DAC as it is; the
 * detour of its halves through the palette registers, the identity in every 256-colour mode in use, is not modelled.
 */
final class PackedLine implements LineSource {
    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final int[] colours;

    PackedLine(VgaRegisters regs, VideoMemory memory, Dac dac) {
        this.regs = regs;
        this.memory = memory;
        colours = dac.colours();
    }

    @Override
    public int cellDots() {
        return 8;
    }

    @Override
    public int panning(int register) {
        return register & 6;
    }

    @Override
    public void line(int[] dots, int counter, int rowScan, int columns) {
        int shift = regs.countShift();
        int at = 0;
        for (int c = 0; c < columns; c++) {
            int v = memory.planes(regs.planeAddress(counter + (c >> shift), rowScan));
            for (int i = 0; i < 4; i++, at += 2) dots[at] = dots[at + 1] = colours[v >>> i * 8 & 0xff];
        }
    }
}
