package lucid86.debugger.view;

import java.util.Arrays;
import java.util.List;

/**
 * What is in the display adapter.
 *
 * @param mode in words
 * @param text characters are shown
 * @param palette 256 colours, opaque ARGB
 * @param planes the first 64 KiB of each of the four planes
 */
public record VideoState(String mode, boolean text, int[] palette, List<byte[]> planes) {
    /** The question. */
    public record Query() implements View<VideoState> {
        @Override
        public VideoState read(Inspector machine) {
            var vga = machine.machine().board().vga();
            return new VideoState(vga.mode(), vga.textMode(), vga.palette(), List.of(vga.plane(0), vga.plane(1), vga.plane(2), vga.plane(3)));
        }

        @Override
        public int perSecond() {
            return 2;
        }
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof VideoState v) || !mode.equals(v.mode) || text != v.text || !Arrays.equals(palette, v.palette)) return false;
        for (int i = 0; i < planes.size(); i++) if (!Arrays.equals(planes.get(i), v.planes.get(i))) return false;
        return true;
    }

    @Override
    public int hashCode() {
        return mode.hashCode() * 31 + Arrays.hashCode(palette);
    }
}
