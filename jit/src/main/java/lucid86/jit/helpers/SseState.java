package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;
import lucid86.machine.cpu.Vector;

/** MXCSR, FXSAVE and FXRSTOR (SDM vol. 1, 10.5). */
@HelperEffects(HelperUse.NO_REGS)
public final class SseState {
    /** MXCSR_MASK is stored as 0 by CPUs whose mask is this one (SDM vol. 1, 11.6.6). */
    private static final int OLD_MASK = 0xffbf;

    private SseState() {}

    /** LDMXCSR; #GP(0) when a reserved bit is set. */
    public static void ldmxcsr(CpuState c, int value) {
        if ((value & ~c.identity.mxcsrBits()) != 0) throw c.fault(Vector.GP);
        c.mxcsr = value;
    }

    public static int stmxcsr(CpuState c) {
        return c.mxcsr;
    }

    private static void checkArea(CpuState c, int lin) {
        if ((lin & 15) != 0) throw c.fault(Vector.GP);
    }

    /** Writes the 512-byte area up to XMM7, or without SSE up to ST(7); what lies above is reserved or left to software. */
    public static void fxsave(CpuState c, int lin) {
        checkArea(c, lin);
        c.mmu.probeWrite(lin, 1);
        c.mmu.probeWrite(lin + 511, 1);
        Fpu f = c.fpu;
        c.mmu.write32(lin, f.cw | f.statusWord() << 16);
        c.mmu.write32(lin + 4, f.used | f.fop << 16);
        c.mmu.write32(lin + 8, f.fip);
        c.mmu.write32(lin + 12, f.fcs & 0xffff);
        c.mmu.write32(lin + 16, f.fdp);
        c.mmu.write32(lin + 20, f.fds & 0xffff);
        int mask = c.identity.mxcsrBits();
        if (mask != 0) {
            c.mmu.write32(lin + 24, c.mxcsr);
            c.mmu.write32(lin + 28, mask == OLD_MASK ? 0 : mask);
            for (int i = 0; i < 16; i++) c.mmu.write64(lin + 160 + 8 * i, c.xmm[i]);
        }
        for (int i = 0; i < 8; i++) {
            int reg = f.top + i & 7;
            c.mmu.write64(lin + 32 + 16 * i, f.mant[reg]);
            c.mmu.write64(lin + 40 + 16 * i, f.signExp[reg] & 0xffff);
        }
    }

    /** Loads the area; #GP(0) when MXCSR has a reserved bit set. Everything is read before anything changes. */
    public static void fxrstor(CpuState c, int lin) {
        checkArea(c, lin);
        c.mmu.probeRead(lin, 1);
        c.mmu.probeRead(lin + 511, 1);
        long[] area = new long[36];
        for (int i = 0; i < area.length; i++) area[i] = c.mmu.read64(lin + 8 * i);
        boolean sse = c.identity.mxcsrBits() != 0;
        if (sse) ldmxcsr(c, (int) area[3]);
        Fpu f = c.fpu;
        f.cw = (int) area[0] & 0x1f7f | 0x40;
        int sw = (int) (area[0] >>> 16) & 0xffff;
        // ES and B follow from the flags and masks, whatever the image says.
        f.setStatusWord((sw & ~f.cw & 0x3f) != 0 ? sw | 0x8080 : sw & ~0x8080);
        f.used = (int) (area[0] >>> 32) & 0xff;
        f.fop = (int) (area[0] >>> 48) & 0x7ff;
        f.fip = (int) area[1];
        f.fcs = (int) (area[1] >>> 32) & 0xffff;
        f.fdp = (int) area[2];
        f.fds = (int) (area[2] >>> 32) & 0xffff;
        for (int i = 0; i < 8; i++) {
            int reg = f.top + i & 7;
            f.mant[reg] = area[4 + 2 * i];
            f.signExp[reg] = (int) area[5 + 2 * i] & 0xffff;
        }
        if (sse) System.arraycopy(area, 20, c.xmm, 0, 16);
        X87.signal(c);
    }
}
