package lucid86.jit.ir;

/** A 32-bit operand: a guest register, a temporary or a constant. */
public sealed interface Val permits Val.Place, Val.Imm {
    /** What an operation can write. */
    sealed interface Place extends Val permits Reg, Tmp {}

    /** A word of {@link lucid86.machine.cpu.CpuState#r} below {@code TEMPS}: general registers, EIP, DF, segment bases. */
    record Reg(int index) implements Place {
        @Override public String toString() {
            return RegNames.name(index);
        }
    }

    /** A temporary, written once, local to its block. */
    record Tmp(int n) implements Place {
        @Override public String toString() {
            return "t" + n;
        }
    }

    /** A constant. */
    record Imm(int value) implements Val {
        @Override public String toString() {
            return value >= -9 && value <= 9 ? Integer.toString(value) : "0x" + Integer.toHexString(value);
        }
    }
}
