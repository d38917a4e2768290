package lucid86.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Boxes of a graph do not overlap, and edges lead down but where they close a loop. */
class GraphLayoutTest {
    @Test
    void aLoopHasOneEdgeBack() {
        var r = GraphLayout.of(new double[] {10, 10, 10}, new double[] {5, 5, 5}, List.of(new GraphLayout.Edge(0, 1), new GraphLayout.Edge(1, 2), new GraphLayout.Edge(2, 1)));
        assertEquals(List.of(false, false, true), r.back());
        assertTrue(r.spots().get(0).y() < r.spots().get(1).y() && r.spots().get(1).y() < r.spots().get(2).y());
    }

    @Test
    void boxesOfRandomGraphsDoNotOverlap() {
        long seed = 86;
        var random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            int n = 1 + random.nextInt(30);
            var w = random.doubles(n, 10, 200).toArray();
            var h = random.doubles(n, 10, 90).toArray();
            var edges = random.ints(n * 2L, 0, n).mapToObj(a -> new GraphLayout.Edge(a, random.nextInt(n))).toList();
            var r = GraphLayout.of(w, h, edges);
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < a; b++) {
                    var p = r.spots().get(a);
                    var q = r.spots().get(b);
                    assertFalse(p.x() < q.x() + w[b] && q.x() < p.x() + w[a] && p.y() < q.y() + h[b] && q.y() < p.y() + h[a], "seed " + seed + ", round " + round);
                }
            }
            for (int i = 0; i < edges.size(); i++) {
                var e = edges.get(i);
                if (!r.back().get(i)) assertTrue(r.spots().get(e.from()).y() < r.spots().get(e.to()).y(), "seed " + seed + ", round " + round);
            }
        }
    }
}
