package lucid86.jit.ir;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lucid86.jit.ir.Val.Place;
import lucid86.machine.cpu.Flags;

/** One operation of a block. All values are 32 bits; narrower ones are zero-extended unless said otherwise. */
public sealed interface Op {
    /** Where the result goes, or null. */
    default Place dst() {
        return null;
    }

    /** The same operation with its result elsewhere; only for operations that have one. */
    default Op withDst(Place p) {
        throw new IllegalArgumentException("no result: " + this);
    }

    /** The operand read with this number, from 0; null behind the last. */
    default Val operand(int i) {
        return null;
    }

    /** The same operation with every operand replaced; only for operations that have some, see {@link #map}. */
    default Op with(UnaryOperator<Val> f) {
        return this;
    }

    /** Nothing but its result: may be dropped when that is not needed, and moved. */
    default boolean isPure() {
        return false;
    }

    /** May leave the block in the middle: everything before it must be in place. */
    default boolean mayFault() {
        return false;
    }

    /** Needs the lazy flags, its own or somebody else's later. */
    default boolean readsFlags() {
        return mayFault();
    }

    /** May read and write any guest register. */
    default boolean touchesRegs() {
        return false;
    }

    /** Calls {@code f} with every operand read. */
    default void uses(Consumer<Val> f) {
        Val v;
        for (int i = 0; (v = operand(i)) != null; i++) f.accept(v);
    }

    /** Whether the operation reads this operand. */
    default boolean reads(Val what) {
        Val v;
        for (int i = 0; (v = operand(i)) != null; i++) if (v.equals(what)) return true;
        return false;
    }

    /** The operation with every operand read replaced: itself when that changes none. */
    default Op map(UnaryOperator<Val> f) {
        Val v;
        for (int i = 0; (v = operand(i)) != null; i++) if (f.apply(v) != v) return with(f);
        return this;
    }

    /** Operations on one value. */
    enum UnOp {
        NOT, NEG, SX8, SX16, ZX8, ZX16, BSWAP;

        @Override public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Operations on two values. Shift counts are taken modulo 32. MULHU and MULHS give the high half of the product. */
    enum BinOp {
        ADD, SUB, AND, OR, XOR, SHL, SHR, SAR, ROL, MUL, MULHU, MULHS,
        /** {@code a} with its low byte, its second byte, its low word replaced by {@code b}'s low bits. */
        DEP8, DEP8H, DEP16;

        @Override public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Comparisons giving 1 or 0. */
    enum CmpOp {
        EQ, NE, LTU, LEU, LTS, LES;

        @Override public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Start of a guest instruction: operations up to the next mark belong to it. Nothing is executed. */
    record Mark(int eip, int length) implements Op {
        @Override public String toString() {
            return "; " + Integer.toHexString(eip) + "+" + length;
        }
    }

    record Mov(Place dst, Val a) implements Op {
        @Override public Val operand(int i) { return i == 0 ? a : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Mov(dst, f.apply(a)); }
        @Override public Op withDst(Place p) { return new Mov(p, a); }
        @Override public boolean isPure() { return true; }

        @Override public String toString() {
            return dst + " = " + a;
        }
    }

    record Un(UnOp op, Place dst, Val a) implements Op {
        @Override public Val operand(int i) { return i == 0 ? a : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Un(op, dst, f.apply(a)); }
        @Override public Op withDst(Place p) { return new Un(op, p, a); }
        @Override public boolean isPure() { return true; }

        @Override public String toString() {
            return dst + " = " + op + " " + a;
        }
    }

    record Bin(BinOp op, Place dst, Val a, Val b) implements Op {
        @Override public Val operand(int i) { return i == 0 ? a : i == 1 ? b : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Bin(op, dst, f.apply(a), f.apply(b)); }
        @Override public Op withDst(Place p) { return new Bin(op, p, a, b); }
        @Override public boolean isPure() { return true; }

        @Override public String toString() {
            return dst + " = " + op + " " + a + ", " + b;
        }
    }

    record Cmp(CmpOp op, Place dst, Val a, Val b) implements Op {
        @Override public Val operand(int i) { return i == 0 ? a : i == 1 ? b : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Cmp(op, dst, f.apply(a), f.apply(b)); }
        @Override public Op withDst(Place p) { return new Cmp(op, p, a, b); }
        @Override public boolean isPure() { return true; }

        @Override public String toString() {
            return dst + " = " + op + " " + a + ", " + b;
        }
    }

    /** {@code dst = c != 0 ? a : b}. */
    record Sel(Place dst, Val c, Val a, Val b) implements Op {
        @Override public Val operand(int i) { return i == 0 ? c : i == 1 ? a : i == 2 ? b : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Sel(dst, f.apply(c), f.apply(a), f.apply(b)); }
        @Override public Op withDst(Place p) { return new Sel(p, c, a, b); }
        @Override public boolean isPure() { return true; }

        @Override public String toString() {
            return dst + " = sel " + c + ", " + a + ", " + b;
        }
    }

    /** Checks {@code size} bytes at an offset against a segment (limit, type, null) and gives the linear address. May fault. */
    record Lin(Place dst, int seg, Val offset, int size, boolean write) implements Op {
        @Override public Val operand(int i) { return i == 0 ? offset : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Lin(dst, seg, f.apply(offset), size, write); }
        @Override public Op withDst(Place p) { return new Lin(p, seg, offset, size, write); }
        @Override public boolean mayFault() { return true; }

        @Override public String toString() {
            return dst + " = lin" + (write ? "w " : "r ") + SEG_NAMES.get(seg) + ":" + offset + ", " + size;
        }
    }

    /** Reads 1, 2 or 4 bytes at a linear address. {@code forWrite}: the same bytes will be written, so fault as a write does. */
    record Load(Place dst, Val lin, int size, boolean forWrite) implements Op {
        @Override public Val operand(int i) { return i == 0 ? lin : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Load(dst, f.apply(lin), size, forWrite); }
        @Override public Op withDst(Place p) { return new Load(p, lin, size, forWrite); }
        @Override public boolean mayFault() { return true; }

        @Override public String toString() {
            return dst + " = load" + size * 8 + (forWrite ? "w [" : " [") + lin + "]";
        }
    }

    /** Writes the low 1, 2 or 4 bytes of a value at a linear address. */
    record Store(Val lin, Val value, int size) implements Op {
        @Override public Val operand(int i) { return i == 0 ? lin : i == 1 ? value : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Store(f.apply(lin), f.apply(value), size); }
        @Override public boolean mayFault() { return true; }

        @Override public String toString() {
            return "store" + size * 8 + " [" + lin + "], " + value;
        }
    }

    /** Records the operands and result of a flag-setting operation; kind and words as in {@link Flags}. */
    record SetFlags(int kind, int size, Val a, Val b, Val res) implements Op {
        @Override public Val operand(int i) { return i == 0 ? a : i == 1 ? b : i == 2 ? res : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new SetFlags(kind, size, f.apply(a), f.apply(b), f.apply(res)); }

        @Override public String toString() {
            return "flags " + KIND_NAMES.get(kind) + size * 8 + " " + a + ", " + b + ", " + res;
        }
    }

    /** {@code dst} = condition code 0..15 of the lazy flags, 1 or 0. */
    record Cond(Place dst, int cc) implements Op {
        @Override public Op withDst(Place p) { return new Cond(p, cc); }
        @Override public boolean isPure() { return true; }
        @Override public boolean readsFlags() { return true; }

        @Override public String toString() {
            return dst + " = cond " + CC_NAMES.get(cc);
        }
    }

    /** Calls a helper with the CPU state and these arguments. {@code dst} is null for helpers without a result. */
    record Call(Place dst, Helper helper, List<Val> args) implements Op {
        @Override public Val operand(int i) { return i < args.size() ? args.get(i) : null; }
        @Override public Op with(UnaryOperator<Val> f) { return new Call(dst, helper, args.stream().map(f).toList()); }
        @Override public Op withDst(Place p) { return new Call(p, helper, args); }
        @Override public boolean isPure() { return helper.use() == HelperUse.PURE || helper.use() == HelperUse.READS_FLAGS; }
        @Override public boolean mayFault() { return helper.use() == HelperUse.ANYTHING || helper.use() == HelperUse.NO_REGS; }
        @Override public boolean readsFlags() { return mayFault() || helper.use() == HelperUse.READS_FLAGS; }
        @Override public boolean touchesRegs() { return helper.use() == HelperUse.ANYTHING; }

        @Override public String toString() {
            return (dst == null ? "" : dst + " = ") + "call " + helper.name() + "("
                    + args.stream().map(Val::toString).collect(Collectors.joining(", ")) + ")";
        }
    }

    List<String> SEG_NAMES = List.of("es", "cs", "ss", "ds", "fs", "gs");
    List<String> CC_NAMES = List.of("o", "no", "b", "nb", "z", "nz", "be", "nbe", "s", "ns", "p", "np", "l", "nl", "le", "nle");
    List<String> KIND_NAMES = List.of("eager", "add", "adc", "sub", "sbb", "logic", "inc", "dec", "shl", "shr", "sar", "mul", "rol", "ror");
}
