package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C1;

import lucid86.jit.helpers.fp.Arith;
import lucid86.jit.helpers.fp.Compare;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/**
 * What compiled code calls that keeps x87 registers in locals over a run of instructions. Meanwhile the FPU has the state from before the run; its
 * scratch fields are used as always. Slots are numbered from the top of the stack before the run, 0 to 7. Nothing here is a call to
 * HotSpot's compilers.
 */
public final class X87Locals {
    private X87Locals() {}

    /**
     * Whether a run may begin: the usual control word, no exception waiting, and a stack on which none of its instructions faults.
     *
     * @param used slots that must be in use, a bit each
     * @param free slots that must be free
     */
    public static boolean begin(CpuState c, int used, int free) {
        Fpu f = c.fpu;
        int inUse = (f.used | f.used << 8) >>> f.top;
        return Fp80.isUsual(f.cw) && (f.sw & 0x80) == 0 && (inUse & (used | free)) == used;
    }

    /** The status word without TOP; the run keeps it in a local. */
    public static int status(CpuState c) {
        return c.fpu.sw;
    }

    public static int signExp(CpuState c, int slot) {
        return c.fpu.signExp[c.fpu.top + slot & 7];
    }

    public static long mant(CpuState c, int slot) {
        return c.fpu.mant[c.fpu.top + slot & 7];
    }

    /** Writes a register back. */
    public static void put(CpuState c, int slot, int signExp, long mant) {
        int p = c.fpu.top + slot & 7;
        c.fpu.signExp[p] = signExp;
        c.fpu.mant[p] = mant;
    }

    /**
     * Ends a run, the registers having been put back.
     *
     * @param status see {@link #status}
     * @param tags slots known to be free in bits 0-7, in use in bits 8-15, the slot at the top in bits 16-18
     * @param eip of the last instruction
     * @param fop of the last instruction
     */
    public static void end(CpuState c, int status, int tags, int eip, int fop) {
        Fpu f = X87.begin(c, eip, fop);
        f.sw = status;
        f.used = f.used & ~rotated(tags & 0xff, f.top) | rotated(tags >>> 8 & 0xff, f.top);
        f.top = f.top + (tags >>> 16) & 7;
    }

    private static int rotated(int slots, int top) {
        int v = slots << top;
        return (v | v >>> 8) & 0xff;
    }

    /** The memory operand just read is an ordinary number that raised nothing. */
    public static boolean isOperandPlain(CpuState c) {
        Fpu f = c.fpu;
        return f.raised == 0 && Compare.isPlain(f.opSignExp, f.opMant);
    }

    public static int operandSignExp(CpuState c) {
        return c.fpu.opSignExp;
    }

    public static long operandMant(CpuState c) {
        return c.fpu.opMant;
    }

    public static int resultSignExp(CpuState c) {
        return c.fpu.resSignExp;
    }

    public static long resultMant(CpuState c) {
        return c.fpu.resMant;
    }

    /** The status word after an operation. */
    public static int raised(CpuState c, int status) {
        return status & ~C1 | c.fpu.raised;
    }

    public static boolean add(CpuState c, int sa, long ma, int sb, long mb) {
        c.fpu.raised = 0;
        return Arith.quickAdd(c.fpu, sa, ma, sb, mb);
    }

    public static boolean mul(CpuState c, int sa, long ma, int sb, long mb) {
        c.fpu.raised = 0;
        return Arith.quickMul(c.fpu, sa, ma, sb, mb);
    }

    public static boolean div(CpuState c, int sa, long ma, int sb, long mb) {
        c.fpu.raised = 0;
        return Arith.quickDiv(c.fpu, sa, ma, sb, mb);
    }

    /** Condition codes, or -1 when the numbers are not plain. */
    public static int compare(CpuState c, int sa, long ma, int sb, long mb) {
        return Compare.isPlain(sa, ma) && Compare.isPlain(sb, mb) ? Compare.order(sa, ma, sb, mb) : -1;
    }

    /** Condition codes as ZF, PF and CF. */
    public static int flags(int codes) {
        return X87Arith.flags(codes);
    }

    /** Whether the instruction with this opcode, as the FPU records it, has a register operand, not memory. */
    public static boolean hasRegister(int fop) {
        return X87.hasRegister(fop);
    }

    /** What {@link X87Stack#pushConstant} pushes becomes the result. */
    public static void constant(CpuState c, int which) {
        X87Stack.constant(c.fpu, which, Fp80.NEAREST);
    }

    /** FNSTSW in a run. */
    public static int statusWord(CpuState c, int status, int top) {
        return status & ~0x3800 | (c.fpu.top + top & 7) << 11;
    }

    /** Records a memory operand. */
    public static void operandAt(CpuState c, int offset, int seg) {
        X87.operandAt(c, offset, seg);
    }
}
