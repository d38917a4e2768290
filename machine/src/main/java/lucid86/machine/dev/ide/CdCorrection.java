package lucid86.machine.dev.ide;

/** Error detection and correction codes of a mode 1 sector; ECMA-130, 14.3 to 14.6 and annex A. */
final class CdCorrection {
    /** The detection code's polynomial (x16+x15+x2+1)(x16+x2+x+1), bits reversed. */
    private static final int POLYNOMIAL = 0xd8018001;
    private static final int[] CRC = new int[256];
    /** Multiplication by 2, and division by 3, in the field of the correction code (x8+x4+x3+x2+1). */
    private static final int[] TWICE = new int[256], THIRD = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int c = i;
            for (int bit = 0; bit < 8; bit++) c = c >>> 1 ^ ((c & 1) != 0 ? POLYNOMIAL : 0);
            CRC[i] = c;
            TWICE[i] = i << 1 ^ ((i & 0x80) != 0 ? 0x11d : 0);
            THIRD[i ^ TWICE[i]] = i;
        }
    }

    private CdCorrection() {}

    /** Fills bytes 2064 to 2351 from the bytes before. */
    static void fill(byte[] raw) {
        int crc = 0;
        for (int i = 0; i < 2064; i++) crc = crc >>> 8 ^ CRC[(crc ^ raw[i]) & 0xff];
        for (int i = 0; i < 4; i++) raw[2064 + i] = (byte) (crc >>> i * 8);
        for (int i = 2068; i < 2076; i++) raw[i] = 0;
        parity(raw, 86, 24, 2, 86, 2076); // P: 86 columns of 24 bytes
        parity(raw, 52, 43, 86, 88, 2248); // Q: 52 diagonals of 43 bytes
    }

    /** Two parity bytes for each of {@code vectors} vectors over the bytes from the header on. */
    private static void parity(byte[] raw, int vectors, int length, int vectorStep, int byteStep, int to) {
        int area = vectors * length;
        for (int v = 0; v < vectors; v++) {
            int at = (v >> 1) * vectorStep + (v & 1);
            int a = 0, b = 0;
            for (int i = 0; i < length; i++) {
                int value = raw[12 + at] & 0xff;
                at += byteStep;
                if (at >= area) at -= area;
                a = TWICE[a ^ value];
                b ^= value;
            }
            a = THIRD[TWICE[a] ^ b];
            raw[to + v] = (byte) a;
            raw[to + vectors + v] = (byte) (a ^ b);
        }
    }
}
