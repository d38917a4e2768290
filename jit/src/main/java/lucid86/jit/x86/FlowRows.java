package lucid86.jit.x86;

import static lucid86.machine.cpu.CpuState.EBP;
import static lucid86.machine.cpu.CpuState.ECX;
import static lucid86.machine.cpu.CpuState.ESP;
import static lucid86.machine.cpu.CpuState.SS;

import java.util.function.UnaryOperator;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Terminal.Kind;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.Flags;

/** Near jumps, calls and returns, and the stack. */
final class FlowRows extends RowList {
    private static final String[] CONDITIONS = {"o", "no", "b", "nb", "z", "nz", "be", "a", "s", "ns", "p", "np", "l", "nl", "le", "g"};

    // spotless:off
    {
        for (int cc = 0; cc < 16; cc++) {
            int c = cc;
            insn("j" + CONDITIONS[cc], String.format("%02x Jb", 0x70 + cc), String.format("0f%02x Jz", 0x80 + cc))
                .means(x -> x.branch(x.condition(c), x.target(0)));
        }
        insn("jmp", "eb Jb", "e9 Jz").means(x -> x.jump(x.target(0)));
        insn("jmp", "ff/4 Ev").means(x -> x.jumpTo(x.read(0), Kind.JUMP));
        insn("call", "e8 Jz").means(x -> {
            x.checkTarget(x.target(0));
            x.push(x.imm(x.nextEip()), x.operandSize());
            x.jumpChecked(x.target(0));
        });
        insn("call", "ff/2 Ev").means(x -> {
            Val to = x.read(0);
            x.checkTarget(to);
            x.push(x.imm(x.nextEip()), x.operandSize());
            x.jumpTo(to, Kind.CALL);
        });
        insn("ret", "c3").means(x -> ret(x, 0));
        insn("ret", "c2 Iw").means(x -> ret(x, x.immediate(0)));
        insn("loopne", "e0 Jb").means(x -> loop(x, n -> x.and(x.cmp(CmpOp.NE, n, x.imm(0)), x.condition(Flags.NZ))));
        insn("loope",  "e1 Jb").means(x -> loop(x, n -> x.and(x.cmp(CmpOp.NE, n, x.imm(0)), x.condition(Flags.Z))));
        insn("loop",   "e2 Jb").means(x -> loop(x, n -> x.cmp(CmpOp.NE, n, x.imm(0))));
        insn("jcxz",   "e3 Jb").means(x -> x.branch(x.cmp(CmpOp.EQ, x.gpr(ECX, x.insn().addressSize()), x.imm(0)), x.target(0)));

        insn("push", "50+r Zv", "68 Iz", "6a sIz", "ff/6 Ev").means(x -> x.push(x.read(0), x.operandSize()));
        insn("pop", "58+r Zv").means(x -> { Val v = x.pop(x.operandSize()); x.write(0, v); });
        insn("pop", "8f/0 Ev").means(FlowRows::popTo);
        insn("pusha|pushad", "60").means(x -> {
            int n = x.operandSize();
            for (int i = 0; i < 8; i++) x.pokeStack(-(i + 1) * n, x.gpr(i, n), n);
            x.moveStack(-8 * n);
        });
        insn("popa|popad", "61").means(x -> {
            int n = x.operandSize();
            var v = new Val[8];
            for (int i = 0; i < 8; i++) v[i] = x.peekStack(i * n, n);
            x.moveStack(8 * n);
            for (int i = 0; i < 8; i++) if (7 - i != ESP) x.setGpr(7 - i, n, v[i]);
        });
        insn("leave", "c9").means(x -> {
            Val frame = x.gpr(EBP, x.stackSize());
            Val v = x.load(x.linear(SS, frame, x.operandSize(), false), x.operandSize());
            x.setGpr(ESP, x.stackSize(), x.add(frame, x.imm(x.operandSize())));
            x.setGpr(EBP, x.operandSize(), v);
        });
        insn("enter", "c8 Iw,Ib").means(FlowRows::enter);
    }
    // spotless:on

    private static void ret(Lift x, int extra) {
        Val to = x.peekStack(0, x.operandSize());
        x.checkTarget(to);
        x.moveStack(x.operandSize() + extra);
        x.jumpTo(to, Kind.RETURN);
    }

    /** The count changes only when the jump is possible; the comparison comes last, where it becomes one with the branch. */
    private static void loop(Lift x, UnaryOperator<Val> condition) {
        int n = x.insn().addressSize();
        Val count = x.zx(x.sub(x.gpr(ECX, n), x.imm(1)), n);
        x.checkTargetIf(condition.apply(count), x.target(0));
        x.setGpr(ECX, n, count);
        x.branchChecked(condition.apply(count), x.target(0), x.nextEip());
    }

    private static void popTo(Lift x) {
        int n = x.operandSize();
        Val v = x.peekStack(0, n);
        if (x.isMemory(0)) {
            // An address that uses ESP is computed after the pop (SDM, "POP").
            int moved = x.insn().base() == ESP ? n : 0;
            x.store(x.linearAt(moved, n, true), v, n);
            x.moveStack(n);
        } else {
            x.moveStack(n);
            x.write(0, v);
        }
    }

    private static void enter(Lift x) {
        int n = x.operandSize(), allocate = x.immediate(0), level = x.immediate(1) & 31;
        x.pokeStack(-n, x.gpr(EBP, n), n);
        // All of ESP, whatever part of it the stack uses.
        Val sp = x.sub(x.stackPointer(), x.imm(n));
        Val frame = x.stackSize() == 4 ? sp : x.or(x.and(x.gpr(ESP, 4), x.imm(0xffff0000)), x.zx(sp, 2));
        for (int i = 1; i < level; i++) {
            Val from = x.zx(x.sub(x.gpr(EBP, x.stackSize()), x.imm(i * n)), x.stackSize());
            x.pokeStack(-(i + 1) * n, x.load(x.linear(SS, from, n, false), n), n);
        }
        int pushed = n;
        if (level > 0) {
            x.pokeStack(-(level + 1) * n, frame, n);
            pushed = (level + 1) * n;
        }
        // What the stack pointer will point at must be writable already (SDM, "ENTER").
        Val top = x.zx(x.sub(x.stackPointer(), x.imm(pushed + allocate)), x.stackSize());
        x.load(x.linear(SS, top, n, true), n, true);
        x.setGpr(EBP, n, frame);
        x.moveStack(-pushed - allocate);
    }
}
