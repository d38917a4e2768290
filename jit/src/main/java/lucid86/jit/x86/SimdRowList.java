package lucid86.jit.x86;

import lucid86.jit.helpers.Checks;
import lucid86.jit.helpers.SimdMemory;
import lucid86.jit.helpers.SimdMmx;
import lucid86.jit.helpers.SimdShift;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.Flags;

/**
 * What the MMX and SSE families share. An instruction is a helper call with the numbers of its XMM registers; a memory
 * operand is first loaded into a scratch register, and MMX operands are copied to scratch registers and back.
 */
abstract class SimdRowList extends RowList {
    private static final int SCRATCH = SimdMemory.SCRATCH, SCRATCH2 = SimdMemory.SCRATCH2;

    /** What happens around an MMX operation. */
    private enum Shape { PLAIN, JOINED, HIGH }

    // ---- XMM ---------------------------------------------------------------------------------------------------------

    /** The number of the register that holds operand {@code i}: its own, or a scratch register it was loaded into. */
    static Val source(Lift x, int i) {
        return source(x, i, SCRATCH, true);
    }

    /** As {@link #source(Lift, int)} without the demand that 16 bytes be aligned. */
    static Val unalignedSource(Lift x, int i) {
        return source(x, i, SCRATCH, false);
    }

    private static Val source(Lift x, int i, int scratch, boolean aligned) {
        if (!x.isMemory(i)) return x.imm(x.number(i));
        load(x, i, scratch, aligned);
        return x.imm(scratch);
    }

    private static void load(Lift x, int i, int reg, boolean aligned) {
        Val at = x.linear(x.size(i), false);
        Helper.R2 load = switch (x.size(i)) {
            case 16 -> aligned ? SimdMemory::loadAligned : SimdMemory::loadUnaligned;
            case 8 -> SimdMemory::load64;
            case 4 -> SimdMemory::load32;
            default -> SimdMemory::load16;
        };
        x.run(load, at, x.imm(reg));
    }

    /** {@code helper(destination, source)}; operands 0 and 1, the source register or memory. */
    final Row xmm(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            Val s = source(x, 1);
            x.run(f, x.imm(x.number(0)), s);
        });
    }

    /** {@code helper(destination, source, immediate)}. */
    final Row xmmImm(Feature feature, String mnemonic, String encoding, Helper.R3 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            Val s = source(x, 1);
            x.run(f, x.imm(x.number(0)), s, x.imm(x.immediate(2)));
        });
    }

    /** A move whose register form is {@code f} and whose memory form loads straight into the destination. */
    final Row loading(Feature feature, String mnemonic, String encoding, boolean aligned, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            if (x.isMemory(1)) load(x, 1, x.number(0), aligned);
            else x.run(f, x.imm(x.number(0)), x.imm(x.number(1)));
        });
    }

    /** A move to operand 0, register ({@code f}) or memory ({@code store(address, register)}), from register operand 1. */
    final Row storing(Feature feature, String mnemonic, String encoding, Helper.R2 f, Helper.R2 store) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            if (x.isMemory(0)) x.run(store, x.linear(x.size(0), true), x.imm(x.number(1)));
            else x.run(f, x.imm(x.number(0)), x.imm(x.number(1)));
        });
    }

    /** A load with a helper of its own: {@code load(address, register)}. */
    final Row memoryLoad(Feature feature, String mnemonic, String encoding, Helper.R2 load) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE)
                .means(x -> x.run(load, x.linear(x.size(1), false), x.imm(x.number(0))));
    }

    /** A store with a helper of its own: {@code store(address, register)}. */
    final Row memoryStore(Feature feature, String mnemonic, String encoding, Helper.R2 store) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE)
                .means(x -> x.run(store, x.linear(x.size(0), true), x.imm(x.number(1))));
    }

    /** General register operand 0 = {@code f(source)}. */
    final Row toGpr(Feature feature, String mnemonic, String encoding, Helper.F1 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> x.write(0, x.call(f, source(x, 1))));
    }

    /** {@code f(destination, integer)}; operand 1 is a general register or memory. */
    final Row fromGpr(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            Val v = x.read(1);
            x.run(f, x.imm(x.number(0)), v);
        });
    }

    /** {@code f(destination, integer, place)}; the integer from a general register, or from {@code bytes} bytes of memory. */
    final Row insertion(Feature feature, String mnemonic, String encoding, int bytes, Helper.R3 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> insert(x, bytes, f));
    }

    static void insert(Lift x, int bytes, Helper.R3 f) {
        Val v = x.isMemory(1) ? x.load(x.linear(bytes, false), bytes) : x.read(1);
        x.run(f, x.imm(x.number(0)), v, x.imm(x.immediate(2)));
    }

    /** A comparison: {@code f(a, b)} gives ZF, PF and CF in place; OF, SF and AF are cleared. */
    final Row comparing(Feature feature, String mnemonic, String encoding, Helper.F2 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            Val b = source(x, 1);
            Val v = x.call(f, x.imm(x.number(0)), b);
            x.flags(Flags.EAGER, 1, x.imm(0), x.imm(0), v);
        });
    }

    /** A packed shift by an immediate. */
    final Row xmmShift(String mnemonic, String encoding, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(Feature.SSE2).with(Row.Attr.SSE).means(x -> {
            x.run(SimdShift::count, x.imm(SCRATCH), x.imm(x.immediate(1)));
            x.run(f, x.imm(x.number(0)), x.imm(SCRATCH));
        });
    }

    // ---- MMX ---------------------------------------------------------------------------------------------------------

    /** An MMX instruction whose XMM twin works on the low half alike. */
    final Row mmx(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return mmx(feature, mnemonic, encoding, f, Shape.PLAIN);
    }

    /** An MMX instruction whose XMM twin, given source:destination, makes the result of both halves in the low one. */
    final Row mmxJoined(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return mmx(feature, mnemonic, encoding, f, Shape.JOINED);
    }

    /** An MMX instruction whose result is the high half of what {@code f} makes of the low halves. */
    final Row mmxHigh(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return mmx(feature, mnemonic, encoding, f, Shape.HIGH);
    }

    private Row mmx(Feature feature, String mnemonic, String encoding, Helper.R2 f, Shape shape) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.MMX).means(x -> {
            mmxOperands(x);
            if (shape == Shape.JOINED) x.run(SimdMmx::join);
            x.run(f, x.imm(SCRATCH), x.imm(shape == Shape.JOINED ? SCRATCH : SCRATCH2));
            put(x, shape);
        });
    }

    /** As {@link #mmx} with an immediate. */
    final Row mmxImm(Feature feature, String mnemonic, String encoding, Helper.R3 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.MMX).means(x -> {
            mmxOperands(x);
            x.run(f, x.imm(SCRATCH), x.imm(SCRATCH2), x.imm(x.immediate(2)));
            put(x, Shape.PLAIN);
        });
    }

    /** A packed shift by an immediate. */
    final Row mmxShift(String mnemonic, String encoding, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(Feature.MMX).with(Row.Attr.MMX).means(x -> {
            x.run(SimdMmx::takeDestination, x.imm(x.number(0)));
            x.run(SimdShift::count, x.imm(SCRATCH2), x.imm(x.immediate(1)));
            x.run(f, x.imm(SCRATCH), x.imm(SCRATCH2));
            put(x, Shape.PLAIN);
        });
    }

    private static void mmxOperands(Lift x) {
        mmxSource(x);
        x.run(SimdMmx::takeDestination, x.imm(x.number(0)));
    }

    /** Brings MMX or memory operand 1 to scratch register 9. */
    private static void mmxSource(Lift x) {
        if (x.isMemory(1)) load(x, 1, SCRATCH2, false);
        else x.run(SimdMmx::takeSource, x.imm(x.number(1)));
    }

    private static void put(Lift x, Shape shape) {
        x.run(shape == Shape.HIGH ? SimdMmx::putHigh : SimdMmx::put, x.imm(x.number(0)));
    }

    /** The same instruction for MMX and XMM registers; {@code opcode} without prefix. */
    final void both(Feature mmxFeature, Feature xmmFeature, String mnemonic, String opcode, Helper.R2 f) {
        mmx(mmxFeature, mnemonic, "np " + opcode + " Pq,Qq", f);
        xmm(xmmFeature, mnemonic, "66 " + opcode + " Vdq,Wdq", f);
    }

    /** As {@link #both} for those whose MMX form is {@link #mmxJoined}. */
    final void bothJoined(Feature mmxFeature, Feature xmmFeature, String mnemonic, String opcode, Helper.R2 f) {
        mmxJoined(mmxFeature, mnemonic, "np " + opcode + " Pq,Qq", f);
        xmm(xmmFeature, mnemonic, "66 " + opcode + " Vdq,Wdq", f);
    }

    // ---- between MMX and XMM ---------------------------------------------------------------------------------------------

    /** MMX registers from here on, SSE checks made: #MF for a waiting x87 exception, too. */
    static void mmxToo(Lift x) {
        x.run(Checks::mmx);
    }

    /**
     * A conversion from an MMX register or memory to XMM. Only the register form makes the x87 registers MMX registers,
     * and does so before the conversion can raise #XM (both as a Zen CPU does).
     */
    final Row fromMmx(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            if (!x.isMemory(1)) {
                mmxToo(x);
                x.run(SimdMmx::enter);
            }
            mmxSource(x);
            x.run(f, x.imm(x.number(0)), x.imm(SCRATCH2));
        });
    }

    /** A conversion from XMM or memory to an MMX register; {@code f} leaves it in the low half. */
    final Row toMmx(Feature feature, String mnemonic, String encoding, Helper.R2 f) {
        return insn(mnemonic, encoding).feature(feature).with(Row.Attr.SSE).means(x -> {
            mmxToo(x);
            Val s = source(x, 1);
            x.run(SimdMmx::enter);
            x.run(f, x.imm(SCRATCH), s);
            put(x, Shape.PLAIN);
        });
    }
}
