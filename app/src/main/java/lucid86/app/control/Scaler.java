package lucid86.app.control;

/** Scales pictures in plain int arrays: up by whole numbers, down by averaging. */
public final class Scaler {
    private Scaler() {}

    /** The largest whole factor at which a picture fits; 0 when it does not fit at all. */
    public static int factor(int width, int height, double spaceX, double spaceY) {
        return (int) Math.min(spaceX / width, spaceY / height);
    }

    /** Repeats each pixel {@code factor} times both ways. */
    public static void enlarge(int[] from, int width, int height, int factor, int[] to) {
        int wide = width * factor;
        for (int y = 0; y < height; y++) {
            int row = y * factor * wide;
            if (factor == 1) {
                System.arraycopy(from, y * width, to, row, width);
                continue;
            }
            int at = row;
            for (int x = 0; x < width; x++) {
                int p = from[y * width + x];
                for (int i = 0; i < factor; i++) to[at++] = p;
            }
            for (int i = 1; i < factor; i++) System.arraycopy(to, row, to, row + i * wide, wide);
        }
    }

    /** Averages the pixels that fall on each new one; {@code wide <= width}, {@code high <= height}. */
    public static void shrink(int[] from, int width, int height, int[] to, int wide, int high) {
        for (int y = 0; y < high; y++) {
            int y0 = y * height / high, y1 = Math.max(y0 + 1, (y + 1) * height / high);
            for (int x = 0; x < wide; x++) {
                int x0 = x * width / wide, x1 = Math.max(x0 + 1, (x + 1) * width / wide);
                int r = 0, g = 0, b = 0, n = (y1 - y0) * (x1 - x0);
                for (int yy = y0; yy < y1; yy++) {
                    for (int xx = x0; xx < x1; xx++) {
                        int p = from[yy * width + xx];
                        r += p >> 16 & 0xff;
                        g += p >> 8 & 0xff;
                        b += p & 0xff;
                    }
                }
                to[y * wide + x] = 0xff000000 | r / n << 16 | g / n << 8 | b / n;
            }
        }
    }

    /** Interpolates between the four nearest pixels; for any size. */
    public static void smooth(int[] from, int width, int height, int[] to, int wide, int high) {
        for (int y = 0; y < high; y++) {
            // Places in 1/256 pixels, from the middles of pixels.
            int fy = Math.clamp((int) ((2L * y + 1) * height * 128 / high) - 128, 0, (height - 1) << 8), y0 = fy >> 8, y1 = Math.min(height - 1, y0 + 1), wy = fy & 255;
            for (int x = 0; x < wide; x++) {
                int fx = Math.clamp((int) ((2L * x + 1) * width * 128 / wide) - 128, 0, (width - 1) << 8), x0 = fx >> 8, x1 = Math.min(width - 1, x0 + 1), wx = fx & 255;
                int top = mix(from[y0 * width + x0], from[y0 * width + x1], wx), bottom = mix(from[y1 * width + x0], from[y1 * width + x1], wx);
                to[y * wide + x] = 0xff000000 | mix(top, bottom, wy);
            }
        }
    }

    private static int mix(int a, int b, int weight) {
        int r = a >> 16 & 255, g = a >> 8 & 255, l = a & 255;
        r += ((b >> 16 & 255) - r) * weight >> 8;
        g += ((b >> 8 & 255) - g) * weight >> 8;
        l += ((b & 255) - l) * weight >> 8;
        return r << 16 | g << 8 | l;
    }
}
