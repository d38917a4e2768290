package lucid86.app.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Places the boxes of a flow graph in layers from top to bottom: an edge leads down, unless it closes a loop. */
public final class GraphLayout {
    private static final double GAP_X = 36, GAP_Y = 48;
    private static final int SWEEPS = 6;

    /** A way from one box to another, by index. */
    public record Edge(int from, int to) {}

    /** Where a box lies: its top left corner. */
    public record Spot(double x, double y) {}

    /**
     * What came out.
     *
     * @param back for each edge, whether it closes a loop
     */
    public record Result(List<Spot> spots, List<Boolean> back, double width, double height) {}

    private final int n;
    private final List<Edge> edges;
    private final double[] width, height;
    private final boolean[] back;
    private final int[] layer;

    private GraphLayout(double[] width, double[] height, List<Edge> edges) {
        n = width.length;
        this.width = width;
        this.height = height;
        this.edges = edges;
        back = new boolean[edges.size()];
        layer = new int[n];
    }

    /** @param width of each box; the first box is the entry */
    public static Result of(double[] width, double[] height, List<Edge> edges) {
        return new GraphLayout(width, height, edges).place();
    }

    private Result place() {
        findLoops();
        for (int round = 0; round < n; round++) {
            boolean moved = false;
            for (int i = 0; i < edges.size(); i++) {
                Edge e = edges.get(i);
                if (back[i] || layer[e.to] > layer[e.from]) continue;
                layer[e.to] = layer[e.from] + 1;
                moved = true;
            }
            if (!moved) break;
        }
        return coordinates(order());
    }

    /** Marks the edges that lead to a box on the way to themselves. */
    private void findLoops() {
        var state = new int[n];
        for (int i = 0; i < n; i++) if (state[i] == 0) visit(i, state);
    }

    /** 1 = on the way, 2 = done. Depth is at most the number of boxes, which is small. */
    private void visit(int at, int[] state) {
        state[at] = 1;
        for (int i = 0; i < edges.size(); i++) {
            if (edges.get(i).from != at) continue;
            int to = edges.get(i).to;
            if (state[to] == 1) back[i] = true;
            else if (state[to] == 0) visit(to, state);
        }
        state[at] = 2;
    }

    /** The boxes of each layer from left to right: near the middle of their neighbours above. */
    private List<List<Integer>> order() {
        int layers = n == 0 ? 0 : Arrays.stream(layer).max().getAsInt() + 1;
        var rows = new ArrayList<List<Integer>>();
        for (int l = 0; l < layers; l++) rows.add(new ArrayList<>());
        for (int i = 0; i < n; i++) rows.get(layer[i]).add(i);
        var place = new double[n];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (var row : rows) {
                for (int k = 0; k < row.size(); k++) place[row.get(k)] = k - row.size() / 2.0;
            }
            for (var row : rows) {
                var wish = new double[n];
                for (int box : row) wish[box] = neighbours(box, place, sweep % 2 == 0);
                row.sort(Comparator.comparingDouble(b -> wish[b]));
            }
        }
        return rows;
    }

    private double neighbours(int box, double[] place, boolean above) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < edges.size(); i++) {
            Edge e = edges.get(i);
            if (back[i] || (above ? e.to : e.from) != box) continue;
            sum += place[above ? e.from : e.to];
            count++;
        }
        return count == 0 ? place[box] : sum / count;
    }

    private Result coordinates(List<List<Integer>> rows) {
        var spots = new Spot[n];
        double widest = 0;
        for (var row : rows) widest = Math.max(widest, rowWidth(row));
        double y = 0;
        for (var row : rows) {
            double x = (widest - rowWidth(row)) / 2, tallest = 0;
            for (int box : row) {
                spots[box] = new Spot(x, y);
                x += width[box] + GAP_X;
                tallest = Math.max(tallest, height[box]);
            }
            y += tallest + GAP_Y;
        }
        var loops = new ArrayList<Boolean>();
        for (boolean b : back) loops.add(b);
        return new Result(List.of(spots), loops, widest, Math.max(0, y - GAP_Y));
    }

    private double rowWidth(List<Integer> row) {
        double w = -GAP_X;
        for (int box : row) w += width[box] + GAP_X;
        return Math.max(0, w);
    }
}
