package lucid86.app.panel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;

/** What changed between two lists of lines: the longest common subsequence stays, the rest went or came. */
final class LineDiff {
    /** Longer lists are not compared line by line: all of the first went, all of the second came. */
    private static final int LONGEST = 1500;

    /** A line that stayed, went or came. */
    record Item<T>(Change change, T line) {}

    enum Change { SAME, GONE, NEW }

    private LineDiff() {}

    static <T> List<Item<T>> of(List<T> before, List<T> after, BiPredicate<T, T> same) {
        int n = before.size(), m = after.size();
        var out = new ArrayList<Item<T>>();
        if (n > LONGEST || m > LONGEST) {
            before.forEach(l -> out.add(new Item<>(Change.GONE, l)));
            after.forEach(l -> out.add(new Item<>(Change.NEW, l)));
            return out;
        }
        var longest = new int[n + 1][m + 1];
        for (int i = 1; i <= n; i++) {
            for (int k = 1; k <= m; k++) {
                longest[i][k] = same.test(before.get(i - 1), after.get(k - 1)) ? longest[i - 1][k - 1] + 1 : Math.max(longest[i - 1][k], longest[i][k - 1]);
            }
        }
        for (int i = n, k = m; i > 0 || k > 0; ) {
            if (i > 0 && k > 0 && same.test(before.get(i - 1), after.get(k - 1))) {
                out.add(new Item<>(Change.SAME, after.get(k - 1)));
                i--;
                k--;
            } else if (k > 0 && (i == 0 || longest[i][k - 1] >= longest[i - 1][k])) {
                out.add(new Item<>(Change.NEW, after.get(--k)));
            } else {
                out.add(new Item<>(Change.GONE, before.get(--i)));
            }
        }
        Collections.reverse(out);
        return out;
    }
}
