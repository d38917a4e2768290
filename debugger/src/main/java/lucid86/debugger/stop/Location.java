package lucid86.debugger.stop;

/** A place in guest memory, as a person wrote it. */
public sealed interface Location {
    /** A linear address. */
    record Linear(int address) implements Location {
        @Override
        public String toString() {
            return String.format("%08x", address);
        }
    }

    /** A real-mode address; it stands for the linear address {@code segment * 16 + offset}, whatever pair the CPU uses to get there. */
    record Segmented(int segment, int offset) implements Location {
        public Segmented {
            if (segment >>> 16 != 0 || offset >>> 16 != 0)
                throw new IllegalArgumentException(String.format("a segment and its offset have four hex digits, not %x:%x", segment, offset));
        }

        @Override
        public String toString() {
            return String.format("%04x:%04x", segment, offset);
        }
    }

    /** A physical address below 4 GiB, wherever it is mapped. */
    record Physical(int address) implements Location {
        @Override
        public String toString() {
            return String.format("phys:%08x", address);
        }
    }

    /**
     * An expression, such as a symbol's name; it is evaluated again when symbols change.
     *
     * @param address linear, as it was last evaluated
     */
    record Named(String text, int address) implements Location {
        @Override
        public String toString() {
            return text;
        }
    }

    /** The linear address it stands for; of a physical place the one that is the same without paging. */
    default int linear() {
        return switch (this) {
            case Linear l -> l.address;
            case Segmented s -> s.segment * 16 + s.offset;
            case Physical p -> p.address;
            case Named n -> n.address;
        };
    }

    /**
     * Reads {@code 7c00}, {@code 0x7c00}, {@code 0000:7c00} or {@code phys:7c00}; numbers are hexadecimal.
     *
     * @throws IllegalArgumentException with a message for people
     */
    static Location parse(String text) {
        String t = text.strip();
        int colon = t.indexOf(':');
        if (colon < 0) return new Linear((int) number(t, 0xffffffffL));
        String space = t.substring(0, colon).strip();
        if (space.equalsIgnoreCase("phys") || space.equalsIgnoreCase("p")) return new Physical((int) number(t.substring(colon + 1), 0xffffffffL));
        return new Segmented((int) number(space, 0xffff), (int) number(t.substring(colon + 1), 0xffff));
    }

    private static long number(String text, long max) {
        String t = text.strip();
        String digits = t.startsWith("0x") || t.startsWith("0X") ? t.substring(2) : t.endsWith("h") || t.endsWith("H") ? t.substring(0, t.length() - 1) : t;
        try {
            long v = Long.parseLong(digits, 16);
            if (v >= 0 && v <= max) return v;
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("'" + text.strip() + "' is not a hexadecimal address up to " + Long.toHexString(max));
    }
}
