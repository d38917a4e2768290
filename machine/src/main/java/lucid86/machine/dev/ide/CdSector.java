package lucid86.machine.dev.ide;

import java.io.IOException;
import lucid86.machine.disk.BlockImage;

/**
 * Which parts of a mode 1 sector a read returns; the parts the image does not hold are computed as a disc would carry
 * them. ECMA-130, clauses 14 and annexes A and B; MMC-3, READ CD.
 *
 * @param sync 12 bytes of synchronisation
 * @param header 4 bytes: address in minutes, seconds, frames, and the mode
 * @param user 2048 bytes of data
 * @param correction 288 bytes: error detection and correction
 */
record CdSector(boolean sync, boolean header, boolean user, boolean correction) {
    static final CdSector DATA = new CdSector(false, false, true, false);
    static final int USER = 2048, RAW = 2352;
    /** Frames before logical block 0. */
    static final int LEAD = 150;

    /** Bytes per sector. */
    int size() {
        return (sync ? 12 : 0) + (header ? 4 : 0) + (user ? USER : 0) + (correction ? 288 : 0);
    }

    /** Writes one sector to {@code to[at..]}. */
    void read(BlockImage image, long block, byte[] to, int at) throws IOException {
        if (equals(DATA)) {
            image.read(block * USER, to, at, USER);
            return;
        }
        var raw = new byte[RAW];
        for (int i = 1; i < 11; i++) raw[i] = (byte) 0xff;
        putAddress(raw, 12, block + LEAD);
        raw[15] = 1;
        image.read(block * USER, raw, 16, USER);
        if (correction) CdCorrection.fill(raw);
        at = copy(sync, raw, 0, 12, to, at);
        at = copy(header, raw, 12, 4, to, at);
        at = copy(user, raw, 16, USER, to, at);
        copy(correction, raw, 16 + USER, 288, to, at);
    }

    private static int copy(boolean wanted, byte[] raw, int from, int count, byte[] to, int at) {
        if (!wanted) return at;
        System.arraycopy(raw, from, to, at, count);
        return at + count;
    }

    private static void putAddress(byte[] raw, int at, long frames) {
        raw[at] = bcd(frames / (75 * 60));
        raw[at + 1] = bcd(frames / 75 % 60);
        raw[at + 2] = bcd(frames % 75);
    }

    private static byte bcd(long n) {
        return (byte) (n / 10 % 16 << 4 | n % 10);
    }
}
