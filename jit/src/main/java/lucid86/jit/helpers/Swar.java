package lucid86.jit.helpers;

/**
 * Packed integer arithmetic on the lanes of a long. {@code top} is the mask of the lanes' top bits and says how wide they
 * are: {@link #B}, {@link #W} or {@link #D}.
 */
final class Swar {
    /** Top bits of bytes, words and doublewords. */
    static final long B = 0x8080808080808080L, W = 0x8000800080008000L, D = 0x8000000080000000L;

    private Swar() {}

    private static int width(long top) {
        return top == B ? 8 : top == W ? 16 : 32;
    }

    /** All bits of the lanes whose top bit is set in {@code c}; other bits of {@code c} are 0. */
    private static long spread(long c, long top) {
        return (c << 1) - (c >>> width(top) - 1);
    }

    static long add(long a, long b, long top) {
        return (a & ~top) + (b & ~top) ^ (a ^ b) & top;
    }

    static long sub(long a, long b, long top) {
        return (a | top) - (b & ~top) ^ ~(a ^ b) & top;
    }

    /** Unsigned with saturation. */
    static long addus(long a, long b, long top) {
        long sum = add(a, b, top);
        return sum | spread((a & b | (a | b) & ~sum) & top, top);
    }

    /** Unsigned with saturation. */
    static long subus(long a, long b, long top) {
        return sub(a, b, top) & ~belowU(a, b, top);
    }

    /** Signed with saturation. */
    static long adds(long a, long b, long top) {
        long sum = add(a, b, top);
        return saturate(a, sum, ~(a ^ b) & (a ^ sum) & top, top);
    }

    /** Signed with saturation. */
    static long subs(long a, long b, long top) {
        long diff = sub(a, b, top);
        return saturate(a, diff, (a ^ b) & (a ^ diff) & top, top);
    }

    private static long saturate(long a, long result, long overflow, long top) {
        long limit = ((a & top) >>> width(top) - 1) + ~top;
        long m = spread(overflow, top);
        return result & ~m | limit & m;
    }

    /** All ones where a is below b, unsigned. */
    static long belowU(long a, long b, long top) {
        long diff = sub(a, b, top);
        return spread((~a & b | (~a | b) & diff) & top, top);
    }

    /** All ones where a is greater than b, signed. */
    static long gt(long a, long b, long top) {
        return belowU(b ^ top, a ^ top, top);
    }

    /** All ones where equal. */
    static long eq(long a, long b, long top) {
        long x = a ^ b;
        return spread(~((x & ~top) + ~top | x) & top, top);
    }

    static long minU(long a, long b, long top) {
        long m = belowU(a, b, top);
        return a & m | b & ~m;
    }

    static long maxU(long a, long b, long top) {
        long m = belowU(a, b, top);
        return b & m | a & ~m;
    }

    static long minS(long a, long b, long top) {
        long m = gt(b, a, top);
        return a & m | b & ~m;
    }

    static long maxS(long a, long b, long top) {
        long m = gt(a, b, top);
        return a & m | b & ~m;
    }

    /** Rounded average, unsigned. */
    static long avg(long a, long b, long top) {
        return (a | b) - ((a ^ b) >>> 1 & ~top);
    }

    static long shl(long a, long count, long top) {
        int w = width(top);
        if (count < 0 || count >= w) return 0;
        int n = (int) count;
        long ones = top >>> w - 1;
        return a << n & ~((ones << n) - ones);
    }

    static long shr(long a, long count, long top) {
        int w = width(top);
        if (count < 0 || count >= w) return 0;
        int n = (int) count;
        long ones = top >>> w - 1;
        return a >>> n & (ones << w - n) - ones;
    }

    static long sar(long a, long count, long top) {
        int w = width(top);
        int n = count < 0 || count >= w ? w - 1 : (int) count;
        long sign = a & top;
        // In negative lanes, from where the shift put the sign bit up to the top.
        return shr(a, n, top) | (sign << 1) - (sign >>> n);
    }

    /** Top bits of the bytes, as eight bits. */
    static int signs8(long v) {
        return (int) ((v & B) * 0x0002040810204081L >>> 56);
    }

    /** Bits 0-15 of lane i, sign-extended. */
    static int word(long v, int i) {
        return (short) (v >>> i * 16);
    }

    /** Bits 0-15 of lane i, zero-extended. */
    static int wordU(long v, int i) {
        return (int) (v >>> i * 16) & 0xffff;
    }

    /** Byte i, sign-extended. */
    static int byteAt(long v, int i) {
        return (byte) (v >>> i * 8);
    }

    /** Byte i, zero-extended. */
    static int byteU(long v, int i) {
        return (int) (v >>> i * 8) & 0xff;
    }

    /** Two doublewords as a long. */
    static long pair(int low, int high) {
        return low & 0xffffffffL | (long) high << 32;
    }

    /** Four words, of which the low 16 bits count, as a long. */
    static long words(int w0, int w1, int w2, int w3) {
        return w0 & 0xffffL | (w1 & 0xffffL) << 16 | (w2 & 0xffffL) << 32 | (long) w3 << 48;
    }

    /** Low four bytes of a (even places) and b (odd places). */
    static long interleave8(long a, long b) {
        return widen8(a) | widen8(b) << 8;
    }

    private static long widen8(long v) {
        v &= 0xffffffffL;
        v = (v | v << 16) & 0x0000ffff0000ffffL;
        return (v | v << 8) & 0x00ff00ff00ff00ffL;
    }

    /** Low two words of a (even places) and b (odd places). */
    static long interleave16(long a, long b) {
        return a & 0xffff | (b & 0xffff) << 16 | (a & 0xffff0000L) << 16 | (b & 0xffff0000L) << 32;
    }

    /** Low doublewords of a and b. */
    static long interleave32(long a, long b) {
        return a & 0xffffffffL | b << 32;
    }

    /** Eight words as eight bytes, signed saturation. */
    static long packSignedBytes(long low, long high) {
        long r = 0;
        for (int i = 0; i < 4; i++) {
            r |= (clamp(word(low, i), -128, 127) & 0xffL) << i * 8;
            r |= (clamp(word(high, i), -128, 127) & 0xffL) << i * 8 + 32;
        }
        return r;
    }

    /** Eight signed words as eight bytes, unsigned saturation. */
    static long packUnsignedBytes(long low, long high) {
        long r = 0;
        for (int i = 0; i < 4; i++) {
            r |= (long) clamp(word(low, i), 0, 255) << i * 8;
            r |= (long) clamp(word(high, i), 0, 255) << i * 8 + 32;
        }
        return r;
    }

    /** Four doublewords as four words, signed saturation. */
    static long packSignedWords(long low, long high) {
        return words(clamp((int) low, -32768, 32767), clamp((int) (low >> 32), -32768, 32767),
                clamp((int) high, -32768, 32767), clamp((int) (high >> 32), -32768, 32767));
    }

    /** Four signed doublewords as four words, unsigned saturation. */
    static long packUnsignedWords(long low, long high) {
        return words(clamp((int) low, 0, 65535), clamp((int) (low >> 32), 0, 65535),
                clamp((int) high, 0, 65535), clamp((int) (high >> 32), 0, 65535));
    }

    static int clamp(int v, int min, int max) {
        return Math.min(Math.max(v, min), max);
    }
}
