package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C1;

import lucid86.jit.helpers.fp.Arith;
import lucid86.jit.helpers.fp.Compare;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.helpers.fp.QuickArith;
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
    public static boolean begin(Fpu f, int used, int free) {
        int inUse = (f.used | f.used << 8) >>> f.top;
        return Fp80.isUsual(f.cw) && (f.sw & 0x80) == 0 && (inUse & (used | free)) == used;
    }

    /** The status word without TOP; the run keeps it in a local. */
    public static int status(Fpu f) {
        return f.sw;
    }

    public static int signExp(Fpu f, int[] signExp, int slot) {
        return signExp[f.top + slot & 7];
    }

    public static long mant(Fpu f, long[] mant, int slot) {
        return mant[f.top + slot & 7];
    }

    /** Writes a register back. */
    public static void put(Fpu f, int[] signExps, long[] mants, int slot, int signExp, long mant) {
        int p = f.top + slot & 7;
        signExps[p] = signExp;
        mants[p] = mant;
    }

    /**
     * Ends a run, the registers having been put back.
     *
     * @param status see {@link #status}
     * @param tags slots known to be free in bits 0-7, in use in bits 8-15, the slot at the top in bits 16-18
     * @param eip of the last instruction
     * @param fop of the last instruction
     */
    public static void end(CpuState c, Fpu f, int status, int tags, int eip, int fop) {
        X87.begin(c, f, eip, fop);
        f.sw = status;
        f.used = f.used & ~rotated(tags & 0xff, f.top) | rotated(tags >>> 8 & 0xff, f.top);
        f.top = f.top + (tags >>> 16) & 7;
    }

    private static int rotated(int slots, int top) {
        int v = slots << top;
        return (v | v >>> 8) & 0xff;
    }

    /** The memory operand just read is an ordinary number that raised nothing. */
    public static boolean isOperandPlain(Fpu f) {
        return f.raised == 0 && Compare.isPlain(f.opSignExp, f.opMant);
    }

    public static int operandSignExp(Fpu f) {
        return f.opSignExp;
    }

    public static long operandMant(Fpu f) {
        return f.opMant;
    }

    public static int resultSignExp(Fpu f) {
        return f.resSignExp;
    }

    public static long resultMant(Fpu f) {
        return f.resMant;
    }

    /** The status word after an operation. */
    public static int raised(Fpu f, int status) {
        return status & ~C1 | f.raised;
    }

    public static boolean add(Fpu f, int sa, long ma, int sb, long mb) {
        return QuickArith.add(f, sa, ma, sb, mb);
    }

    public static boolean mul(Fpu f, int sa, long ma, int sb, long mb) {
        return QuickArith.mul(f, sa, ma, sb, mb);
    }

    public static boolean div(Fpu f, int sa, long ma, int sb, long mb) {
        f.raised = 0;
        return Arith.quickDiv(f, sa, ma, sb, mb);
    }

    /** Condition codes, or -1 when the numbers are not plain. */
    public static int compare(int sa, long ma, int sb, long mb) {
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
    public static void constant(Fpu f, int which) {
        X87Stack.constant(f, which, Fp80.NEAREST);
    }

    /** FNSTSW in a run. */
    public static int statusWord(Fpu f, int status, int top) {
        return status & ~0x3800 | (f.top + top & 7) << 11;
    }

    /** Records a memory operand. */
    public static void operandAt(CpuState c, Fpu f, int offset, int seg) {
        X87.operandAt(c, f, offset, seg);
    }
}
