package lucid86.jit.lift;

import java.util.BitSet;

/**
 * Which bytes of a block the guest changes again and again. Immediate operands made of such bytes are read from memory each
 * time they are used, so that changing them changes no translation.
 *
 * @param start offset in backing memory of the block's first byte
 * @param bytes the changing bytes, counted from there; never modified
 */
public record Patched(int start, BitSet bytes) {
    /** Nothing is known to change. */
    public static final Patched NONE = new Patched(-1, new BitSet());

    /** One of these bytes of the block's first page changes. */
    boolean changes(int at, int size) {
        int next = bytes.nextSetBit(at);
        return next >= 0 && next < at + size && (start & 0xfff) + at + size <= 4096;
    }
}
