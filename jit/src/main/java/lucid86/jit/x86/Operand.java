package lucid86.jit.x86;

/** A decoded operand. Sizes are in bytes. */
public sealed interface Operand {
    int size();

    /** Number of the register it is; throws when it is none. */
    default int number() {
        throw new IllegalStateException("no register: " + this);
    }

    /** General register in the encoding's numbering: of size 1, numbers 4..7 are AH, CH, DH, BH. */
    record Gpr(int number, int size) implements Operand {}

    /** The instruction's one ModR/M (or moffs) memory operand; its address is in the {@link Insn}. */
    record Mem(int size) implements Operand {}

    /** A string operand at DS:(E)SI ({@code source}) or ES:(E)DI. */
    record Str(boolean source, int size) implements Operand {}

    record Seg(int number) implements Operand {
        @Override public int size() { return 2; }
    }

    record Control(int number) implements Operand {
        @Override public int size() { return 4; }
    }

    record Debug(int number) implements Operand {
        @Override public int size() { return 4; }
    }

    /** An immediate; sign-extended to 32 bits where the encoding says so, else zero-extended. */
    record Imm(int value, int size) implements Operand {}

    /** The target of a relative jump, as an offset in CS, already truncated for 16-bit operand size. */
    record Target(int eip, int size) implements Operand {}

    record Far(int selector, int offset, int size) implements Operand {}

    /** ST(i), relative to the top of the stack. */
    record St(int number) implements Operand {
        @Override public int size() { return 10; }
    }

    record Mmx(int number) implements Operand {
        @Override public int size() { return 8; }
    }

    record Xmm(int number, int size) implements Operand {}
}
