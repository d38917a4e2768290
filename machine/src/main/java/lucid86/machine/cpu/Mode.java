package lucid86.machine.cpu;

/** The CPU mode bits a translation depends on; part of every translation block's key. */
public final class Mode {
    /** Default operand and address size is 32 bits (CS.D). */
    public static final int CODE32 = 1;
    /** The stack pointer is ESP, not SP (SS.B). */
    public static final int STACK32 = 2;
    public static final int PROTECTED = 4;
    public static final int VM86 = 8;
    /** CPL is 3: memory is accessed through the user TLB. */
    public static final int USER = 16;
    /** CPL 3 with EFLAGS.AC and CR0.AM: misaligned data accesses fault. */
    public static final int ALIGN_CHECK = 32;

    private Mode() {}

    /** Set when the segment has base 0 and a limit of 4 GiB and is readable and (but for CS) writable: no check needed. */
    public static int flat(int seg) {
        return 0x100 << seg;
    }

    /** A few letters for people: {@code R16 V16 P16 P32}, CPL and flatness. */
    public static String text(int mode) {
        String kind = (mode & VM86) != 0 ? "v86" : (mode & PROTECTED) != 0 ? "prot" : "real";
        return kind + ((mode & CODE32) != 0 ? "32" : "16") + ((mode & USER) != 0 ? " user" : "")
                + ((mode & STACK32) != 0 ? " ss32" : "");
    }
}
