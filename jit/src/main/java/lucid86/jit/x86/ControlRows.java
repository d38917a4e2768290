package lucid86.jit.x86;

import static lucid86.jit.x86.Row.Attr.CPL0;
import static lucid86.jit.x86.Row.Attr.ENDS_BLOCK;
import static lucid86.jit.x86.Row.Attr.JUMPS;

import lucid86.jit.helpers.FarControl;
import lucid86.jit.helpers.FastCalls;
import lucid86.jit.helpers.InterruptReturn;
import lucid86.jit.helpers.Interrupts;
import lucid86.jit.helpers.Io;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** Far transfers, interrupts, and the ports. */
final class ControlRows extends RowList {
    // spotless:off
    {
        insn("jmp far", "ea Ap").with(JUMPS).means(x -> {
            var to = (Operand.Far) x.operand(0);
            x.run(FarControl::jump, x.imm(to.selector()), x.imm(to.offset()), x.imm(x.nextEip()));
        });
        insn("jmp far", "ff/5 Mp").with(JUMPS).means(x -> {
            Val offset = farOffset(x);
            x.run(FarControl::jump, farSelector(x), offset, x.imm(x.nextEip()));
        });
        insn("call far", "9a Ap").with(JUMPS).means(x -> {
            var to = (Operand.Far) x.operand(0);
            call(x, x.imm(to.selector()), x.imm(to.offset()));
        });
        insn("call far", "ff/3 Mp").with(JUMPS).means(x -> { Val offset = farOffset(x); call(x, farSelector(x), offset); });
        insn("retf", "cb").with(JUMPS).means(x -> x.run(FarControl::ret, x.imm(x.operandSize()), x.imm(0)));
        insn("retf", "ca Iw").with(JUMPS).means(x -> x.run(FarControl::ret, x.imm(x.operandSize()), x.imm(x.immediate(0))));
        insn("iretw|iretd", "cf").with(JUMPS).means(x -> x.run(InterruptReturn::iret, x.imm(x.operandSize()), x.imm(x.nextEip())));

        insn("int", "cd Ib").with(JUMPS).means(x -> x.run(Interrupts::software, x.read(0), x.imm(x.nextEip())));
        insn("int3", "cc").with(JUMPS).means(x -> x.run(Interrupts::breakpoint, x.imm(Vector.BP), x.imm(x.nextEip())));
        insn("int1", "f1").with(JUMPS).means(x -> x.run(Interrupts::icebp, x.imm(x.nextEip())));
        insn("into", "ce").with(JUMPS).means(x -> x.run(Interrupts::overflow, x.condition(Flags.O), x.imm(x.nextEip())));
        insn("sysenter", "0f34").feature(Feature.SEP).with(JUMPS).means(x -> x.run(FastCalls::enter));
        insn("sysexit", "0f35").feature(Feature.SEP).with(CPL0, JUMPS).means(x -> x.run(FastCalls::exit));

        insn("in", "e4 AL,Ib", "e5 eAX,Ib", "ec AL,DX", "ed eAX,DX").with(ENDS_BLOCK).means(x ->
            { int n = ioSize(x, 0); x.setGpr(CpuState.EAX, n, x.call(Io::in, x.read(1), x.imm(n))); });
        insn("out", "e6 Ib,AL", "e7 Ib,eAX", "ee DX,AL", "ef DX,eAX").with(ENDS_BLOCK).means(x ->
            { int n = ioSize(x, 1); x.run(Io::out, x.read(0), x.imm(n), x.gpr(CpuState.EAX, n)); });
        insn("insb", "6c Yb").with(JUMPS).means(x -> stringIn(x, 1));
        insn("insw|insd", "6d Yv").with(JUMPS).means(x -> stringIn(x, x.operandSize()));
        insn("outsb", "6e Xb").with(JUMPS).means(x -> stringOut(x, 1));
        insn("outsw|outsd", "6f Xv").with(JUMPS).means(x -> stringOut(x, x.operandSize()));
    }
    // spotless:on

    private static void call(Lift x, Val selector, Val offset) {
        if (x.operandSize() == 2) x.run(FarControl::call16, selector, offset, x.imm(x.nextEip()));
        else x.run(FarControl::call32, selector, offset, x.imm(x.nextEip()));
    }

    private static Val farOffset(Lift x) {
        return x.load(x.linearAt(0, x.operandSize(), false), x.operandSize());
    }

    private static Val farSelector(Lift x) {
        return x.load(x.linearAt(x.operandSize(), 2, false), 2);
    }

    private static int ioSize(Lift x, int operand) {
        return x.size(operand);
    }

    private static void stringIn(Lift x, int size) {
        int shape = Io.shape(size, x.insn().addressSize(), x.insn().rep() != Insn.NO_REP);
        again(x, x.call(Io::input, x.imm(shape)));
    }

    private static void stringOut(Lift x, int size) {
        int shape = Io.shape(size, x.insn().addressSize(), x.insn().rep() != Insn.NO_REP);
        again(x, x.call(Io::output, x.imm(shape), x.imm(x.insn().sourceSegment())));
    }

    /** Goes on behind the instruction when it is finished, else to it again; the engine looks at events in between. */
    private static void again(Lift x, Val finished) {
        x.set(new Val.Reg(CpuState.EIP), x.select(finished, x.imm(x.nextEip()), x.imm(x.eip())));
    }
}
