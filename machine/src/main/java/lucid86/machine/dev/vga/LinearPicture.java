package lucid86.machine.dev.vga;

/** Paints a VBE picture: 4 bits in planes, 8 through the DAC, 15 to 32 as red, green and blue. */
final class LinearPicture {
    private final VgaRegisters regs;
    private final VideoMemory memory;
    private final Dac dac;
    private final Dispi dispi;

    LinearPicture(VgaRegisters regs, VideoMemory memory, Dac dac, Dispi dispi) {
        this.regs = regs;
        this.memory = memory;
        this.dac = dac;
        this.dispi = dispi;
    }

    /** Paints the whole picture, as wide and high as the mode. */
    void paint(int[] pixels) {
        if (dispi.bpp() == 4) {
            paintPlanar(pixels);
            return;
        }
        int width = dispi.width(), height = dispi.height(), bytes = dispi.bytesPerPixel();
        int[] colours = dac.colours();
        for (int y = 0; y < height; y++) {
            int from = (dispi.y() + y) * dispi.pitch() + dispi.x() * bytes, to = y * width;
            switch (dispi.bpp()) {
                case 8 -> {
                    for (int i = 0; i < width; i++) pixels[to + i] = colours[memory.byteAt(from + i)];
                }
                case 15 -> {
                    for (int i = 0; i < width; i++) {
                        int v = memory.shortAt(from + i * 2);
                        pixels[to + i] = 0xff000000 | wide5(v >> 10) << 16 | wide5(v >> 5) << 8 | wide5(v);
                    }
                }
                case 16 -> {
                    for (int i = 0; i < width; i++) {
                        int v = memory.shortAt(from + i * 2);
                        int green = v >> 5 & 0x3f;
                        pixels[to + i] = 0xff000000 | wide5(v >> 11) << 16 | (green << 2 | green >> 4) << 8 | wide5(v);
                    }
                }
                case 24 -> {
                    for (int i = 0; i < width; i++, from += 3)
                        pixels[to + i] = 0xff000000 | memory.byteAt(from + 2) << 16 | memory.shortAt(from);
                }
                default -> {
                    for (int i = 0; i < width; i++) pixels[to + i] = 0xff000000 | memory.intAt(from + i * 4);
                }
            }
        }
    }

    private static int wide5(int v) {
        v &= 0x1f;
        return v << 3 | v >> 2;
    }

    private void paintPlanar(int[] pixels) {
        var source = new PlanarLine(regs, memory, dac);
        int width = dispi.width(), columns = width >> 3;
        int[] dots = new int[(columns + 1) * 8];
        for (int y = 0; y < dispi.height(); y++) {
            source.linear(dots, (dispi.y() + y) * dispi.pitch() + (dispi.x() >> 3), columns + 1);
            System.arraycopy(dots, dispi.x() & 7, pixels, y * width, width);
        }
    }
}
