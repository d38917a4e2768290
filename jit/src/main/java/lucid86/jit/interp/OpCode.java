package lucid86.jit.interp;

/**
 * Operations of the interpreter. The first word holds the operation in its low byte, then up to three slots
 * {@code (dst, a, b)} of the register file; what follows is listed with each group. An "I" form takes its second operand
 * from the following word.
 */
final class OpCode {
    static final int MOV = 0, MOV_I = 1;
    /** Plus {@code UnOp.ordinal()}. */
    static final int UN = 2;
    /** Plus {@code BinOp.ordinal()}; the I forms follow. */
    static final int BIN = 10, BIN_I = 26;
    /** Plus {@code CmpOp.ordinal()}; the I forms follow. */
    static final int CMP = 42, CMP_I = 48;
    /** dst, condition, a; then b as a word. */
    static final int SEL = 54;
    /** dst, offset, segment; then the size. */
    static final int LIN_READ = 55, LIN_WRITE = 56;
    /** dst, address. */
    static final int LOAD8 = 57, LOAD16 = 58, LOAD32 = 59;
    /** dst, address; then the size. */
    static final int LOAD_FOR_WRITE = 60;
    /** dst; then a constant address. */
    static final int LOAD32_AT = 61;
    /** address, value. */
    static final int STORE8 = 62, STORE16 = 63, STORE32 = 64;
    /** a, b, res; then CC_OP. */
    static final int FLAGS = 65;
    /** a, -, res; then CC_OP and b. */
    static final int FLAGS_I = 66;
    /** -, b, res; then CC_OP. */
    static final int FLAGS_B = 67;
    /** -, -, res; then CC_OP. */
    static final int FLAGS_RES = 68;
    /** dst, condition code. */
    static final int COND = 69;
    /** dst, helper number, count of arguments; then a word with the shape of the helper from bit 4 up, and its arguments: slots, or constants where bit i of that word is set. */
    static final int CALL = 70;
    /** Terminals: then the target(s). */
    static final int GOTO = 71, BRANCH = 72, INDIRECT = 73, EXIT = 74;
    /** Plus {@code CmpOp.ordinal()}: -, a, b; then taken and next. The I forms have b as a word first. */
    static final int BRANCH_CMP = 75, BRANCH_CMP_I = 81;
    /** dst, base (value: -, base, value); then the displacement. PUSH32 leaves the address in ESP, too. */
    static final int LOAD32_OFF = 87, STORE32_OFF = 88, PUSH32 = 89;
    /** dst; then the distance that ESP is moved by after the load. RET goes there. */
    static final int POP32 = 90, RET = 91;
    /** dst, a, b: computes and keeps operands and result for the flags; then CC_OP. The I forms have b as a word after it. */
    static final int ADD_FLAGS = 92, SUB_FLAGS = 93, AND_FLAGS = 94, OR_FLAGS = 95, XOR_FLAGS = 96;
    static final int ADD_FLAGS_I = 97, SUB_FLAGS_I = 98, AND_FLAGS_I = 99, OR_FLAGS_I = 100, XOR_FLAGS_I = 101;
    /** -, base; then the displacement and the value. */
    static final int STORE32_OFF_I = 102, PUSH32_I = 103;
    /** dst, base; then the displacement. */
    static final int LOAD8_OFF = 104;
    /**
     * dst, a, res: PF, AF, ZF and SF of an addition or subtraction; then {@code bits - 8}, with {@link #CONSTANT} added where the next word is
     * b itself, not its slot; and that word.
     */
    static final int KEPT_FLAGS = 105, CONSTANT = 0x100;
    /**
     * Two operations that often follow each other, done without asking what the second is. The words are those of the two; the first one's
     * operation is replaced by this. See {@link #pair}.
     */
    static final int POP_POP = 106, POP_RET = 107, PUSH_PUSH = 108, PUSH_I_GOTO = 109, AND_FLAGS_BRANCH_EQ = 110, AND_FLAGS_BRANCH_NE = 111,
            LOAD_LOAD = 112, MOV_MOV = 113, MOV_PUSH = 114, PUSH_MOV = 115, STORE_LOAD = 116, LOAD_STORE = 117, LOAD_MOV = 118, MOV_LOAD = 119,
            LOAD_SUB_FLAGS = 120;
    private static final int FIRST_PAIR = POP_POP;
    /** What each pair consists of, from {@link #FIRST_PAIR}. */
    private static final int[][] PAIRS = {
        {POP32, POP32}, {POP32, RET}, {PUSH32, PUSH32}, {PUSH32_I, GOTO}, {AND_FLAGS, BRANCH_CMP_I}, {AND_FLAGS, BRANCH_CMP_I + 1},
        {LOAD32_OFF, LOAD32_OFF}, {MOV, MOV}, {MOV, PUSH32}, {PUSH32, MOV}, {STORE32_OFF, LOAD32_OFF}, {LOAD32_OFF, STORE32_OFF}, {LOAD32_OFF, MOV},
        {MOV, LOAD32_OFF}, {LOAD32_OFF, SUB_FLAGS}};

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
