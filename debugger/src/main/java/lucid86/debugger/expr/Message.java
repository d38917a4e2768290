package lucid86.debugger.expr;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.view.Inspector;

/**
 * Text with expressions in braces: {@code "AH={ah} in {cs:eip}"}. A value is shown in hexadecimal; {@code {ecx,d}} in decimal,
 * {@code {al,c}} as a character, {@code {ds:si,s}} as the text at that address up to its zero byte. {@code {{} is a brace.
 */
public final class Message {
    /** Most characters taken from guest memory for one text. */
    private static final int LONGEST = 256;

    private sealed interface Part {}

    private record Plain(String text) implements Part {}

    private record Hole(Expression expression, char format) implements Part {}

    private final String text;
    private final List<Part> parts;

    private Message(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /** @throws ExpressionException with message and position */
    public static Message parse(String text) {
        var parts = new ArrayList<Part>();
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '{') {
                plain.append(c);
                continue;
            }
            if (text.startsWith("{{", i)) {
                plain.append('{');
                i++;
                continue;
            }
            int end = text.indexOf('}', i);
            if (end < 0) throw new ExpressionException("'}' is missing", text.length());
            if (!plain.isEmpty()) parts.add(new Plain(plain.toString()));
            plain.setLength(0);
            parts.add(hole(text.substring(i + 1, end), i + 1));
            i = end;
        }
        if (!plain.isEmpty()) parts.add(new Plain(plain.toString()));
        return new Message(text, parts);
    }

    private static Hole hole(String inside, int at) {
        int comma = inside.lastIndexOf(',');
        String format = comma < 0 ? "x" : inside.substring(comma + 1).strip();
        if (format.length() != 1 || "xdcs".indexOf(format.charAt(0)) < 0) throw new ExpressionException("formats are x, d, c and s, not '" + format + "'", at + comma + 1);
        try {
            return new Hole(Expression.parse(comma < 0 ? inside : inside.substring(0, comma)), format.charAt(0));
        } catch (ExpressionException e) {
            throw new ExpressionException(e.getMessage(), at + e.position());
        }
    }

    /** The text with all values; what cannot be evaluated is told in its place. */
    public String text(Inspector machine) {
        var out = new StringBuilder();
        for (Part p : parts) {
            switch (p) {
                case Plain(String t) -> out.append(t);
                case Hole h -> out.append(value(h, machine));
            }
        }
        return out.toString();
    }

    private static String value(Hole h, Inspector machine) {
        try {
            long v = h.expression.value(machine);
            return switch (h.format) {
                case 'd' -> Long.toString(v);
                case 'c' -> character((int) v & 0xff);
                case 's' -> string(h.expression, machine);
                default -> Long.toHexString(v);
            };
        } catch (ExpressionException e) {
            return "{" + h.expression + ": " + e.getMessage() + "}";
        }
    }

    private static String character(int c) {
        return c >= 0x20 && c < 0x7f ? Character.toString(c) : String.format("\\x%02x", c);
    }

    private static String string(Expression e, Inspector machine) {
        var page = machine.memory(e.address(machine), LONGEST);
        var out = new StringBuilder();
        for (int i = 0; i < page.length() && page.at(i) > 0; i++) out.append(character(page.at(i)));
        return out.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
