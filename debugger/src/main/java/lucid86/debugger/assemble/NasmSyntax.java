package lucid86.debugger.assemble;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lucid86.jit.x86.Instructions;
import lucid86.jit.x86.Row;

/** Finds the words of NASM source, for colours in an editor. Instructions are those that the processor here has. */
public final class NasmSyntax {
    /** What a word is. */
    public enum Kind { COMMENT, STRING, NUMBER, LABEL, DIRECTIVE, REGISTER, INSTRUCTION }

    /** A word: characters {@code start} to before {@code end} of the text. */
    public record Word(int start, int end, Kind kind) {}

    private static final Pattern WORD = Pattern.compile("(?<comment>;.*)|(?<string>'[^'\\n]*'?|\"[^\"\\n]*\"?|`[^`\\n]*`?)"
            + "|(?<label>(?m)^[ \\t]*[A-Za-z_.?@][\\w.$#@~?]*:)|(?<number>\\$?\\b[0-9][0-9A-Fa-f_]*[hHoObBqQdDxX]?[0-9A-Fa-f_]*\\b)|(?<name>%?\\.?[A-Za-z_]\\w*)");
    private static final Set<String> DIRECTIVES = Set.of("org", "bits", "use16", "use32", "section", "segment", "align", "alignb", "times", "equ", "db", "dw", "dd", "dq", "dt",
            "resb", "resw", "resd", "resq", "rest", "incbin", "global", "extern", "cpu", "default", "byte", "word", "dword", "qword", "tword", "oword", "short", "near", "far", "ptr",
            "strict", "struc", "endstruc", "istruc", "at", "iend", "rep", "repe", "repne", "repz", "repnz", "lock", "o16", "o32", "a16", "a32");
    private static final Pattern REGISTER = Pattern.compile("e?[abcd]x|[abcd][lh]|e?(si|di|bp|sp|ip)|[cdefgs]s|cr[02348]|dr[0-7]|st[0-7]?|mm[0-7]|xmm[0-7]");
    private static final Pattern CONDITION = Pattern.compile("(j|set|cmov)n?(o|b|ae?|be?|z|e|s|pe?|po|l|ge?|le?|c)");
    private static final Set<String> MNEMONICS = mnemonics();

    private NasmSyntax() {}

    private static Set<String> mnemonics() {
        var all = Instructions.all().stream().map(Row::mnemonic).collect(Collectors.toSet());
        // Spellings that stand for a row with an operand size or a sense in its name.
        all.addAll(Set.of("movsb", "movsw", "movsd", "stosb", "stosw", "stosd", "lodsb", "lodsw", "lodsd", "scasb", "scasw", "scasd", "cmpsb", "cmpsw", "cmpsd",
                "insb", "insw", "insd", "outsb", "outsw", "outsd", "pusha", "pushad", "popa", "popad", "pushf", "pushfd", "popf", "popfd", "iret", "iretd", "ret", "retf", "cbw", "cwde",
                "cwd", "cdq", "jcxz", "jecxz", "loop", "loope", "loopne", "loopz", "loopnz", "sal", "xlatb", "wait", "finit", "fclex", "fstcw", "fstsw", "fsave", "fstenv"));
        return Set.copyOf(all);
    }

    /** The words that have a meaning, in the order of the text. */
    public static List<Word> words(String text) {
        var all = new ArrayList<Word>();
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            Kind kind = kind(m);
            if (kind != null) all.add(new Word(m.start(), m.end(), kind));
        }
        return all;
    }

    private static Kind kind(Matcher m) {
        if (m.group("comment") != null) return Kind.COMMENT;
        if (m.group("string") != null) return Kind.STRING;
        if (m.group("label") != null) return Kind.LABEL;
        if (m.group("number") != null) return Kind.NUMBER;
        String name = m.group("name").toLowerCase(Locale.ROOT);
        if (name.startsWith("%") || DIRECTIVES.contains(name)) return Kind.DIRECTIVE;
        if (REGISTER.matcher(name).matches()) return Kind.REGISTER;
        return MNEMONICS.contains(name) || CONDITION.matcher(name).matches() ? Kind.INSTRUCTION : null;
    }
}
