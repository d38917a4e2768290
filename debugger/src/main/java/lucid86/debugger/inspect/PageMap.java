package lucid86.debugger.inspect;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/**
 * What is mapped: stretches of linear addresses that lead to a stretch of physical ones with the same rights.
 *
 * @param paging false: linear addresses are physical ones, and there is nothing to list
 * @param complete false when there were more stretches than asked for
 */
public record PageMap(boolean paging, List<Stretch> stretches, boolean complete) {
    /**
     * @param first first linear address, zero-extended
     * @param last last linear address, zero-extended
     * @param physical of the first
     */
    public record Stretch(long first, long last, long physical, String rights) {}

    /**
     * The question.
     *
     * @param from linear address to begin at
     * @param most stretches in the answer
     */
    public record Query(int from, int most) implements View<PageMap> {
        @Override
        public PageMap read(Inspector machine) {
            return of(machine, from & 0xffffffffL, most);
        }

        @Override
        public int perSecond() {
            return 1;
        }
    }

    private static PageMap of(Inspector machine, long from, int most) {
        if (!PageTables.paging(machine.cpu())) return new PageMap(false, List.of(), true);
        var tables = new PageTables(machine);
        var list = new ArrayList<Stretch>();
        for (long at = from & ~0xfffL; at < 1L << 32; ) {
            var end = tables.walk((int) at);
            long next = (at & -end.size()) + end.size();
            if (end.present()) {
                String rights = PageTables.rights(end.rights(), end.noExecute());
                Stretch last = list.isEmpty() ? null : list.getLast();
                if (last != null && last.last + 1 == at && last.rights.equals(rights) && last.physical + at - last.first == end.physical()) {
                    list.set(list.size() - 1, new Stretch(last.first, next - 1, last.physical, rights));
                } else if (list.size() == most) {
                    return new PageMap(true, List.copyOf(list), false);
                } else {
                    list.add(new Stretch(at, next - 1, end.physical(), rights));
                }
            }
            at = next;
        }
        return new PageMap(true, List.copyOf(list), true);
    }
}
