package lucid86.debugger.stop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.expr.ExpressionException;
import lucid86.debugger.expr.Message;

/**
 * Breakpoints as text, one a line: in scripts, in files, in gdb's {@code monitor}. Numbers are hexadecimal. First what stops:
 *
 * <pre>
 * break ADDRESS               before the instruction there: 7c00, 0000:7c00, phys:7c00, name+4
 * watch r|w|rw|change ADDRESS [LENGTH]
 * port in|out|any FIRST[-LAST] [value V [mask M]]
 * int [VECTOR] [ah V] [al V]  at the handler of an interrupt or exception
 * irq [LINE]                  when the line rises
 * mode   ring   cr0   cr3   cr4   frame   triple-fault
 * compiled [ADDRESS]   dropped [ADDRESS]
 * </pre>
 *
 * then, in any order: {@code if (EXPRESSION)}, {@code ignore N} (decimal), {@code log "TEXT {EXPRESSION}"}, {@code once}, {@code off}.
 */
public final class BreakpointText {
    private static final List<String> RULES = List.of("if", "ignore", "log", "once", "off");

    private final List<String> words;
    private final ToIntFunction<String> resolve;
    private int next;

    private BreakpointText(List<String> words, ToIntFunction<String> resolve) {
        this.words = words;
        this.resolve = resolve;
    }

    /** True when a line begins as a breakpoint does. */
    public static boolean begins(String line) {
        String first = line.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        return List.of("break", "watch", "port", "int", "irq", "mode", "ring", "cr0", "cr3", "cr4", "frame", "triple-fault", "compiled", "dropped").contains(first);
    }

    /**
     * Reads one line; the result has id 0.
     *
     * @param resolve gives the linear address of an expression, throwing {@link ExpressionException} when it has none
     * @throws IllegalArgumentException with a message for people
     */
    public static Breakpoint parse(String line, ToIntFunction<String> resolve) {
        var reader = new BreakpointText(words(line), resolve);
        var b = Breakpoint.of(0, reader.trigger());
        b = b.withRules(reader.rules());
        return reader.off ? b.enable(false) : b;
    }

    private boolean off;

    private Trigger trigger() {
        String kind = word("what to stop at").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "break" -> new Trigger.Execute(location());
            case "watch" -> watch();
            case "port" -> port();
            case "int" -> interrupt();
            case "irq" -> new Trigger.Irq(more() ? OptionalInt.of(number(word(""), 15)) : OptionalInt.empty());
            case "mode" -> new Trigger.ModeSwitch();
            case "ring" -> new Trigger.RingChange();
            case "cr0", "cr3", "cr4" -> new Trigger.Control(kind.charAt(2) - '0');
            case "frame" -> new Trigger.Frame();
            case "triple-fault" -> new Trigger.TripleFault();
            case "compiled" -> new Trigger.Compiled(more() ? OptionalInt.of(location().linear()) : OptionalInt.empty());
            case "dropped" -> new Trigger.Dropped(more() ? OptionalInt.of(location().linear()) : OptionalInt.empty());
            default -> throw new IllegalArgumentException("'" + kind + "' is nothing to stop at: break, watch, port, int, irq, mode, ring, cr0, cr3, cr4, frame,"
                    + " triple-fault, compiled, dropped");
        };
    }

    private Trigger watch() {
        String how = word("r, w, rw or change").toLowerCase(Locale.ROOT);
        var access = switch (how) {
            case "r" -> Trigger.Access.READ;
            case "w" -> Trigger.Access.WRITE;
            case "rw" -> Trigger.Access.ACCESS;
            case "change" -> Trigger.Access.CHANGE;
            default -> throw new IllegalArgumentException("memory is watched for r, w, rw or change, not '" + how + "'");
        };
        var from = location();
        return new Trigger.Memory(from, more() ? Math.max(1, number(word(""), 0x7fffffff)) : 1, access);
    }

    private Trigger port() {
        String how = word("in, out or any").toLowerCase(Locale.ROOT);
        if (!List.of("in", "out", "any").contains(how)) throw new IllegalArgumentException("ports are watched for in, out or any, not '" + how + "'");
        String[] range = word("a port").split("-", 2);
        int first = number(range[0], 0xffff), last = range.length > 1 ? number(range[1], 0xffff) : first;
        int value = 0, mask = 0;
        while (more()) {
            String w = word("");
            if (w.equals("value")) {
                value = number(word("a value"), -1);
                mask = mask == 0 ? -1 : mask;
            } else if (w.equals("mask")) {
                mask = number(word("a mask"), -1);
            } else {
                throw unexpected(w);
            }
        }
        return new Trigger.Port(first, last, !how.equals("out"), !how.equals("in"), mask, value & mask);
    }

    private Trigger interrupt() {
        OptionalInt vector = OptionalInt.empty(), ah = vector, al = vector;
        while (more()) {
            String w = word("");
            if (w.equals("ah")) ah = OptionalInt.of(number(word("a value of AH"), 0xff));
            else if (w.equals("al")) al = OptionalInt.of(number(word("a value of AL"), 0xff));
            else if (vector.isEmpty()) vector = OptionalInt.of(number(w, 0xff));
            else throw unexpected(w);
        }
        return new Trigger.Interrupt(vector, ah, al);
    }

    private Breakpoint.Rules rules() {
        String condition = "", log = "";
        long ignore = 0;
        boolean once = false;
        while (next < words.size()) {
            String w = words.get(next++);
            switch (w) {
                case "if" -> condition = Expression.parse(word("a condition")).text();
                case "log" -> {
                    log = word("a text");
                    Message.parse(log);
                }
                case "ignore" -> ignore = decimal(word("a number"));
                case "once" -> once = true;
                case "off" -> off = true;
                default -> throw unexpected(w);
            }
        }
        return new Breakpoint.Rules(condition, ignore, log, once);
    }

    // ---- words -------------------------------------------------------------------------------------------------------------

    /** Words are separated by blanks; {@code "..."} and {@code (...)} are one, the quotes and outer parentheses left out. */
    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        for (int i = 0; i < line.length(); ) {
            char c = line.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '"') {
                int end = line.indexOf('"', i + 1);
                if (end < 0) throw new IllegalArgumentException("a quote is missing");
                words.add(line.substring(i + 1, end));
                i = end + 1;
            } else if (c == '(') {
                int end = closing(line, i);
                words.add(line.substring(i + 1, end));
                i = end + 1;
            } else {
                int start = i;
                while (i < line.length() && !Character.isWhitespace(line.charAt(i))) i++;
                words.add(line.substring(start, i));
            }
        }
        return words;
    }

    private static int closing(String line, int open) {
        int depth = 0;
        for (int i = open; i < line.length(); i++) {
            if (line.charAt(i) == '(') depth++;
            if (line.charAt(i) == ')' && --depth == 0) return i;
        }
        throw new IllegalArgumentException("')' is missing");
    }

    private boolean more() {
        return next < words.size() && !RULES.contains(words.get(next));
    }

    private String word(String what) {
        if (next == words.size()) throw new IllegalArgumentException(what + " is missing");
        return words.get(next++);
    }

    private static IllegalArgumentException unexpected(String word) {
        return new IllegalArgumentException("'" + word + "' is not expected here");
    }

    private Location location() {
        String w = word("an address");
        try {
            return Location.parse(w);
        } catch (IllegalArgumentException _) {
            return new Location.Named(w, resolve.applyAsInt(w));
        }
    }

    /** @param max unsigned; -1 for any 32 bits */
    private int number(String text, int max) {
        try {
            int v = Integer.parseUnsignedInt(text.toLowerCase(Locale.ROOT).replaceFirst("^0x", "").replaceFirst("h$", ""), 16);
            if (Integer.compareUnsigned(v, max) <= 0) return v;
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' is not a hexadecimal number up to " + Integer.toHexString(max));
    }

    private static long decimal(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("'" + text + "' is not a number");
        }
    }

    // ---- the other way ---------------------------------------------------------------------------------------------------------

    static String of(Breakpoint b) {
        var text = new StringBuilder(of(b.trigger()));
        var r = b.rules();
        if (!r.condition().isEmpty()) text.append(" if (").append(r.condition()).append(')');
        if (r.ignore() != 0) text.append(" ignore ").append(r.ignore());
        if (!r.log().isEmpty()) text.append(" log \"").append(r.log()).append('"');
        if (r.once()) text.append(" once");
        if (!b.enabled()) text.append(" off");
        return text.toString();
    }

    private static String of(Trigger t) {
        return switch (t) {
            case Trigger.Execute e -> "break " + e.at();
            case Trigger.Memory m -> {
                String how = switch (m.access()) {
                    case READ -> "r";
                    case WRITE -> "w";
                    case ACCESS -> "rw";
                    case CHANGE -> "change";
                };
                yield "watch " + how + " " + m.from() + (m.length() == 1 ? "" : " " + Integer.toHexString(m.length()));
            }
            case Trigger.Port p -> String.format("port %s %x", p.in() ? p.out() ? "any" : "in" : "out", p.first())
                    + (p.last() == p.first() ? "" : "-" + Integer.toHexString(p.last()))
                    + (p.mask() == 0 ? "" : String.format(" value %x", p.value()) + (p.mask() == -1 ? "" : String.format(" mask %x", p.mask())));
            case Trigger.Interrupt i -> "int" + hex("", i.vector()) + hex("ah ", i.ah()) + hex("al ", i.al());
            case Trigger.Irq i -> "irq" + hex("", i.line());
            case Trigger.ModeSwitch _ -> "mode";
            case Trigger.RingChange _ -> "ring";
            case Trigger.Control c -> "cr" + c.register();
            case Trigger.Frame _ -> "frame";
            case Trigger.Compiled c -> "compiled" + hex("", c.linear());
            case Trigger.Dropped d -> "dropped" + hex("", d.linear());
            case Trigger.TripleFault _ -> "triple-fault";
        };
    }

    private static String hex(String before, OptionalInt v) {
        return v.isEmpty() ? "" : " " + before + Integer.toHexString(v.getAsInt());
    }

    /** The location a symbol's change gives, or the same one. */
    static Optional<Location> moved(Location at, ToIntFunction<String> resolve) {
        if (!(at instanceof Location.Named(String text, int address))) return Optional.empty();
        try {
            int now = resolve.applyAsInt(text);
            return now == address ? Optional.empty() : Optional.of(new Location.Named(text, now));
        } catch (ExpressionException _) {
            return Optional.empty();
        }
    }
}
