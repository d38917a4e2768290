package lucid86.debugger.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lucid86.debugger.stop.Happening;

/**
 * Which events are wanted: {@code int irq port control mode}, each alone or with a number or range, as {@code port=3f8-3ff int=21}. Numbers
 * are hexadecimal; those of {@code int} are vectors, of {@code irq} lines, of {@code control} registers. No term: all events.
 */
public record EventFilter(List<Term> terms) {
    public static final EventFilter ALL = new EventFilter(List.of());

    /** Events of a kind whose number lies in a range. */
    public record Term(Event.Kind kind, int from, int to) {
        boolean fits(Happening what) {
            if (Event.kind(what) != kind) return false;
            return switch (what) {
                case Happening.PortUsed p -> p.port() <= to && p.port() + p.size() > from;
                case Happening.Interrupted i -> in(i.vector());
                case Happening.LineRose l -> in(l.irq());
                case Happening.ControlChanged c -> in(c.register());
                default -> true;
            };
        }

        private boolean in(int n) {
            return n >= from && n <= to;
        }
    }

    public EventFilter {
        terms = List.copyOf(terms);
    }

    public boolean fits(Happening what) {
        if (terms.isEmpty()) return true;
        for (Term t : terms) if (t.fits(what)) return true;
        return false;
    }

    /** Throws {@link IllegalArgumentException} with a message for people. */
    public static EventFilter parse(String text) {
        var terms = new ArrayList<Term>();
        for (String word : text.strip().split("[\\s,]+")) if (!word.isEmpty()) terms.add(term(word));
        return new EventFilter(terms);
    }

    private static Term term(String word) {
        int equals = word.indexOf('=');
        String name = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
        var kind = Arrays.stream(Event.Kind.values()).filter(k -> k.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no kind of event; there are " + names()));
        if (equals < 0) return new Term(kind, 0, 0xffff);
        String range = word.substring(equals + 1);
        int dash = range.indexOf('-');
        int from = number(dash < 0 ? range : range.substring(0, dash)), to = dash < 0 ? from : number(range.substring(dash + 1));
        if (to < from) throw new IllegalArgumentException("'" + range + "' ends before it begins");
        return new Term(kind, from, to);
    }

    private static String names() {
        return Arrays.stream(Event.Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" "));
    }

    private static int number(String text) {
        try {
            int n = Integer.parseInt(text, 16);
            if (n >= 0 && n <= 0xffff) return n;
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' is not a hexadecimal number up to ffff");
    }
}
