package lucid86.jit.helpers.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lucid86.machine.cpu.Fpu;
import org.junit.jupiter.api.Test;

/** Sums and products of ordinary numbers are those of the general way, where numbers are far apart, cancel, carry or are halfway between two. */
class QuickArithTest {
    private static final int USUAL = 0x37f;
    private static final long TOP = 1L << 63;

    private final Fpu quick = new Fpu(), general = new Fpu();

    QuickArithTest() {
        quick.cw = general.cw = USUAL;
    }

    private interface Operation {
        void apply(Fpu f, int sa, long ma, int sb, long mb);
    }

    private void check(boolean sum, int sa, long ma, int sb, long mb) {
        Operation slow = sum ? Arith::add : Arith::mul;
        general.raised = 0;
        slow.apply(general, sa, ma, sb, mb);
        assertTrue(sum ? QuickArith.add(quick, sa, ma, sb, mb) : QuickArith.mul(quick, sa, ma, sb, mb));
        assertEquals(result(general), result(quick), () -> String.format("%s of %x:%x and %x:%x", sum ? "sum" : "product", sa, ma, sb, mb));
    }

    private static String result(Fpu f) {
        return String.format("%x:%x raised %x", f.resSignExp, f.resMant, f.raised);
    }

    /** Few bits at either end, all but few, or any. */
    private static long mantissa(Random r) {
        return TOP | switch (r.nextInt(5)) {
            case 0 -> r.nextInt(4);
            case 1 -> -1L - r.nextInt(4);
            case 2 -> (long) r.nextInt(4) << 61;
            case 3 -> r.nextLong() & -1L << r.nextInt(64);
            default -> r.nextLong();
        };
    }

    @Test
    void sumsAndProducts() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("QuickArithTest -Dseed=" + seed);
        var r = new Random(seed);
        for (int i = 0; i < 1_000_000; i++) {
            int a = 0x3fff + r.nextInt(-80, 80), b = r.nextBoolean() ? a + r.nextInt(-3, 4) : a + r.nextInt(-70, 71);
            int sa = a | r.nextInt(2) << 15, sb = b | r.nextInt(2) << 15;
            check(r.nextInt(4) > 0, sa, mantissa(r), sb, mantissa(r));
        }
    }

    /** A power of two less a number 65 bits below it that is a hair more than the half of its last bit; and less what leaves half of its last bit only. */
    @Test
    void differencesAtPowersOfTwo() {
        check(true, 0x3fff, TOP, 0x3fff - 65 | Fp80.SIGN, TOP | 1);
        check(true, 0x3fff, TOP, 0x3fff - 65 | Fp80.SIGN, TOP);
        check(true, 0x3fff, TOP, 0x3ffe | Fp80.SIGN, -1);
    }

    @Test
    void zeros() {
        for (int signs = 0; signs < 4; signs++) {
            int sa = signs << 15 & 0x8000, sb = signs << 14 & 0x8000;
            for (boolean sum : new boolean[] {true, false}) {
                check(sum, sa, 0, sb, 0);
                check(sum, sa, 0, sb | 0x3fff, TOP | 5);
                check(sum, sa | 0x3fff, TOP | 5, sb, 0);
                check(sum, sa | 0x3fff, TOP | 5, sb | 0x3fff, TOP | 5);
            }
        }
    }
}
