package lucid86.jit.x86;

import static lucid86.machine.cpu.CpuState.EAX;
import static lucid86.machine.cpu.CpuState.EDI;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.ESI;

import lucid86.jit.helpers.StringOps;
import lucid86.jit.ir.Op.BinOp;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** String instructions. Single ones are plain IR; repeated ones a helper that can be interrupted after any element. */
final class StringRows extends RowList {
    // spotless:off
    {
        string("movs", 0xa4, "Y?,X?", StringOps.MOVS, x -> {
            Val v = source(x);
            x.store(x.linear(ES, index(x, EDI), x.size(0), true), v, x.size(0));
            advance(x, ESI);
            advance(x, EDI);
        });
        string("cmps", 0xa6, "X?,Y?", StringOps.CMPS, x -> {
            Val b = destination(x), a = source(x);
            advance(x, ESI);
            advance(x, EDI);
            compare(x, a, b);
        });
        string("stos", 0xaa, "Y?", StringOps.STOS, x -> {
            x.store(x.linear(ES, index(x, EDI), x.size(0), true), x.gpr(EAX, x.size(0)), x.size(0));
            advance(x, EDI);
        });
        string("lods", 0xac, "X?", StringOps.LODS, x -> {
            Val v = source(x);
            x.setGpr(EAX, x.size(0), v);
            advance(x, ESI);
        });
        string("scas", 0xae, "Y?", StringOps.SCAS, x -> {
            Val b = destination(x);
            advance(x, EDI);
            compare(x, x.gpr(EAX, x.size(0)), b);
        });
    }
    // spotless:on

    private void string(String name, int opcode, String operands, int kind, java.util.function.Consumer<Lift> once) {
        java.util.function.Consumer<Lift> meaning = x -> {
            if (x.insn().rep() == Insn.NO_REP) once.accept(x);
            else repeat(x, kind);
        };
        insn(name + "b", Integer.toHexString(opcode) + " " + operands.replace('?', 'b')).means(meaning);
        insn(name + "w|" + name + "d", Integer.toHexString(opcode + 1) + " " + operands.replace('?', 'v')).means(meaning);
    }

    private static void repeat(Lift x, int kind) {
        int shape = StringOps.shape(kind, x.size(0), x.insn().addressSize(), x.insn().rep() == Insn.REPNE);
        Val done = x.call(StringOps::repeat, x.imm(shape), x.imm(x.insn().sourceSegment()));
        x.branchChecked(done, x.nextEip(), x.eip());
    }

    private static Val index(Lift x, int reg) {
        return x.gpr(reg, x.insn().addressSize());
    }

    private static Val source(Lift x) {
        return x.load(x.linear(x.insn().sourceSegment(), index(x, ESI), x.size(0), false), x.size(0));
    }

    private static Val destination(Lift x) {
        return x.load(x.linear(ES, index(x, EDI), x.size(0), false), x.size(0));
    }

    private static void advance(Lift x, int reg) {
        int n = x.insn().addressSize();
        Val step = x.bin(BinOp.MUL, x.copy(new Val.Reg(CpuState.DF)), x.imm(x.size(0)));
        x.setGpr(reg, n, x.add(x.gpr(reg, n), step));
    }

    private static void compare(Lift x, Val a, Val b) {
        x.flags(Flags.SUB, x.size(0), a, b, x.zx(x.sub(a, b), x.size(0)));
    }
}
