package lucid86.app.control;

/** What a piece of text is; the theme's style sheet says how that looks. */
public enum Ink {
    NORMAL, DIM, ADDRESS, LABEL, NUMBER, CHANGED, KEYWORD, GOOD, WARNING, HEADING, MARK;

    /** Its style class. */
    public String style() {
        return "ink-" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
