package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.LongFunction;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

/** DIV and IDIV of 64 bits by 32, against numbers without bounds. */
class QuotientTest {
    private static final int TRIES = 200_000;

    private interface Division {
        long quotient(int high, int low, int divisor);
    }

    private final Random r = new Random(86);

    private int number() {
        return switch (r.nextInt(4)) {
            case 0 -> r.nextInt(-2, 3);
            case 1 -> r.nextInt() >> r.nextInt(32);
            case 2 -> r.nextInt() >>> r.nextInt(32);
            default -> Integer.MIN_VALUE + r.nextInt(-2, 3);
        };
    }

    private void compare(Division division, LongFunction<BigInteger> wide, LongFunction<BigInteger> narrow, long least, long most) {
        int fits = 0;
        for (int i = 0; i < TRIES; i++) {
            int low = number(), high = r.nextInt(3) == 0 ? low >> 31 : number(), divisor = number();
            BigInteger n = wide.apply((long) high << 32 | low & 0xffffffffL), d = narrow.apply(divisor);
            long expected = -1;
            if (d.signum() != 0 && n.divide(d).compareTo(BigInteger.valueOf(least)) >= 0 && n.divide(d).compareTo(BigInteger.valueOf(most)) <= 0) {
                expected = n.divide(d).intValue() & 0xffffffffL;
                fits++;
            }
            assertEquals(expected, division.quotient(high, low, divisor), () -> n + " / " + d);
        }
        assertTrue(fits > TRIES / 10, fits + " had a quotient");
    }

    @Test
    void signed() {
        compare((high, low, divisor) -> Quotient.quotientSigned(null, high, low, divisor), BigInteger::valueOf, BigInteger::valueOf, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void unsigned() {
        compare((high, low, divisor) -> Quotient.quotient(null, high, low, divisor), v -> new BigInteger(Long.toUnsignedString(v)), v -> BigInteger.valueOf(v & 0xffffffffL), 0,
                0xffffffffL);
    }

    @Test
    void withoutAQuotientThereIsADivideError() {
        var c = new CpuState(new MemoryMap(0x100000, 0x1000));
        assertThrows(GuestFault.class, () -> Arithmetic.quotientSigned(c, -1, Integer.MIN_VALUE, -1));
        assertEquals(Vector.DE, c.faultVector);
        c.faultVector = -1;
        assertThrows(GuestFault.class, () -> Arithmetic.quotient(c, 5, 0, 5));
        assertEquals(Vector.DE, c.faultVector);
        assertEquals(0xccccccccL, Arithmetic.quotient(c, 4, 0, 5) & 0xffffffffL);
    }
}
