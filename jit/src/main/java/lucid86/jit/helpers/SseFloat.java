package lucid86.jit.helpers;

import static lucid86.jit.helpers.SseSoft.Format.DOUBLE;
import static lucid86.jit.helpers.SseSoft.Format.SINGLE;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/**
 * SSE arithmetic and comparison. Destination and source are numbers of XMM registers. A lane first tries Java's own
 * arithmetic ({@link SseFast}) and falls back to {@link SseSoft}.
 */
@HelperEffects(HelperUse.NO_REGS)
public final class SseFloat {
    private SseFloat() {}

    /** One lane. */
    @FunctionalInterface
    private interface Single {
        int apply(CpuState c, int a, int b);
    }

    /**
     * Ends an instruction's arithmetic, before anything is written: flags become visible, and an unmasked one raises #XM
     * (or #UD without CR4.OSXMMEXCPT). Unmasked exceptions found before computing (invalid, denormal, divide by zero) keep
     * those found after it from being reported (SDM vol. 1, 11.5.3).
     */
    static void finish(CpuState c) {
        if (c.mxcsr >>> 16 != 0) report(c);
    }

    private static void report(CpuState c) {
        int raised = c.mxcsr >>> 16, before = raised & 7;
        int m = c.mxcsr & 0xffff, unmasked = ~(m >>> 7) & 0x3f;
        c.mxcsr = m | ((before & unmasked) != 0 ? before : raised);
        if ((raised & unmasked) != 0) throw c.fault((c.cr4 & CpuState.CR4_OSXMMEXCPT) != 0 ? Vector.XM : Vector.UD);
    }

    /** Finishes, then writes a register. */
    static void put(CpuState c, int d, long low, long high) {
        finish(c);
        c.xmm[2 * d] = low;
        c.xmm[2 * d + 1] = high;
    }

    /** Finishes, then writes the low half. */
    static void putLow(CpuState c, int d, long v) {
        finish(c);
        c.xmm[2 * d] = v;
    }

    /** Finishes, then writes the lowest doubleword. */
    static void putLow32(CpuState c, int d, int v) {
        finish(c);
        c.xmm[2 * d] = c.xmm[2 * d] & 0xffffffff00000000L | v & 0xffffffffL;
    }

    // ---- arithmetic: written out, not through a shared method with a lambda, which the JVM would stop inlining ---------

    @Quick(SseQuick.class)
    public static void addps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.add2(c, x[2 * d], x[2 * s]), SseFast.add2(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void addss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.add(c, (int) x[2 * d], (int) x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void addpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.add(c, x[2 * d], x[2 * s]), SseFast.add(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void addsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.add(c, x[2 * d], x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void subps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.sub2(c, x[2 * d], x[2 * s]), SseFast.sub2(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void subss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.sub(c, (int) x[2 * d], (int) x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void subpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.sub(c, x[2 * d], x[2 * s]), SseFast.sub(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void subsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.sub(c, x[2 * d], x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void mulps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.mul2(c, x[2 * d], x[2 * s]), SseFast.mul2(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void mulss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.mul(c, (int) x[2 * d], (int) x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void mulpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.mul(c, x[2 * d], x[2 * s]), SseFast.mul(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void mulsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.mul(c, x[2 * d], x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void divps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.div2(c, x[2 * d], x[2 * s]), SseFast.div2(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void divss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.div(c, (int) x[2 * d], (int) x[2 * s]));
    }

    @Quick(SseQuick.class)
    public static void divpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.div(c, x[2 * d], x[2 * s]), SseFast.div(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void divsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.div(c, x[2 * d], x[2 * s]));
    }

    public static void minps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.min2(c, x[2 * d], x[2 * s]), SseFast.min2(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void minss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.min(c, (int) x[2 * d], (int) x[2 * s]));
    }

    public static void minpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.min(c, x[2 * d], x[2 * s]), SseFast.min(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void minsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.min(c, x[2 * d], x[2 * s]));
    }

    public static void maxps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.max2(c, x[2 * d], x[2 * s]), SseFast.max2(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void maxss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.max(c, (int) x[2 * d], (int) x[2 * s]));
    }

    public static void maxpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.max(c, x[2 * d], x[2 * s]), SseFast.max(c, x[2 * d + 1], x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void maxsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.max(c, x[2 * d], x[2 * s]));
    }

    public static void sqrtps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.sqrt2(c, x[2 * s]), SseFast.sqrt2(c, x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void sqrtss(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow32(c, d, SseFast.sqrt(c, (int) x[2 * s]));
    }

    public static void sqrtpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.sqrt(c, x[2 * s]), SseFast.sqrt(c, x[2 * s + 1]));
    }

    @Quick(SseQuick.class)
    public static void sqrtsd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        putLow(c, d, SseFast.sqrt(c, x[2 * s]));
    }

    // ---- alternating and neighbouring lanes ----------------------------------------------------------------------------

    private static long addSub(CpuState c, long a, long b) {
        return Swar.pair(SseFast.sub(c, (int) a, (int) b), SseFast.add(c, (int) (a >>> 32), (int) (b >>> 32)));
    }

    public static void addsubps(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, addSub(c, x[2 * d], x[2 * s]), addSub(c, x[2 * d + 1], x[2 * s + 1]));
    }

    public static void addsubpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.sub(c, x[2 * d], x[2 * s]), SseFast.add(c, x[2 * d + 1], x[2 * s + 1]));
    }

    private static long neighbours(CpuState c, int r, Single f) {
        long a = c.xmm[2 * r], b = c.xmm[2 * r + 1];
        return Swar.pair(f.apply(c, (int) a, (int) (a >>> 32)), f.apply(c, (int) b, (int) (b >>> 32)));
    }

    public static void haddps(CpuState c, int d, int s) {
        put(c, d, neighbours(c, d, SseFast::add), neighbours(c, s, SseFast::add));
    }

    public static void hsubps(CpuState c, int d, int s) {
        put(c, d, neighbours(c, d, SseFast::sub), neighbours(c, s, SseFast::sub));
    }

    public static void haddpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.add(c, x[2 * d], x[2 * d + 1]), SseFast.add(c, x[2 * s], x[2 * s + 1]));
    }

    public static void hsubpd(CpuState c, int d, int s) {
        long[] x = c.xmm;
        put(c, d, SseFast.sub(c, x[2 * d], x[2 * d + 1]), SseFast.sub(c, x[2 * s], x[2 * s + 1]));
    }

    /** Dot product: bits 4-7 of imm choose the products, bits 0-3 where the sum goes. */
    public static void dpps(CpuState c, int d, int s, int imm) {
        long[] x = c.xmm;
        long low = products(c, x[2 * d], x[2 * s], imm >> 4), high = products(c, x[2 * d + 1], x[2 * s + 1], imm >> 6);
        finish(c);
        int first = SseFast.add(c, (int) low, (int) (low >>> 32)), second = SseFast.add(c, (int) high, (int) (high >>> 32));
        finish(c);
        int sum = SseFast.add(c, first, second);
        put(c, d, chosen(sum, imm), chosen(sum, imm >> 2));
    }

    private static long chosen(int v, int where) {
        return Swar.pair((where & 1) != 0 ? v : 0, (where & 2) != 0 ? v : 0);
    }

    private static long products(CpuState c, long a, long b, int which) {
        return Swar.pair((which & 1) != 0 ? SseFast.mul(c, (int) a, (int) b) : 0,
                (which & 2) != 0 ? SseFast.mul(c, (int) (a >>> 32), (int) (b >>> 32)) : 0);
    }

    /** Dot product: bits 4-5 of imm choose the products, bits 0-1 where the sum goes. */
    public static void dppd(CpuState c, int d, int s, int imm) {
        long[] x = c.xmm;
        long low = (imm & 16) != 0 ? SseFast.mul(c, x[2 * d], x[2 * s]) : 0;
        long high = (imm & 32) != 0 ? SseFast.mul(c, x[2 * d + 1], x[2 * s + 1]) : 0;
        finish(c);
        long sum = SseFast.add(c, low, high);
        put(c, d, (imm & 1) != 0 ? sum : 0, (imm & 2) != 0 ? sum : 0);
    }

    // ---- comparison -------------------------------------------------------------------------------------------------------

    /** Predicates 0-7: EQ LT LE UNORD NEQ NLT NLE ORD. Only LT, LE and their opposites signal quiet NaNs. */
    private static boolean holds(CpuState c, SseSoft.Format f, long a, long b, int predicate) {
        int order = SseSoft.compare(c, f, a, b, (predicate & 3) == 0 || (predicate & 3) == 3);
        boolean v = switch (predicate & 3) {
            case 0 -> order == SseSoft.EQUAL;
            case 1 -> order == SseSoft.LESS;
            case 2 -> order == SseSoft.LESS || order == SseSoft.EQUAL;
            default -> order == SseSoft.UNORDERED;
        };
        return v != ((predicate & 4) != 0);
    }

    private static int cmp(CpuState c, int a, int b, int predicate) {
        return holds(c, SINGLE, a & 0xffffffffL, b & 0xffffffffL, predicate) ? -1 : 0;
    }

    private static long cmpBoth(CpuState c, long a, long b, int predicate) {
        return Swar.pair(cmp(c, (int) a, (int) b, predicate), cmp(c, (int) (a >>> 32), (int) (b >>> 32), predicate));
    }

    public static void cmpps(CpuState c, int d, int s, int predicate) {
        long[] x = c.xmm;
        put(c, d, cmpBoth(c, x[2 * d], x[2 * s], predicate), cmpBoth(c, x[2 * d + 1], x[2 * s + 1], predicate));
    }

    public static void cmpss(CpuState c, int d, int s, int predicate) {
        long[] x = c.xmm;
        putLow32(c, d, cmp(c, (int) x[2 * d], (int) x[2 * s], predicate));
    }

    private static long cmp(CpuState c, long a, long b, int predicate) {
        return holds(c, DOUBLE, a, b, predicate) ? -1 : 0;
    }

    public static void cmppd(CpuState c, int d, int s, int predicate) {
        long[] x = c.xmm;
        put(c, d, cmp(c, x[2 * d], x[2 * s], predicate), cmp(c, x[2 * d + 1], x[2 * s + 1], predicate));
    }

    public static void cmpsd(CpuState c, int d, int s, int predicate) {
        long[] x = c.xmm;
        putLow(c, d, cmp(c, x[2 * d], x[2 * s], predicate));
    }

    /** ZF, PF and CF of an ordered or unordered comparison, in their EFLAGS positions. */
    private static int flags(CpuState c, int order) {
        finish(c);
        return switch (order) {
            case SseSoft.LESS -> 1;
            case SseSoft.EQUAL -> 0x40;
            case SseSoft.GREATER -> 0;
            default -> 0x45;
        };
    }

    @Quick(SseQuick.class)
    public static int comiss(CpuState c, int d, int s) {
        return flags(c, SseSoft.compare(c, SINGLE, c.xmm[2 * d] & 0xffffffffL, c.xmm[2 * s] & 0xffffffffL, false));
    }

    @Quick(SseQuick.class)
    public static int ucomiss(CpuState c, int d, int s) {
        return flags(c, SseSoft.compare(c, SINGLE, c.xmm[2 * d] & 0xffffffffL, c.xmm[2 * s] & 0xffffffffL, true));
    }

    @Quick(SseQuick.class)
    public static int comisd(CpuState c, int d, int s) {
        return flags(c, SseSoft.compare(c, DOUBLE, c.xmm[2 * d], c.xmm[2 * s], false));
    }

    @Quick(SseQuick.class)
    public static int ucomisd(CpuState c, int d, int s) {
        return flags(c, SseSoft.compare(c, DOUBLE, c.xmm[2 * d], c.xmm[2 * s], true));
    }
}
