package lucid86.machine.dev.apic;

/** A set of the 256 interrupt vectors, as the APIC's 256-bit registers hold them in eight words. */
final class VectorSet {
    final int[] words = new int[8];

    void add(int vector) {
        words[vector >> 5] |= 1 << (vector & 31);
    }

    void remove(int vector) {
        words[vector >> 5] &= ~(1 << (vector & 31));
    }

    boolean contains(int vector) {
        return (words[vector >> 5] >>> (vector & 31) & 1) != 0;
    }

    /** The highest vector; 0 when there is none, which works out as no priority at all. */
    int highest() {
        for (int i = 7; i >= 0; i--) if (words[i] != 0) return i << 5 | 31 - Integer.numberOfLeadingZeros(words[i]);
        return 0;
    }

    void clear() {
        java.util.Arrays.fill(words, 0);
    }

    @Override
    public String toString() {
        var s = new StringBuilder();
        for (int v = 0; v < 256; v++) if (contains(v)) s.append(s.isEmpty() ? "" : " ").append(String.format("%02x", v));
        return s.toString();
    }
}
