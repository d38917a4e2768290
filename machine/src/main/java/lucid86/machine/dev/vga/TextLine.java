package lucid86.machine.dev.vga;

/**
 * Text: a character from plane 0, its attribute from plane 1, its shape from the fonts in plane 2. Cursor and blinking
 * follow the phases handed in.
 */
final class TextLine implements LineSource {
    /** Plane 2 address of each font as the character map select register numbers them. */
    private static final int[] FONT = {0, 0x4000, 0x8000, 0xc000, 0x2000, 0x6000, 0xa000, 0xe000};

    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final int[] colours;
    private final int cell;
    /** Fonts for attribute bit 3 clear and set. */
    private final int font0, font1;

    private final boolean blinkEnabled, blinkedOff, lineGraphics;
    private final int cursor, cursorFirst, cursorLast;
    private final int underline;

    /**
     * @param cursorOn the cursor's blink phase shows it
     * @param blinkOn the blink phase shows blinking characters
     */
    TextLine(VgaRegisters regs, VideoMemory memory, Dac dac, boolean cursorOn, boolean blinkOn) {
        this.regs = regs;
        this.memory = memory;
        colours = dac.colours(regs);
        cell = regs.charDots();
        int map = regs.seq[3];
        font0 = FONT[map & 3 | map >> 2 & 4];
        font1 = FONT[map >> 2 & 3 | map >> 3 & 4];
        blinkEnabled = (regs.attr[0x10] & 8) != 0;
        blinkedOff = blinkEnabled && !blinkOn;
        lineGraphics = (regs.attr[0x10] & 4) != 0;
        boolean visible = cursorOn && (regs.crtc[0x0a] & 0x20) == 0;
        cursor = visible ? regs.cursorAddress() + (regs.crtc[0x0b] >> 5 & 3) & 0xffff : -1;
        cursorFirst = regs.crtc[0x0a] & 0x1f;
        cursorLast = regs.crtc[0x0b] & 0x1f;
        underline = regs.crtc[0x14] & 0x1f;
    }

    @Override
    public int cellDots() {
        return cell;
    }

    /** With 9 dots, 8 means no shift and 0-7 a shift by one more. */
    @Override
    public int panning(int register) {
        if (cell == 8) return register & 7;
        return register >= 8 ? 0 : register + 1;
    }

    @Override
    public void line(int[] dots, int counter, int rowScan, int columns) {
        int shift = regs.countShift();
        boolean cursorRow = rowScan >= cursorFirst && rowScan <= cursorLast;
        for (int c = 0; c < columns; c++) {
            int at = counter + (c >> shift) & 0xffff;
            int planes = memory.planes(regs.planeAddress(at, rowScan));
            int character = planes & 0xff, attribute = planes >>> 8 & 0xff;
            int bits = memory.plane(((attribute & 8) != 0 ? font1 : font0) + character * 32 + rowScan, 2);
            if ((attribute & 0x77) == 1 && rowScan == underline) bits = 0xff;
            if (blinkedOff && (attribute & 0x80) != 0) bits = 0;
            boolean ninth = (bits & 1) != 0 && (lineGraphics && (character & 0xe0) == 0xc0);
            if (cursorRow && at == cursor) {
                bits = 0xff;
                ninth = true;
            }
            int foreground = colours[attribute & 0x0f];
            int background = colours[attribute >> 4 & (blinkEnabled ? 7 : 15)];
            int to = c * cell;
            for (int bit = 7; bit >= 0; bit--) dots[to++] = (bits >> bit & 1) != 0 ? foreground : background;
            if (cell == 9) dots[to] = ninth ? foreground : background;
        }
    }
}
