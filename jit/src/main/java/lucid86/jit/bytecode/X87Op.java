package lucid86.jit.bytecode;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import lucid86.jit.helpers.Checks;
import lucid86.jit.helpers.X87Arith;
import lucid86.jit.helpers.X87Control;
import lucid86.jit.helpers.X87Operand;
import lucid86.jit.helpers.X87Stack;
import lucid86.jit.helpers.X87Store;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;

/** The x87 helpers that can work on registers in locals. */
enum X87Op {
    CHECK, OPERAND, STORE, ADD, SUB, MUL, DIV, COMPARE, COMPARE_TO_FLAGS, CHANGE_SIGN, ABSOLUTE, PUSH_OPERAND, PUSH_REGISTER, PUSH_CONSTANT, EXCHANGE, COPY,
    COPY_AND_POP, STATUS_WORD;

    private static final Map<Helper, X87Op> OF = new HashMap<>();

    static {
        Helper.R0[] checks = {Checks::x87, Checks::x87NoWait, Checks::pendingX87};
        Helper.R3[] operands = {X87Operand::single, X87Operand::doubled, X87Operand::integer16, X87Operand::integer32, X87Operand::integer64};
        Helper.R4[] stores = {X87Store::single, X87Store::doubled, X87Store::integer16, X87Store::integer32, X87Store::integer64, X87Store::truncated16,
            X87Store::truncated32, X87Store::truncated64};
        for (Helper.Fn f : checks) OF.put(Helper.of(f), CHECK);
        for (Helper.Fn f : operands) OF.put(Helper.of(f), OPERAND);
        for (Helper.Fn f : stores) OF.put(Helper.of(f), STORE);
        var two = new EnumMap<X87Op, Helper.R2>(X87Op.class);
        two.put(ADD, X87Arith::add);
        two.put(SUB, X87Arith::sub);
        two.put(MUL, X87Arith::mul);
        two.put(DIV, X87Arith::div);
        two.put(CHANGE_SIGN, X87Arith::changeSign);
        two.put(ABSOLUTE, X87Arith::absolute);
        two.put(PUSH_REGISTER, X87Stack::pushRegister);
        two.put(PUSH_CONSTANT, X87Stack::pushConstant);
        two.put(EXCHANGE, X87Stack::exchange);
        two.put(COPY, X87Stack::copy);
        two.put(COPY_AND_POP, X87Stack::copyAndPop);
        two.forEach((op, f) -> OF.put(Helper.of(f), op));
        OF.put(Helper.of((Helper.R2) X87Stack::pushConverted), PUSH_OPERAND);
        OF.put(Helper.of((Helper.R2) X87Stack::pushExact), PUSH_OPERAND);
        OF.put(Helper.of((Helper.R3) X87Arith::compare), COMPARE);
        OF.put(Helper.of((Helper.F3) X87Arith::compareToFlags), COMPARE_TO_FLAGS);
        OF.put(Helper.of((Helper.F0) X87Control::statusWord), STATUS_WORD);
    }

    /** Which one an operation calls, or null. */
    static X87Op of(Op op) {
        return op instanceof Op.Call c ? OF.get(c.helper()) : null;
    }

    /** Opcode as the FPU records it; 0 where the helper does not get it. */
    int fop(Op.Call o) {
        return switch (this) {
            case CHECK, OPERAND, STATUS_WORD -> 0;
            case STORE -> constant(o.args().get(3)) & 0x7ff;
            default -> constant(o.args().get(1));
        };
    }

    /** Offset of the instruction in CS. */
    int eip(Op.Call o) {
        return constant(o.args().get(this == STORE ? 2 : 0));
    }

    /** Flags of {@link X87Arith#compare}. */
    int how(Op.Call o) {
        return constant(o.args().get(2));
    }

    private static int constant(Val v) {
        return ((Imm) v).value();
    }
}
