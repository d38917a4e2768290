package lucid86.jit.x86;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every instruction of the project: one line for each family. */
public final class Instructions {
    private Instructions() {}

    /**
     * Families whose rows are made together, when the first of their opcodes is decoded: the many method references of x87 and
     * SIMD rows take the JVM 0.1 s, and firmware and boot sectors get along without them. No opcode has rows of two groups.
     */
    enum Group {
        INTEGER, X87, SIMD;

        private volatile List<Row> rows;

        /** The group an opcode belongs to when {@link #INTEGER} does not have it. */
        static Group of(int map, int opcode) {
            return map != Encoding.ONE_BYTE ? SIMD : X87;
        }

        /** Its rows, made now when nobody asked before. */
        List<Row> rows() {
            List<Row> made = rows;
            return made != null ? made : make();
        }

        private synchronized List<Row> make() {
            if (rows == null) {
                var all = new ArrayList<Row>();
                for (RowList f : families()) all.addAll(f.rows());
                rows = List.copyOf(all);
            }
            return rows;
        }

        private List<RowList> families() {
            return switch (this) {
                case INTEGER -> List.of(new IntegerRows(), new FlowRows(), new StringRows(), new SegmentRows(), new SystemRows(), new ControlRows());
                case X87 -> List.of(new X87Rows());
                case SIMD -> List.of(new MmxRows(), new SseRows(), new Sse2Rows(), new Sse3Rows(), new Ssse3Rows(), new Sse4Rows());
            };
        }
    }

    private static final class All {
        static final List<Row> ROWS = Stream.of(Group.values()).flatMap(g -> g.rows().stream()).toList();
    }

    /** All rows of all families. */
    public static List<Row> all() {
        return All.ROWS;
    }
}
