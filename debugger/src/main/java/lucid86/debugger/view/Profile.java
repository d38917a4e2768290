package lucid86.debugger.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lucid86.jit.run.TranslationBlock;

/**
 * Where instructions were executed since the code there was translated: by function where symbols are known, else by page. Blocks that
 * were dropped are not counted; in compiled regions, instructions count for the region's blocks alike.
 *
 * @param total instructions of all lines, also those left out
 * @param lines the most first
 */
public record Profile(long total, List<Line> lines) {
    /**
     * One function or page.
     *
     * @param linear where its hottest block begins
     * @param compiled instructions of blocks that are compiled now
     */
    public record Line(String name, int linear, int blocks, long instructions, long compiled) {}

    /** @param most lines in the answer */
    public record Query(int most) implements View<Profile> {
        @Override
        public Profile read(Inspector machine) {
            Map<String, Sum> sums = new HashMap<>();
            long total = 0;
            for (TranslationBlock b : machine.engine().blockList()) {
                String near = machine.symbols().near(b.linear()).orElse("");
                int plus = near.indexOf('+');
                String name = near.isEmpty() ? String.format("page %08x", b.linear() & ~0xfff) : plus < 0 ? near : near.substring(0, plus);
                long heat = share(b);
                total += heat;
                sums.computeIfAbsent(name, _ -> new Sum()).add(b, heat);
            }
            var lines = sums.entrySet().stream().map(e -> e.getValue().line(e.getKey())).sorted((a, b) -> Long.compare(b.instructions, a.instructions)).limit(most).toList();
            return new Profile(total, lines);
        }

        @Override
        public int perSecond() {
            return 1;
        }
    }

    /** A region's instructions are counted once, shared by its blocks. */
    private static long share(TranslationBlock b) {
        long own = b.runs() * b.count();
        int companions = b.companions().size();
        return companions == 0 ? own : own + (b.heat() - own) / companions;
    }

    /** Adds up blocks of one name. */
    private static final class Sum {
        private int blocks, linear;
        private long instructions, compiled, hottest = -1;

        void add(TranslationBlock b, long heat) {
            blocks++;
            instructions += heat;
            if (b.region() != null) compiled += heat;
            if (heat <= hottest) return;
            hottest = heat;
            linear = b.linear();
        }

        Line line(String name) {
            return new Line(name, linear, blocks, instructions, compiled);
        }
    }
}
