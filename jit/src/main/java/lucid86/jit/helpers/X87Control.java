package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.EXCEPTIONS;
import static lucid86.jit.helpers.fp.Fp80.SF;
import static lucid86.jit.helpers.fp.Fp80.SUMMARY;

import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.Mmu;

/** x87 control instructions: control and status word, environment and whole state (SDM vol. 1, 8.1.8-8.1.10). */
public final class X87Control {
    /** Format of environment and state in memory: operand size 4 instead of 2; protected instead of real or virtual-8086 mode. */
    public static final int WIDE = 1, PROTECTED = 2;

    /** Bytes of the eight registers behind the environment. They are moved by words: ten bytes apart, few are aligned to more. */
    private static final int REGISTER_BYTES = 80;
    private static final int EMPTY = 3;

    private X87Control() {}

    /** Bytes of an environment. */
    public static int environmentBytes(int format) {
        return (format & WIDE) != 0 ? 28 : 14;
    }

    /** Bytes of the state FNSAVE writes. */
    public static int stateBytes(int format) {
        return environmentBytes(format) + REGISTER_BYTES;
    }

    /** FWAIT: #NM when a task switch is monitored, then a waiting exception. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void fwait(CpuState c) {
        int both = CpuState.CR0_MP | CpuState.CR0_TS;
        if ((c.cr0 & both) == both) throw c.fault(Vector.NM);
        Checks.pendingX87(c);
    }

    /** FNINIT */
    @HelperEffects(HelperUse.NO_REGS)
    public static void init(CpuState c) {
        c.fpu.init();
        X87.signal(c);
    }

    /** FNCLEX */
    @HelperEffects(HelperUse.NO_REGS)
    public static void clearExceptions(CpuState c) {
        c.fpu.sw &= ~(SUMMARY | SF | EXCEPTIONS);
        X87.signal(c);
    }

    /** FNSTSW */
    @HelperEffects(HelperUse.NO_REGS)
    public static int statusWord(CpuState c) {
        return c.fpu.statusWord();
    }

    /** FNSTCW */
    @HelperEffects(HelperUse.NO_REGS)
    public static int controlWord(CpuState c) {
        return c.fpu.cw;
    }

    /** FLDCW: bit 6 is always set, reserved bits read as 0. An exception it unmasks waits for the next instruction. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void loadControlWord(CpuState c, int value) {
        setControlWord(c.fpu, value);
        X87.summarise(c);
    }

    private static void setControlWord(Fpu f, int value) {
        f.cw = value & 0x1f3f | 0x40;
    }

    // ---- environment ------------------------------------------------------------------------------------------------------

    /** FNSTENV: then all exceptions are masked. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void storeEnvironment(CpuState c, int lin, int format) {
        probe(c.mmu, lin, environmentBytes(format));
        writeEnvironment(c, lin, format);
        c.fpu.cw |= EXCEPTIONS;
        X87.summarise(c);
    }

    /** FLDENV */
    @HelperEffects(HelperUse.NO_REGS)
    public static void loadEnvironment(CpuState c, int lin, int format) {
        int bytes = environmentBytes(format);
        probeRead(c.mmu, lin, bytes);
        readEnvironment(c, lin, format);
        X87.summarise(c);
    }

    /** FNSAVE: then the FPU is initialised. */
    @HelperEffects(HelperUse.NO_REGS)
    public static void saveState(CpuState c, int lin, int format) {
        probe(c.mmu, lin, stateBytes(format));
        writeEnvironment(c, lin, format);
        Fpu f = c.fpu;
        int at = lin + environmentBytes(format);
        for (int i = 0; i < 8; i++, at += 10) {
            int p = f.top + i & 7;
            for (int word = 0; word < 4; word++) c.mmu.write16(at + word * 2, (int) (f.mant[p] >>> word * 16) & 0xffff);
            c.mmu.write16(at + 8, f.signExp[p]);
        }
        f.init();
        X87.signal(c);
    }

    /** FRSTOR */
    @HelperEffects(HelperUse.NO_REGS)
    public static void restoreState(CpuState c, int lin, int format) {
        probeRead(c.mmu, lin, stateBytes(format));
        readEnvironment(c, lin, format);
        Fpu f = c.fpu;
        int at = lin + environmentBytes(format);
        for (int i = 0; i < 8; i++, at += 10) {
            int p = f.top + i & 7;
            f.mant[p] = 0;
            for (int word = 0; word < 4; word++) f.mant[p] |= (long) c.mmu.read16(at + word * 2) << word * 16;
            f.signExp[p] = c.mmu.read16(at + 8);
        }
        X87.summarise(c);
    }

    /** Probes word by word: a larger access would be taken for a misaligned one. */
    private static void probe(Mmu mmu, int lin, int bytes) {
        int step = bytes % 4 == 0 ? 4 : 2;
        for (int i = 0; i < bytes; i += step) mmu.probeWrite(lin + i, step);
    }

    private static void probeRead(Mmu mmu, int lin, int bytes) {
        int step = bytes % 4 == 0 ? 4 : 2;
        for (int i = 0; i < bytes; i += step) mmu.probeRead(lin + i, step);
    }

    private static void writeEnvironment(CpuState c, int lin, int format) {
        Fpu f = c.fpu;
        boolean isProtected = (format & PROTECTED) != 0, wide = (format & WIDE) != 0;
        int ip = isProtected ? f.fip : f.fip + (f.fcs << 4);
        int dp = isProtected ? f.fdp : f.fdp + (f.fds << 4);
        word(c, lin, 0, f.cw, wide);
        word(c, lin, 1, f.statusWord(), wide);
        word(c, lin, 2, tagWord(f), wide);
        if (isProtected && wide) {
            c.mmu.write32(lin + 12, ip);
            c.mmu.write32(lin + 16, f.fcs | f.fop << 16);
            c.mmu.write32(lin + 20, dp);
            word(c, lin, 6, f.fds, true);
        } else if (isProtected) {
            word(c, lin, 3, ip, false);
            word(c, lin, 4, f.fcs, false);
            word(c, lin, 5, dp, false);
            word(c, lin, 6, f.fds, false);
        } else {
            word(c, lin, 3, ip, wide);
            half(c, lin, 4, (ip >>> 16 << 12 & highMask(wide)) | f.fop, wide);
            word(c, lin, 5, dp, wide);
            half(c, lin, 6, dp >>> 16 << 12 & highMask(wide), wide);
        }
    }

    /** Of a pointer's upper half, shifted to bit 12, the 16-bit format keeps 4 bits, the 32-bit format 16. */
    private static int highMask(boolean wide) {
        return wide ? 0xffff000 : 0xf000;
    }

    /** A 16-bit field; in the 32-bit formats the rest of its doubleword is all ones. */
    private static void word(CpuState c, int lin, int index, int v, boolean wide) {
        if (wide) c.mmu.write32(lin + index * 4, v | 0xffff0000);
        else c.mmu.write16(lin + index * 2, v);
    }

    private static void half(CpuState c, int lin, int index, int v, boolean wide) {
        if (wide) c.mmu.write32(lin + index * 4, v);
        else c.mmu.write16(lin + index * 2, v);
    }

    private static int field(CpuState c, int lin, int index, boolean wide) {
        return wide ? c.mmu.read32(lin + index * 4) : c.mmu.read16(lin + index * 2);
    }

    private static void readEnvironment(CpuState c, int lin, int format) {
        Fpu f = c.fpu;
        boolean isProtected = (format & PROTECTED) != 0, wide = (format & WIDE) != 0;
        setControlWord(f, field(c, lin, 0, wide));
        f.setStatusWord(field(c, lin, 1, wide));
        setTagWord(f, field(c, lin, 2, wide));
        int ip = field(c, lin, 3, wide), second = field(c, lin, 4, wide), dp = field(c, lin, 5, wide), fourth = field(c, lin, 6, wide);
        if (isProtected) {
            f.fip = ip;
            f.fcs = second & 0xffff;
            if (wide) f.fop = second >>> 16 & 0x7ff;
            f.fdp = dp;
            f.fds = fourth & 0xffff;
        } else {
            f.fip = ip & 0xffff | second >>> 12 << 16;
            f.fop = second & 0x7ff;
            f.fdp = dp & 0xffff | fourth >>> 12 << 16;
            f.fcs = f.fds = 0;
        }
    }

    /** The full tag word, two bits a physical register: valid, zero, special, empty. */
    private static int tagWord(Fpu f) {
        int tags = 0;
        for (int p = 0; p < 8; p++) {
            int tag;
            if (X87.isEmpty(f, p)) tag = EMPTY;
            else if (Fp80.isNormal(f.signExp[p], f.mant[p])) tag = 0;
            else tag = Fp80.isZero(f.signExp[p], f.mant[p]) ? 1 : 2;
            tags |= tag << p * 2;
        }
        return tags;
    }

    private static void setTagWord(Fpu f, int tags) {
        f.used = 0;
        for (int p = 0; p < 8; p++) if ((tags >>> p * 2 & 3) != EMPTY) f.used |= 1 << p;
    }
}
