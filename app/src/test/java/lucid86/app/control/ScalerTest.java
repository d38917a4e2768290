package lucid86.app.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScalerTest {
    @Test
    void enlargesByWholeFactors() {
        int[] to = new int[4 * 6];
        Scaler.enlarge(new int[] {1, 2, 3, 4, 5, 6}, 3, 2, 2, to);
        assertArrayEquals(new int[] {1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6}, to);
    }

    @Test
    void shrinksByAveraging() {
        int[] to = new int[1];
        Scaler.shrink(new int[] {0xff000000, 0xff0000ff, 0xff00ff00, 0xffff0000}, 2, 2, to, 1, 1);
        assertEquals(0xff3f3f3f, to[0]);
    }

    @Test
    void choosesTheLargestFactorThatFits() {
        assertEquals(2, Scaler.factor(320, 200, 700, 500));
        assertEquals(0, Scaler.factor(720, 400, 719, 1000));
    }

    @Test
    void smoothKeepsCornersAndMixesBetween() {
        int[] from = {0xff000000, 0xffffffff};
        int[] to = new int[4];
        Scaler.smooth(from, 2, 1, to, 4, 1);
        assertEquals(0xff000000, to[0]);
        assertEquals(0xff3f3f3f, to[1]);
        assertEquals(0xffbfbfbf, to[2]);
        assertEquals(0xffffffff, to[3]);
    }
}
