package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/** Immediate operands that the guest changes too often to translate them anew each time. Fetched already, they cannot fault. */
@HelperEffects(HelperUse.NO_REGS)
public final class PatchedCode {
    private PatchedCode() {}

    /** The immediate of this size at an offset in backing memory, zero-extended. */
    public static int immediate(CpuState c, int offset, int size) {
        return c.mmu.map.readBacking(offset, size);
    }
}
