package lucid86.jit.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.lift.Fold;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import org.junit.jupiter.api.Test;

/** The short comparisons for conditions say what {@link Flags#condition} says. */
class FlagTestTest {
    private final Random random = new Random(3);

    /** Operands and result as the operation with this {@link CpuState#CC_OP} would leave them: A, B, RES. */
    private int[] words(int op) {
        int mask = -1 >>> 32 - (8 << (op & 3)), a = value() & mask, b = value() & mask;
        return switch (op >> 2) {
            case Flags.ADD -> new int[] {a, b, a + b & mask};
            case Flags.SUB -> new int[] {a, b, a - b & mask};
            case Flags.INC, Flags.DEC, Flags.MUL -> new int[] {a, random.nextInt(2), value() & mask};
            case Flags.EAGER -> new int[] {0, 0, random.nextInt() & Flags.ARITHMETIC};
            case Flags.ROL, Flags.ROR -> new int[] {0, random.nextInt() & Flags.ARITHMETIC & ~(Flags.CF | Flags.OF), value() & mask};
            default -> new int[] {a, 1 + random.nextInt(7), value() & mask};
        };
    }

    private int value() {
        int near = random.nextInt(4) - 2;
        return switch (random.nextInt(3)) {
            case 0 -> near;
            case 1 -> (1 << 7 + 8 * random.nextInt(4)) + near;
            default -> random.nextInt();
        };
    }

    private static int word(Val v, int[] words) {
        return v instanceof Imm(int k) ? k : words[((Reg) v).index() - CpuState.CC_A];
    }

    private static int extended(int v, int size) {
        return size == 1 ? (byte) v : size == 2 ? (short) v : v;
    }

    @Test
    void comparisonsAndFlagsAgree() {
        int tests = 0;
        for (int kind = Flags.EAGER; kind <= Flags.ROR; kind++) {
            for (int size = 0; size < 3; size++) {
                for (int cc = 0; cc < 16; cc++) {
                    int op = kind << 2 | size, code = cc;
                    var test = FlagTest.of(cc, op);
                    if (test.isEmpty()) continue;
                    tests++;
                    FlagTest t = test.get();
                    for (int i = 0; i < 300; i++) {
                        int[] w = words(op);
                        boolean holds = Fold.cmp(t.op(), extended(word(t.a(), w) & t.mask(), t.extend()), extended(word(t.b(), w), t.extend())) != 0;
                        assertEquals(Flags.condition(cc, op, w[0], w[1], w[2]), holds != t.negated() ? 1 : 0, () -> t + " for condition " + code + " after " + (op >> 2));
                    }
                }
            }
        }
        assertTrue(tests > 200, tests + " comparisons");
    }
}
