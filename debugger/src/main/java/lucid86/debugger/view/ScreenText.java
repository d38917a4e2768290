package lucid86.debugger.view;

import java.util.List;

/** The characters of a text screen; no rows in graphics modes. */
public record ScreenText(List<String> rows) {
    /** The question. */
    public record Query() implements View<ScreenText> {
        @Override
        public ScreenText read(Inspector machine) {
            return new ScreenText(machine.screenText());
        }
    }

    /** Whether any row contains this. */
    public boolean contains(String text) {
        return rows.stream().anyMatch(r -> r.contains(text));
    }
}
