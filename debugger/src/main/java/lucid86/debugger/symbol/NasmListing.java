package lucid86.debugger.symbol;

import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the listing that {@code nasm -f bin -l FILE} writes: line number, offset, bytes, source. Labels take the offset of the next
 * code; local labels ({@code .loop}) are written behind their label, as NASM names them.
 *
 * <p>Offsets in a listing count from the start of the output section; ORG is not in them. Who loads a listing says at which linear
 * address its first byte lies in the guest.
 */
public final class NasmListing {
    private static final Pattern LINE = Pattern.compile("\\s*(\\d+)(?: ([0-9A-F]{8}) (\\S+))?\\s*(<\\d+>)?(.*)");
    private static final Pattern LABEL = Pattern.compile("^([A-Za-z_.?@][\\w.$#@~?]*):(?!\\S*=).*");

    private NasmListing() {}

    /**
     * @param lines the listing
     * @param base linear address of offset 0
     */
    public static SymbolTable parse(List<String> lines, int base) {
        return parse(lines, offset -> base + offset);
    }

    /** @param address the linear address that an offset in the output is loaded at */
    public static SymbolTable parse(List<String> lines, java.util.function.IntUnaryOperator address) {
        var names = new HashMap<Integer, String>();
        var sources = new HashMap<Integer, String>();
        var waiting = new java.util.ArrayList<String>();
        String global = "";
        for (String line : lines) {
            Matcher m = LINE.matcher(line);
            if (!m.matches()) continue;
            String source = m.group(5) == null ? "" : m.group(5);
            String code = source.strip();
            Matcher label = LABEL.matcher(code);
            if (label.matches() && !code.startsWith(";")) {
                String name = label.group(1);
                if (!name.startsWith(".")) global = name;
                waiting.add(name.startsWith(".") ? global + name : name);
            }
            if (m.group(2) == null || m.group(3).startsWith("<")) continue;
            int at = address.applyAsInt(Integer.parseUnsignedInt(m.group(2), 16));
            for (String w : waiting) names.putIfAbsent(at, w);
            waiting.clear();
            if (!code.isEmpty()) sources.putIfAbsent(at, withoutLabel(code));
        }
        return new SymbolTable(names, sources);
    }

    private static String withoutLabel(String code) {
        Matcher label = LABEL.matcher(code);
        return label.matches() ? code.substring(label.group(1).length() + 1).strip() : code;
    }
}
