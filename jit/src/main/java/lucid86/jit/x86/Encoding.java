package lucid86.jit.x86;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One encoding of a row, in the manual's letters. Written as {@code "[np|66|f3|f2] opcode operands"}:
 *
 * <pre>
 *   01/r Ev,Gv        ModR/M with a register operand
 *   81/0 Ev,Iz        opcode extension in ModR/M.reg
 *   50+r Zv           register in the low three opcode bits
 *   d9:e8             fixed ModR/M byte
 *   d8:c0+i ST,STi    ModR/M range with ST(i) in its low three bits
 *   66 0f6f Vdq,Wdq   mandatory prefix; "np" demands that there be none of 66, F3, F2
 * </pre>
 *
 * Operand letters are those of the SDM's opcode map (vol. 2, appendix A): E G R M S C D I J O A X Y P Q N V W U, and Z for a
 * register in the opcode; sI is a sign-extended byte immediate. M and J carry a size; registers may be named outright.
 */
public final class Encoding {
    /** Opcode maps. */
    static final int ONE_BYTE = 0, TWO_BYTE = 1, MAP_0F38 = 2, MAP_0F3A = 3;
    /** Mandatory prefixes. */
    static final int ANY = 0, NONE = 1, P66 = 2, PF3 = 3, PF2 = 4;

    final Row row;
    final String text;
    final int map;
    final int opcode;
    final int opcodes;
    final int prefix;
    final boolean modrm;
    /** ModR/M.reg must be this; -1 when free. */
    final int digit;
    /** The ModR/M byte must lie in this range; -1 when free. */
    final int modrmFirst, modrmLast;
    final boolean memoryOnly, registerOnly;
    /** ModR/M.mod is ignored: moves to and from control and debug registers have registers only (SDM vol. 2, "MOV"). */
    final boolean alwaysRegister;
    final List<OperandSpec> operands;

    Encoding(Row row, String text) {
        this.row = row;
        this.text = text;
        String[] words = text.trim().split("\\s+");
        int at = 0;
        prefix = switch (words[0]) {
            case "np" -> NONE;
            case "66" -> P66;
            case "f3" -> PF3;
            case "f2" -> PF2;
            default -> ANY;
        };
        if (prefix != ANY) at++;
        String code = words[at++];
        var specs = new ArrayList<OperandSpec>();
        if (at < words.length) for (String o : words[at].split(",")) specs.add(OperandSpec.parse(o));
        operands = List.copyOf(specs);

        int reg = -1, first = -1, last = -1, span = 1;
        boolean needsModrm = operands.stream().anyMatch(OperandSpec::usesModrm);
        if (code.indexOf('/') >= 0) {
            String tail = code.substring(code.indexOf('/') + 1);
            if (!tail.equals("r")) reg = Integer.parseInt(tail);
            needsModrm = true;
            code = code.substring(0, code.indexOf('/'));
        } else if (code.indexOf(':') >= 0) {
            String tail = code.substring(code.indexOf(':') + 1);
            boolean range = tail.endsWith("+i");
            first = Integer.parseInt(tail.substring(0, 2), 16);
            last = range ? first + 7 : first;
            needsModrm = true;
            code = code.substring(0, code.indexOf(':'));
        } else if (code.endsWith("+r")) {
            span = 8;
            code = code.substring(0, code.length() - 2);
        }
        modrm = needsModrm;
        digit = reg;
        modrmFirst = first;
        modrmLast = last;
        opcodes = span;
        if (code.startsWith("0f38") && code.length() == 6) map = MAP_0F38;
        else if (code.startsWith("0f3a") && code.length() == 6) map = MAP_0F3A;
        else if (code.startsWith("0f") && code.length() == 4) map = TWO_BYTE;
        else if (code.length() == 2) map = ONE_BYTE;
        else throw new IllegalArgumentException("opcode in " + row.mnemonic() + ": " + text);
        opcode = Integer.parseInt(code.substring(code.length() - 2).toLowerCase(Locale.ROOT), 16);
        memoryOnly = operands.stream().anyMatch(o -> o.kind() == OperandSpec.Kind.M);
        alwaysRegister = operands.stream().anyMatch(o -> o.kind() == OperandSpec.Kind.C || o.kind() == OperandSpec.Kind.D);
        registerOnly = !alwaysRegister && operands.stream().anyMatch(o -> switch (o.kind()) {
            case R, N, U -> true;
            default -> false;
        });
    }

    /** Whether this encoding fits; {@code modrmByte} is -1 when the caller has not read one. */
    boolean matches(int prefixSeen, int modrmByte) {
        if (prefix != ANY && prefix != prefixSeen) return false;
        if (!modrm) return true;
        if (modrmFirst >= 0) return modrmByte >= modrmFirst && modrmByte <= modrmLast;
        boolean memory = modrmByte < 0xc0;
        if (memory ? registerOnly : memoryOnly) return false;
        return digit < 0 || (modrmByte >> 3 & 7) == digit;
    }

    public Row row() {
        return row;
    }

    @Override
    public String toString() {
        return text;
    }
}
