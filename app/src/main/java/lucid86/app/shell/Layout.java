package lucid86.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which panels are where. Prints and parses as an indented text.
 *
 * @param width of the window, 0 when unknown
 * @param main what the window holds
 * @param floats windows of their own
 */
record Layout(double width, double height, boolean maximised, Part main, List<Floating> floats) {
    private static final int DEEPEST = 12;

    /** A piece of a window. */
    sealed interface Part permits Split, Tabs {}

    /**
     * Pieces beside ({@code columns}) or above each other.
     *
     * @param dividers between them, 0 to 1
     */
    record Split(boolean columns, List<Double> dividers, List<Part> parts) implements Part {}

    /**
     * Panels in one place.
     *
     * @param panels their ids
     * @param selected index of the one in front
     */
    record Tabs(List<String> panels, int selected) implements Part {}

    /** A window beside the main one. */
    record Floating(double x, double y, double width, double height, Part part) {}

    static Layout of(Part main) {
        return new Layout(0, 0, false, main, List.of());
    }

    static Split columns(double divider, Part left, Part right) {
        return new Split(true, List.of(divider), List.of(left, right));
    }

    static Split rows(double divider, Part top, Part bottom) {
        return new Split(false, List.of(divider), List.of(top, bottom));
    }

    /** The first panel in front. */
    static Tabs tabs(String... panels) {
        return new Tabs(List.of(panels), 0);
    }

    Layout withSize(double w, double h, boolean max) {
        return new Layout(w, h, max, main, floats);
    }

    // ---- text ------------------------------------------------------------------------------------------------------------------

    List<String> lines() {
        var out = new ArrayList<String>();
        out.add(String.format(Locale.ROOT, "window %.0f %.0f%s", width, height, maximised ? " maximised" : ""));
        print(main, "  ", out);
        for (Floating f : floats) {
            out.add(String.format(Locale.ROOT, "float %.0f %.0f %.0f %.0f", f.x, f.y, f.width, f.height));
            print(f.part, "  ", out);
        }
        return out;
    }

    private static void print(Part part, String indent, List<String> out) {
        switch (part) {
            case Split s -> {
                var line = new StringBuilder(indent).append(s.columns ? "columns" : "rows");
                for (double d : s.dividers) line.append(String.format(Locale.ROOT, " %.4f", d));
                out.add(line.toString());
                for (Part p : s.parts) print(p, indent + "  ", out);
            }
            case Tabs t -> {
                var line = new StringBuilder(indent).append("tabs");
                for (int i = 0; i < t.panels.size(); i++) line.append(' ').append(t.panels.get(i)).append(i == t.selected ? "*" : "");
                out.add(line.toString());
            }
        }
    }

    /** Reads what {@link #lines} wrote; empty when it is something else. */
    static Optional<Layout> parse(List<String> lines) {
        try {
            return new Parser(lines).layout();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Reads the text from top to bottom; depth is counted in steps of two spaces. */
    private static final class Parser {
        private final List<String> lines;
        private int at;

        Parser(List<String> lines) {
            this.lines = lines.stream().filter(l -> !l.isBlank()).toList();
        }

        Optional<Layout> layout() {
            if (lines.isEmpty()) return Optional.empty();
            String[] head = lines.getFirst().split(" ");
            if (!head[0].equals("window") || head.length < 3) return Optional.empty();
            at = 1;
            var main = part(1);
            if (main.isEmpty()) return Optional.empty();
            var floats = new ArrayList<Floating>();
            while (at < lines.size()) {
                String[] f = lines.get(at).split(" ");
                if (!f[0].equals("float") || f.length != 5) return Optional.empty();
                at++;
                var part = part(1);
                if (part.isEmpty()) return Optional.empty();
                floats.add(new Floating(size(f[1]), size(f[2]), size(f[3]), size(f[4]), part.get()));
            }
            return Optional.of(new Layout(size(head[1]), size(head[2]), head.length > 3, main.get(), List.copyOf(floats)));
        }

        private Optional<Part> part(int depth) {
            if (at >= lines.size() || depth > DEEPEST || depth(lines.get(at)) != depth) return Optional.empty();
            String[] words = lines.get(at++).strip().split(" ");
            if (words[0].equals("tabs")) return Optional.of(tabsOf(words));
            if (!words[0].equals("columns") && !words[0].equals("rows")) return Optional.empty();
            var dividers = new ArrayList<Double>();
            for (int i = 1; i < words.length; i++) dividers.add(Math.clamp(Double.parseDouble(words[i]), 0.0, 1.0));
            var parts = new ArrayList<Part>();
            for (var p = part(depth + 1); p.isPresent(); p = part(depth + 1)) parts.add(p.get());
            return parts.isEmpty() ? Optional.empty() : Optional.of(new Split(words[0].equals("columns"), List.copyOf(dividers), List.copyOf(parts)));
        }

        private static Tabs tabsOf(String[] words) {
            var panels = new ArrayList<String>();
            int selected = 0;
            for (int i = 1; i < words.length; i++) {
                if (words[i].endsWith("*")) selected = panels.size();
                panels.add(words[i].replace("*", ""));
            }
            return new Tabs(List.copyOf(panels), selected);
        }

        private static int depth(String line) {
            return (line.length() - line.stripLeading().length()) / 2;
        }

        private static double size(String text) {
            double d = Double.parseDouble(text);
            return d > -32_768 && d < 32_768 ? d : 0;
        }
    }
}
