package lucid86.debugger.view;

import java.util.List;
import java.util.OptionalInt;

/**
 * Disassembled code.
 *
 * @param top linear address of the first line
 * @param current linear address of the next instruction to execute
 * @param selector CS, in which offsets are counted
 */
public record Listing(int top, int current, int selector, boolean code32, List<CodeLine> lines) {
    /** Most lines in one answer. */
    public static final int MAX_LINES = 400;
    /** Lines that stay visible below the current one while following. */
    private static final int MARGIN = 3;

    /**
     * Code of the present CS.
     *
     * @param top linear address of the first line wanted; empty: at the current instruction
     * @param scroll lines to go forward (or back, negative) from there
     * @param follow move so that the current instruction can be seen
     */
    public record Query(OptionalInt top, int scroll, boolean follow, int lines) implements View<Listing> {
        public Query {
            lines = Math.clamp(lines, 1, MAX_LINES);
            scroll = Math.clamp(scroll, -MAX_LINES, MAX_LINES);
        }

        @Override
        public Listing read(Inspector machine) {
            var reader = machine.code();
            int current = machine.linearEip();
            int from = reader.scroll(top.orElse(current), scroll);
            var listing = reader.listing(from, lines);
            if (!follow) return listing;
            // A name takes a row of its own above its line.
            int row = 0;
            for (CodeLine line : listing.lines) {
                row += line.label().isPresent() ? 2 : 1;
                if (row > Math.max(2, lines - MARGIN)) break;
                if (line.linear() == current) return listing;
            }
            return reader.listing(current, lines);
        }
    }
}
