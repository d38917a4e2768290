package lucid86.jit.lift;

import lucid86.jit.ir.Op.BinOp;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Op.UnOp;

/** What IR operations compute: for constants here, and the interpreter's reference. */
public final class Fold {
    private Fold() {}

    public static int un(UnOp op, int a) {
        return switch (op) {
            case NOT -> ~a;
            case NEG -> -a;
            case SX8 -> (byte) a;
            case SX16 -> (short) a;
            case ZX8 -> a & 0xff;
            case ZX16 -> a & 0xffff;
            case BSWAP -> Integer.reverseBytes(a);
        };
    }

    public static int bin(BinOp op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >>> b;
            case SAR -> a >> b;
            case ROL -> Integer.rotateLeft(a, b);
            case MUL -> a * b;
            case MULHU -> (int) ((a & 0xffffffffL) * (b & 0xffffffffL) >>> 32);
            case MULHS -> (int) ((long) a * b >> 32);
            case DEP8 -> a & ~0xff | b & 0xff;
            case DEP8H -> a & ~0xff00 | (b & 0xff) << 8;
            case DEP16 -> a & ~0xffff | b & 0xffff;
        };
    }

    public static int cmp(CmpOp op, int a, int b) {
        boolean v = switch (op) {
            case EQ -> a == b;
            case NE -> a != b;
            case LTU -> Integer.compareUnsigned(a, b) < 0;
            case LEU -> Integer.compareUnsigned(a, b) <= 0;
            case LTS -> a < b;
            case LES -> a <= b;
        };
        return v ? 1 : 0;
    }

    /** {@code a op b == a} for every a. */
    static boolean isNeutral(BinOp op, int b) {
        return switch (op) {
            case ADD, SUB, OR, XOR -> b == 0;
            case SHL, SHR, SAR, ROL -> (b & 31) == 0;
            case AND -> b == -1;
            case MUL -> b == 1;
            default -> false;
        };
    }

    static boolean commutes(BinOp op) {
        return switch (op) {
            case ADD, AND, OR, XOR, MUL, MULHU, MULHS -> true;
            default -> false;
        };
    }
}
