package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.IE;
import static lucid86.jit.helpers.fp.Fp80.SF;

import lucid86.jit.helpers.fp.Convert;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/**
 * x87 stores to memory. The destination is probed first, so that a fault there leaves the FPU as it was; nothing is
 * stored or popped when the conversion raises an unmasked exception other than precision. Arguments: linear address,
 * offset in the segment, {@code eip}, {@code what}. All odd values of ModR/M.reg pop.
 */
public final class X87Store {
    private X87Store() {}

    /** FST, FSTP m32fp */
    @Quick(value = X87QuickStore.class, bytes = 4, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void single(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 4);
        Fpu f = begin(c, offset, eip, what);
        int v = isMissing(f) ? 0xffc00000 : Convert.toSingle(f, f.signExp[f.top], f.mant[f.top]);
        if (!X87.commitStore(c, f)) return;
        c.mmu.write32(lin, v);
        finish(f, what);
    }

    /** FST, FSTP m64fp */
    @Quick(value = X87QuickStore.class, bytes = 8, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void doubled(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 8);
        Fpu f = begin(c, offset, eip, what);
        long v = isMissing(f) ? 0xfff8L << 48 : Convert.toDouble(f, f.signExp[f.top], f.mant[f.top]);
        if (!X87.commitStore(c, f)) return;
        c.mmu.write64(lin, v);
        finish(f, what);
    }

    /** FSTP m80fp */
    @HelperEffects(HelperUse.NO_REGS)
    public static void extended(CpuState c, int lin, int offset, int eip, int what) {
        probe80(c, lin);
        Fpu f = begin(c, offset, eip, what);
        if (isMissing(f)) X87.underflow(f);
        else Fp80.result(f, f.signExp[f.top], f.mant[f.top]);
        if (!X87.commitStore(c, f)) return;
        c.mmu.write64(lin, f.resMant);
        c.mmu.write16(lin + 8, f.resSignExp);
        finish(f, what);
    }

    /** FBSTP */
    @HelperEffects(HelperUse.NO_REGS)
    public static void decimal(CpuState c, int lin, int offset, int eip, int what) {
        probe80(c, lin);
        Fpu f = begin(c, offset, eip, what);
        long low = isMissing(f) ? Convert.bcdIndefinite(f) : Convert.toBcd(f, f.signExp[f.top], f.mant[f.top]);
        if (!X87.commitStore(c, f)) return;
        c.mmu.write64(lin, low);
        c.mmu.write16(lin + 8, f.resSignExp);
        X87.pop(f);
    }

    /** FIST, FISTP m16int */
    @Quick(value = X87QuickStore.class, bytes = 2, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void integer16(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 2);
        Fpu f = begin(c, offset, eip, what);
        store16(c, f, lin, isMissing(f) ? 0x8000 : (int) Convert.toInteger(f, f.signExp[f.top], f.mant[f.top], 16), what);
    }

    /** FIST, FISTP m32int */
    @Quick(value = X87QuickStore.class, bytes = 4, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void integer32(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 4);
        Fpu f = begin(c, offset, eip, what);
        store32(c, f, lin, isMissing(f) ? 0x80000000 : (int) Convert.toInteger(f, f.signExp[f.top], f.mant[f.top], 32), what);
    }

    /** FISTP m64int */
    @Quick(value = X87QuickStore.class, bytes = 8, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void integer64(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 8);
        Fpu f = begin(c, offset, eip, what);
        store64(c, f, lin, isMissing(f) ? 1L << 63 : Convert.toInteger(f, f.signExp[f.top], f.mant[f.top], 64), what);
    }

    /** FISTTP m16int */
    @Quick(value = X87QuickStore.class, bytes = 2, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void truncated16(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 2);
        Fpu f = begin(c, offset, eip, what);
        store16(c, f, lin, isMissing(f) ? 0x8000 : (int) Convert.truncate(f, f.signExp[f.top], f.mant[f.top], 16), what);
    }

    /** FISTTP m32int */
    @Quick(value = X87QuickStore.class, bytes = 4, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void truncated32(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 4);
        Fpu f = begin(c, offset, eip, what);
        store32(c, f, lin, isMissing(f) ? 0x80000000 : (int) Convert.truncate(f, f.signExp[f.top], f.mant[f.top], 32), what);
    }

    /** FISTTP m64int */
    @Quick(value = X87QuickStore.class, bytes = 8, write = true)
    @HelperEffects(HelperUse.NO_REGS)
    public static void truncated64(CpuState c, int lin, int offset, int eip, int what) {
        c.mmu.probeWrite(lin, 8);
        Fpu f = begin(c, offset, eip, what);
        store64(c, f, lin, isMissing(f) ? 1L << 63 : Convert.truncate(f, f.signExp[f.top], f.mant[f.top], 64), what);
    }

    private static Fpu begin(CpuState c, int offset, int eip, int what) {
        X87.operandAt(c, offset, what >>> 11);
        return X87.beginClean(c, eip, what);
    }

    /** Raises the stack fault if ST(0) is empty. */
    private static boolean isMissing(Fpu f) {
        if (!X87.isEmpty(f, f.top)) return false;
        f.raised = IE | SF;
        return true;
    }

    private static void store16(CpuState c, Fpu f, int lin, int v, int what) {
        if (!X87.commitStore(c, f)) return;
        c.mmu.write16(lin, v);
        finish(f, what);
    }

    private static void store32(CpuState c, Fpu f, int lin, int v, int what) {
        if (!X87.commitStore(c, f)) return;
        c.mmu.write32(lin, v);
        finish(f, what);
    }

    private static void store64(CpuState c, Fpu f, int lin, long v, int what) {
        if (!X87.commitStore(c, f)) return;
        c.mmu.write64(lin, v);
        finish(f, what);
    }

    private static void finish(Fpu f, int what) {
        if ((what & 8) != 0) X87.pop(f);
    }

    private static void probe80(CpuState c, int lin) {
        c.mmu.probeWrite(lin, 8);
        c.mmu.probeWrite(lin + 8, 2);
    }
}
