package lucid86.app.control;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of a {@link RowList}.
 *
 * @param cells pieces of text at their columns
 * @param look background: an empty string or a style class such as {@code row-current}
 */
public record RowModel(List<Cell> cells, String look) {
    public static final RowModel EMPTY = new RowModel(List.of(), "");

    /** @param column where it starts, in characters from the left edge */
    public record Cell(int column, String text, Ink ink) {}

    public static Builder row() {
        return new Builder();
    }

    /** All text of the row, cells at their columns. */
    public String text() {
        var text = new StringBuilder();
        for (Cell c : cells) {
            while (text.length() < c.column) text.append(' ');
            text.append(c.text);
        }
        return text.toString();
    }

    /** Builds a row from left to right. */
    public static final class Builder {
        private final List<Cell> cells = new ArrayList<>();
        private String look = "";
        private int end;

        /** Text at a column. */
        public Builder at(int column, String text, Ink ink) {
            if (!text.isEmpty()) cells.add(new Cell(column, text, ink));
            end = column + text.length();
            return this;
        }

        /** Text right behind the last piece; joined with it when it has the same ink. */
        public Builder then(String text, Ink ink) {
            if (!cells.isEmpty()) {
                Cell last = cells.getLast();
                if (last.ink == ink && last.column + last.text.length() == end) {
                    cells.set(cells.size() - 1, new Cell(last.column, last.text + text, ink));
                    end += text.length();
                    return this;
                }
            }
            return at(end, text, ink);
        }

        public Builder look(String style) {
            look = style;
            return this;
        }

        public RowModel build() {
            return new RowModel(List.copyOf(cells), look);
        }
    }
}
