package lucid86.debugger.inspect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/**
 * Places in memory where bytes were found.
 *
 * @param found addresses in the space that was searched, in order
 * @param next where to go on: there was more to search than one answer may take; empty when all was searched
 */
public record MemorySearch(List<Address> found, Optional<Address> next) {
    /** Most bytes searched for one answer: the machine stands still meanwhile. */
    public static final int MOST = 32 << 20;

    /**
     * What to look for.
     *
     * @param bytes values 0-255; -1 matches any byte
     * @param anyCase letters match in either case
     */
    public record Pattern(List<Integer> bytes, boolean anyCase) {
        public Pattern {
            bytes = List.copyOf(bytes);
            if (bytes.isEmpty() || bytes.size() > 256) throw new IllegalArgumentException("a search is for 1 to 256 bytes");
        }

        /**
         * Reads {@code 55 aa ?? 00} (hexadecimal bytes), {@code "text"} (ASCII), or {@code i"text"} (in either case).
         *
         * @throws IllegalArgumentException with a message for people
         */
        public static Pattern parse(String text) {
            String t = text.strip();
            boolean any = t.startsWith("i\"");
            if (any) t = t.substring(1);
            if (t.startsWith("\"")) {
                if (t.length() < 3 || !t.endsWith("\"")) throw new IllegalArgumentException("text to search for stands between two quotes");
                var list = new ArrayList<Integer>();
                for (byte b : t.substring(1, t.length() - 1).getBytes(StandardCharsets.ISO_8859_1)) list.add(b & 0xff);
                return new Pattern(list, any);
            }
            var list = new ArrayList<Integer>();
            for (String word : t.split("[\\s,]+")) {
                if (word.equals("??") || word.equals("?")) {
                    list.add(-1);
                    continue;
                }
                try {
                    for (byte b : HexFormat.of().parseHex(word.length() == 1 ? "0" + word : word)) list.add(b & 0xff);
                } catch (IllegalArgumentException _) {
                    throw new IllegalArgumentException("'" + word + "' is not a byte such as 5a or ??");
                }
            }
            return new Pattern(list, false);
        }

        /** The bytes of a little-endian value. */
        public static Pattern value(long value, int size) {
            var list = new ArrayList<Integer>();
            for (int i = 0; i < size; i++) list.add((int) (value >>> i * 8) & 0xff);
            return new Pattern(list, false);
        }

        private boolean matches(int index, int b) {
            int wanted = bytes.get(index);
            return wanted < 0 || wanted == b || anyCase && b >= 0 && Character.toLowerCase(wanted) == Character.toLowerCase(b);
        }
    }

    /**
     * The question.
     *
     * @param start first address; its space is searched, upwards
     * @param length in bytes; more than {@link #MOST} take several questions
     * @param most places in the answer
     */
    public record Query(Pattern pattern, Address start, long length, int most) implements View<MemorySearch> {
        @Override
        public MemorySearch read(Inspector machine) {
            return search(machine, this);
        }

        @Override
        public int perSecond() {
            return 1;
        }
    }

    private static MemorySearch search(Inspector machine, Query q) {
        var found = new ArrayList<Address>();
        long end = Math.min(q.length, MOST);
        var page = new Window(machine, q.start);
        int size = q.pattern.bytes.size();
        long i = 0;
        for (; i < end && i + size <= q.length; i++) {
            if (!page.mapped(i)) {
                i = Math.min(page.lastOfPage(i), end - 1);
                continue;
            }
            int n = 0;
            while (n < size && q.pattern.matches(n, page.at(i + n)) && page.at(i + n) >= 0) n++;
            if (n < size) continue;
            found.add(q.start.plus(i));
            if (found.size() >= q.most) {
                i++;
                break;
            }
        }
        return new MemorySearch(List.copyOf(found), i + size <= q.length ? Optional.of(q.start.plus(i)) : Optional.empty());
    }

    /** Bytes counted from the start of a search, read a page at a time. */
    private static final class Window {
        private final Inspector machine;
        private final Address start;
        private final int skew;
        private final short[][] pages = new short[2][];
        private final long[] numbers = {-1, -1};

        Window(Inspector machine, Address start) {
            this.machine = machine;
            this.start = start;
            skew = (start instanceof Address.Physical(long p) ? (int) p : machine.linear(start)) & 0xfff;
        }

        private short[] page(long index) {
            long number = index + skew >>> 12;
            int slot = (int) number & 1;
            if (numbers[slot] != number) {
                numbers[slot] = number;
                pages[slot] = read(number);
            }
            return pages[slot];
        }

        private short[] read(long number) {
            Address at = start.plus((number << 12) - skew);
            long physical = at instanceof Address.Physical(long p) ? p : machine.cpu().mmu.peekTranslate(machine.linear(at));
            var map = machine.machine().board().map;
            // Devices are left alone: what they would answer is not memory.
            int offset = physical < 0 ? -1 : map.readOffset(physical);
            var bytes = new short[4096];
            for (int i = 0; i < bytes.length; i++) bytes[i] = (short) (offset < 0 ? -1 : map.backing[offset + i] & 0xff);
            return bytes;
        }

        boolean mapped(long index) {
            return page(index)[(int) (index + skew) & 0xfff] >= 0;
        }

        int at(long index) {
            return page(index)[(int) (index + skew) & 0xfff];
        }

        long lastOfPage(long index) {
            return (index + skew | 0xfff) - skew;
        }
    }
}
