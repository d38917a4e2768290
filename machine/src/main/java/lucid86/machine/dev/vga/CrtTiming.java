package lucid86.machine.dev.vga;

/**
 * When the beam is where: frame length and positions within a frame, from the CRTC's counters and the dot clock (25.175
 * or 28.322 MHz). Frames are held between 5 and 100 ms, whatever the registers say; the positions stretch with them.
 *
 * @param frame nanoseconds of a frame
 * @param lines scan lines of a frame
 * @param shown scan lines before the vertical display end
 * @param retrace first line of vertical retrace
 * @param retraceLines lines of vertical retrace
 * @param characters character clocks of a line
 * @param shownCharacters character clocks before the horizontal display end
 */
record CrtTiming(long frame, int lines, int shown, int retrace, int retraceLines, int characters, int shownCharacters) {
    private static final long SHORTEST = 5_000_000, LONGEST = 100_000_000;

    /** The timing of VBE modes: 60 Hz, 5% of it vertical blanking. */
    static CrtTiming fixed(int height) {
        int blank = Math.max(8, height / 20);
        return new CrtTiming(16_666_667, height + blank, height, height + blank / 4, blank / 4, 100, 80);
    }

    static CrtTiming of(VgaRegisters r) {
        int characters = r.crtc[0] + 5;
        int lines = r.verticalTotal() * r.verticalScale();
        long dots = (long) characters * r.charDots() * (r.halfClock() ? 2 : 1);
        long clock = (r.misc >> 2 & 3) == 1 ? 28_322_000 : 25_175_000;
        long frame = Math.clamp(dots * lines * 1_000_000_000 / clock, SHORTEST, LONGEST);
        int retrace = Math.min(r.retraceStart() * r.verticalScale(), lines - 1);
        int length = (r.crtc[0x11] - r.retraceStart() & 0x0f) * r.verticalScale();
        if (length == 0) length = 16;
        return new CrtTiming(
                frame, lines, r.displayLines() * r.verticalScale(), retrace, Math.min(length, lines - retrace), characters, r.columns());
    }

    /** The scan line at a time since the frame began. */
    private int line(long t) {
        return (int) (t % frame * lines / frame);
    }

    boolean inRetrace(long t) {
        int line = line(t);
        return line >= retrace && line < retrace + retraceLines;
    }

    /** In the active picture: neither horizontal nor vertical blanking. */
    boolean displaying(long t) {
        if (line(t) >= shown) return false;
        long withinLine = t % frame * lines % frame;
        return withinLine * characters / frame < shownCharacters;
    }

    /** Nanoseconds from the start of a frame to vertical retrace. */
    long retraceTime() {
        return (retrace * frame + lines - 1) / lines;
    }
}
