package lucid86.jit.ir;

import java.util.List;

/** Names of the words of the register file, for printing and parsing. */
public final class RegNames {
    private static final List<String> NAMES = List.of(
            "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "cc_op", "cc_a", "cc_b", "cc_res", "df", "?14", "?15",
            "es.base", "cs.base", "ss.base", "ds.base", "fs.base", "gs.base", "ldtr.base", "tr.base");

    private RegNames() {}

    public static String name(int index) {
        return index < NAMES.size() ? NAMES.get(index) : "r" + index;
    }

    /** The index of a name, or -1. */
    static int index(String name) {
        return NAMES.indexOf(name);
    }
}
