package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.CR0_CD;
import static lucid86.machine.cpu.CpuState.CR0_ET;
import static lucid86.machine.cpu.CpuState.CR0_NW;
import static lucid86.machine.cpu.CpuState.CR0_PE;
import static lucid86.machine.cpu.CpuState.CR0_PG;
import static lucid86.machine.cpu.CpuState.CR0_TS;
import static lucid86.machine.cpu.CpuState.CR0_WP;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/** MOV to and from CR0-CR4, LMSW, CLTS, and what each bit brings about (Intel SDM vol. 3, 2.5 and 4.10.4). Rows check privilege. */
public final class ControlRegisters {
    /** Writable bits of CR0; ET is always 1. */
    private static final int CR0_BITS = CR0_PE | CpuState.CR0_MP | CpuState.CR0_EM | CR0_TS | CpuState.CR0_NE | CR0_WP | CpuState.CR0_AM
            | CR0_NW | CR0_CD | CR0_PG;
    /** Bits of CR4 whose change flushes every translation. */
    private static final int CR4_PAGING = CpuState.CR4_PSE | CpuState.CR4_PAE | CpuState.CR4_PGE;

    private ControlRegisters() {}

    /** MOV r32, CRn. */
    public static int read(CpuState c, int n) {
        requireCr4(c, n);
        return switch (n) {
            case 0 -> c.cr0;
            case 2 -> c.cr2;
            case 3 -> c.cr3;
            default -> c.cr4;
        };
    }

    /** MOV CRn, r32; #GP(0) on reserved bits and impossible combinations. */
    public static void write(CpuState c, int n, int value) {
        requireCr4(c, n);
        switch (n) {
            case 0 -> writeCr0(c, value);
            case 2 -> c.cr2 = value;
            case 3 -> writeCr3(c, value);
            default -> writeCr4(c, value);
        }
    }

    /** A CPU without any feature that CR4 controls has no CR4 (80486). */
    private static void requireCr4(CpuState c, int n) {
        if (n == 4 && c.identity.cr4Bits() == 0) throw c.fault(Vector.UD);
    }

    /** Low four bits of CR0; PE can be set but not cleared. */
    public static void lmsw(CpuState c, int value) {
        int keep = c.cr0 & CR0_PE;
        writeCr0(c, c.cr0 & ~15 | value & 15 | keep);
    }

    /** CLTS. */
    public static void clts(CpuState c) {
        int old = c.cr0;
        c.cr0 &= ~CR0_TS;
        told(c, 0, old, c.cr0);
    }

    private static void writeCr0(CpuState c, int value) {
        value = value & CR0_BITS | CR0_ET;
        boolean paging = (value & CR0_PG) != 0;
        if (paging && (value & CR0_PE) == 0 || (value & (CR0_NW | CR0_CD)) == CR0_NW) throw c.fault(Vector.GP, 0);
        int old = c.cr0, changed = old ^ value;
        // PAE takes its page directory pointers along when one of these changes (SDM vol. 3, 4.4.1).
        boolean loads = paging && (c.cr4 & CpuState.CR4_PAE) != 0 && (changed & (CR0_PG | CR0_CD | CR0_NW)) != 0;
        if (loads && !c.mmu.loadPdptes(c.cr3)) throw c.fault(Vector.GP, 0);
        c.cr0 = value;
        if ((changed & (CR0_PG | CR0_WP | CR0_PE)) != 0) c.mmu.flushAll();
        if ((changed & CR0_PE) != 0) c.protectionChanged();
        else c.updateMode();
        told(c, 0, old, value);
    }

    private static void told(CpuState c, int register, int old, int value) {
        if (c.watch != null && old != value) c.watch.controlChanged(register, old, value);
    }

    private static void writeCr3(CpuState c, int value) {
        boolean pae = (c.cr0 & CR0_PG) != 0 && (c.cr4 & CpuState.CR4_PAE) != 0;
        if (pae && !c.mmu.loadPdptes(value)) throw c.fault(Vector.GP, 0);
        loadPageTables(c, value);
    }

    private static void loadPageTables(CpuState c, int value) {
        int old = c.cr3;
        c.cr3 = value;
        c.mmu.flushNonGlobal();
        told(c, 3, old, value);
    }

    private static void writeCr4(CpuState c, int value) {
        if ((value & ~c.identity.cr4Bits()) != 0) throw c.fault(Vector.GP, 0);
        int old = c.cr4, changed = old ^ value;
        boolean loads = (c.cr0 & CR0_PG) != 0 && (value & CpuState.CR4_PAE) != 0 && (changed & CR4_PAGING) != 0;
        if (loads && !c.mmu.loadPdptes(c.cr3)) throw c.fault(Vector.GP, 0);
        c.cr4 = value;
        if ((changed & CR4_PAGING) != 0) c.mmu.flushAll();
        if ((changed & CpuState.CR4_DE) != 0) DebugRegisters.changed(c);
        told(c, 4, old, value);
    }

    /** CR3 as a task switch loads it. Bad PDPTEs cannot be refused any more: they leave nothing mapped. */
    static void switchPageTables(CpuState c, int value) {
        if ((c.cr4 & CpuState.CR4_PAE) != 0 && !c.mmu.loadPdptes(value)) c.mmu.setPdptes(new long[4]);
        loadPageTables(c, value);
    }

    /** INVLPG. */
    public static void invalidatePage(CpuState c, int linear) {
        c.mmu.invalidate(linear);
    }

    /** HLT. */
    public static void halt(CpuState c) {
        c.halted = true;
    }

}
