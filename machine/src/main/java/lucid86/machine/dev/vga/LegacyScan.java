package lucid86.machine.dev.vga;

/**
 * Paints a VGA picture line by line as the CRTC walks through memory: start address, offset, row scan counter, double
 * scan, split screen by line compare, pixel and byte panning. Double scan halves the clock of the row scan counter, and
 * line compare clears the counter but not that divider (IBM VGA technical reference, maximum scan line and line compare):
 * a split after the first line of a pair shows its first row once. The registers are taken as they are at vertical retrace;
 * changes in the middle of a frame are not seen.
 */
final class LegacyScan {
    private final VgaRegisters regs;
    private int[] dots = {};

    LegacyScan(VgaRegisters regs) {
        this.regs = regs;
    }

    /** Monitor pixels in a line. */
    int width(LineSource source) {
        return regs.columns() * source.cellDots() * (regs.halfClock() ? 2 : 1);
    }

    int height() {
        return regs.displayLines() * regs.verticalScale();
    }

    /** Paints the whole picture, {@link #width} times {@link #height}. */
    void paint(LineSource source, int[] pixels) {
        int columns = regs.columns(), width = width(source), shown = columns * source.cellDots();
        if (dots.length < shown + source.cellDots()) dots = new int[shown + source.cellDots()];
        int scale = regs.verticalScale(), lines = regs.displayLines(), compare = regs.lineCompare();
        int pan = source.panning(regs.attr[0x13] & 0x0f);
        int rowStart = regs.startAddress() + (regs.crtc[8] >> 5 & 3);
        int rowScan = regs.crtc[8] & 0x1f, lastScan = regs.rowHeight() - 1;
        boolean repeat = regs.doubleScan(), second = false;
        int paintedRow = -1, paintedScan = -1, paintedPan = -1;
        for (int line = 0, y = 0; line < lines; line++) {
            for (int s = 0; s < scale; s++, y++) {
                if (paintedRow == rowStart && paintedScan == rowScan && paintedPan == pan) {
                    System.arraycopy(pixels, (y - 1) * width, pixels, y * width, width);
                    continue;
                }
                source.line(dots, rowStart, rowScan, columns + (pan == 0 ? 0 : 1));
                copy(pan, shown, pixels, y * width);
                paintedRow = rowStart;
                paintedScan = rowScan;
                paintedPan = pan;
            }
            if (line == compare) {
                rowStart = rowScan = 0;
                second = repeat && !second;
                if ((regs.attr[0x10] & 0x20) != 0) pan = source.panning(source.cellDots() == 9 ? 8 : 0);
                continue;
            }
            if (repeat && !second) {
                second = true;
                continue;
            }
            second = false;
            if (rowScan == lastScan) {
                rowScan = 0;
                rowStart = rowStart + regs.rowPitch() & 0xffff;
            } else {
                rowScan = rowScan + 1 & 0x1f;
            }
        }
    }

    private void copy(int from, int count, int[] pixels, int to) {
        if (!regs.halfClock()) {
            System.arraycopy(dots, from, pixels, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            pixels[to++] = dots[from + i];
            pixels[to++] = dots[from + i];
        }
    }
}
