package lucid86.jit.helpers;

import static lucid86.jit.helpers.SimdInt.each;
import static lucid86.jit.helpers.Swar.byteAt;
import static lucid86.jit.helpers.Swar.byteU;
import static lucid86.jit.helpers.Swar.clamp;
import static lucid86.jit.helpers.Swar.pair;
import static lucid86.jit.helpers.Swar.word;
import static lucid86.jit.helpers.Swar.wordU;
import static lucid86.jit.helpers.Swar.words;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/** Packed integer multiplication, absolute values, signs and horizontal sums; conventions as in {@link SimdInt}. */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdMul {
    private SimdMul() {}

    @FunctionalInterface
    private interface Lane {
        int apply(int a, int b);
    }

    private static long words4(long a, long b, Lane f) {
        return words(f.apply(word(a, 0), word(b, 0)), f.apply(word(a, 1), word(b, 1)), f.apply(word(a, 2), word(b, 2)),
                f.apply(word(a, 3), word(b, 3)));
    }

    private static long dwords2(long a, long b, Lane f) {
        return pair(f.apply((int) a, (int) b), f.apply((int) (a >> 32), (int) (b >> 32)));
    }

    private static long bytes8(long a, long b, Lane f) {
        long r = 0;
        for (int i = 0; i < 8; i++) r |= (f.apply(byteAt(a, i), byteAt(b, i)) & 0xffL) << i * 8;
        return r;
    }

    public static void pmullw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words4(a, b, (p, q) -> p * q));
    }

    public static void pmulhw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words4(a, b, (p, q) -> p * q >> 16));
    }

    public static void pmulhuw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words4(a, b, (p, q) -> (p & 0xffff) * (q & 0xffff) >>> 16));
    }

    public static void pmulhrsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words4(a, b, (p, q) -> (p * q >> 14) + 1 >> 1));
    }

    public static void pmuludq(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> (a & 0xffffffffL) * (b & 0xffffffffL));
    }

    public static void pmuldq(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> (long) (int) a * (int) b);
    }

    public static void pmulld(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> dwords2(a, b, (p, q) -> p * q));
    }

    public static void pmaddwd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> pair(word(a, 0) * word(b, 0) + word(a, 1) * word(b, 1), word(a, 2) * word(b, 2) + word(a, 3) * word(b, 3)));
    }

    /** Unsigned bytes of the destination times signed bytes of the source. */
    public static void pmaddubsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words(maddUbs(a, b, 0), maddUbs(a, b, 2), maddUbs(a, b, 4), maddUbs(a, b, 6)));
    }

    private static int maddUbs(long a, long b, int i) {
        return clamp(byteU(a, i) * byteAt(b, i) + byteU(a, i + 1) * byteAt(b, i + 1), -32768, 32767);
    }

    public static void psadbw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> sumOfDifferences(a, b));
    }

    private static long sumOfDifferences(long a, long b) {
        int sum = 0;
        for (int i = 0; i < 8; i++) sum += Math.abs(byteU(a, i) - byteU(b, i));
        return sum;
    }

    public static void pabsb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> bytes8(b, b, (p, q) -> Math.abs(p)));
    }

    public static void pabsw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words4(b, b, (p, q) -> Math.abs(p)));
    }

    public static void pabsd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> dwords2(b, b, (p, q) -> Math.abs(p)));
    }

    public static void psignb(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> bytes8(a, b, (p, q) -> p * Integer.signum(q)));
    }

    public static void psignw(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> words4(a, b, (p, q) -> p * Integer.signum(q)));
    }

    public static void psignd(CpuState c, int d, int s) {
        each(c, d, s, (a, b) -> dwords2(a, b, (p, q) -> p * Integer.signum(q)));
    }

    // ---- neighbours: the low half of the result comes from the destination, the high half from the source -------------

    private static void horizontal(CpuState c, int d, int s, SimdInt.Half f) {
        long[] x = c.xmm;
        long low = f.apply(x[2 * d], x[2 * d + 1]), high = f.apply(x[2 * s], x[2 * s + 1]);
        x[2 * d] = low;
        x[2 * d + 1] = high;
    }

    private static long neighbourWords(long a, long b, Lane f) {
        return words(f.apply(word(a, 0), word(a, 1)), f.apply(word(a, 2), word(a, 3)), f.apply(word(b, 0), word(b, 1)),
                f.apply(word(b, 2), word(b, 3)));
    }

    public static void phaddw(CpuState c, int d, int s) {
        horizontal(c, d, s, (a, b) -> neighbourWords(a, b, (p, q) -> p + q));
    }

    public static void phsubw(CpuState c, int d, int s) {
        horizontal(c, d, s, (a, b) -> neighbourWords(a, b, (p, q) -> p - q));
    }

    public static void phaddsw(CpuState c, int d, int s) {
        horizontal(c, d, s, (a, b) -> neighbourWords(a, b, (p, q) -> clamp(p + q, -32768, 32767)));
    }

    public static void phsubsw(CpuState c, int d, int s) {
        horizontal(c, d, s, (a, b) -> neighbourWords(a, b, (p, q) -> clamp(p - q, -32768, 32767)));
    }

    public static void phaddd(CpuState c, int d, int s) {
        horizontal(c, d, s, (a, b) -> pair((int) a + (int) (a >> 32), (int) b + (int) (b >> 32)));
    }

    public static void phsubd(CpuState c, int d, int s) {
        horizontal(c, d, s, (a, b) -> pair((int) a - (int) (a >> 32), (int) b - (int) (b >> 32)));
    }

    public static void packsswb(CpuState c, int d, int s) {
        horizontal(c, d, s, Swar::packSignedBytes);
    }

    public static void packuswb(CpuState c, int d, int s) {
        horizontal(c, d, s, Swar::packUnsignedBytes);
    }

    public static void packssdw(CpuState c, int d, int s) {
        horizontal(c, d, s, Swar::packSignedWords);
    }

    public static void packusdw(CpuState c, int d, int s) {
        horizontal(c, d, s, Swar::packUnsignedWords);
    }

    // ---- searching ---------------------------------------------------------------------------------------------------

    /** Smallest word and its index. */
    public static void phminposuw(CpuState c, int d, int s) {
        int best = 0x10000, at = 0;
        for (int i = 0; i < 8; i++) {
            int v = wordU(c.xmm[2 * s + (i >> 2)], i & 3);
            if (v >= best) continue;
            best = v;
            at = i;
        }
        c.xmm[2 * d] = best | at << 16;
        c.xmm[2 * d + 1] = 0;
    }

    /** Eight sums of four absolute differences; bit 2 of imm chooses the place in the destination, bits 0-1 in the source. */
    public static void mpsadbw(CpuState c, int d, int s, int imm) {
        long[] x = c.xmm;
        long low = x[2 * d], high = x[2 * d + 1];
        int first = (imm & 4) != 0 ? 4 : 0;
        long block = x[2 * s + (imm >> 1 & 1)] >>> (imm & 1) * 32;
        for (int half = 0; half < 2; half++) {
            long r = 0;
            for (int i = 0; i < 4; i++) {
                int sum = 0;
                for (int k = 0; k < 4; k++) {
                    int at = first + half * 4 + i + k;
                    sum += Math.abs(byteU(at < 8 ? low : high, at & 7) - byteU(block, k));
                }
                r |= (long) sum << i * 16;
            }
            x[2 * d + half] = r;
        }
    }
}
