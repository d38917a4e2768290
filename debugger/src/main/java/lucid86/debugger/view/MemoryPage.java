package lucid86.debugger.view;

import java.util.Arrays;

/** A piece of guest memory as it was at one moment. */
public final class MemoryPage {
    /** Most bytes in one answer. */
    public static final int MAX = 64 << 10;

    private final Address start;
    private final short[] bytes;

    MemoryPage(Address start, short[] bytes) {
        this.start = start;
        this.bytes = bytes;
    }

    /** @param length 1 to {@link #MAX} bytes */
    public record Query(Address start, int length) implements View<MemoryPage> {
        public Query {
            if (length < 1 || length > MAX) throw new IllegalArgumentException("length " + length);
        }

        @Override
        public MemoryPage read(Inspector machine) {
            return machine.memory(start, length);
        }
    }

    public Address start() {
        return start;
    }

    public int length() {
        return bytes.length;
    }

    /** The byte at an index, 0-255; -1 where no page is mapped. */
    public int at(int index) {
        return bytes[index];
    }

    /** Little-endian value of up to eight bytes; unmapped bytes count as ff. */
    public long value(int index, int size) {
        long v = 0;
        for (int i = size - 1; i >= 0; i--) v = v << 8 | bytes[index + i] & 0xff;
        return v;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MemoryPage p && start.equals(p.start) && Arrays.equals(bytes, p.bytes);
    }

    @Override
    public int hashCode() {
        return start.hashCode() * 31 + Arrays.hashCode(bytes);
    }
}
