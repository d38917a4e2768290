package lucid86.debugger.expr;

import java.util.Locale;
import java.util.Set;
import lucid86.debugger.inspect.DescriptorTable;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/**
 * An expression over the machine's state. Immutable; parsed once, evaluated often, without side effects.
 *
 * <ul>
 *   <li>Numbers are hexadecimal: {@code 7c00}, {@code 0x7c00}, {@code 7c00h}; {@code 0n10} is decimal, {@code 'A'} a character.
 *   <li>Registers {@code eax ax al eip eflags cs cs.base cs.limit cr0 dr7 xmm0 gdtr tr}, flags {@code cf zf if}..., {@code cpl},
 *       {@code pc} (linear address of the next instruction), {@code insns} and {@code nanos} since power-on. A name that is none of these is
 *       a symbol, or else a hexadecimal number if it can be one.
 *   <li>{@code cs:eip}, {@code 0040:1e}: an address in a segment; as a number, its linear address. {@code phys:a0000}: a physical address.
 *   <li>{@code [a]}, {@code byte [a]}, {@code word}, {@code dword}, {@code qword}: what memory holds; four bytes unless said. Without a segment,
 *       {@code a} is linear. {@code phys dword [a]}: in physical memory.
 *   <li>{@code gdt[2]}, {@code idt[0e]}: where the entry lies. {@code int 13}: where the handler of a vector begins.
 *   <li>Operators of C with their precedence, but that {@code seg:off} binds weaker than sums. Comparisons are unsigned;
 *       {@code signed(x)} makes a 32-bit value signed. {@code low(x)}, {@code high(x)}: its halves. {@code base(selector)},
 *       {@code phys(linear)}.
 * </ul>
 */
public final class Expression {
    private final String text;
    private final Node root;

    private Expression(String text, Node root) {
        this.text = text;
        this.root = root;
    }

    /** @throws ExpressionException with message and position */
    public static Expression parse(String text) {
        return new Expression(text, new Parser(text).whole());
    }

    /** Names with a meaning of their own, for completion. */
    public static Set<String> names() {
        return Variables.names();
    }

    /** Its value; of an address its linear address. {@link ExpressionException} when it has none, as at unmapped memory. */
    public long value(Inspector machine) {
        return eval(root, machine).value();
    }

    /** Whether it holds: its value is not 0. */
    public boolean holds(Inspector machine) {
        return value(machine) != 0;
    }

    /** The address it stands for; a plain value is a linear address. */
    public Address address(Inspector machine) {
        var r = eval(root, machine);
        return r.address() != null ? r.address() : new Address.Linear((int) r.value());
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Expression e && text.equals(e.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /**
     * Asks for the value of an expression; trouble with it is part of the answer, so that a list of watches stays whole.
     */
    public record Watch(String text) implements View<Watched> {
        @Override
        public Watched read(Inspector machine) {
            try {
                var e = parse(text);
                var r = eval(e.root, machine);
                var at = r.address() != null ? r.address() : new Address.Linear((int) r.value());
                return new Watched(r.value(), at, "");
            } catch (ExpressionException e) {
                return new Watched(0, new Address.Linear(0), e.text());
            }
        }
    }

    /**
     * @param address what it stands for as an address
     * @param error why there is no value; or empty
     */
    public record Watched(long value, Address address, String error) {
        public boolean known() {
            return error.isEmpty();
        }
    }

    /** Asks for the address a person typed; fails with {@link ExpressionException}. */
    public record GoTo(String text) implements View<Address> {
        @Override
        public Address read(Inspector machine) {
            return parse(text).address(machine);
        }
    }

    // ---- evaluation --------------------------------------------------------------------------------------------------------

    private static Node.Result eval(Node node, Inspector machine) {
        return switch (node) {
            case Node.Number n -> Node.Result.of(n.value());
            case Node.Variable v -> variable(v, machine);
            case Node.Symbol s -> Node.Result.of(symbol(s, machine));
            case Node.Unary u -> Node.Result.of(unary(u, machine));
            case Node.Binary b -> Node.Result.of(binary(b, machine));
            case Node.Segmented s -> segmented(s, machine);
            case Node.Memory m -> Node.Result.of(memory(m, machine));
            case Node.Physical p -> {
                long at = eval(p.address(), machine).value();
                yield new Node.Result(at, new Address.Physical(at));
            }
            case Node.TableEntry t -> Node.Result.of(tableEntry(t, machine));
            case Node.Handler h -> Node.Result.of(handler(h, machine));
            case Node.Call c -> call(c, machine);
        };
    }

    private static Node.Result variable(Node.Variable v, Inspector machine) {
        long value = v.reader().read(machine);
        boolean code = v.name().equals("eip") || v.name().equals("ip");
        return new Node.Result(value, code ? new Address.InRegister(1, (int) value) : null);
    }

    private static long symbol(Node.Symbol s, Inspector machine) {
        var known = machine.symbols().addressOf(s.name());
        if (known.isPresent()) return known.get() & 0xffffffffL;
        try {
            return Parser.number(s.name(), s.at());
        } catch (ExpressionException _) {
            throw new ExpressionException("'" + s.name() + "' is not known: no register, symbol or hexadecimal number", s.at());
        }
    }

    /** Differences and complements of 32-bit values are 32-bit values: {@code eax == -1} shall hold. */
    private static long fit(long result, long a, long b) {
        return (a | b) >>> 32 == 0 ? result & 0xffffffffL : result;
    }

    private static long unary(Node.Unary u, Inspector machine) {
        long v = eval(u.value(), machine).value();
        return switch (u.operator()) {
            case "-" -> fit(-v, v, 0);
            case "~" -> fit(~v, v, 0);
            case "!" -> v == 0 ? 1 : 0;
            default -> v;
        };
    }

    private static long binary(Node.Binary b, Inspector machine) {
        long x = eval(b.left(), machine).value();
        if (b.operator().equals("&&")) return x != 0 && eval(b.right(), machine).value() != 0 ? 1 : 0;
        if (b.operator().equals("||")) return x != 0 || eval(b.right(), machine).value() != 0 ? 1 : 0;
        long y = eval(b.right(), machine).value();
        return switch (b.operator()) {
            case "|" -> x | y;
            case "^" -> x ^ y;
            case "&" -> x & y;
            case "==" -> x == y ? 1 : 0;
            case "!=" -> x != y ? 1 : 0;
            case "<" -> x < y ? 1 : 0;
            case "<=" -> x <= y ? 1 : 0;
            case ">" -> x > y ? 1 : 0;
            case ">=" -> x >= y ? 1 : 0;
            case "<<" -> y > 63 ? 0 : x << y;
            case ">>" -> y > 63 ? 0 : x >>> y;
            case "+" -> fit(x + y, x, y);
            case "-" -> fit(x - y, x, y);
            case "*" -> x * y;
            default -> {
                if (y == 0) throw new ExpressionException("division by zero", b.at());
                yield b.operator().equals("/") ? x / y : x % y;
            }
        };
    }

    private static Node.Result segmented(Node.Segmented s, Inspector machine) {
        long offset = eval(s.offset(), machine).value();
        Address at;
        if (s.register() >= 0) {
            at = new Address.InRegister(s.register(), (int) offset);
        } else {
            long selector = eval(s.selector(), machine).value();
            if (selector >>> 16 != 0) throw new ExpressionException("a segment has four hexadecimal digits, not " + Long.toHexString(selector), s.at());
            at = new Address.Segmented((int) selector, (int) offset);
        }
        return new Node.Result(machine.linear(at) & 0xffffffffL, at);
    }

    private static long memory(Node.Memory m, Inspector machine) {
        var at = eval(m.address(), machine);
        if (m.physical() || at.address() instanceof Address.Physical) return machine.physicalValue(at.value(), m.size());
        var v = machine.linearValue((int) at.value(), m.size());
        if (v.isEmpty()) throw new ExpressionException(String.format("no page is mapped at %08x", at.value()), m.at());
        return v.getAsLong();
    }

    private static long tableEntry(Node.TableEntry t, Inspector machine) {
        long index = eval(t.index(), machine).value();
        if (index < 0 || index > 0x1fff) throw new ExpressionException("a table has entries 0 to 1fff, not " + Long.toHexString(index), t.at());
        var e = DescriptorTable.entry(machine, t.table(), (int) index);
        if (e.isEmpty()) throw new ExpressionException(t.table().name().toLowerCase(Locale.ROOT) + "[" + Long.toHexString(index) + "] is not mapped", t.at());
        return e.get().linear() & 0xffffffffL;
    }

    private static long handler(Node.Handler h, Inspector machine) {
        long vector = eval(h.vector(), machine).value();
        if (vector < 0 || vector > 0xff) throw new ExpressionException("vectors are 0 to ff, not " + Long.toHexString(vector), h.at());
        var to = DescriptorTable.entry(machine, DescriptorTable.Kind.IDT, (int) vector).map(DescriptorTable.Entry::handler);
        if (to.isEmpty() || to.get().isEmpty()) throw new ExpressionException("vector " + Long.toHexString(vector) + " leads to no handler", h.at());
        return to.get().getAsInt() & 0xffffffffL;
    }

    private static Node.Result call(Node.Call c, Inspector machine) {
        long v = eval(c.value(), machine).value();
        return switch (c.function()) {
            case "signed" -> Node.Result.of((int) v);
            case "low" -> Node.Result.of(v & 0xffffffffL);
            case "high" -> Node.Result.of(v >>> 32);
            case "base" -> Node.Result.of(machine.segmentBase((int) v & 0xffff) & 0xffffffffL);
            default -> {
                long physical = machine.cpu().mmu.peekTranslate((int) v);
                if (physical < 0) throw new ExpressionException(String.format("no page is mapped at %08x", v), c.at());
                yield new Node.Result(physical, new Address.Physical(physical));
            }
        };
    }
}
