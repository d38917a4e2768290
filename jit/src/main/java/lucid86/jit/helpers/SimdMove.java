package lucid86.jit.helpers;

import static lucid86.jit.helpers.Swar.pair;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/** Moves, shuffles, unpacking and other rearrangements between XMM registers, given by number. */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdMove {
    private SimdMove() {}

    private static void set(CpuState c, int d, long low, long high) {
        c.xmm[2 * d] = low;
        c.xmm[2 * d + 1] = high;
    }

    private static long low(CpuState c, int r) {
        return c.xmm[2 * r];
    }

    private static long high(CpuState c, int r) {
        return c.xmm[2 * r + 1];
    }

    // ---- moves -------------------------------------------------------------------------------------------------------

    /** All 128 bits. */
    public static void move(CpuState c, int d, int s) {
        set(c, d, low(c, s), high(c, s));
    }

    /** The low half; the high half is cleared. */
    public static void movq(CpuState c, int d, int s) {
        set(c, d, low(c, s), 0);
    }

    /** MOVSD between registers: the low half, leaving the high half. */
    public static void movsd(CpuState c, int d, int s) {
        c.xmm[2 * d] = low(c, s);
    }

    /** MOVSS between registers: the lowest doubleword, leaving the rest. */
    public static void movss(CpuState c, int d, int s) {
        c.xmm[2 * d] = low(c, d) & 0xffffffff00000000L | low(c, s) & 0xffffffffL;
    }

    public static void movhlps(CpuState c, int d, int s) {
        c.xmm[2 * d] = high(c, s);
    }

    public static void movlhps(CpuState c, int d, int s) {
        c.xmm[2 * d + 1] = low(c, s);
    }

    public static void movddup(CpuState c, int d, int s) {
        set(c, d, low(c, s), low(c, s));
    }

    public static void movsldup(CpuState c, int d, int s) {
        set(c, d, Swar.interleave32(low(c, s), low(c, s)), Swar.interleave32(high(c, s), high(c, s)));
    }

    public static void movshdup(CpuState c, int d, int s) {
        long l = low(c, s) >>> 32, h = high(c, s) >>> 32;
        set(c, d, l | l << 32, h | h << 32);
    }

    /** A general register's value; the rest is cleared. */
    public static void fromGpr(CpuState c, int d, int value) {
        set(c, d, value & 0xffffffffL, 0);
    }

    public static int toGpr(CpuState c, int s) {
        return (int) low(c, s);
    }

    // ---- masks and single elements -------------------------------------------------------------------------------------

    public static int movmskps(CpuState c, int s) {
        long l = low(c, s), h = high(c, s);
        return (int) (l >>> 31 & 1 | l >>> 62 & 2 | h >>> 29 & 4 | h >>> 60 & 8);
    }

    public static int movmskpd(CpuState c, int s) {
        return (int) (low(c, s) >>> 63 | high(c, s) >>> 62 & 2);
    }

    public static int pmovmskb(CpuState c, int s) {
        return Swar.signs8(low(c, s)) | Swar.signs8(high(c, s)) << 8;
    }

    public static int pextrb(CpuState c, int s, int i) {
        return (int) (c.xmm[2 * s + (i >> 3 & 1)] >>> (i & 7) * 8) & 0xff;
    }

    public static int pextrw(CpuState c, int s, int i) {
        return (int) (c.xmm[2 * s + (i >> 2 & 1)] >>> (i & 3) * 16) & 0xffff;
    }

    public static int pextrd(CpuState c, int s, int i) {
        return (int) (c.xmm[2 * s + (i >> 1 & 1)] >>> (i & 1) * 32);
    }

    public static void pinsrb(CpuState c, int d, int value, int i) {
        insert(c, 2 * d + (i >> 3 & 1), (i & 7) * 8, value, 0xffL);
    }

    public static void pinsrw(CpuState c, int d, int value, int i) {
        insert(c, 2 * d + (i >> 2 & 1), (i & 3) * 16, value, 0xffffL);
    }

    public static void pinsrd(CpuState c, int d, int value, int i) {
        insert(c, 2 * d + (i >> 1 & 1), (i & 1) * 32, value, 0xffffffffL);
    }

    private static void insert(CpuState c, int half, int shift, int value, long mask) {
        c.xmm[half] = c.xmm[half] & ~(mask << shift) | (value & mask) << shift;
    }

    /** Replaces one doubleword by one of the source (imm bits 6-7; memory: by its only one), then clears those of bits 0-3. */
    public static void insertps(CpuState c, int d, int s, int imm) {
        pinsrd(c, d, pextrd(c, s, imm >> 6), imm >> 4 & 3);
        for (int i = 0; i < 4; i++) if ((imm >> i & 1) != 0) pinsrd(c, d, 0, i);
    }

    // ---- shuffles --------------------------------------------------------------------------------------------------------

    public static void pshufd(CpuState c, int d, int s, int imm) {
        set(c, d, pair(pextrd(c, s, imm), pextrd(c, s, imm >> 2)), pair(pextrd(c, s, imm >> 4), pextrd(c, s, imm >> 6)));
    }

    public static void pshuflw(CpuState c, int d, int s, int imm) {
        set(c, d, shuffleWords(low(c, s), imm), high(c, s));
    }

    public static void pshufhw(CpuState c, int d, int s, int imm) {
        set(c, d, low(c, s), shuffleWords(high(c, s), imm));
    }

    private static long shuffleWords(long v, int imm) {
        return Swar.words(Swar.word(v, imm & 3), Swar.word(v, imm >> 2 & 3), Swar.word(v, imm >> 4 & 3), Swar.word(v, imm >> 6 & 3));
    }

    public static void shufps(CpuState c, int d, int s, int imm) {
        set(c, d, pair(pextrd(c, d, imm), pextrd(c, d, imm >> 2)), pair(pextrd(c, s, imm >> 4), pextrd(c, s, imm >> 6)));
    }

    public static void shufpd(CpuState c, int d, int s, int imm) {
        set(c, d, c.xmm[2 * d + (imm & 1)], c.xmm[2 * s + (imm >> 1 & 1)]);
    }

    public static void pshufb(CpuState c, int d, int s) {
        set(c, d, shuffleBytes(low(c, d), high(c, d), low(c, s), 15), shuffleBytes(low(c, d), high(c, d), high(c, s), 15));
    }

    /** PSHUFB on the low halves. */
    public static void pshufb8(CpuState c, int d, int s) {
        c.xmm[2 * d] = shuffleBytes(low(c, d), 0, low(c, s), 7);
    }

    private static long shuffleBytes(long low, long high, long control, int mask) {
        long r = 0;
        for (int i = 0; i < 8; i++) {
            int k = Swar.byteAt(control, i);
            if (k < 0) continue;
            k &= mask;
            r |= ((k < 8 ? low : high) >>> (k & 7) * 8 & 0xff) << i * 8;
        }
        return r;
    }

    // ---- unpacking ---------------------------------------------------------------------------------------------------------

    public static void punpcklbw(CpuState c, int d, int s) {
        long a = low(c, d), b = low(c, s);
        set(c, d, Swar.interleave8(a, b), Swar.interleave8(a >>> 32, b >>> 32));
    }

    public static void punpckhbw(CpuState c, int d, int s) {
        long a = high(c, d), b = high(c, s);
        set(c, d, Swar.interleave8(a, b), Swar.interleave8(a >>> 32, b >>> 32));
    }

    public static void punpcklwd(CpuState c, int d, int s) {
        long a = low(c, d), b = low(c, s);
        set(c, d, Swar.interleave16(a, b), Swar.interleave16(a >>> 32, b >>> 32));
    }

    public static void punpckhwd(CpuState c, int d, int s) {
        long a = high(c, d), b = high(c, s);
        set(c, d, Swar.interleave16(a, b), Swar.interleave16(a >>> 32, b >>> 32));
    }

    public static void punpckldq(CpuState c, int d, int s) {
        long a = low(c, d), b = low(c, s);
        set(c, d, Swar.interleave32(a, b), Swar.interleave32(a >>> 32, b >>> 32));
    }

    public static void punpckhdq(CpuState c, int d, int s) {
        long a = high(c, d), b = high(c, s);
        set(c, d, Swar.interleave32(a, b), Swar.interleave32(a >>> 32, b >>> 32));
    }

    public static void punpcklqdq(CpuState c, int d, int s) {
        c.xmm[2 * d + 1] = low(c, s);
    }

    public static void punpckhqdq(CpuState c, int d, int s) {
        set(c, d, high(c, d), high(c, s));
    }
}
