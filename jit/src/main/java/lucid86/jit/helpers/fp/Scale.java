package lucid86.jit.helpers.fp;

import static lucid86.jit.helpers.fp.Fp80.BIAS;
import static lucid86.jit.helpers.fp.Fp80.C0;
import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.C2;
import static lucid86.jit.helpers.fp.Fp80.C3;
import static lucid86.jit.helpers.fp.Fp80.EXP;
import static lucid86.jit.helpers.fp.Fp80.INTEGER_BIT;
import static lucid86.jit.helpers.fp.Fp80.SIGN;

import lucid86.machine.cpu.Fpu;

/** Operations on exponents, and the partial remainders. */
public final class Scale {
    /** {@link #remainder} computed none. */
    public static final int NO_QUOTIENT = -1;

    private Scale() {}

    /** FSCALE: a * 2^trunc(b), rounded to 64 bits. */
    public static void scale(Fpu f, int sa, long ma, int sb, long mb) {
        if (Fp80.refuses(f, sa, ma, sb, mb)) return;
        boolean infA = Fp80.isInfinite(sa, ma), zeroA = Fp80.isZero(sa, ma), down = (sb & SIGN) != 0;
        if (Fp80.isInfinite(sb, mb)) {
            if (down ? infA : zeroA) {
                Fp80.invalid(f);
                return;
            }
            Fp80.noteDenormal(f, sa, ma);
            if (down) Fp80.zero(f, sa & SIGN);
            else Fp80.infinity(f, sa & SIGN);
            return;
        }
        Fp80.noteDenormals(f, sa, ma, sb, mb);
        if (infA || zeroA) {
            Fp80.result(f, sa, ma);
            return;
        }
        int distance = (sb & EXP) - BIAS;
        // 2^17 is past the whole range and past the wrap of an unmasked exception.
        int by = distance < 0 ? 0 : distance > 16 ? 1 << 17 : (int) (mb >>> 63 - distance);
        Rounding.roundFull(f, sa & SIGN, Fp80.normalExponent(sa, ma) + (down ? -by : by), Fp80.normalMantissa(ma), 0);
    }

    /**
     * FXTRACT: the significand becomes the result, the exponent the operand field.
     */
    public static void extract(Fpu f, int se, long m) {
        if (Fp80.refuses(f, se, m)) {
            f.opSignExp = f.resSignExp;
            f.opMant = f.resMant;
            return;
        }
        int sign = se & SIGN;
        if (Fp80.isZero(se, m)) {
            f.raised |= Fp80.ZE;
            Fp80.zero(f, sign);
            f.opSignExp = SIGN | EXP;
            f.opMant = INTEGER_BIT;
        } else if (Fp80.isInfinite(se, m)) {
            Fp80.infinity(f, sign);
            f.opSignExp = EXP;
            f.opMant = INTEGER_BIT;
        } else {
            int raised = m != 0 && (se & EXP) == 0 ? f.raised | Fp80.DE : f.raised;
            Convert.fromInteger(f, Fp80.normalExponent(se, m) - BIAS);
            f.raised = raised;
            Fp80.result(f, sign | BIAS, Fp80.normalMantissa(m));
        }
    }

    /**
     * FPREM and FPREM1: the remainder of a / b, or a step towards it that takes at most 63 bits off the quotient.
     *
     * @param nearest the quotient is rounded to nearest (FPREM1), not truncated
     * @return C2 when the reduction is incomplete, else the quotient's low bits in C0, C3, C1; {@link #NO_QUOTIENT} for NaNs
     *     and invalid operands
     */
    public static int remainder(Fpu f, int sa, long ma, int sb, long mb, boolean nearest) {
        if (Fp80.refuses(f, sa, ma, sb, mb)) return NO_QUOTIENT;
        if (Fp80.isInfinite(sa, ma) || Fp80.isZero(sb, mb)) {
            Fp80.invalid(f);
            return NO_QUOTIENT;
        }
        Fp80.noteDenormals(f, sa, ma, sb, mb);
        if (Fp80.isZero(sa, ma)) {
            Fp80.result(f, sa, ma);
            return 0;
        }
        int ea = Fp80.normalExponent(sa, ma), eb = Fp80.normalExponent(sb, mb);
        long a = Fp80.normalMantissa(ma), b = Fp80.normalMantissa(mb);
        int distance = ea - eb;
        if (distance < (nearest ? -1 : 0) || Fp80.isInfinite(sb, mb)) {
            Rounding.roundFull(f, sa & SIGN, ea, a, 0);
            return 0;
        }
        // The 8087 family takes off between 32 and 63 bits when it cannot finish (SDM vol. 2, FPREM).
        boolean partial = distance >= 64;
        int steps = partial ? distance & 31 | 32 : distance;
        long q = 0;
        int sign = sa & SIGN;
        if (distance == -1) {
            // |a| < b: only rounding to nearest can still subtract; compare 2a with b as a/1 with b/2.
            boolean up = Long.compareUnsigned(a, b) > 0;
            if (!up) {
                Rounding.roundFull(f, sign, ea, a, 0);
                return 0;
            }
            // b - a with b = 2 * mantissa on a's scale.
            pack(f, sign ^ SIGN, ea, (b << 1) - a);
            return C1;
        }
        boolean over = false;
        for (int i = 0; i <= steps; i++) {
            if (i != 0) {
                over = a < 0;
                a <<= 1;
            }
            q <<= 1;
            if (over || Long.compareUnsigned(a, b) >= 0) {
                a -= b;
                q |= 1;
            }
            over = false;
        }
        int exp = ea - steps;
        if (partial) {
            pack(f, sign, exp, a);
            return C2;
        }
        if (nearest) {
            long half = b - a;
            int order = Long.compareUnsigned(a, half);
            if (order > 0 || order == 0 && (q & 1) != 0) {
                a = half;
                sign ^= SIGN;
                q++;
            }
        }
        pack(f, sign, exp, a);
        return ((q & 4) != 0 ? C0 : 0) | ((q & 2) != 0 ? C3 : 0) | ((q & 1) != 0 ? C1 : 0);
    }

    /** An exact remainder; one that cancelled entirely keeps the dividend's sign. */
    private static void pack(Fpu f, int sign, int exp, long m) {
        if (m == 0) {
            Fp80.zero(f, sign);
            return;
        }
        int n = Long.numberOfLeadingZeros(m);
        Rounding.roundFull(f, sign, exp - n, m << n, 0);
    }
}
