package lucid86.jit.x86;

import java.util.ArrayList;
import java.util.List;

/** Every instruction of the project: one line for each family. */
public final class Instructions {
    private static final List<Row> ALL = collect(List.of(
            new IntegerRows(),
            new FlowRows(),
            new StringRows(),
            new SegmentRows(),
            new X87Rows(),
            new SystemRows(),
            new ControlRows(),
            new MmxRows(),
            new SseRows(),
            new Sse2Rows(),
            new Sse3Rows(),
            new Ssse3Rows(),
            new Sse4Rows()));

    private Instructions() {}

    private static List<Row> collect(List<RowList> families) {
        var all = new ArrayList<Row>();
        for (RowList f : families) all.addAll(f.rows());
        return List.copyOf(all);
    }

    /** All rows of all families. */
    public static List<Row> all() {
        return ALL;
    }
}
