package lucid86.jit.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** The regions in use, within a bound. */
final class RegionStore {
    /** Number of regions from which on those nobody enters any more are looked for, and the part of the bound that is left when regions must go. */
    private static final int FIRST_LOOK = 64;
    private static final double KEPT = 0.75;

    private final long most;
    private final List<Installed> regions = new ArrayList<>();
    private long bytecodes;
    private int lookAt = FIRST_LOOK;

    /** @param most bytecodes of all regions together */
    RegionStore(long most) {
        this.most = most;
    }

    /** Bytecodes of all regions that may be entered. */
    long bytecodes() {
        return bytecodes;
    }

    /** Adds a region and gives those that must go for it: the ones with the fewest instructions since the last time. */
    List<Installed> add(Installed added) {
        regions.add(added);
        bytecodes += added.region().methodSize();
        if (bytecodes <= most && regions.size() < lookAt) return List.of();
        dropUnused();
        lookAt = Math.max(FIRST_LOOK, regions.size() * 2);
        return bytecodes <= most ? List.of() : coldest(added);
    }

    private void dropUnused() {
        regions.removeIf(i -> !i.used());
        bytecodes = regions.stream().mapToLong(i -> i.region().methodSize()).sum();
    }

    private List<Installed> coldest(Installed added) {
        regions.sort(Comparator.comparingLong(Installed::recently));
        var gone = new ArrayList<Installed>();
        for (Installed i : regions) {
            if (bytecodes <= most * KEPT) break;
            if (i == added) continue;
            gone.add(i);
            bytecodes -= i.region().methodSize();
        }
        regions.removeAll(new HashSet<>(gone));
        regions.forEach(Installed::countAnew);
        return gone;
    }

    void clear() {
        regions.clear();
        bytecodes = 0;
    }
}
