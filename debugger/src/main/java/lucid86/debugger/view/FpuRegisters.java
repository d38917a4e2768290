package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.cpu.Fpu;

/**
 * The x87 unit.
 *
 * @param stack ST(0) to ST(7)
 * @param top number of the physical register that is ST(0)
 * @param last what it executed last
 */
public record FpuRegisters(int control, int status, int top, List<Entry> stack, Last last) {
    /**
     * The last instruction that was not a control instruction (SDM vol. 1, 8.1.8).
     *
     * @param opcode 11 bits: the low three of its first byte, then its second
     * @param offset its address in the code segment
     * @param dataOffset of its operand in memory, in the segment {@code dataSelector}
     */
    public record Last(int opcode, int selector, int offset, int dataSelector, int dataOffset) {}

    /**
     * One register.
     *
     * @param physical its number, which is also its MMX register's
     * @param signExponent sign in bit 15, biased exponent in bits 0-14
     */
    public record Entry(int physical, boolean used, int signExponent, long mantissa) {
        /** The nearest double, for reading; values out of its range show as infinity or zero. */
        public double approximate() {
            int exponent = signExponent & 0x7fff;
            double sign = (signExponent & 0x8000) != 0 ? -1 : 1;
            if (exponent == 0x7fff) return mantissa << 1 == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
            // Unsigned mantissa, halved to fit a long; the lost bit lies below a double's precision.
            double m = (mantissa >>> 1) * 2.0;
            int scale = Math.max(exponent, 1) - 16383 - 63;
            return sign * Math.scalb(Math.scalb(m, scale / 2), scale - scale / 2);
        }

        /** The value as people read it: {@code empty}, or a decimal number. */
        public String text() {
            return used ? Double.toString(approximate()) : "empty";
        }

        /** All 80 bits: sign and exponent, then mantissa. */
        public String hex() {
            return String.format("%04x %016x", signExponent, mantissa);
        }
    }

    static FpuRegisters of(Fpu fpu) {
        var stack = new ArrayList<Entry>();
        for (int i = 0; i < 8; i++) {
            int p = fpu.top + i & 7;
            stack.add(new Entry(p, (fpu.used >>> p & 1) != 0, fpu.signExp[p], fpu.mant[p]));
        }
        return new FpuRegisters(fpu.cw, fpu.statusWord(), fpu.top, List.copyOf(stack), new Last(fpu.fop, fpu.fcs, fpu.fip, fpu.fds, fpu.fdp));
    }
}
