package lucid86.jit.interp;

/**
 * Operations of the interpreter. A word of 64 bits holds the operation in its low byte, then three slots {@code (d, a, b)} of the register
 * file, a byte each, and in its upper half a constant k. What else an operation needs is in the next word, as two halves; both are listed with each
 * group. An "I" form takes its second operand as the constant.
 */
final class OpCode {
    static final int MOV = 0, MOV_I = 1;
    /** Plus {@code UnOp.ordinal()}. */
    static final int UN = 2;
    /** Plus {@code BinOp.ordinal()}; the I forms follow. */
    static final int BIN = 10, BIN_I = 26;
    /** Plus {@code CmpOp.ordinal()}; the I forms follow. */
    static final int CMP = 42, CMP_I = 48;
    /** d: result, a: condition, b: if it is not 0; k: slot if it is. */
    static final int SEL = 54;
    /** d, a: offset, b: segment; k: size less 1, from bit {@link #SIZE_BITS} up the slot of the segment's base, and the sign says that it is for writing. */
    static final int LIN = 55, SIZE_BITS = 10, SIZE = (1 << SIZE_BITS) - 1, FOR_WRITING = 1 << 31;
    /** d: the carry flag. */
    static final int CARRY = 56;
    /** d, a: base; k: displacement. */
    static final int LOAD8 = 57, LOAD16 = 58, LOAD32 = 59;
    /** d, a: address; k: size. */
    static final int LOAD_FOR_WRITE = 60;
    /** d; k: address. */
    static final int LOAD32_AT = 61;
    /** a: base, b: value; k: displacement. PUSH32 has base ESP, and leaves the address there, too. */
    static final int STORE8 = 62, STORE16 = 63, STORE32 = 64, PUSH32 = 65;
    /** a: base; k: displacement; next word: the value. */
    static final int STORE32_I = 66, PUSH32_I = 67;
    /** d; k: the distance that ESP is moved by after the load. RET goes there. */
    static final int POP32 = 68, RET = 69;
    /** d: first operand, a: second, b: result; k: CC_OP. In the I form a is CC_OP itself. */
    static final int FLAGS = 70, FLAGS_I = 71;
    /** a: second operand, b: result; k: CC_OP. */
    static final int FLAGS_B = 72;
    /** b: result; k: CC_OP. */
    static final int FLAGS_RES = 73;
    /** d, a: condition code. */
    static final int COND = 74;
    /**
     * d, a: helper number, b: count of arguments; k: the shape of the helper from bit 4 up, and bits that say which arguments are constants; then
     * the arguments, two in a word: slots, or constants.
     */
    static final int CALL = 75;
    /** Terminals: k: where they lead. */
    static final int GOTO = 76;
    /** a: condition; k: taken; next word: not taken. */
    static final int BRANCH = 77;
    /** a: target. */
    static final int INDIRECT = 78;
    static final int EXIT = 79;
    /** Plus {@code CmpOp.ordinal()}: a, b; k: taken; next word: not taken. The I forms have b as k, and taken in the upper half of the next word. */
    static final int BRANCH_CMP = 80, BRANCH_CMP_I = 86;
    /** d, a, b: computes and keeps operands and result for the flags; k: CC_OP. The I forms have CC_OP as b. */
    static final int ADD_FLAGS = 92, SUB_FLAGS = 93, AND_FLAGS = 94, OR_FLAGS = 95, XOR_FLAGS = 96;
    static final int ADD_FLAGS_I = 97, SUB_FLAGS_I = 98, AND_FLAGS_I = 99, OR_FLAGS_I = 100, XOR_FLAGS_I = 101;
    /**
     * d, a, b: result: PF, AF, ZF and SF of an addition or subtraction; k: {@code bits - 8}, with {@link #CONSTANT} added where the next word is the
     * second operand itself, not its slot.
     */
    static final int KEPT_FLAGS = 102, CONSTANT = 0x100;
    /**
     * Two operations that often follow each other, done without asking what the second is. The words are those of the two; the first one's
     * operation is replaced by this. See {@link #pair}. PUSH_I_GOTO has where it leads in the upper half of its second word.
     */
    static final int POP_POP = 103, POP_RET = 104, PUSH_PUSH = 105, PUSH_I_GOTO = 106, AND_FLAGS_BRANCH_EQ = 107, AND_FLAGS_BRANCH_NE = 108,
            LOAD_LOAD = 109, MOV_MOV = 110, MOV_PUSH = 111, PUSH_MOV = 112, STORE_LOAD = 113, LOAD_STORE = 114, LOAD_MOV = 115, MOV_LOAD = 116,
            LOAD_SUB_FLAGS = 117;
    private static final int FIRST_PAIR = POP_POP;
    /** What each pair consists of, from {@link #FIRST_PAIR}. */
    private static final int[][] PAIRS = {
        {POP32, POP32}, {POP32, RET}, {PUSH32, PUSH32}, {PUSH32_I, GOTO}, {AND_FLAGS, BRANCH_CMP_I}, {AND_FLAGS, BRANCH_CMP_I + 1},
        {LOAD32, LOAD32}, {MOV, MOV}, {MOV, PUSH32}, {PUSH32, MOV}, {STORE32, LOAD32}, {LOAD32, STORE32}, {LOAD32, MOV},
        {MOV, LOAD32}, {LOAD32, SUB_FLAGS}};

    private OpCode() {}

    /** The operation of a pair, or -1 when there is none of these two. */
    static int pair(int first, int second) {
        for (int i = 0; i < PAIRS.length; i++) if (PAIRS[i][0] == first && PAIRS[i][1] == second) return FIRST_PAIR + i;
        return -1;
    }

    /** What to do first: the operation itself, or the first one of a pair. */
    static int first(int op) {
        return op < FIRST_PAIR ? op : PAIRS[op - FIRST_PAIR][0];
    }
}
