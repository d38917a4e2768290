package lucid86.jit.x86;

import java.util.List;

/** A decoded instruction. */
public final class Insn {
    /** REP prefix values. */
    public static final int NO_REP = 0, REP = 0xf3, REPNE = 0xf2;

    Encoding encoding;
    int eip;
    int length;
    int operandSize;
    int addressSize;
    boolean lock;
    int rep;
    /** Segment override, or -1. */
    int segmentOverride = -1;
    /** ModR/M byte, or -1. */
    int modrm = -1;
    int opcode;
    /** Where its immediate starts, when it has just one that is used as it stands there; or -1. */
    int immediateAt = -1;
    private int immediates;
    List<Operand> operands = List.of();

    // Memory operand: seg:[base + index << scale + displacement]; -1 = none.
    int segment;
    int base = -1, index = -1, scale;
    int displacement;

    Insn() {}

    /** An immediate that stands in the code as it is used starts at this byte. */
    void immediateAt(int at) {
        immediateAt = immediates++ == 0 ? at : -1;
    }

    /** Which byte its only immediate starts at, when it is used as it stands there (not sign-extended); or -1. */
    public int immediateAt() {
        return immediateAt;
    }

    public Row row() {
        return encoding.row;
    }

    /** Offset of its first byte in CS. */
    public int eip() {
        return eip;
    }

    /** Length in bytes, 1..15. */
    public int length() {
        return length;
    }

    /** Operand size in bytes, 2 or 4. */
    public int operandSize() {
        return operandSize;
    }

    /** Address size in bytes, 2 or 4. */
    public int addressSize() {
        return addressSize;
    }

    public boolean lock() {
        return lock;
    }

    /** {@link #NO_REP}, {@link #REP} or {@link #REPNE}. */
    public int rep() {
        return rep;
    }

    /** ModR/M byte, or -1 when the instruction has none. */
    public int modrm() {
        return modrm;
    }

    /** The last opcode byte. */
    public int opcode() {
        return opcode;
    }

    public List<Operand> operands() {
        return operands;
    }

    /** Segment of the memory operand (or of the string source), overrides applied. */
    public int segment() {
        return segment;
    }

    /** Segment of an implicit source such as a string's: the override, or DS. */
    public int sourceSegment() {
        return segmentOverride >= 0 ? segmentOverride : 3;
    }

    /** Base register of the memory operand, or -1. */
    public int base() {
        return base;
    }

    /** Index register of the memory operand, or -1. */
    public int index() {
        return index;
    }

    /** Left shift of the index, 0..3. */
    public int scale() {
        return scale;
    }

    public int displacement() {
        return displacement;
    }
}
