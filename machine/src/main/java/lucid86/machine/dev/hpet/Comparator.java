package lucid86.machine.dev.hpet;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** The arithmetic of one HPET timer: when does the main counter match, what does the comparator hold then. */
final class Comparator {
    static final int LEVEL = 1 << 1, ENABLE = 1 << 2, PERIODIC = 1 << 3, VALUE_SET = 1 << 6, MODE_32 = 1 << 8, ROUTE_SHIFT = 9;
    private static final int WRITABLE = LEVEL | ENABLE | PERIODIC | VALUE_SET | MODE_32 | 31 << ROUTE_SHIFT;
    /** Can be periodic, is 64 bits wide. */
    private static final int CAPABLE = 1 << 4 | 1 << 5;
    static final long NEVER = Long.MAX_VALUE;

    int config = CAPABLE;
    private long comparator, period;
    /** The count up to which matches have been dealt with. */
    private long seen;

    void reset() {
        config = CAPABLE;
        comparator = -1;
        period = 0;
        seen = 0;
    }

    boolean has(int bit) {
        return (config & bit) != 0;
    }

    int route() {
        return config >> ROUTE_SHIFT & 31;
    }

    private long mask() {
        return has(MODE_32) ? 0xffffffffL : -1L;
    }

    /** How many ticks after a count the next match comes: 1 to 2^32 or 2^64 - 1, unsigned; 0 for 2^64. */
    private long distance(long count) {
        long d = comparator - count & mask();
        return d == 0 && has(MODE_32) ? 1L << 32 : d;
    }

    /** Ticks from a count to the next match; {@link #NEVER} when it is out of reach. */
    long ticksToMatch(long count) {
        long d = distance(count);
        return d <= 0 || d > 1L << 56 ? NEVER : d;
    }

    private boolean matchedBy(long count) {
        long d = distance(seen);
        return d != 0 && Long.compareUnsigned(count - seen, d) >= 0;
    }

    /** What the comparator holds at a count: a periodic one moves past it. */
    long at(long count) {
        if (!has(PERIODIC) || period == 0 || !matchedBy(count)) return comparator;
        long more = Long.divideUnsigned(count - seen - distance(seen), period) + 1;
        return comparator + more * period & mask();
    }

    /** Deals with the matches up to a count: true when there was one. */
    boolean advance(long count) {
        boolean matched = matchedBy(count);
        comparator = at(count);
        seen = count;
        return matched;
    }

    /** The main counter was set: matches count from here. */
    void counterSet(long count) {
        seen = count;
    }

    void writeConfig(int value) {
        config = config & ~WRITABLE | value & WRITABLE;
        comparator &= mask();
        period &= mask();
    }

    long period() {
        return period;
    }

    /** Writes half of the comparator register: in periodic mode the period and, after VAL_SET, the comparator itself. */
    void writeComparator(boolean upper, int value) {
        if (upper && has(MODE_32)) return;
        if (!has(PERIODIC) || has(VALUE_SET)) comparator = merge(comparator, upper, value) & mask();
        if (has(PERIODIC)) period = merge(period, upper, value) & mask();
        config &= ~VALUE_SET;
    }

    static long merge(long old, boolean upper, int value) {
        return upper ? old & 0xffffffffL | (long) value << 32 : old & ~0xffffffffL | value & 0xffffffffL;
    }

    void save(StateOut out, String name) {
        out.putInt(name + ".config", config);
        out.putLongs(name, new long[] {comparator, period, seen});
    }

    void load(StateIn in, String name) {
        long[] v = in.getLongs(name);
        if (v.length != 3) throw new IllegalArgumentException("saved " + name + " has " + v.length + " values, not 3");
        config = in.getInt(name + ".config") & WRITABLE | CAPABLE;
        comparator = v[0] & mask();
        period = v[1] & mask();
        seen = v[2];
    }
}
