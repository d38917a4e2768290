package lucid86.jit.helpers;

import lucid86.jit.helpers.fp.Convert;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/**
 * Memory operands of x87 instructions: each helper reads one format into the FPU's operand fields, noting a denormal, and
 * records the data pointer. The instruction proper follows as a second helper. Arguments: linear address, offset in the
 * segment, segment register.
 */
public final class X87Operand {
    private X87Operand() {}

    @Quick(value = X87QuickOperand.class, bytes = 4)
    @HelperEffects(HelperUse.NO_REGS)
    public static void single(CpuState c, int lin, int offset, int seg) {
        Convert.fromSingle(c.fpu, c.mmu.read32(lin));
        X87.operandAt(c, offset, seg);
    }

    @Quick(value = X87QuickOperand.class, bytes = 8)
    @HelperEffects(HelperUse.NO_REGS)
    public static void doubled(CpuState c, int lin, int offset, int seg) {
        Convert.fromDouble(c.fpu, c.mmu.read64(lin));
        X87.operandAt(c, offset, seg);
    }

    @HelperEffects(HelperUse.NO_REGS)
    public static void extended(CpuState c, int lin, int offset, int seg) {
        long mant = c.mmu.read64(lin);
        int signExp = c.mmu.read16(lin + 8);
        Fpu f = c.fpu;
        f.opMant = mant;
        f.opSignExp = signExp;
        f.raised = 0;
        X87.operandAt(c, offset, seg);
    }

    @Quick(value = X87QuickOperand.class, bytes = 2)
    @HelperEffects(HelperUse.NO_REGS)
    public static void integer16(CpuState c, int lin, int offset, int seg) {
        Convert.fromInteger(c.fpu, (short) c.mmu.read16(lin));
        X87.operandAt(c, offset, seg);
    }

    @Quick(value = X87QuickOperand.class, bytes = 4)
    @HelperEffects(HelperUse.NO_REGS)
    public static void integer32(CpuState c, int lin, int offset, int seg) {
        Convert.fromInteger(c.fpu, c.mmu.read32(lin));
        X87.operandAt(c, offset, seg);
    }

    @Quick(value = X87QuickOperand.class, bytes = 8)
    @HelperEffects(HelperUse.NO_REGS)
    public static void integer64(CpuState c, int lin, int offset, int seg) {
        Convert.fromInteger(c.fpu, c.mmu.read64(lin));
        X87.operandAt(c, offset, seg);
    }

    @HelperEffects(HelperUse.NO_REGS)
    public static void decimal(CpuState c, int lin, int offset, int seg) {
        long low = c.mmu.read64(lin);
        Convert.fromBcd(c.fpu, low, c.mmu.read16(lin + 8));
        X87.operandAt(c, offset, seg);
    }
}
