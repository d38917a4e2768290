package lucid86.debugger.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/**
 * Something that is so or is not so: a question about the machine, written as text. Parts joined by {@code &&} must all be so:
 *
 * <ul>
 *   <li>{@code screen "TEXT"}: the text is on a text screen
 *   <li>{@code picture WIDTH HEIGHT}: the screen shows graphics of this size, in pixels, decimal
 *   <li>{@code code "TEXT"}: the next instruction's disassembly begins with the text
 *   <li>{@code at ADDRESS}: the next instruction lies at this linear address, an expression
 *   <li>{@code compiled ADDRESS}, {@code dropped ADDRESS}: the translation block that begins there has been compiled; one was dropped
 *   <li>anything else is an {@link Expression} that is not zero; one that cannot be evaluated now is not so
 * </ul>
 */
public record Sight(String text, List<Part> parts) implements View<Boolean> {
    private static final Pattern QUOTED = Pattern.compile("(screen|code)\\s+\"([^\"]*)\""), PICTURE = Pattern.compile("picture\\s+(\\d{1,5})\\s+(\\d{1,5})"),
            ADDRESSED = Pattern.compile("(at|compiled|dropped)\\s+(.+)");

    /** One of the things asked for. */
    public sealed interface Part {
        boolean seen(Inspector machine);
    }

    private record OnScreen(String words) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            return machine.screenText().stream().anyMatch(row -> row.contains(words));
        }
    }

    private record Picture(int width, int height) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            return machine.screenText().isEmpty() && machine.picture().contains(width + "x" + height);
        }
    }

    private record Code(String words) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            return machine.code().line(machine.linearEip()).text().startsWith(words);
        }
    }

    private record At(Expression place) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            return (int) place.value(machine) == machine.linearEip();
        }
    }

    private record Compiled(Expression place) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            int linear = (int) place.value(machine);
            return machine.engine().blockList().stream().anyMatch(b -> b.linear() == linear && b.region() != null);
        }
    }

    private record Dropped(Expression place) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            int linear = (int) place.value(machine);
            return machine.engine().recentlyDropped().stream().anyMatch(b -> b.linear() == linear);
        }
    }

    private record Holds(Expression expression) implements Part {
        @Override
        public boolean seen(Inspector machine) {
            return expression.holds(machine);
        }
    }

    /** Reads a text; throws {@link IllegalArgumentException}, saying what is wrong. */
    public static Sight parse(String text) {
        var parts = new ArrayList<Part>();
        for (String piece : split(text)) parts.add(part(piece.strip()));
        return new Sight(text.strip(), List.copyOf(parts));
    }

    private static Part part(String text) {
        if (text.isEmpty()) throw new IllegalArgumentException("something to look for is missing");
        Matcher m = QUOTED.matcher(text);
        if (m.matches()) return m.group(1).equals("screen") ? new OnScreen(m.group(2)) : new Code(m.group(2));
        m = PICTURE.matcher(text);
        if (m.matches()) return new Picture(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
        m = ADDRESSED.matcher(text);
        if (!m.matches()) return new Holds(Expression.parse(text));
        var place = Expression.parse(m.group(2));
        return switch (m.group(1)) {
            case "at" -> new At(place);
            case "compiled" -> new Compiled(place);
            default -> new Dropped(place);
        };
    }

    /** At {@code &&} outside quotes and brackets. */
    private static List<String> split(String text) {
        var all = new ArrayList<String>();
        int depth = 0, from = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c == '(' || c == '[') depth++;
            else if (c == ')' || c == ']') depth--;
            else if (depth == 0 && text.startsWith("&&", i)) {
                all.add(text.substring(from, i));
                from = ++i + 1;
            }
        }
        all.add(text.substring(from));
        return all;
    }

    /** Whether all of it is so now. */
    @Override
    public Boolean read(Inspector machine) {
        for (Part p : parts) {
            try {
                if (!p.seen(machine)) return false;
            } catch (IllegalArgumentException _) {
                // names or memory that are not there yet
                return false;
            }
        }
        return true;
    }

    @Override
    public int perSecond() {
        return 10;
    }

    @Override
    public String toString() {
        return text;
    }
}
