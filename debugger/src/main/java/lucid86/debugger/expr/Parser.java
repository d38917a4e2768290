package lucid86.debugger.expr;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import lucid86.debugger.inspect.DescriptorTable;

/** Reads expressions; see {@link Expression} for the language. */
final class Parser {
    /** Binary operators by precedence, the weakest first. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("||"), List.of("&&"), List.of("|"), List.of("^"), List.of("&"), List.of("==", "!="), List.of("<=", ">=", "<", ">"),
            List.of("<<", ">>"), List.of("+", "-"), List.of("*", "/", "%"));
    private static final List<String> SYMBOLS = List.of("||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "|", "^", "&", "<", ">", "+", "-", "*", "/",
            "%", "~", "!", "(", ")", "[", "]", ":");
    private static final Map<String, Integer> SIZES = Map.of("byte", 1, "word", 2, "dword", 4, "qword", 8);
    static final List<String> FUNCTIONS = List.of("signed", "phys", "base", "low", "high");
    /** Deeper nesting is refused: texts come from files, too. */
    private static final int DEEPEST = 100;

    private enum Kind { NUMBER, NAME, SYMBOL, END }

    private record Token(Kind kind, String text, long value, int at) {}

    private final String text;
    private int position;
    private Token token;
    private int depth;

    Parser(String text) {
        this.text = text;
        token = read();
    }

    Node whole() {
        Node n = expression();
        if (token.kind != Kind.END) throw error("'" + token.text + "' is not expected here");
        return n;
    }

    // ---- grammar ---------------------------------------------------------------------------------------------------------

    private Node expression() {
        if (++depth > DEEPEST) throw error("nested too deeply");
        Node n = level(0);
        depth--;
        return n;
    }

    private Node level(int l) {
        if (l == LEVELS.size()) return unary();
        Node left = level(l + 1);
        while (token.kind == Kind.SYMBOL && LEVELS.get(l).contains(token.text)) {
            Token operator = next();
            left = new Node.Binary(operator.text, left, level(l + 1), operator.at);
        }
        // A segment binds weaker than the sums in its offset, stronger than comparisons.
        if (LEVELS.get(l).contains("+") && is(":")) {
            int at = next().at;
            return segmented(left, level(l), at);
        }
        return left;
    }

    private Node segmented(Node left, Node offset, int at) {
        if (left instanceof Node.Variable(_, String name, _) && Variables.SEGMENTS.indexOf(name) >= 0)
            return new Node.Segmented(Variables.SEGMENTS.indexOf(name), left, offset, left.at());
        if (left instanceof Node.Symbol(String name, _) && (name.equalsIgnoreCase("phys") || name.equalsIgnoreCase("p"))) return new Node.Physical(offset, at);
        return new Node.Segmented(-1, left, offset, left.at());
    }

    private Node unary() {
        if (token.kind == Kind.SYMBOL && List.of("-", "+", "~", "!").contains(token.text)) {
            if (++depth > DEEPEST) throw error("nested too deeply");
            Token operator = next();
            Node n = new Node.Unary(operator.text, unary(), operator.at);
            depth--;
            return n;
        }
        return primary();
    }

    private Node primary() {
        Token t = token;
        switch (t.kind) {
            case NUMBER -> {
                next();
                return new Node.Number(t.value, t.at);
            }
            case NAME -> {
                next();
                return name(t);
            }
            case SYMBOL -> {
                if (is("(")) {
                    next();
                    Node n = expression();
                    expect(")");
                    return n;
                }
                if (is("[")) return memory(4, false, t.at);
            }
            case END -> throw error("the expression ends too early");
        }
        throw error("'" + t.text + "' is not expected here");
    }

    private Node memory(int size, boolean physical, int at) {
        expect("[");
        Node address = expression();
        expect("]");
        return new Node.Memory(address, size, physical, at);
    }

    private Node name(Token t) {
        String name = t.text.toLowerCase(Locale.ROOT);
        Integer size = SIZES.get(name);
        if (size != null && is("[")) return memory(size, false, t.at);
        if (name.equals("phys")) {
            Integer wide = token.kind == Kind.NAME ? SIZES.get(token.text.toLowerCase(Locale.ROOT)) : null;
            if (wide != null) next();
            if (wide != null || is("[")) return memory(wide == null ? 4 : wide, true, t.at);
        }
        if (is("[") && (name.equals("gdt") || name.equals("ldt") || name.equals("idt"))) {
            next();
            Node index = expression();
            expect("]");
            return new Node.TableEntry(DescriptorTable.Kind.valueOf(name.toUpperCase(Locale.ROOT)), index, t.at);
        }
        if (name.equals("int")) return new Node.Handler(primary(), t.at);
        if (is("(")) {
            if (!FUNCTIONS.contains(name)) throw new ExpressionException("there is no function '" + t.text + "'", t.at);
            next();
            Node value = expression();
            expect(")");
            return new Node.Call(name, value, t.at);
        }
        var variable = Variables.find(name);
        if (variable.isPresent()) return new Node.Variable(variable.get(), name, t.at);
        return new Node.Symbol(t.text, t.at);
    }

    // ---- tokens ------------------------------------------------------------------------------------------------------------

    private boolean is(String symbol) {
        return token.kind == Kind.SYMBOL && token.text.equals(symbol);
    }

    private void expect(String symbol) {
        if (!is(symbol)) throw error(token.kind == Kind.END ? "'" + symbol + "' is missing" : "'" + symbol + "' was expected, not '" + token.text + "'");
        next();
    }

    private Token next() {
        Token t = token;
        token = read();
        return t;
    }

    private ExpressionException error(String message) {
        return new ExpressionException(message, token.at);
    }

    private Token read() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) position++;
        int at = position;
        if (at == text.length()) return new Token(Kind.END, "", 0, at);
        char c = text.charAt(at);
        if (c == '\'') return character(at);
        if (inWord(c)) {
            while (position < text.length() && inWord(text.charAt(position))) position++;
            return word(text.substring(at, position), at);
        }
        for (String s : SYMBOLS) {
            if (text.startsWith(s, at)) {
                position += s.length();
                return new Token(Kind.SYMBOL, s, 0, at);
            }
        }
        throw new ExpressionException("'" + c + "' means nothing here", at);
    }

    private Token character(int at) {
        if (at + 2 >= text.length() || text.charAt(at + 2) != '\'' || text.charAt(at + 1) > 0xff)
            throw new ExpressionException("a character stands between two quotes: 'A'", at);
        position += 3;
        return new Token(Kind.NUMBER, text.substring(at, position), text.charAt(at + 1), at);
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$' || c == '@' || c == '?' || c == '#';
    }

    /** A number when it begins with a digit, else a name; names that are no name may be numbers still, which only the machine knows. */
    private Token word(String word, int at) {
        if (!Character.isDigit(word.charAt(0))) return new Token(Kind.NAME, word, 0, at);
        return new Token(Kind.NUMBER, word, number(word, at), at);
    }

    static long number(String word, int at) {
        String w = word.toLowerCase(Locale.ROOT);
        try {
            if (w.startsWith("0n")) return Long.parseLong(w.substring(2));
            String digits = w.startsWith("0x") ? w.substring(2) : w.endsWith("h") ? w.substring(0, w.length() - 1) : w;
            return Long.parseUnsignedLong(digits.replace("_", ""), 16);
        } catch (NumberFormatException _) {
            throw new ExpressionException("'" + word + "' is not a hexadecimal number (decimal ones begin with 0n)", at);
        }
    }
}
