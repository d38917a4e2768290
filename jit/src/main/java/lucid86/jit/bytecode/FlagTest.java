package lucid86.jit.bytecode;

import java.util.Optional;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Reg;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/**
 * A condition code as one comparison of the lazy flags' words, for a CC_OP known beforehand.
 *
 * @param op how {@code a} and {@code b} are compared
 * @param extend size in bytes from which both are sign-extended first, or 4
 * @param mask what {@code a} is masked with first, or -1
 * @param negated the condition holds when the comparison does not
 */
record FlagTest(CmpOp op, Val a, Val b, int extend, int mask, boolean negated) {
    private static final Val A = new Reg(CpuState.CC_A), B = new Reg(CpuState.CC_B), RES = new Reg(CpuState.CC_RES), ZERO = new Imm(0);

    /** The comparison for condition code {@code cc} after CC_OP {@code flags}, where there is a short one. */
    static Optional<FlagTest> of(int cc, int flags) {
        boolean not = (cc & 1) != 0;
        int kind = flags >> 2, size = 1 << (flags & 3);
        return Optional.ofNullable(switch (kind) {
            case Flags.EAGER -> eager(cc & ~1, RES, not);
            case Flags.ROL, Flags.ROR -> rotated(cc & ~1, kind, size, not);
            default -> lazy(cc & ~1, kind, size, not);
        });
    }

    private static FlagTest eager(int cc, Val flags, boolean not) {
        int bits = switch (cc) {
            case Flags.O -> Flags.OF;
            case Flags.B -> Flags.CF;
            case Flags.Z -> Flags.ZF;
            case Flags.BE -> Flags.CF | Flags.ZF;
            case Flags.S -> Flags.SF;
            case Flags.P -> Flags.PF;
            default -> 0;
        };
        return bits == 0 ? null : new FlagTest(CmpOp.NE, flags, ZERO, 4, bits, not);
    }

    private static FlagTest rotated(int cc, int kind, int size, boolean not) {
        return switch (cc) {
            case Flags.Z, Flags.S, Flags.P -> eager(cc, B, not);
            case Flags.B -> kind == Flags.ROL ? new FlagTest(CmpOp.NE, RES, ZERO, 4, 1, not) : compare(CmpOp.LTS, RES, ZERO, size, not);
            default -> null;
        };
    }

    private static FlagTest lazy(int cc, int kind, int size, boolean not) {
        return switch (cc) {
            case Flags.Z -> compare(CmpOp.EQ, RES, ZERO, 4, not);
            case Flags.S -> compare(CmpOp.LTS, RES, ZERO, size, not);
            case Flags.B -> switch (kind) {
                case Flags.SUB -> compare(CmpOp.LTU, A, B, 4, not);
                case Flags.ADD -> compare(CmpOp.LTU, RES, A, 4, not);
                case Flags.INC, Flags.DEC, Flags.MUL -> compare(CmpOp.NE, B, ZERO, 4, not);
                case Flags.LOGIC -> never(not);
                default -> null;
            };
            case Flags.O -> kind == Flags.LOGIC ? never(not) : null;
            case Flags.BE -> kind == Flags.SUB ? compare(CmpOp.LEU, A, B, 4, not) : kind == Flags.LOGIC ? compare(CmpOp.EQ, RES, ZERO, 4, not) : null;
            case Flags.L -> kind == Flags.SUB ? compare(CmpOp.LTS, A, B, size, not) : kind == Flags.LOGIC ? compare(CmpOp.LTS, RES, ZERO, size, not) : null;
            case Flags.LE -> kind == Flags.SUB ? compare(CmpOp.LES, A, B, size, not) : kind == Flags.LOGIC ? compare(CmpOp.LES, RES, ZERO, size, not) : null;
            default -> null;
        };
    }

    /** For a flag that is clear: HotSpot leaves nothing of it. */
    private static FlagTest never(boolean not) {
        return compare(CmpOp.NE, ZERO, ZERO, 4, not);
    }

    private static FlagTest compare(CmpOp op, Val a, Val b, int extend, boolean not) {
        return new FlagTest(op, a, b, extend, -1, not);
    }
}
