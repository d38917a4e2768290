package lucid86.debugger.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lucid86.debugger.expr.Expression;

/** Where a link in a lesson's text leads. */
public sealed interface LessonLink {
    /** {@code code:EXPRESSION}: a place in the disassembly. */
    record Code(String expression) implements LessonLink {}

    /** {@code memory:EXPRESSION}: a place in memory. */
    record Memory(String expression) implements LessonLink {}

    /** {@code panel:ID}: a panel. */
    record Panel(String id) implements LessonLink {}

    /** {@code break:WHAT}: sets a breakpoint, as {@code break WHAT} in a script. */
    record Break(String what) implements LessonLink {}

    /** All links of a Markdown text, in order; {@link IllegalArgumentException} when one leads nowhere. */
    static List<LessonLink> all(String markdown) {
        var all = new ArrayList<LessonLink>();
        var m = Pattern.compile("\\]\\(([^)\\s]+)\\)").matcher(markdown);
        while (m.find()) all.add(parse(m.group(1)));
        return all;
    }

    /** Throws {@link IllegalArgumentException} with a message for people. */
    static LessonLink parse(String destination) {
        int colon = destination.indexOf(':');
        String kind = colon < 0 ? "" : destination.substring(0, colon), rest = destination.substring(colon + 1).strip();
        if (rest.isEmpty()) throw new IllegalArgumentException("the link '" + destination + "' leads nowhere");
        return switch (kind) {
            case "code" -> new Code(Expression.parse(rest).text());
            case "memory" -> new Memory(Expression.parse(rest).text());
            case "panel" -> new Panel(rest);
            case "break" -> new Break(rest);
            default -> throw new IllegalArgumentException("the link '" + destination + "' leads nowhere: code:, memory:, panel: and break: are known");
        };
    }
}
