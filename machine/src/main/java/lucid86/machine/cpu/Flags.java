package lucid86.machine.cpu;

/**
 * EFLAGS bits and the lazy arithmetic flags.
 *
 * <p>An instruction that sets flags records what it did: {@code CC_OP = kind * 4 + log2(bytes)}, operands in CC_A and
 * CC_B, the result in CC_RES (operands and result zero-extended to 32 bits). Flags are computed when somebody asks.
 * Kinds say which words they use; the others are stale.
 */
public final class Flags {
    public static final int CF = 1, PF = 4, AF = 0x10, ZF = 0x40, SF = 0x80, TF = 0x100, IF = 0x200, DF = 0x400, OF = 0x800;
    public static final int IOPL = 0x3000, NT = 0x4000, RF = 0x10000, VM = 0x20000, AC = 0x40000, VIF = 0x80000, VIP = 0x100000, ID = 0x200000;
    public static final int ARITHMETIC = CF | PF | AF | ZF | SF | OF;
    private static final int KEPT_BY_ROTATES = PF | AF | ZF | SF;
    public static final int SYSTEM = TF | IF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;

    // ---- kinds (CC_OP >> 2) ---------------------------------------------------------------------------------------
    /** CC_RES holds the flags themselves, in EFLAGS positions. The kind is 0 so that EAGER as a CC_OP is 0. */
    public static final int EAGER = 0;
    /** a + b (+ carry) = res; uses A, B, RES. */
    public static final int ADD = 1, ADC = 2;
    /** a - b (- borrow) = res; uses A, B, RES. */
    public static final int SUB = 3, SBB = 4;
    /** And, or, xor, test: CF = OF = AF = 0; uses RES. */
    public static final int LOGIC = 5;
    /** res = operand + 1; CC_B = old CF (0 or 1). */
    public static final int INC = 6;
    /** res = operand - 1; CC_B = old CF (0 or 1). */
    public static final int DEC = 7;
    /** res = a shifted left by b, 1 <= b <= 31. */
    public static final int SHL = 8;
    /** res = a shifted right by b (logical; a zero-extended). */
    public static final int SHR = 9;
    /** res = a shifted right by b (arithmetic; a zero-extended, to be sign-extended from the operand size). */
    public static final int SAR = 10;
    /** Multiplication: CF = OF = (CC_B != 0); SF, ZF, PF from RES, AF = 0. */
    public static final int MUL = 11;
    /** res = operand rotated left or right by at least 1: CF and OF from RES; CC_B = the other flags, from before, in EFLAGS positions. */
    public static final int ROL = 12, ROR = 13;

    /** Condition codes, in the order of the opcode's low four bits. */
    public static final int O = 0, NO = 1, B = 2, NB = 3, Z = 4, NZ = 5, BE = 6, NBE = 7, S = 8, NS = 9, P = 10, NP = 11, L = 12, NL = 13, LE = 14, NLE = 15;

    private Flags() {}

    /** CC_OP for a kind and an operand size in bytes (1, 2 or 4). */
    public static int op(int kind, int bytes) {
        return kind * 4 + (bytes >> 1);
    }

    private static int bits(int op) {
        return 8 << (op & 3);
    }

    /** The carry flag, 0 or 1. */
    public static int carry(int op, int a, int b, int res) {
        int top = bits(op) - 1;
        return switch (op >> 2) {
            case EAGER -> res & 1;
            case ADD -> Integer.compareUnsigned(res, a) < 0 ? 1 : 0;
            case ADC -> ((a & b) | ((a | b) & ~res)) >>> top & 1;
            case SUB -> Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
            case SBB -> ((~a & b) | ((~a | b) & res)) >>> top & 1;
            case INC, DEC -> b;
            case SHL -> b > top + 1 ? 0 : a >>> (top + 1 - b) & 1;
            case SHR -> a >>> (b - 1) & 1;
            case SAR -> (a << (31 - top) >> (31 - top)) >> (b - 1) & 1;
            case MUL -> b != 0 ? 1 : 0;
            case ROL -> res & 1;
            case ROR -> res >>> top & 1;
            default -> 0;
        };
    }

    /** The overflow flag, 0 or 1. */
    public static int overflow(int op, int a, int b, int res) {
        int top = bits(op) - 1;
        return switch (op >> 2) {
            case EAGER -> res >>> 11 & 1;
            case ADD, ADC -> ((a ^ res) & (b ^ res)) >>> top & 1;
            case SUB, SBB -> ((a ^ b) & (a ^ res)) >>> top & 1;
            case INC -> res == 1 << top ? 1 : 0;
            case DEC -> res == (1 << top) - 1 ? 1 : 0;
            case SHL -> (res >>> top ^ carry(op, a, b, res)) & 1;
            case SHR -> b == 1 ? a >>> top & 1 : 0;
            case MUL -> b != 0 ? 1 : 0;
            case ROL -> (res >>> top ^ res) & 1;
            case ROR -> (res >>> top ^ res >>> top - 1) & 1;
            default -> 0;
        };
    }

    /** The auxiliary carry flag, 0 or 1. */
    public static int adjust(int op, int a, int b, int res) {
        return switch (op >> 2) {
            case EAGER -> res >>> 4 & 1;
            case ADD, ADC, SUB, SBB -> (a ^ b ^ res) >>> 4 & 1;
            case INC -> (res & 15) == 0 ? 1 : 0;
            case DEC -> (res & 15) == 15 ? 1 : 0;
            case ROL, ROR -> b >>> 4 & 1;
            default -> 0;
        };
    }

    /** The zero flag, 0 or 1. */
    public static int zero(int op, int b, int res) {
        return switch (op >> 2) {
            case EAGER -> res >>> 6 & 1;
            case ROL, ROR -> b >>> 6 & 1;
            default -> res == 0 ? 1 : 0;
        };
    }

    /** The sign flag, 0 or 1. */
    public static int sign(int op, int b, int res) {
        return switch (op >> 2) {
            case EAGER -> res >>> 7 & 1;
            case ROL, ROR -> b >>> 7 & 1;
            default -> res >>> (bits(op) - 1) & 1;
        };
    }

    /** The parity flag, 0 or 1: even number of ones in the low byte. */
    public static int parity(int op, int b, int res) {
        return switch (op >> 2) {
            case EAGER -> res >>> 2 & 1;
            case ROL, ROR -> b >>> 2 & 1;
            default -> ~Integer.bitCount(res & 0xff) & 1;
        };
    }

    /** All six arithmetic flags in their EFLAGS positions. */
    public static int arithmetic(int op, int a, int b, int res) {
        if (op >> 2 == EAGER) return res & ARITHMETIC;
        return carry(op, a, b, res) | withoutCarryAndOverflow(op, a, b, res) | overflow(op, a, b, res) << 11;
    }

    /** PF, AF, ZF and SF in their EFLAGS positions. */
    public static int withoutCarryAndOverflow(int op, int a, int b, int res) {
        return switch (op >> 2) {
            case EAGER -> res & KEPT_BY_ROTATES;
            case ROL, ROR -> b & KEPT_BY_ROTATES;
            default -> parity(op, b, res) << 2 | adjust(op, a, b, res) << 4 | zero(op, b, res) << 6 | sign(op, b, res) << 7;
        };
    }

    /** Whether condition code {@code cc} (0..15) holds: 1 or 0. */
    public static int condition(int cc, int op, int a, int b, int res) {
        int v = switch (cc >> 1) {
            case 0 -> overflow(op, a, b, res);
            case 1 -> carry(op, a, b, res);
            case 2 -> zero(op, b, res);
            case 3 -> carry(op, a, b, res) | zero(op, b, res);
            case 4 -> sign(op, b, res);
            case 5 -> parity(op, b, res);
            case 6 -> sign(op, b, res) ^ overflow(op, a, b, res);
            default -> sign(op, b, res) ^ overflow(op, a, b, res) | zero(op, b, res);
        };
        return v ^ cc & 1;
    }
}
