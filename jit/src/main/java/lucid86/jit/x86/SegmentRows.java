package lucid86.jit.x86;

import lucid86.jit.helpers.Checks;
import lucid86.jit.helpers.Segments;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/**
 * Instructions that read and load segment registers. Loads may change the mode bits a translation depends on; those of SS end the block, since
 * the engine sees to the instruction after.
 */
final class SegmentRows extends RowList {
    SegmentRows() {
        insn("mov", "8c/r Mw,Sw", "8c/r Rv,Sw").means(x -> {
            if (x.number(1) > CpuState.GS) x.raise(Vector.UD);
            else x.write(0, x.read(1));
        });
        insn("mov", "8e/r Sw,Ew").means(x -> {
            int seg = x.number(0);
            if (seg == CpuState.CS || seg > CpuState.GS) x.raise(Vector.UD);
            else loadSegment(x, seg, x.read(1));
        });
        insn("push", "06 ES", "0e CS", "16 SS", "1e DS", "0fa0 FS", "0fa8 GS").means(x -> pushSegment(x, x.number(0)));
        insn("pop", "07 ES", "17 SS", "1f DS", "0fa1 FS", "0fa9 GS").means(x -> {
            Val selector = x.peekStack(0, 2);
            loadSegment(x, x.number(0), selector);
            x.moveStack(x.operandSize());
        });
        farPointer("les", "c4/r Gv,Mp", CpuState.ES);
        farPointer("lds", "c5/r Gv,Mp", CpuState.DS);
        farPointer("lss", "0fb2/r Gv,Mp", CpuState.SS);
        farPointer("lfs", "0fb4/r Gv,Mp", CpuState.FS);
        farPointer("lgs", "0fb5/r Gv,Mp", CpuState.GS);
    }

    private void farPointer(String mnemonic, String encoding, int seg) {
        insn(mnemonic, encoding).means(x -> {
            int size = x.operandSize();
            Val offset = x.load(x.linearAt(0, size, false), size);
            Val selector = x.load(x.linearAt(size, 2, false), 2);
            // LSS is atomic with the stack pointer: no interrupt shadow.
            load(x, seg, selector);
            x.write(0, offset);
        });
    }

    private static void loadSegment(Lift x, int seg, Val selector) {
        if (seg == CpuState.SS) {
            x.run(Segments::loadSs, selector);
            x.endBlock();
        } else {
            load(x, seg, selector);
        }
    }

    private static void load(Lift x, int seg, Val selector) {
        x.run(Segments::load, x.imm(seg), selector);
        x.mayChangeMode();
    }

    /** With a 32-bit operand the selector is written as a word, the upper half of the slot stays (SDM vol. 2, PUSH). */
    private static void pushSegment(Lift x, int seg) {
        Val selector = x.call(Checks::selector, x.imm(seg));
        Val top = x.zx(x.sub(x.stackPointer(), x.imm(x.operandSize())), x.stackSize());
        x.store(x.linear(CpuState.SS, top, 2, true), selector, 2);
        x.setGpr(CpuState.ESP, x.stackSize(), top);
    }
}
