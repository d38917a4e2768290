package lucid86.jit.x86;

import java.util.ArrayList;
import java.util.List;

/** Base of the row families: collects rows as they are written. */
abstract class RowList {
    private final List<Row> rows = new ArrayList<>();

    /** Adds a row. */
    final Row insn(String mnemonic, String... encodings) {
        var row = new Row(mnemonic, encodings);
        rows.add(row);
        return row;
    }

    /** The rows of this family in the order written. */
    final List<Row> rows() {
        for (Row r : rows) if (r.meaning() == null) throw new IllegalStateException("row without meaning: " + r);
        return rows;
    }
}
