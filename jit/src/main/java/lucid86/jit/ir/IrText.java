package lucid86.jit.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;

/**
 * Reads the text a {@link Block} prints. One operation a line, the terminal last; blank lines and indentation mean nothing.
 *
 * <pre>
 *   ; 1000+3                        mark: a guest instruction at CS:1000h, 3 bytes
 *       t0 = linr ds:eax, 4         segment check of 4 bytes for reading (linw: writing)
 *       t1 = load32 [t0]            load32w: will be written
 *       eax = add t1, 0x10
 *       flags add32 t1, 0x10, eax
 *       t2 = call Arithmetic.oldFlags()
 *       branch t2 ? 1010 : 1003
 * </pre>
 */
public final class IrText {
    private static final String HELPERS = "lucid86.jit.helpers";

    private final String[] lines;
    private final List<Op> ops = new ArrayList<>();
    private int temps;
    private int line;

    private IrText(String text) {
        lines = text.split("\n");
    }

    /**
     * Reads a block. Its place, its length and its number of instructions come from the marks.
     *
     * @throws IllegalArgumentException naming the line that means nothing
     */
    public static Block parse(String text) {
        return new IrText(text).block();
    }

    private Block block() {
        Terminal terminal = null;
        for (line = 0; line < lines.length; line++) {
            String s = lines[line].strip();
            if (s.isEmpty()) continue;
            if (terminal != null) throw wrong("operation after the terminal");
            try {
                terminal = terminal(s);
                if (terminal == null) ops.add(op(s));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(where() + e.getMessage(), e);
            }
        }
        if (terminal == null) throw new IllegalArgumentException("a block ends in a terminal; this text has none");
        var marks = ops.stream().filter(Op.Mark.class::isInstance).map(Op.Mark.class::cast).toList();
        if (marks.isEmpty()) throw new IllegalArgumentException("a block has a mark for each guest instruction; this text has none");
        int bytes = marks.stream().mapToInt(Op.Mark::length).sum();
        return new Block(marks.getFirst().eip(), marks.size(), bytes, temps, List.copyOf(ops), terminal);
    }

    private String where() {
        return "IR line " + (line + 1) + " \"" + lines[line].strip() + "\": ";
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(where() + what);
    }

    // ---- lines ---------------------------------------------------------------------------------------------------------

    private Terminal terminal(String s) {
        String[] w = s.split("\\s+");
        return switch (w[0]) {
            case "goto" -> new Terminal.Goto(hex(w[1]));
            case "exit" -> new Terminal.Exit();
            case "branch" -> {
                if (w.length != 6 || !w[2].equals("?") || !w[4].equals(":")) throw wrong("branch VALUE ? TAKEN : NEXT");
                yield new Terminal.Branch(val(w[1]), hex(w[3]), hex(w[5]));
            }
            case "jump", "call", "return" -> w.length == 2 && w[1].indexOf('(') < 0
                    ? new Terminal.Indirect(val(w[1]), Terminal.Kind.valueOf(w[0].toUpperCase(Locale.ROOT)))
                    : null;
            default -> null;
        };
    }

    private Op op(String s) {
        if (s.startsWith(";")) {
            String[] w = s.substring(1).strip().split("\\+");
            return new Op.Mark(hex(w[0]), Integer.parseInt(w[1]));
        }
        int eq = s.indexOf(" = ");
        if (eq > 0) return assignment(place(s.substring(0, eq)), s.substring(eq + 3).strip());
        int space = s.indexOf(' ');
        String name = space < 0 ? s : s.substring(0, space), rest = space < 0 ? "" : s.substring(space + 1).strip();
        if (name.equals("flags")) return flags(rest);
        if (name.startsWith("store")) {
            int close = rest.indexOf(']');
            return new Op.Store(val(rest.substring(1, close)), val(rest.substring(rest.indexOf(',', close) + 1)), bytes(name.substring(5)));
        }
        if (name.equals("call")) return call(null, rest);
        throw wrong("no operation");
    }

    private Op flags(String rest) {
        int space = rest.indexOf(' ');
        String kind = rest.substring(0, space);
        int digit = 0;
        while (Character.isLetter(kind.charAt(digit))) digit++;
        int number = Op.KIND_NAMES.indexOf(kind.substring(0, digit));
        if (number < 0) throw wrong("no kind of flags");
        List<Val> v = vals(rest.substring(space), 3);
        return new Op.SetFlags(number, bytes(kind.substring(digit)), v.get(0), v.get(1), v.get(2));
    }

    private Op assignment(Place dst, String s) {
        int space = s.indexOf(' ');
        if (space < 0) return new Op.Mov(dst, val(s));
        String name = s.substring(0, space), rest = s.substring(space + 1).strip();
        switch (name) {
            case "sel" -> {
                List<Val> v = vals(rest, 3);
                return new Op.Sel(dst, v.get(0), v.get(1), v.get(2));
            }
            case "cond" -> {
                int cc = Op.CC_NAMES.indexOf(rest);
                if (cc < 0) throw wrong("no condition");
                return new Op.Cond(dst, cc);
            }
            case "linr", "linw" -> {
                int colon = rest.indexOf(':'), comma = rest.lastIndexOf(',');
                int seg = Op.SEG_NAMES.indexOf(rest.substring(0, colon));
                if (seg < 0) throw wrong("no segment");
                int size = Integer.parseInt(rest.substring(comma + 1).strip());
                return new Op.Lin(dst, seg, val(rest.substring(colon + 1, comma)), size, name.equals("linw"));
            }
            case "call" -> { return call(dst, rest); }
            default -> { }
        }
        if (name.startsWith("load")) {
            boolean forWrite = name.endsWith("w");
            int size = bytes(name.substring(4, name.length() - (forWrite ? 1 : 0)));
            return new Op.Load(dst, val(rest.substring(1, rest.indexOf(']'))), size, forWrite);
        }
        for (Op.UnOp u : Op.UnOp.values()) if (u.toString().equals(name)) return new Op.Un(u, dst, val(rest));
        for (Op.BinOp b : Op.BinOp.values()) {
            if (!b.toString().equals(name)) continue;
            List<Val> v = vals(rest, 2);
            return new Op.Bin(b, dst, v.get(0), v.get(1));
        }
        for (Op.CmpOp c : Op.CmpOp.values()) {
            if (!c.toString().equals(name)) continue;
            List<Val> v = vals(rest, 2);
            return new Op.Cmp(c, dst, v.get(0), v.get(1));
        }
        throw wrong("no operation");
    }

    private Op call(Place dst, String s) {
        int open = s.indexOf('('), close = s.lastIndexOf(')');
        Helper helper = Helper.named(HELPERS, s.substring(0, open).strip());
        String inside = s.substring(open + 1, close).strip();
        return new Op.Call(dst, helper, inside.isEmpty() ? List.of() : vals(inside, inside.split(",").length));
    }

    // ---- operands --------------------------------------------------------------------------------------------------------

    private List<Val> vals(String s, int count) {
        String[] w = s.split(",");
        if (w.length != count) throw wrong("takes " + count + " operands");
        var list = new ArrayList<Val>();
        for (String v : w) list.add(val(v));
        return list;
    }

    private Val val(String text) {
        String s = text.strip();
        if (s.startsWith("0x")) return new Imm(hex(s.substring(2)));
        if (s.matches("-?\\d+")) return new Imm(Integer.parseInt(s));
        return place(s);
    }

    private Place place(String text) {
        String s = text.strip();
        if (s.matches("t\\d+")) {
            int n = Integer.parseInt(s.substring(1));
            temps = Math.max(temps, n + 1);
            return new Tmp(n);
        }
        int reg = RegNames.index(s);
        if (reg < 0) throw wrong("no register or temporary: " + s);
        return new Reg(reg);
    }

    private int bytes(String bits) {
        return Integer.parseInt(bits) / 8;
    }

    private static int hex(String s) {
        return Integer.parseUnsignedInt(s, 16);
    }
}
