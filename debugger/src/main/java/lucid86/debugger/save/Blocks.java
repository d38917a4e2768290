package lucid86.debugger.save;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import lucid86.machine.disk.BlockImage;

/** Pieces of media in archives, and what tells media apart. */
final class Blocks {
    private static final int CHUNK = 1 << 20, MOST = 1 << 20;
    private static final long END = -1;

    private Blocks() {}

    static void write(DataOutputStream out, Map<Long, byte[]> blocks) throws IOException {
        for (var b : blocks.entrySet()) {
            out.writeLong(b.getKey());
            out.writeInt(b.getValue().length);
            out.write(b.getValue());
        }
        out.writeLong(END);
    }

    /** Takes a block. */
    @FunctionalInterface
    interface Taker {
        void take(long offset, byte[] bytes) throws IOException;
    }

    /** @param size of the medium: no block reaches beyond it */
    static void read(DataInputStream in, long size, Taker to) throws IOException {
        try {
            for (long at = in.readLong(); at != END; at = in.readLong()) {
                byte[] b = RecordCodec.bytes(in, MOST);
                if (at < 0 || at > size - b.length) throw new IOException("damaged: a block lies outside its medium");
                to.take(at, b);
            }
        } catch (EOFException e) {
            throw new IOException("damaged: blocks are cut off", e);
        }
    }

    /** A digest of a medium's contents. Empty stretches cost little. */
    static String identity(BlockImage image) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var piece = new byte[CHUNK];
            var zero = new byte[CHUNK];
            for (long at = 0; at < image.size(); at += CHUNK) {
                int n = (int) Math.min(CHUNK, image.size() - at);
                image.read(at, piece, 0, n);
                if (Arrays.equals(piece, 0, n, zero, 0, n)) digest.update((byte) 0);
                else {
                    digest.update((byte) 1);
                    digest.update(piece, 0, n);
                }
            }
            return image.size() + " bytes, " + HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
