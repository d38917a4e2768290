package lucid86.jit.x86;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Writes decoded instructions as NASM reads them (Intel operand order, {@code 0x} numbers). Everything comes from the rows
 * and the decoded operands; there is no table of its own.
 */
public final class Disassembler {
    private static final String[] BYTE = {"al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"};
    private static final String[] WORD = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    private static final String[] SEGMENT = {"es", "cs", "ss", "ds", "fs", "gs", "seg6", "seg7"};

    private static final String FAR = " far";

    private final boolean code32;
    private final IntFunction<Optional<String>> labels;

    /**
     * @param code32 CS.D: sizes that are the default are not written
     * @param labels names of offsets in CS, shown behind jump targets
     */
    public Disassembler(boolean code32, IntFunction<Optional<String>> labels) {
        this.code32 = code32;
        this.labels = labels;
    }

    /** A disassembler that knows no names. */
    public Disassembler(boolean code32) {
        this(code32, _ -> Optional.empty());
    }

    /** The instruction in one line, without its address. */
    public String text(Insn insn) {
        var text = new StringBuilder();
        boolean string = isString(insn);
        if (insn.lock && insn.row().is(Row.Attr.LOCK)) text.append("lock ");
        if (insn.rep != Insn.NO_REP && insn.encoding.prefix != Encoding.PF2 && insn.encoding.prefix != Encoding.PF3) text.append(repeat(insn));
        if (string || isImplicit(insn)) prefixes(insn, text);
        else if (sizeUnseen(insn)) text.append(insn.operandSize == 4 ? "o32 " : "o16 ");
        text.append(mnemonic(insn));
        if (string || insn.operands.isEmpty()) return text.toString();
        String separator = " ";
        for (int i = 0; i < insn.operands.size(); i++) {
            text.append(separator).append(operand(insn, i));
            separator = ",";
        }
        return text.toString();
    }

    private static boolean isString(Insn insn) {
        return !insn.operands.isEmpty() && insn.operands.stream().anyMatch(Operand.Str.class::isInstance);
    }

    /** Instructions that use memory without naming it. */
    private static boolean isImplicit(Insn insn) {
        return insn.row().mnemonic().equals("xlatb");
    }

    private void prefixes(Insn insn, StringBuilder text) {
        if (insn.addressSize != defaultSize()) text.append(insn.addressSize == 4 ? "a32 " : "a16 ");
        boolean source = isImplicit(insn) || insn.operands.stream().anyMatch(o -> o instanceof Operand.Str s && s.source());
        if (source && insn.segmentOverride >= 0) text.append(SEGMENT[insn.segmentOverride]).append(' ');
    }

    private int defaultSize() {
        return code32 ? 4 : 2;
    }

    /** The operand size differs from the default and nothing in the operands or the name says so. */
    private boolean sizeUnseen(Insn insn) {
        if (insn.operandSize == defaultSize()) return false;
        return switch (insn.row().mnemonic()) {
            case "ret", "retf", "leave", "enter", "sysexit", "fldenv", "fnstenv", "frstor", "fnsave" -> true;
            case "push", "pop" -> insn.operands.getFirst() instanceof Operand.Seg;
            case "lgdt", "lidt", "sgdt", "sidt", "loop", "loope", "loopne" -> true;
            default -> false;
        };
    }

    private static String repeat(Insn insn) {
        boolean compares = insn.row().mnemonic().startsWith("cmps") || insn.row().mnemonic().startsWith("scas");
        if (insn.rep == Insn.REPNE) return "repne ";
        return compares ? "repe " : "rep ";
    }

    private static String mnemonic(Insn insn) {
        String name = insn.row().mnemonic();
        if (name.equals("jcxz")) return insn.addressSize == 4 ? "jecxz" : "jcxz";
        // "far" belongs to the operand, where NASM wants it.
        if (name.endsWith(FAR)) return name.substring(0, name.length() - FAR.length());
        int bar = name.indexOf('|');
        if (bar < 0) return name;
        return insn.operandSize == 2 ? name.substring(0, bar) : name.substring(bar + 1);
    }

    private String operand(Insn insn, int i) {
        return switch (insn.operands.get(i)) {
            case Operand.Gpr g -> register(g.number(), g.size());
            case Operand.Mem m -> sizeOf(insn, i, m) + memory(insn);
            case Operand.Str _ -> "";
            case Operand.Seg s -> SEGMENT[s.number()];
            case Operand.Control c -> "cr" + c.number();
            case Operand.Debug d -> "dr" + d.number();
            case Operand.Imm imm -> immediate(insn, i, imm);
            case Operand.Target t -> target(t);
            case Operand.Far f -> (insn.operandSize != defaultSize() ? insn.operandSize == 4 ? "dword " : "word " : "")
                    + hex(f.selector() & 0xffff) + ":" + hex(f.offset());
            case Operand.St st -> "st" + st.number();
            case Operand.Mmx m -> "mm" + m.number();
            case Operand.Xmm x -> "xmm" + x.number();
        };
    }

    private static String register(int number, int size) {
        return switch (size) {
            case 1 -> BYTE[number];
            case 2 -> WORD[number];
            default -> "e" + WORD[number];
        };
    }

    private String target(Operand.Target t) {
        return hex(t.eip()) + labels.apply(t.eip()).map(s -> " <" + s + ">").orElse("");
    }

    private String immediate(Insn insn, int i, Operand.Imm imm) {
        boolean extended = insn.encoding.operands.get(i).kind() == OperandSpec.Kind.SI;
        int value = extended && imm.size() == 2 ? (short) imm.value() : imm.value();
        boolean push = insn.row().mnemonic().equals("push");
        String size = push && insn.operandSize != defaultSize() ? insn.operandSize == 4 ? "dword " : "word " : "";
        if (extended && value < 0) return size + "-" + hex(-value);
        return size + hex(imm.size() >= 4 ? value : value & (1 << imm.size() * 8) - 1);
    }

    /** The size word before a memory operand, where no register tells the size. */
    private String sizeOf(Insn insn, int i, Operand.Mem m) {
        OperandSpec spec = insn.encoding.operands.get(i);
        if (spec.size() == OperandSpec.Size.P) return farPointer(insn);
        if (spec.size() == OperandSpec.Size.S || spec.size() == OperandSpec.Size.A || m.size() == 0) return "";
        List<OperandSpec> specs = insn.encoding.operands;
        for (int k = 0; k < specs.size(); k++) {
            if (k == i) continue;
            Operand o = insn.operands.get(k);
            boolean count = k > 0 && specs.get(k).kind() == OperandSpec.Kind.GPR && specs.get(k).size() == OperandSpec.Size.B;
            boolean register = o instanceof Operand.Gpr && !(count && specs.get(0).kind() == OperandSpec.Kind.E) || o instanceof Operand.Mmx
                    || o instanceof Operand.Xmm;
            if (register && o.size() == m.size()) return "";
        }
        return switch (m.size()) {
            case 1 -> "byte ";
            case 2 -> "word ";
            case 4 -> "dword ";
            case 8 -> "qword ";
            case 10 -> "tword ";
            case 16 -> "oword ";
            default -> "";
        };
    }

    private String farPointer(Insn insn) {
        if (!insn.row().mnemonic().endsWith(FAR)) return "";
        return insn.operandSize == defaultSize() ? "far " : insn.operandSize == 4 ? "dword far " : "word far ";
    }

    private String memory(Insn insn) {
        var text = new StringBuilder("[");
        if (insn.segmentOverride >= 0) text.append(SEGMENT[insn.segmentOverride]).append(':');
        boolean first = insn.base < 0 && insn.index < 0;
        if (insn.base >= 0) text.append(register(insn.base, insn.addressSize));
        if (insn.index >= 0) {
            if (insn.base >= 0) text.append('+');
            text.append(register(insn.index, insn.addressSize));
            if (insn.scale > 0 || insn.base < 0 && insn.addressSize == 4) text.append('*').append(1 << insn.scale);
        }
        int d = insn.addressSize == 2 ? (short) insn.displacement : insn.displacement;
        if (first) {
            if (insn.addressSize != defaultSize()) text.append(insn.addressSize == 4 ? "dword " : "word ");
            text.append(hex(insn.addressSize == 2 ? d & 0xffff : d));
        } else if (d < 0 && (d > -0x10000 || insn.addressSize == 2)) {
            text.append('-').append(hex(-d));
        } else if (d != 0) {
            text.append('+').append(hex(d));
        }
        return text.append(']').toString();
    }

    private static String hex(int v) {
        return "0x" + Integer.toHexString(v);
    }
}
