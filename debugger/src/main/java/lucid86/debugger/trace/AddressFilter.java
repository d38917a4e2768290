package lucid86.debugger.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Which code a log is about: everything, or ranges of linear addresses.
 *
 * @param ranges empty: everything
 */
public record AddressFilter(List<Range> ranges) {
    public static final AddressFilter ALL = new AddressFilter(List.of());

    /** Both inclusive, zero-extended. */
    public record Range(long first, long last) {}

    public AddressFilter {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads QEMU's {@code -dfilter}: {@code START..END}, {@code START+LENGTH} or {@code START-LENGTH} (the bytes before and at START), with
     * commas between. Numbers are hexadecimal, with or without 0x.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static AddressFilter parse(String text) {
        var all = new ArrayList<Range>();
        for (String part : text.split(",")) {
            String[] dots = part.split("\\.\\.", 2), plus = part.split("\\+", 2), minus = part.split("-", 2);
            if (dots.length == 2) all.add(range(number(dots[0], part), number(dots[1], part), part));
            else if (plus.length == 2) all.add(range(number(plus[0], part), number(plus[0], part) + number(plus[1], part) - 1, part));
            else if (minus.length == 2) all.add(range(number(minus[0], part) - number(minus[1], part) + 1, number(minus[0], part), part));
            else throw new IllegalArgumentException("'" + part + "' is not START..END, START+LENGTH or START-LENGTH");
        }
        return new AddressFilter(all);
    }

    private static Range range(long first, long last, String part) {
        if (first < 0 || last < first || last >>> 32 != 0) throw new IllegalArgumentException("'" + part + "' is no range of addresses");
        return new Range(first, last);
    }

    private static long number(String text, String part) {
        try {
            String t = text.strip();
            return Long.parseLong(t.startsWith("0x") ? t.substring(2) : t, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + part + "' is not START..END, START+LENGTH or START-LENGTH", e);
        }
    }

    /** A piece of code so long at this linear address is to be logged. */
    public boolean includes(int linear, int bytes) {
        if (ranges.isEmpty()) return true;
        long at = linear & 0xffffffffL;
        return ranges.stream().anyMatch(r -> at <= r.last && at + bytes > r.first);
    }
}
