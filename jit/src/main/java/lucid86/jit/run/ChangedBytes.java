package lucid86.jit.run;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import lucid86.jit.lift.Patched;

/** How often each byte of code was changed by a write that dropped a translation; for the pages where that happened last. */
final class ChangedBytes {
    private static final int PAGES = 256;
    /** How many changes make a byte one that changes often. */
    private static final int OFTEN = 4;
    /** Longer writes load other code; they patch none. */
    private static final int LONGEST = 4;

    private final Map<Integer, byte[]> pages = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, byte[]> eldest) {
            return size() > PAGES;
        }
    };

    /** A write to these bytes of one page dropped a translation. */
    void changed(int offset, int size) {
        if (size > LONGEST) return;
        byte[] counts = pages.computeIfAbsent(offset >>> 12, _ -> new byte[4096]);
        for (int i = offset & 0xfff, end = Math.min(i + size, 4096); i < end; i++) if (counts[i] < OFTEN) counts[i]++;
    }

    /** What a translation from here on, of this many bytes at most, should read when it runs. */
    Patched from(int start, int most) {
        byte[] counts = start < 0 ? null : pages.get(start >>> 12);
        if (counts == null) return Patched.NONE;
        var often = new BitSet();
        for (int i = start & 0xfff, n = 0; n < most && i < 4096; i++, n++) if (counts[i] >= OFTEN) often.set(n);
        return often.isEmpty() ? Patched.NONE : new Patched(start, often);
    }

    void forget() {
        pages.clear();
    }
}
