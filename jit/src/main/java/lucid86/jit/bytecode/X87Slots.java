package lucid86.jit.bytecode;

import lucid86.jit.helpers.X87Arith;
import lucid86.jit.helpers.X87Locals;
import lucid86.jit.ir.Op;

/**
 * What is known of the x87 stack in a run of instructions, wherever its top is. Slots are numbered from the top before the run, so ST(i) is slot
 * {@code top + i & 7}.
 */
final class X87Slots {
    /** Slot of ST(0). */
    int top;
    /** Slots known to be in use, and known to be free, a bit each. */
    int inUse, free;
    /** Of those, what the run demands from the start. */
    int needUsed, needFree;

    X87Slots() {}

    X87Slots(X87Slots s) {
        top = s.top;
        inUse = s.inUse;
        free = s.free;
        needUsed = s.needUsed;
        needFree = s.needFree;
    }

    /** Slot of ST(i), i in the low bits. */
    int slot(int i) {
        return top + i & 7;
    }

    private boolean uses(int i) {
        int bit = 1 << slot(i);
        if ((free & bit) != 0) return false;
        if ((inUse & bit) == 0) needUsed |= bit;
        inUse |= bit;
        return true;
    }

    private boolean push() {
        int bit = 1 << slot(-1);
        if ((inUse & bit) != 0) return false;
        if ((free & bit) == 0) needFree |= bit;
        free &= ~bit;
        inUse |= bit;
        top = slot(-1);
        return true;
    }

    private void pop() {
        free |= 1 << top;
        inUse &= ~(1 << top);
        top = slot(1);
    }

    private boolean pops(boolean does, int times) {
        for (int i = 0; does && i < times; i++) pop();
        return does;
    }

    private boolean fill(int i) {
        inUse |= 1 << slot(i);
        free &= ~(1 << slot(i));
        return true;
    }

    /**
     * An operation of an instruction.
     *
     * @return false when it would fault, whatever the stack was before; this object is of no use, then
     */
    boolean step(X87Op op, Op.Call call) {
        int fop = op.fop(call);
        return switch (op) {
            case CHECK, OPERAND, STATUS_WORD -> true;
            case STORE -> pops(uses(0), fop >>> 3 & 1);
            case ADD, SUB, MUL, DIV -> pops(uses(0) && (!X87Locals.hasRegister(fop) || uses(fop)), X87Locals.hasRegister(fop) ? fop >>> 9 & 1 : 0);
            case COMPARE, COMPARE_TO_FLAGS -> {
                int how = op.how(call);
                // FCOMPP and FUCOMPP compare with ST(1), as their opcodes say.
                yield pops(uses(0) && (!X87Locals.hasRegister(fop) || uses(fop)), (how & X87Arith.POP_BOTH) != 0 ? 2 : how & X87Arith.POP);
            }
            case CHANGE_SIGN, ABSOLUTE -> uses(0);
            case PUSH_OPERAND, PUSH_CONSTANT -> push();
            case PUSH_REGISTER -> uses(fop) && push();
            case EXCHANGE -> uses(0) && uses(fop);
            case COPY -> uses(0) && fill(fop);
            case COPY_AND_POP -> pops(uses(0) && fill(fop), 1);
        };
    }

    /** For {@link lucid86.jit.helpers.X87Locals#end}. */
    int tags() {
        return free | inUse << 8 | top << 16;
    }
}
