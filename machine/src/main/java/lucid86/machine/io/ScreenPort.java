package lucid86.machine.io;

/** The picture as a host sees it: the seam between a display adapter and whoever shows or records it. */
public interface ScreenPort {
    /**
     * The newest complete frame. For one host thread; never blocks, and never blocks the emulation. The pixels stay
     * untouched until the next call, which may give the same frame again (compare {@link Frame#sequence}).
     */
    Frame frame();

    /**
     * One picture, as the monitor receives it: doubled pixels and scan lines are there twice.
     *
     * @param width pixels in a row
     * @param height rows
     * @param pixels opaque ARGB, rows of {@code width} without gaps; may be longer than the picture
     * @param sequence grows by one with each new picture
     */
    record Frame(int width, int height, int[] pixels, long sequence) {}
}
