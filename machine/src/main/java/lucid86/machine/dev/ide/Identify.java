package lucid86.machine.dev.ide;

/** The 256 words that IDENTIFY DEVICE and IDENTIFY PACKET DEVICE return. */
final class Identify {
    private final byte[] to;

    /** Fills the first 512 bytes of a buffer. */
    Identify(byte[] to) {
        this.to = to;
        java.util.Arrays.fill(to, 0, 512, (byte) 0);
    }

    Identify word(int index, int value) {
        to[index * 2] = (byte) value;
        to[index * 2 + 1] = (byte) (value >> 8);
        return this;
    }

    /** A number over several words, lowest first. */
    Identify words(int index, int count, long value) {
        for (int i = 0; i < count; i++) word(index + i, (int) (value >> i * 16));
        return this;
    }

    /** ASCII padded with blanks, the first character of each pair in the high byte. */
    Identify text(int index, int words, String text) {
        for (int i = 0; i < words * 2; i++) to[index * 2 + (i ^ 1)] = (byte) (i < text.length() ? text.charAt(i) : ' ');
        return this;
    }

    /** Word 255: signature A5h and a checksum that makes all bytes add up to zero. */
    void seal() {
        to[510] = (byte) 0xa5;
        int sum = 0;
        for (int i = 0; i < 511; i++) sum += to[i];
        to[511] = (byte) -sum;
    }
}
