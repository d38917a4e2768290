package lucid86.app.control;

/** What a piece of text is; the theme's style sheet says how that looks. */
public enum Ink {
    NORMAL, DIM, ADDRESS, LABEL, NUMBER, CHANGED, KEYWORD, GOOD, WARNING, HEADING, MARK,
    /** Memory that was touched lately, and some time ago. */
    WRITTEN, READ, EXECUTED, WRITTEN_OLD, READ_OLD, EXECUTED_OLD;

    /** Its style class. */
    public String style() {
        return "ink-" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
