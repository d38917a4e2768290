package lucid86.jit.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writes docs/INSTRUCTIONS.md from the rows; {@code -Dlucid86.accept=true} renews it. */
class InstructionsPageTest {
    private static final Path PAGE = Path.of("../docs/INSTRUCTIONS.md");

    @Test
    void pageIsFresh() throws IOException {
        if (Boolean.getBoolean("lucid86.accept")) Files.writeString(PAGE, page());
        assertEquals(Files.readString(PAGE), page());
    }

    private static String page() {
        var groups = new TreeMap<String, List<Row>>(Comparator.comparingInt(InstructionsPageTest::order));
        for (Row row : Instructions.all()) groups.computeIfAbsent(group(row), _ -> new ArrayList<>()).add(row);
        long encodings = Instructions.all().stream().mapToLong(r -> r.encodings().size()).sum();
        var text = new StringBuilder("# Instructions\n\n");
        text.append(Instructions.all().size()).append(" rows, ").append(encodings).append("""
                 encodings, by the CPUID feature or model that brings them. A test makes this page from the rows and fails when it is
                stale (`InstructionsPageTest`; `-Dlucid86.accept=true` renews it). Encodings are in the manual's letters, see `Encoding`: `/r` register in
                ModR/M, `/0` to `/7` opcode extension, `+r` register in the opcode, `d9:e8` fixed ModR/M, `np` no prefix allowed. Two names are for 16- and
                32-bit operands. LOCK: the prefix is allowed with a memory destination. CPL0, protected mode: #GP, #UD elsewhere.
                """);
        groups.forEach((name, rows) -> {
            text.append("\n## ").append(name).append("\n\n| instruction | encodings | |\n|---|---|---|\n");
            var byName = new LinkedHashMap<String, List<Row>>();
            for (Row r : rows) byName.computeIfAbsent(r.mnemonic() + "\0" + notes(r), _ -> new ArrayList<>()).add(r);
            byName.forEach((_, same) -> {
                String all = same.stream().flatMap(r -> r.encodings().stream()).map(e -> "`" + e + "`").collect(Collectors.joining("; "));
                text.append("| ").append(same.getFirst().mnemonic().replace("|", " / ")).append(" | ").append(all).append(" | ")
                        .append(notes(same.getFirst())).append(" |\n");
            });
        });
        return text.toString();
    }

    private static String group(Row row) {
        return row.feature() == null ? "Every model" : row.feature().name().replace('_', '.');
    }

    private static int order(String group) {
        return group.equals("Every model") ? -1 : Feature.valueOf(group.replace('.', '_')).ordinal();
    }

    private static String notes(Row row) {
        var notes = new ArrayList<String>();
        if (row.is(Row.Attr.LOCK)) notes.add("LOCK");
        if (row.is(Row.Attr.CPL0)) notes.add("CPL0");
        if (row.is(Row.Attr.PROTECTED_ONLY)) notes.add("protected mode");
        return String.join(", ", notes);
    }
}
