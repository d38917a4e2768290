package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lucid86.jit.helpers.SseSoft.Format;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;

/** The way through Java's operators against the one through integers, and the approximations against their bound. */
class SseFastTest {
    private final CpuState c = new SimdCpu().c;

    private interface Single {
        int apply(CpuState c, int a, int b);
    }

    private interface Wide {
        long apply(CpuState c, long a, long b);
    }

    private interface Soft {
        long apply(CpuState c, Format f, long a, long b);
    }

    private static long seed() {
        long seed = Long.getLong("seed", 8086);
        System.out.println("SseFastTest -Dseed=" + seed);
        return seed;
    }

    /** Result and flags of one lane. */
    private String result(long bits) {
        int flags = (c.mxcsr | c.mxcsr >>> 16) & 0x3f;
        return Long.toHexString(bits) + " flags " + Integer.toHexString(flags);
    }

    private void singles(Random r, String name, Single fast, Soft soft) {
        for (int i = 0; i < 60_000; i++) {
            // Few fraction bits in half of the cases: exact results and ties.
            int mask = r.nextBoolean() ? -1 : -1 << r.nextInt(24);
            int a = r.nextInt() & mask, b = r.nextInt() & mask;
            if (r.nextBoolean()) b = b & 0x807fffff | Math.clamp((a >>> 23 & 0xff) + r.nextInt(7) - 3, 0, 255) << 23;
            c.mxcsr = 0x1f80;
            String quick = result(fast.apply(c, a, b) & 0xffffffffL);
            c.mxcsr = 0x1f80;
            String slow = result(soft.apply(c, Format.SINGLE, a & 0xffffffffL, b & 0xffffffffL));
            int x = a, y = b;
            assertEquals(slow, quick, () -> name + " " + Integer.toHexString(x) + " " + Integer.toHexString(y));
        }
    }

    private void doubles(Random r, String name, Wide fast, Soft soft) {
        for (int i = 0; i < 60_000; i++) {
            long mask = r.nextBoolean() ? -1 : -1L << r.nextInt(53);
            long a = r.nextLong() & mask, b = r.nextLong() & mask;
            if (r.nextBoolean()) b = b & 0x800fffffffffffffL | (long) Math.clamp((a >>> 52 & 0x7ff) + r.nextInt(7) - 3, 0, 2047) << 52;
            c.mxcsr = 0x1f80;
            String quick = result(fast.apply(c, a, b));
            c.mxcsr = 0x1f80;
            String slow = result(soft.apply(c, Format.DOUBLE, a, b));
            long x = a, y = b;
            assertEquals(slow, quick, () -> name + " " + Long.toHexString(x) + " " + Long.toHexString(y));
        }
    }

    @Test
    void bothWaysAgreeOnSingles() {
        var r = new Random(seed());
        singles(r, "add", SseFast::add, SseSoft::add);
        singles(r, "sub", SseFast::sub, SseSoft::sub);
        singles(r, "mul", SseFast::mul, SseSoft::mul);
        singles(r, "div", SseFast::div, SseSoft::div);
        singles(r, "sqrt", (s, a, b) -> SseFast.sqrt(s, a), (s, f, a, b) -> SseSoft.sqrt(s, f, a));
        singles(r, "min", SseFast::min, (s, f, a, b) -> SseSoft.minMax(s, f, a, b, false));
        singles(r, "max", SseFast::max, (s, f, a, b) -> SseSoft.minMax(s, f, a, b, true));
    }

    @Test
    void bothWaysAgreeOnDoubles() {
        var r = new Random(seed());
        doubles(r, "add", SseFast::add, SseSoft::add);
        doubles(r, "sub", SseFast::sub, SseSoft::sub);
        doubles(r, "mul", SseFast::mul, SseSoft::mul);
        doubles(r, "div", SseFast::div, SseSoft::div);
        doubles(r, "sqrt", (s, a, b) -> SseFast.sqrt(s, a), (s, f, a, b) -> SseSoft.sqrt(s, f, a));
        doubles(r, "min", SseFast::min, (s, f, a, b) -> SseSoft.minMax(s, f, a, b, false));
        doubles(r, "max", SseFast::max, (s, f, a, b) -> SseSoft.minMax(s, f, a, b, true));
    }

    /** Doubles near the ends of the range, with few bits or all. */
    private static long edge(Random r) {
        int exponent = switch (r.nextInt(7)) {
            case 0 -> 0;
            case 1 -> r.nextInt(1, 60);
            case 2 -> r.nextInt(100, 160);
            case 3 -> r.nextInt(2030, 2048);
            case 4 -> r.nextInt(500, 600);
            default -> 1023 + r.nextInt(-60, 60);
        };
        long fraction = switch (r.nextInt(4)) {
            case 0 -> r.nextLong();
            case 1 -> r.nextLong() & -1L << r.nextInt(40, 53);
            case 2 -> 1L << r.nextInt(52);
            default -> 0;
        };
        return (long) r.nextInt(2) << 63 | (long) exponent << 52 | fraction & 0xfffffffffffffL;
    }

    /** What Java's operators gave and nobody looks at again is right, and raises nothing that was not raised before. */
    @Test
    void whatIsTakenForTheResultOfDoublesIsIt() {
        Soft[] soft = {SseSoft::add, SseSoft::sub, SseSoft::mul, SseSoft::div};
        var r = new Random(seed());
        for (int operation = SseFast.ADD; operation <= SseFast.DIV; operation++) {
            int taken = 0;
            for (int i = 0; i < 300_000; i++) {
                int mxcsr = r.nextInt(3) == 0 ? 0x1fa0 : 0x1f80, n = operation;
                long a = edge(r), b = edge(r), result = SseFast.result(operation, a, b);
                if (!SseFast.suits(operation, mxcsr, a, b) || SseFast.error(operation, mxcsr, a, b, result) != 0) continue;
                taken++;
                c.mxcsr = mxcsr;
                assertEquals(Long.toHexString(soft[operation].apply(c, Format.DOUBLE, a, b)), Long.toHexString(result));
                assertEquals(mxcsr, (c.mxcsr | c.mxcsr >>> 16) & 0xffff, () -> n + " of " + Long.toHexString(a) + " " + Long.toHexString(b));
            }
            assertTrue(taken > 20_000, taken + " taken");
        }
    }

    /** The error of this square is its last bit, 104 bits below it: where that is lost, the product is not for the quick way. */
    @Test
    void errorsTooSmallToBeSeen() {
        for (int exponent = -540; exponent < -430; exponent++) {
            long a = Double.doubleToRawLongBits(Math.scalb(1 + 0x1p-52, exponent)), result = SseFast.result(SseFast.MUL, a, a);
            boolean taken = SseFast.suits(SseFast.MUL, 0x1f80, a, a) && SseFast.error(SseFast.MUL, 0x1f80, a, a, result) == 0;
            assertFalse(taken, "2^" + exponent);
        }
    }

    private float approximate(boolean root, float v) {
        c.xmm[2] = Float.floatToRawIntBits(v) & 0xffffffffL;
        if (root) SseConvert.rsqrtss(c, 0, 1);
        else SseConvert.rcpss(c, 0, 1);
        return Float.intBitsToFloat((int) c.xmm[0]);
    }

    @Test
    void approximationsKeepTheManualsBound() {
        var r = new Random(seed());
        for (int i = 0; i < 200_000; i++) {
            float v = Float.intBitsToFloat(r.nextInt());
            if (Float.isNaN(v) || Math.abs(v) < Float.MIN_NORMAL || Math.abs(v) > 0x1p125) continue;
            assertTrue(Math.abs((double) approximate(false, v) * v - 1) <= 1.5 / 4096, () -> "rcp " + v);
            float p = Math.abs(v);
            assertTrue(Math.abs(approximate(true, p) * Math.sqrt(p) - 1) <= 1.5 / 4096, () -> "rsqrt " + p);
        }
        assertEquals(0x1f80, c.mxcsr, "no flags");
    }

    @Test
    void approximationsOfSpecialValues() {
        float inf = Float.POSITIVE_INFINITY;
        assertEquals(-inf, approximate(false, -0f));
        assertEquals(inf, approximate(false, 0x1p-130f), "a denormal is a zero");
        assertEquals(-0f, approximate(false, -inf));
        assertEquals(0f, approximate(false, 0x1p127f), "a denormal result is flushed");
        assertEquals(-inf, approximate(true, -0f));
        assertEquals(-inf, approximate(true, -0x1p-130f));
        assertEquals(0f, approximate(true, inf));
        approximate(true, -1);
        assertEquals(0xffc00000, (int) c.xmm[0]);
        c.xmm[2] = 0x7f800001;
        SseConvert.rcpss(c, 0, 1);
        assertEquals(0x7fc00001, (int) c.xmm[0], "a signalling NaN becomes quiet");
        assertEquals(0x1f80, c.mxcsr, "no flags");
    }
}
