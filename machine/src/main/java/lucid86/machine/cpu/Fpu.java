package lucid86.machine.cpu;

/**
 * The x87 register file. Registers are physical: ST(i) is index {@code top + i & 7}. MMX registers are the mantissas.
 */
public final class Fpu {
    /** Mantissas, explicit integer bit in bit 63; MM0-7 alias these. */
    public final long[] mant = new long[8];
    /** Sign in bit 15, biased exponent in bits 0-14. */
    public final int[] signExp = new int[8];
    /** Control word. */
    public int cw;
    /** Status word without the TOP field. */
    public int sw;
    /** Top of stack, 0..7. */
    public int top;
    /** Abridged tags, physical: bit i set = register i in use (as FXSAVE stores them). */
    public int used;
    /** Last opcode (11 bits), instruction and data pointers of the last non-control instruction. */
    public int fop, fip, fcs, fdp, fds;

    // ---- scratch of the instruction under way: means nothing between instructions, is not saved ---------------------
    /** A memory operand converted to 80 bits, or the second register operand. */
    public long opMant;
    public int opSignExp;
    /** The result. */
    public long resMant;
    public int resSignExp;
    /** What it raised, as status word bits: exceptions, stack fault, C1. */
    public int raised;

    /** FNINIT (and RESET, which also clears the registers). */
    public void init() {
        cw = 0x37f;
        sw = 0;
        top = 0;
        used = 0;
        fop = fip = fcs = fdp = fds = 0;
    }

    public void reset() {
        java.util.Arrays.fill(mant, 0);
        java.util.Arrays.fill(signExp, 0);
        init();
        cw = 0x40;
    }

    /** The status word as FNSTSW gives it. */
    public int statusWord() {
        return sw & ~0x3800 | top << 11;
    }

    public void setStatusWord(int value) {
        sw = value & 0xffff & ~0x3800;
        top = value >>> 11 & 7;
    }
}
