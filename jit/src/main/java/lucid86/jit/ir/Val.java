package lucid86.jit.ir;

/** A 32-bit operand: a guest register, a temporary or a constant. They are compared by hand: what records are given costs each start 5 ms a class. */
public sealed interface Val permits Val.Place, Val.Imm {
    /** What an operation can write. */
    sealed interface Place extends Val permits Reg, Tmp {}

    /** A word of {@link lucid86.machine.cpu.CpuState#r} below {@code TEMPS}: general registers, EIP, DF, segment bases. */
    record Reg(int index) implements Place {
        @Override public boolean equals(Object o) { return o instanceof Reg(int other) && other == index; }
        @Override public int hashCode() { return index; }

        @Override public String toString() {
            return RegNames.name(index);
        }
    }

    /** A temporary, written once, local to its block. */
    record Tmp(int n) implements Place {
        @Override public boolean equals(Object o) { return o instanceof Tmp(int other) && other == n; }
        @Override public int hashCode() { return n; }

        @Override public String toString() {
            return "t" + n;
        }
    }

    /** A constant. */
    record Imm(int value) implements Val {
        @Override public boolean equals(Object o) { return o instanceof Imm(int other) && other == value; }
        @Override public int hashCode() { return value; }

        @Override public String toString() {
            return value >= -9 && value <= 9 ? Integer.toString(value) : "0x" + Integer.toHexString(value);
        }
    }
}
