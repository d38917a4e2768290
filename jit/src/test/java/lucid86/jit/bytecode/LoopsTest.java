package lucid86.jit.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoopsTest {
    /** 0 - (1 - (2 <-> 2) - 3 -> 1) - 4. */
    @Test
    void nestedLoops() {
        var l = new Loops(new int[][] {{1}, {2}, {2, 3}, {1, 4}, {}});
        assertFalse(l.isHeader(0));
        assertTrue(l.isHeader(1));
        assertTrue(l.isHeader(2));
        assertFalse(l.isHeader(3));
        assertEquals(List.of(), l.allAround(0));
        assertEquals(List.of(), l.allAround(1));
        assertEquals(List.of(1), l.allAround(2));
        assertEquals(List.of(1), l.allAround(3));
        assertEquals(List.of(), l.allAround(4));
    }

    /** The header is where the region's first block leads to, not the one with the lowest number. */
    @Test
    void aLoopIsEnteredWhereOthersLead() {
        var l = new Loops(new int[][] {{2}, {2}, {1}});
        assertTrue(l.isHeader(2));
        assertFalse(l.isHeader(1));
        assertEquals(List.of(2), l.allAround(1));
    }

    /** A loop that nothing leads to begins with its first block. */
    @Test
    void aRegionThatIsALoop() {
        var l = new Loops(new int[][] {{1}, {2}, {0}});
        assertTrue(l.isHeader(0));
        assertEquals(List.of(0), l.allAround(2));
    }

    /** 0 leads to both blocks of a loop: budget is asked for at one of them, but no way in is made for those who want the other. */
    @Test
    void aLoopWithTwoEntriesIsEnteredAnywhere() {
        var l = new Loops(new int[][] {{1, 2}, {2}, {1}});
        assertTrue(l.isHeader(1) ^ l.isHeader(2));
        assertEquals(List.of(), l.allAround(1));
        assertEquals(List.of(), l.allAround(2));
    }

    /** The same within another loop, which HotSpot could not make sense of either; loops beside it are as usual. */
    @Test
    void whatIsAroundALoopWithTwoEntriesIsEnteredAnywhere() {
        var l = new Loops(new int[][] {{1, 2, 3}, {2}, {1, 0}, {3, 0}});
        assertTrue(l.isHeader(0));
        for (int i = 0; i < 4; i++) assertEquals(List.of(), l.allAround(i), "around " + i);
        var outside = new Loops(new int[][] {{0, 1, 2}, {2}, {1, 3}, {4}, {3}});
        assertEquals(List.of(3), outside.allAround(4));
    }

    /** Every way round passes a header, whatever the jumps. */
    @Test
    void noWayRoundWithoutAHeader() {
        var random = new Random(6);
        for (int k = 0; k < 300; k++) {
            int n = 1 + random.nextInt(12);
            var successors = new int[n][];
            for (int i = 0; i < n; i++) successors[i] = random.ints(random.nextInt(4), 0, n).toArray();
            var l = new Loops(successors);
            for (int i = 0; i < n; i++) if (!l.isHeader(i)) assertFalse(returns(successors, l, i, i, new boolean[n]), "block " + i);
        }
    }

    private static boolean returns(int[][] successors, Loops l, int from, int to, boolean[] seen) {
        for (int k : successors[from]) {
            if (k == to) return true;
            if (l.isHeader(k) || seen[k]) continue;
            seen[k] = true;
            if (returns(successors, l, k, to, seen)) return true;
        }
        return false;
    }
}
