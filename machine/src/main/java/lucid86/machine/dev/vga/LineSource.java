package lucid86.machine.dev.vga;

/** Turns what the CRTC addresses in one scan line into dots. One implementation for each way pixels are kept. */
sealed interface LineSource permits TextLine, PlanarLine, CgaLine, PackedLine {
    /** Dots of a character clock, 8 or 9. */
    int cellDots();

    /** How far the pixel panning register moves the line to the left, in dots. */
    default int panning(int register) {
        return register & 7;
    }

    /**
     * Makes one line.
     *
     * @param dots receives {@code columns * cellDots()} ARGB colours
     * @param counter the CRTC's address counter at the first character clock
     * @param rowScan the row scan counter
     */
    void line(int[] dots, int counter, int rowScan, int columns);
}
