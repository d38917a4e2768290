package lucid86.machine.dev.vga;

/** The characters of a text mode picture as Unicode. */
final class TextScreen {
    /** Code page 437 with the graphic shapes of the control codes. */
    private static final String CP437 = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼"
            + " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~⌂"
            + "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
            + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";

    private TextScreen() {}

    static char unicode(int code) {
        return CP437.charAt(code & 0xff);
    }

    /** One string for each row of characters, as many as are at least partly shown. */
    static String[] read(VgaRegisters regs, VideoMemory memory) {
        int columns = regs.columns(), shift = regs.countShift();
        int linesPerRow = regs.rowHeight() * (regs.doubleScan() ? 2 : 1);
        int lines = regs.displayLines();
        int top = Math.min(lines, regs.lineCompare() + 1);
        int topRows = (top + linesPerRow - 1) / linesPerRow;
        int rows = topRows + (lines - top + linesPerRow - 1) / linesPerRow;
        var result = new String[rows];
        int start = regs.startAddress() + (regs.crtc[8] >> 5 & 3);
        for (int row = 0; row < rows; row++) {
            int counter = row < topRows ? start + row * regs.rowPitch() : (row - topRows) * regs.rowPitch();
            var text = new StringBuilder(columns);
            for (int c = 0; c < columns; c++)
                text.append(unicode(memory.plane(regs.planeAddress(counter + (c >> shift) & 0xffff, 0), 0)));
            result[row] = text.toString();
        }
        return result;
    }
}
