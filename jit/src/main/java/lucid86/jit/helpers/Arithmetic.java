package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.EAX;
import static lucid86.machine.cpu.CpuState.EBX;
import static lucid86.machine.cpu.CpuState.ECX;
import static lucid86.machine.cpu.CpuState.EDX;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** Integer arithmetic that takes more than a few operations. */
public final class Arithmetic {
    /** Shift kinds: ModR/M.reg of the shift group, then the double shifts. */
    public static final int ROL = 0, ROR = 1, RCL = 2, RCR = 3, SHL = 4, SHR = 5, SAR = 7, SHLD = 8, SHRD = 9;

    private Arithmetic() {}

    /** CF, PF, AF, ZF, SF, OF in their EFLAGS positions. */
    @HelperEffects(HelperUse.READS_FLAGS)
    public static int oldFlags(CpuState c) {
        return c.arithmeticFlags();
    }

    /** What a rotate leaves alone: {@link #oldFlags} without CF and OF. */
    @HelperEffects(HelperUse.READS_FLAGS)
    public static int keptFlags(CpuState c) {
        return keptOf(c, c.r[CpuState.CC_OP], c.r[CpuState.CC_A], c.r[CpuState.CC_B], c.r[CpuState.CC_RES]);
    }

    /** {@link #oldFlags} where it is known what set them: with a constant kind, little is left to compute. */
    @HelperEffects(HelperUse.PURE)
    public static int flagsOf(CpuState c, int op, int a, int b, int res) {
        return Flags.arithmetic(op, a, b, res);
    }

    /** {@link #keptFlags} where it is known what set them. */
    @HelperEffects(HelperUse.PURE)
    public static int keptOf(CpuState c, int op, int a, int b, int res) {
        return Flags.withoutCarryAndOverflow(op, a, b, res);
    }

    /**
     * Result of a shift or rotate.
     *
     * @param operation kind << 4 | size in bytes
     * @param a operand, zero-extended
     * @param count 0..31
     * @param old arithmetic flags before
     */
    @HelperEffects(HelperUse.PURE)
    public static int shift(CpuState c, int operation, int a, int count, int old) {
        int bits = (operation & 15) * 8;
        int mask = -1 >>> (32 - bits);
        return switch (operation >> 4) {
            case ROL -> rotate(a, bits, count % bits) & mask;
            case ROR -> rotate(a, bits, (bits - count % bits) % bits) & mask;
            case RCL -> (int) rotateThroughCarry(a, bits, count % (bits + 1), old) & mask;
            case RCR -> (int) rotateThroughCarry(a, bits, (bits + 1 - count % (bits + 1)) % (bits + 1), old) & mask;
            case SHL -> a << count & mask;
            case SHR -> a >>> count;
            default -> a << (32 - bits) >> (32 - bits) >> count & mask;
        };
    }

    private static int rotate(int a, int bits, int left) {
        return left == 0 ? a : a << left | a >>> (bits - left);
    }

    /** Rotates CF:a (bits + 1 bits) left; CF is the top bit of the result. */
    private static long rotateThroughCarry(int a, int bits, int left, int old) {
        long v = a & 0xffffffffL | (long) (old & 1) << bits;
        return left == 0 ? v : (v << left | v >>> (bits + 1 - left)) & (1L << bits + 1) - 1;
    }

    /** Arithmetic flags after a shift or rotate; parameters as for {@link #shift}. A count of 0 leaves them alone. */
    @HelperEffects(HelperUse.PURE)
    public static int shiftFlags(CpuState c, int operation, int a, int count, int old) {
        if (count == 0) return old;
        int size = operation & 15, bits = size * 8, kind = operation >> 4;
        int r = shift(c, operation, a, count, old);
        int top = r >>> (bits - 1) & 1, second = r >>> (bits - 2) & 1;
        switch (kind) {
            case ROL -> { return old & ~(Flags.CF | Flags.OF) | r & 1 | (top ^ r & 1) << 11; }
            case ROR -> { return old & ~(Flags.CF | Flags.OF) | top | (top ^ second) << 11; }
            case RCL -> {
                int carry = (int) (rotateThroughCarry(a, bits, count % (bits + 1), old) >>> bits) & 1;
                return old & ~(Flags.CF | Flags.OF) | carry | (top ^ carry) << 11;
            }
            case RCR -> {
                int carry = (int) (rotateThroughCarry(a, bits, (bits + 1 - count % (bits + 1)) % (bits + 1), old) >>> bits) & 1;
                return old & ~(Flags.CF | Flags.OF) | carry | (top ^ second) << 11;
            }
            default -> {
                int lazy = kind == SHL ? Flags.SHL : kind == SHR ? Flags.SHR : Flags.SAR;
                return Flags.arithmetic(Flags.op(lazy, size), a, count, r);
            }
        }
    }

    /** SHLD, SHRD: {@code operation} is kind << 4 | size; a 16-bit count above 16 goes on into the operand, as processors do. */
    @HelperEffects(HelperUse.PURE)
    public static int doubleShift(CpuState c, int operation, int a, int b, int count) {
        if (count == 0) return a;
        boolean left = operation >> 4 == SHLD;
        if ((operation & 15) == 4) return left ? a << count | b >>> (32 - count) : a >>> count | b << (32 - count);
        return (int) (left ? wide16(a, b) << count >>> 32 : wide16(a, b) >>> count) & 0xffff;
    }

    /** The 48-bit string a 16-bit double shift moves through: SHLD takes its top word, SHRD its bottom word. */
    private static long wide16(int a, int b) {
        return (long) a << 32 | (long) b << 16 | a;
    }

    /** The last bit shifted out of the operand. */
    @HelperEffects(HelperUse.PURE)
    public static int doubleShiftCarry(CpuState c, int operation, int a, int b, int count) {
        if (count == 0) return 0;
        boolean left = operation >> 4 == SHLD;
        if ((operation & 15) == 4) return left ? a >>> (32 - count) & 1 : a >>> (count - 1) & 1;
        return (int) (left ? wide16(a, b) >>> (48 - count) : wide16(a, b) >>> (count - 1)) & 1;
    }

    /** Flags of a double shift by at least 1. */
    @HelperEffects(HelperUse.PURE)
    public static int doubleShiftFlags(CpuState c, int operation, int a, int r, int carry) {
        int size = operation & 15;
        int overflow = (a ^ r) >>> (size * 8 - 1) & 1;
        return Flags.arithmetic(Flags.op(Flags.LOGIC, size), 0, 0, r) | carry | overflow << 11;
    }

    /** Number of the lowest one bit; 32 for 0. */
    @HelperEffects(HelperUse.PURE)
    public static int lowestBit(CpuState c, int a) {
        return Integer.numberOfTrailingZeros(a);
    }

    /** Number of the highest one bit; -1 for 0. */
    @HelperEffects(HelperUse.PURE)
    public static int highestBit(CpuState c, int a) {
        return 31 - Integer.numberOfLeadingZeros(a);
    }

    /** DIV: the accumulator pair by an operand of 1 or 2 bytes; #DE when the quotient does not fit. Flags are left alone. */
    public static void divide(CpuState c, int size, int divisor) {
        if (divisor == 0) throw c.fault(Vector.DE);
        int eax = c.r[EAX], edx = c.r[EDX];
        switch (size) {
            case 1 -> {
                int n = eax & 0xffff, q = n / divisor;
                if (q > 0xff) throw c.fault(Vector.DE);
                c.r[EAX] = eax & ~0xffff | (n % divisor) << 8 | q;
            }
            default -> {
                int n = edx << 16 | eax & 0xffff;
                int q = Integer.divideUnsigned(n, divisor);
                if (Integer.compareUnsigned(q, 0xffff) > 0) throw c.fault(Vector.DE);
                c.r[EAX] = eax & ~0xffff | q;
                c.r[EDX] = edx & ~0xffff | Integer.remainderUnsigned(n, divisor);
            }
        }
    }

    /** IDIV, as {@link #divide}. */
    public static void divideSigned(CpuState c, int size, int divisor) {
        if (divisor == 0) throw c.fault(Vector.DE);
        int eax = c.r[EAX], edx = c.r[EDX];
        switch (size) {
            case 1 -> {
                int n = (short) eax, d = (byte) divisor, q = n / d;
                if (q != (byte) q) throw c.fault(Vector.DE);
                c.r[EAX] = eax & ~0xffff | (n % d & 0xff) << 8 | q & 0xff;
            }
            default -> {
                int n = edx << 16 | eax & 0xffff, d = (short) divisor;
                long q = (long) n / d;
                if (q != (short) q) throw c.fault(Vector.DE);
                c.r[EAX] = eax & ~0xffff | (int) q & 0xffff;
                c.r[EDX] = edx & ~0xffff | n % d & 0xffff;
            }
        }
    }

    /** DIV of EDX:EAX, here {@code high} and {@code low}: the quotient, or #DE. The remainder is what is left of {@code low}. */
    @HelperEffects(HelperUse.NO_REGS)
    @Quick(Quotient.class)
    public static int quotient(CpuState c, int high, int low, int divisor) {
        long q = Quotient.quotient(c, high, low, divisor);
        if (q < 0) throw c.fault(Vector.DE);
        return (int) q;
    }

    /** IDIV, as {@link #quotient}. */
    @HelperEffects(HelperUse.NO_REGS)
    @Quick(Quotient.class)
    public static int quotientSigned(CpuState c, int high, int low, int divisor) {
        long q = Quotient.quotientSigned(c, high, low, divisor);
        if (q < 0) throw c.fault(Vector.DE);
        return (int) q;
    }

    /** CMPXCHG8B at a linear address. It always writes, so it needs write permission (SDM). */
    public static void compareExchange8(CpuState c, int lin) {
        c.mmu.probeWrite(lin, 8);
        long old = c.mmu.read64(lin);
        long expected = (long) c.r[EDX] << 32 | c.r[EAX] & 0xffffffffL;
        int flags = c.arithmeticFlags() & ~Flags.ZF;
        if (old == expected) {
            c.mmu.write64(lin, (long) c.r[ECX] << 32 | c.r[EBX] & 0xffffffffL);
            flags |= Flags.ZF;
        } else {
            c.mmu.write64(lin, old);
            c.r[EAX] = (int) old;
            c.r[EDX] = (int) (old >>> 32);
        }
        c.setArithmeticFlags(flags);
    }
}
