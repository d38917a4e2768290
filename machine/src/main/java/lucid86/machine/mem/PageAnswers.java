package lucid86.machine.mem;

import java.util.Arrays;

/** Who answers at each physical page: a backing offset, {@link #UNMAPPED}, or -2 - index of a device region. Most of the 4 GiB is nobody's. */
final class PageAnswers {
    static final int UNMAPPED = -1;

    /** Pages of 4 MiB, which are entered together once one of them is answered. */
    private static final int GROUP_BITS = 10, GROUP = 1 << GROUP_BITS;
    private static final int[] NOBODY = new int[GROUP];

    static {
        Arrays.fill(NOBODY, UNMAPPED);
    }

    private final int[][] groups = new int[1 << 20 - GROUP_BITS][];

    PageAnswers() {
        Arrays.fill(groups, NOBODY);
    }

    /** @param page physical address over 4096, below 2^20 */
    int at(int page) {
        return groups[page >>> GROUP_BITS][page & GROUP - 1];
    }

    void set(int page, int answer) {
        if (at(page) == answer) return;
        int group = page >>> GROUP_BITS;
        if (groups[group] == NOBODY) groups[group] = NOBODY.clone();
        groups[group][page & GROUP - 1] = answer;
    }
}
