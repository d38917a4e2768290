package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;

/** Quick twins of {@link Arithmetic}'s divisions: the quotient as an unsigned number, or -1 where there is none, as for a divisor of 0. */
public final class Quotient {
    private static final long LOW = 0xffffffffL;

    private Quotient() {}

    public static long quotient(CpuState c, int high, int low, int divisor) {
        if (Integer.compareUnsigned(high, divisor) >= 0) return -1;
        // Most dividends fit in 32 bits, whose division takes a host half the time.
        return high == 0 ? Integer.divideUnsigned(low, divisor) & LOW : Long.divideUnsigned((long) high << 32 | low & LOW, divisor & LOW);
    }

    public static long quotientSigned(CpuState c, int high, int low, int divisor) {
        if (divisor == 0) return -1;
        if (high == low >> 31 && low != Integer.MIN_VALUE) return low / divisor & LOW;
        long q = ((long) high << 32 | low & LOW) / divisor;
        return q == (int) q ? q & LOW : -1;
    }
}
