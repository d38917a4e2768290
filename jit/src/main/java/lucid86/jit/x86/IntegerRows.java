package lucid86.jit.x86;

import static lucid86.machine.cpu.CpuState.EAX;
import static lucid86.machine.cpu.CpuState.EBX;
import static lucid86.machine.cpu.CpuState.EDX;

import lucid86.jit.helpers.Arithmetic;
import lucid86.jit.helpers.Checks;
import lucid86.jit.helpers.Decimal;
import lucid86.jit.helpers.SimdString;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op.BinOp;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Op.UnOp;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** Data movement, arithmetic, logic, bits, shifts and decimal arithmetic (SDM vol. 2). */
final class IntegerRows extends RowList {
    private static final String[] CONDITIONS = {"o", "no", "b", "nb", "z", "nz", "be", "a", "s", "ns", "p", "np", "l", "nl", "le", "g"};

    // spotless:off
    {
        alu("add", 0, IntegerRows::add);
        alu("or",  1, (x, a, b) -> logic(x, x.or(a, b)));
        alu("adc", 2, IntegerRows::adc);
        alu("sbb", 3, IntegerRows::sbb);
        alu("and", 4, (x, a, b) -> logic(x, x.and(a, b)));
        alu("sub", 5, IntegerRows::sub);
        alu("xor", 6, (x, a, b) -> logic(x, x.xor(a, b)));
        insn("cmp", "38/r Eb,Gb", "39/r Ev,Gv", "3a/r Gb,Eb", "3b/r Gv,Ev", "3c AL,Ib", "3d eAX,Iz", "80/7 Eb,Ib", "82/7 Eb,Ib", "81/7 Ev,Iz", "83/7 Ev,sIz")
            .means(x -> { Val a = x.read(0), b = x.read(1); x.flags(Flags.SUB, x.size(0), a, b, x.zx(x.sub(a, b), x.size(0))); });
        insn("test", "84/r Eb,Gb", "85/r Ev,Gv", "a8 AL,Ib", "a9 eAX,Iz", "f6/0 Eb,Ib", "f6/1 Eb,Ib", "f7/0 Ev,Iz", "f7/1 Ev,Iz")
            .means(x -> logicFlags(x, x.and(x.read(0), x.read(1))));
        insn("inc", "40+r Zv", "fe/0 Eb", "ff/0 Ev").lockable().means(x -> step(x, Flags.INC, 1));
        insn("dec", "48+r Zv", "fe/1 Eb", "ff/1 Ev").lockable().means(x -> step(x, Flags.DEC, -1));
        insn("neg", "f6/3 Eb", "f7/3 Ev").lockable().means(x -> {
            Val a = x.readForWrite(0), r = x.zx(x.un(UnOp.NEG, a), x.size(0));
            x.write(0, r);
            x.flags(Flags.SUB, x.size(0), x.imm(0), a, r);
        });
        insn("not", "f6/2 Eb", "f7/2 Ev").lockable().means(x -> x.write(0, x.un(UnOp.NOT, x.readForWrite(0))));

        insn("mov", "88/r Eb,Gb", "89/r Ev,Gv", "8a/r Gb,Eb", "8b/r Gv,Ev", "a0 AL,Ob", "a1 eAX,Ov", "a2 Ob,AL", "a3 Ov,eAX",
                "b0+r Zb,Ib", "b8+r Zv,Iv", "c6/0 Eb,Ib", "c7/0 Ev,Iz").means(x -> x.write(0, x.read(1)));
        insn("movzx", "0fb6/r Gv,Eb", "0fb7/r Gv,Ew").means(x -> x.write(0, x.read(1)));
        insn("movsx", "0fbe/r Gv,Eb", "0fbf/r Gv,Ew").means(x -> x.write(0, x.sx(x.read(1), x.size(1))));
        insn("movbe", "0f38f0/r Gv,Mv", "0f38f1/r Mv,Gv").feature(Feature.MOVBE).means(x -> {
            Val v = x.un(UnOp.BSWAP, x.read(1));
            x.write(0, x.operandSize() == 4 ? v : x.shr(v, 16));
        });
        insn("lea", "8d/r Gv,M").means(x -> x.write(0, x.effectiveAddress()));
        insn("xchg", "86/r Eb,Gb", "87/r Ev,Gv").lockable().means(IntegerRows::exchange);
        // First of the two wins opcode 90.
        insn("nop", "90").means(x -> {});
        insn("xchg", "90+r Zv,eAX").means(IntegerRows::exchange);
        // Since the Pentium Pro, as CMOVcc.
        insn("nop", "0f1f/0 Ev").feature(Feature.CMOV).means(x -> {});
        insn("hint_nop", "0f18/r Ev", "0f19/r Ev", "0f1a/r Ev", "0f1b/r Ev", "0f1c/r Ev", "0f1d/r Ev", "0f1e/r Ev", "0f1f/r Ev")
            .feature(Feature.CMOV).means(x -> {});
        insn("pause", "f3 90").means(x -> {});
        insn("prefetch", "0f0d/0 Mb", "0f0d/3 Mb", "0f0d/4 Mb", "0f0d/5 Mb", "0f0d/6 Mb", "0f0d/7 Mb")
            .feature(Feature.PREFETCHW).means(x -> {});
        insn("prefetchwt1", "0f0d/2 Mb").feature(Feature.PREFETCHW).means(x -> {});
        insn("prefetchw", "0f0d/1 Mb").feature(Feature.PREFETCHW).means(x -> {});
        insn("prefetchnta", "0f18/0 Mb").feature(Feature.SSE).means(x -> {});
        insn("prefetcht0", "0f18/1 Mb").feature(Feature.SSE).means(x -> {});
        insn("prefetcht1", "0f18/2 Mb").feature(Feature.SSE).means(x -> {});
        insn("prefetcht2", "0f18/3 Mb").feature(Feature.SSE).means(x -> {});
        insn("crc32", "f2 0f38f0 Gd,Eb", "f2 0f38f1 Gd,Ev").feature(Feature.SSE4_2).means(x -> {
            Val v = x.read(1);
            x.write(0, x.call(SimdString::crc32, x.read(0), v, x.imm(x.size(1))));
        });
        insn("bswap", "0fc8+r Zv").feature(Feature.I486)
            .means(x -> x.write(0, x.operandSize() == 4 ? x.un(UnOp.BSWAP, x.read(0)) : x.imm(0)));
        insn("xlatb", "d7").means(x -> {
            Val base = x.gpr(EBX, x.insn().addressSize());
            Val at = x.zx(x.add(base, x.gpr(EAX, 1)), x.insn().addressSize());
            x.setGpr(EAX, 1, x.load(x.linear(x.insn().sourceSegment(), at, 1, false), 1));
        });
        insn("cbw|cwde", "98").means(x -> x.setGpr(EAX, x.operandSize(), x.sx(x.gpr(EAX, x.operandSize() / 2), x.operandSize() / 2)));
        insn("cwd|cdq", "99").means(x ->
            x.setGpr(EDX, x.operandSize(), x.bin(BinOp.SAR, x.sx(x.gpr(EAX, x.operandSize()), x.operandSize()), x.imm(31))));

        insn("mul",  "f6/4 Eb", "f7/4 Ev").means(x -> multiply(x, false));
        insn("imul", "f6/5 Eb", "f7/5 Ev").means(x -> multiply(x, true));
        insn("imul", "0faf/r Gv,Ev").means(x -> multiplyTo(x, x.read(0), x.read(1)));
        insn("imul", "69/r Gv,Ev,Iz", "6b/r Gv,Ev,sIz").means(x -> multiplyTo(x, x.read(1), x.read(2)));
        insn("div",  "f6/6 Eb", "f7/6 Ev").means(x -> divide(x, Arithmetic::divide, Arithmetic::quotient));
        insn("idiv", "f6/7 Eb", "f7/7 Ev").means(x -> divide(x, Arithmetic::divideSigned, Arithmetic::quotientSigned));

        shift("rol", 0); shift("ror", 1); shift("rcl", 2); shift("rcr", 3); shift("shl", 4); shift("shr", 5); shift("sal", 6); shift("sar", 7);
        insn("shld", "0fa4/r Ev,Gv,Ib", "0fa5/r Ev,Gv,CL").means(x -> doubleShift(x, Arithmetic.SHLD));
        insn("shrd", "0fac/r Ev,Gv,Ib", "0fad/r Ev,Gv,CL").means(x -> doubleShift(x, Arithmetic.SHRD));

        insn("bt",  "0fa3/r Ev,Gv", "0fba/4 Ev,Ib").means(x -> bit(x, null));
        insn("bts", "0fab/r Ev,Gv", "0fba/5 Ev,Ib").lockable().means(x -> bit(x, BinOp.OR));
        insn("btr", "0fb3/r Ev,Gv", "0fba/6 Ev,Ib").lockable().means(x -> bit(x, BinOp.AND));
        insn("btc", "0fbb/r Ev,Gv", "0fba/7 Ev,Ib").lockable().means(x -> bit(x, BinOp.XOR));
        insn("bsf", "0fbc/r Gv,Ev").means(x -> scan(x, x.call(Arithmetic::lowestBit, x.read(1))));
        insn("bsr", "0fbd/r Gv,Ev").means(x -> scan(x, x.call(Arithmetic::highestBit, x.read(1))));

        insn("xadd", "0fc0/r Eb,Gb", "0fc1/r Ev,Gv").feature(Feature.I486).lockable().means(x -> {
            int n = x.size(0);
            Val a = x.readForWrite(0), b = x.read(1), r = x.zx(x.add(a, b), n);
            if (x.isMemory(0)) { x.write(0, r); x.write(1, a); } else { x.write(1, a); x.write(0, r); }
            x.flags(Flags.ADD, n, a, b, r);
        });
        insn("cmpxchg", "0fb0/r Eb,Gb", "0fb1/r Ev,Gv").feature(Feature.I486).lockable().means(x -> {
            int n = x.size(0);
            Val old = x.readForWrite(0), source = x.read(1), acc = x.gpr(EAX, n);
            Val same = x.cmp(CmpOp.EQ, acc, old);
            Val result = x.select(same, source, old);
            if (x.isMemory(0)) x.write(0, result);
            x.setGpr(EAX, n, old);
            if (!x.isMemory(0)) x.write(0, result);
            x.flags(Flags.SUB, n, acc, old, x.zx(x.sub(acc, old), n));
        });
        insn("cmpxchg8b", "0fc7/1 Mq").feature(Feature.CX8).lockable().means(x -> x.run(Arithmetic::compareExchange8, x.linear(8, true)));

        for (int cc = 0; cc < 16; cc++) {
            int c = cc;
            insn("set" + CONDITIONS[cc], hex("0f", 0x90 + cc) + "/r Eb").means(x -> x.write(0, x.condition(c)));
            insn("cmov" + CONDITIONS[cc], hex("0f", 0x40 + cc) + "/r Gv,Ev").feature(Feature.CMOV)
                .means(x -> { Val v = x.read(1); x.write(0, x.select(x.condition(c), v, x.read(0))); });
        }

        insn("clc", "f8").means(x -> flagsSet(x, x.and(old(x), x.imm(~Flags.CF))));
        insn("stc", "f9").means(x -> flagsSet(x, x.or(old(x), x.imm(Flags.CF))));
        insn("cmc", "f5").means(x -> flagsSet(x, x.xor(old(x), x.imm(Flags.CF))));
        insn("cld", "fc").means(x -> x.set(new Val.Reg(CpuState.DF), x.imm(1)));
        insn("std", "fd").means(x -> x.set(new Val.Reg(CpuState.DF), x.imm(-1)));
        insn("lahf", "9f").means(x -> x.setGpr(EAX + 4, 1, x.or(x.and(old(x), x.imm(0xd5)), x.imm(2))));
        insn("sahf", "9e").means(x -> flagsSet(x, x.or(x.and(old(x), x.imm(Flags.OF)), x.and(x.gpr(EAX + 4, 1), x.imm(0xd5)))));
        insn("salc", "d6").means(x -> x.setGpr(EAX, 1, x.un(UnOp.NEG, x.condition(Flags.B))));

        insn("daa", "27").means(x -> x.run(Decimal::daa));
        insn("das", "2f").means(x -> x.run(Decimal::das));
        insn("aaa", "37").means(x -> x.run(Decimal::aaa));
        insn("aas", "3f").means(x -> x.run(Decimal::aas));
        insn("aam", "d4 Ib").means(x -> x.run(Decimal::aam, x.read(0)));
        insn("aad", "d5 Ib").means(x -> x.run(Decimal::aad, x.read(0)));
        insn("bound", "62/r Gv,Ma").means(x -> {
            int n = x.operandSize();
            Val low = x.load(x.linearAt(0, n, false), n), high = x.load(x.linearAt(n, n, false), n);
            x.run(Checks::bound, x.sx(x.read(0), n), x.sx(low, n), x.sx(high, n));
        });
    }
    // spotless:on

    /** A two-operand operation on Lift: computes, writes nothing. */
    private interface Alu {
        void apply(Lift x, Val a, Val b);
    }

    private void alu(String name, int code, Alu op) {
        int base = code * 8;
        insn(name, hex("", base) + "/r Eb,Gb", hex("", base + 1) + "/r Ev,Gv", hex("", base + 2) + "/r Gb,Eb", hex("", base + 3) + "/r Gv,Ev",
                        hex("", base + 4) + " AL,Ib", hex("", base + 5) + " eAX,Iz", "80/" + code + " Eb,Ib", "82/" + code + " Eb,Ib",
                        "81/" + code + " Ev,Iz", "83/" + code + " Ev,sIz")
                .lockable()
                .means(x -> op.apply(x, x.readForWrite(0), x.read(1)));
    }

    private static String hex(String map, int opcode) {
        return map + String.format("%02x", opcode);
    }

    private static void add(Lift x, Val a, Val b) {
        Val r = x.zx(x.add(a, b), x.size(0));
        x.write(0, r);
        x.flags(Flags.ADD, x.size(0), a, b, r);
    }

    private static void sub(Lift x, Val a, Val b) {
        Val r = x.zx(x.sub(a, b), x.size(0));
        x.write(0, r);
        x.flags(Flags.SUB, x.size(0), a, b, r);
    }

    private static void adc(Lift x, Val a, Val b) {
        Val r = x.zx(x.add(x.add(a, b), x.condition(Flags.B)), x.size(0));
        x.write(0, r);
        x.flags(Flags.ADC, x.size(0), a, b, r);
    }

    private static void sbb(Lift x, Val a, Val b) {
        Val r = x.zx(x.sub(x.sub(a, b), x.condition(Flags.B)), x.size(0));
        x.write(0, r);
        x.flags(Flags.SBB, x.size(0), a, b, r);
    }

    private static void logic(Lift x, Val r) {
        x.write(0, r);
        logicFlags(x, r);
    }

    private static void logicFlags(Lift x, Val r) {
        x.flags(Flags.LOGIC, x.size(0), x.imm(0), x.imm(0), r);
    }

    private static void step(Lift x, int kind, int by) {
        Val a = x.readForWrite(0), carry = x.condition(Flags.B);
        Val r = x.zx(x.add(a, x.imm(by)), x.size(0));
        x.write(0, r);
        x.flags(kind, x.size(0), x.imm(0), carry, r);
    }

    private static void exchange(Lift x) {
        Val a = x.readForWrite(0), b = x.read(1);
        x.write(0, b);
        x.write(1, a);
    }

    private static void multiply(Lift x, boolean signed) {
        int n = x.size(0);
        Val a = x.gpr(EAX, n), b = x.read(0);
        if (n == 4) {
            Val low = x.bin(BinOp.MUL, a, b), high = x.bin(signed ? BinOp.MULHS : BinOp.MULHU, a, b);
            x.setGpr(EAX, 4, low);
            x.setGpr(EDX, 4, high);
            x.flags(Flags.MUL, 4, x.imm(0), signed ? x.xor(high, x.bin(BinOp.SAR, low, x.imm(31))) : high, low);
            return;
        }
        Val p = signed ? x.bin(BinOp.MUL, x.sx(a, n), x.sx(b, n)) : x.bin(BinOp.MUL, a, b);
        if (n == 1) {
            x.setGpr(EAX, 2, p);
        } else {
            x.setGpr(EAX, 2, p);
            x.setGpr(EDX, 2, x.shr(p, 16));
        }
        Val over = signed ? x.xor(p, x.sx(p, n)) : x.shr(p, n * 8);
        x.flags(Flags.MUL, n, x.imm(0), over, x.zx(p, n));
    }

    private static void divide(Lift x, Helper.R2 narrow, Helper.F3 quotient) {
        int n = x.size(0);
        Val d = x.read(0);
        if (n < 4) {
            x.run(narrow, x.imm(n), d);
            return;
        }
        Val low = x.gpr(EAX, 4), q = x.call(quotient, x.gpr(EDX, 4), low, d);
        Val rest = x.sub(low, x.bin(BinOp.MUL, q, d));
        x.setGpr(EAX, 4, q);
        x.setGpr(EDX, 4, rest);
    }

    private static void multiplyTo(Lift x, Val a, Val b) {
        int n = x.operandSize();
        Val p = x.bin(BinOp.MUL, x.sx(a, n), x.sx(b, n));
        x.write(0, p);
        Val over = n == 4 ? x.xor(x.bin(BinOp.MULHS, a, b), x.bin(BinOp.SAR, p, x.imm(31))) : x.xor(p, x.sx(p, 2));
        x.flags(Flags.MUL, n, x.imm(0), over, x.zx(p, n));
    }

    private void shift(String name, int code) {
        insn(name, "d0/" + code + " Eb,1", "d1/" + code + " Ev,1", "c0/" + code + " Eb,Ib", "c1/" + code + " Ev,Ib", "d2/" + code + " Eb,CL",
                        "d3/" + code + " Ev,CL")
                .means(x -> shift(x, code == 6 ? Arithmetic.SHL : code));
    }

    private static void shift(Lift x, int kind) {
        int n = x.size(0);
        Val a = x.readForWrite(0), count = x.and(x.read(1), x.imm(31));
        if (count instanceof Val.Imm(int c)) {
            if (c == 0) {
                x.write(0, a);
                return;
            }
            if (kind >= Arithmetic.SHL) {
                plainShift(x, kind, n, a, c);
                return;
            }
            if (kind == Arithmetic.ROL || kind == Arithmetic.ROR) {
                plainRotate(x, kind, n, a, c);
                return;
            }
        }
        Val old = old(x), operation = x.imm(kind << 4 | n);
        boolean direct = n == 4 && kind != Arithmetic.RCL && kind != Arithmetic.RCR;
        x.write(0, direct ? directShift(x, kind, a, count) : x.call(Arithmetic::shift, operation, a, count, old));
        flagsSet(x, x.call(Arithmetic::shiftFlags, operation, a, count, old));
    }

    /** A 32-bit shift or rotate by 0..31 as one operation; a count of 0 gives the operand. */
    private static Val directShift(Lift x, int kind, Val a, Val count) {
        return switch (kind) {
            case Arithmetic.ROL -> x.bin(BinOp.ROL, a, count);
            case Arithmetic.ROR -> x.bin(BinOp.ROL, a, x.un(UnOp.NEG, count));
            case Arithmetic.SHL -> x.bin(BinOp.SHL, a, count);
            case Arithmetic.SHR -> x.bin(BinOp.SHR, a, count);
            default -> x.bin(BinOp.SAR, a, count);
        };
    }

    private static void plainShift(Lift x, int kind, int n, Val a, int c) {
        Val r = switch (kind) {
            case Arithmetic.SHL -> x.zx(x.shl(a, c), n);
            case Arithmetic.SHR -> x.shr(a, c);
            default -> x.zx(x.bin(BinOp.SAR, x.sx(a, n), x.imm(c)), n);
        };
        x.write(0, r);
        x.flags(kind == Arithmetic.SHL ? Flags.SHL : kind == Arithmetic.SHR ? Flags.SHR : Flags.SAR, n, a, x.imm(c), r);
    }

    private static void plainRotate(Lift x, int kind, int n, Val a, int c) {
        Val kept = x.call(Arithmetic::keptFlags), count = x.imm(c);
        Val r = n == 4 ? directShift(x, kind, a, count) : x.call(Arithmetic::shift, x.imm(kind << 4 | n), a, count, x.imm(0));
        x.write(0, r);
        x.flags(kind == Arithmetic.ROL ? Flags.ROL : Flags.ROR, n, x.imm(0), kept, r);
    }

    private static void doubleShift(Lift x, int kind) {
        int n = x.size(0);
        Val a = x.readForWrite(0), b = x.read(1), count = x.and(x.read(2), x.imm(31));
        Val operation = x.imm(kind << 4 | n);
        Val old = old(x);
        x.write(0, x.call(Arithmetic::doubleShift, operation, a, b, count));
        Val carry = x.call(Arithmetic::doubleShiftCarry, operation, a, b, count);
        Val r = x.call(Arithmetic::doubleShift, operation, a, b, count);
        flagsSet(x, x.select(count, x.call(Arithmetic::doubleShiftFlags, operation, a, r, carry), old));
    }

    private static void bit(Lift x, BinOp change) {
        int n = x.operandSize();
        Val index = x.read(1);
        Val position = x.and(index, x.imm(n * 8 - 1));
        Val value, lin = null;
        if (!x.isMemory(0)) {
            value = x.read(0);
        } else {
            // A register index reaches beyond the operand, as far as the operand size allows (SDM, "BT").
            Val at = x.effectiveAddress();
            if (!(index instanceof Val.Imm)) {
                Val units = x.bin(BinOp.SAR, x.sx(index, n), x.imm(n == 4 ? 5 : 4));
                at = x.zx(x.add(at, x.bin(BinOp.MUL, units, x.imm(n))), x.insn().addressSize());
            }
            lin = x.linear(x.insn().segment(), at, n, change != null);
            value = x.load(lin, n, change != null);
        }
        Val carry = x.and(x.bin(BinOp.SHR, value, position), x.imm(1));
        Val old = old(x);
        if (change != null) {
            Val mask = x.bin(BinOp.SHL, x.imm(1), position);
            Val r = x.bin(change, value, change == BinOp.AND ? x.un(UnOp.NOT, mask) : mask);
            if (lin != null) x.store(lin, r, n);
            else x.write(0, r);
        }
        flagsSet(x, x.or(x.and(old, x.imm(~Flags.CF)), carry));
    }

    private static void scan(Lift x, Val found) {
        Val source = x.read(1);
        x.write(0, x.select(source, found, x.read(0)));
        x.flags(Flags.LOGIC, x.operandSize(), x.imm(0), x.imm(0), source);
    }

    private static Val old(Lift x) {
        return x.call(Arithmetic::oldFlags);
    }

    private static void flagsSet(Lift x, Val bits) {
        x.flags(Flags.EAGER, 1, x.imm(0), x.imm(0), bits);
    }
}
