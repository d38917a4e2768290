package lucid86.app.shell;

import static lucid86.app.shell.Layout.columns;
import static lucid86.app.shell.Layout.rows;
import static lucid86.app.shell.Layout.tabs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The layouts everybody starts with. */
enum NamedLayout {
    LEARN("Learn boot", columns(0.57,
            rows(0.665, tabs("screen", "block", "assembler"), tabs("registers", "memory", "tables", "walk", "stack", "devices", "breakpoints", "blocks", "serial")),
            rows(0.42, tabs("code"), tabs("lesson")))),
    JIT("JIT", columns(0.66, rows(0.62, tabs("block"), tabs("blocks", "compile", "profile", "statistics")),
            rows(0.4, tabs("screen", "code", "registers", "operations"), tabs("graph", "cache-map")))),
    DEBUG("Debug", columns(0.46, rows(0.6, tabs("code"), tabs("memory", "breakpoints", "operations", "time", "events", "trace", "watch", "tables", "walk")),
            rows(0.55, columns(0.5, tabs("registers", "vectors"), tabs("stack", "devices")), tabs("screen", "pictures", "serial", "profile")))),
    USE("Just use it", tabs("screen", "serial"));

    private final String title;
    private final Layout layout;

    NamedLayout(String title, Layout.Part part) {
        this.title = title;
        layout = Layout.of(part);
    }

    String title() {
        return title;
    }

    /** As it is before anybody changed it. */
    Layout original() {
        return layout;
    }

    /** For files and settings. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<NamedLayout> of(String id) {
        return Arrays.stream(values()).filter(n -> n.id().equals(id)).findFirst();
    }
}
