package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.CR0_CD;
import static lucid86.machine.cpu.CpuState.CR0_EM;
import static lucid86.machine.cpu.CpuState.CR0_NW;
import static lucid86.machine.cpu.CpuState.CR0_PE;
import static lucid86.machine.cpu.CpuState.CR0_PG;
import static lucid86.machine.cpu.CpuState.CR0_TS;
import static lucid86.machine.cpu.CpuState.CS;
import static lucid86.machine.cpu.CpuState.EIP;
import static lucid86.machine.cpu.CpuState.GS;
import static lucid86.machine.cpu.CpuState.LDTR;
import static lucid86.machine.cpu.CpuState.SS;
import static lucid86.machine.cpu.CpuState.TR;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/**
 * System management mode: entry by SMI#, and RSM (Intel SDM vol. 3, chapter 34, with the 32-bit state save area). What the
 * manual calls reserved in that area, the hidden parts of segment registers, CR4 and the tables' bases, lies where P6
 * processors put it. SMBASE relocation and auto HALT restart are supported, restart of I/O instructions is not: revision
 * identifier 20000h.
 */
public final class SystemManagement {
    /** Offsets from SMBASE. */
    private static final int HANDLER = 0x8000, AREA = 0x8000;
    private static final int CR0 = 0x7ffc, CR3 = 0x7ff8, EFLAGS = 0x7ff4, SAVED_EIP = 0x7ff0, EDI = 0x7fec, DR6 = 0x7fcc, DR7 = 0x7fc8;
    private static final int TR_SELECTOR = 0x7fc4, LDT_SELECTOR = 0x7fc0, ES_SELECTOR = 0x7fa8;
    private static final int LDT_CACHE = 0x7f78, GDT_BASE = 0x7f74, GDT_LIMIT = 0x7f70, TR_CACHE = 0x7f5c;
    private static final int IDT_BASE = 0x7f58, IDT_LIMIT = 0x7f54;
    private static final int LOW_CACHES = 0x7f84, HIGH_CACHES = 0x7f2c, CR4 = 0x7f14;
    private static final int HALT_RESTART = 0x7f02, IO_RESTART = 0x7f00, REVISION = 0x7efc, SMBASE = 0x7ef8;
    private static final int REVISION_ID = 0x20000;
    /** Data, writable, accessed, present, 4 GiB in pages. */
    private static final int BIG_REAL = 0x8093;

    private SystemManagement() {}

    /** Enters system management mode between two instructions. */
    public static void enter(CpuState c) {
        boolean halted = c.halted;
        c.smiPending = c.halted = c.repeating = false;
        c.inSmm = true;
        c.nmiBlockedOutside = c.nmiBlocked;
        c.nmiBlocked = true;
        c.bus.smiact().set(true);
        save(c, halted);
        c.cr0 &= ~(CR0_PE | CR0_EM | CR0_TS | CR0_PG);
        c.cr4 = 0;
        c.dr[7] = 0x400;
        DebugRegisters.changed(c);
        c.cpl = 0;
        c.setEflags(0);
        c.r[EIP] = HANDLER;
        for (int s = CpuState.ES; s <= GS; s++) c.setSegment(s, 0, 0, -1, BIG_REAL);
        c.setSegment(CS, c.smbase >>> 4, c.smbase, -1, BIG_REAL);
        c.protectionChanged();
        c.mmu.flushAll();
    }

    private static void put(CpuState c, int offset, int value) {
        c.mmu.map.write(c.smbase + AREA + offset & 0xffffffffL, 4, value);
    }

    private static int get(CpuState c, int offset) {
        return c.mmu.map.read(c.smbase + AREA + offset & 0xffffffffL, 4);
    }

    private static void save(CpuState c, boolean halted) {
        put(c, CR0, c.cr0);
        put(c, CR3, c.cr3);
        put(c, CR4, c.cr4);
        put(c, EFLAGS, c.eflags());
        put(c, SAVED_EIP, c.r[EIP]);
        for (int i = 0; i < 8; i++) put(c, EDI - (7 - i) * 4, c.r[i]);
        put(c, DR6, c.dr[6]);
        put(c, DR7, c.dr[7]);
        for (int s = CpuState.ES; s <= GS; s++) saveSegment(c, s, ES_SELECTOR + s * 4, cache(s));
        saveSegment(c, LDTR, LDT_SELECTOR, LDT_CACHE);
        saveSegment(c, TR, TR_SELECTOR, TR_CACHE);
        put(c, GDT_BASE, c.gdtBase);
        put(c, GDT_LIMIT, c.gdtLimit);
        put(c, IDT_BASE, c.idtBase);
        put(c, IDT_LIMIT, c.idtLimit);
        put(c, IO_RESTART, halted ? 1 << 8 * (HALT_RESTART - IO_RESTART) : 0);
        put(c, REVISION, REVISION_ID);
        put(c, SMBASE, c.smbase);
    }

    /** Attributes, limit and base of a segment register, four bytes each. */
    private static int cache(int segment) {
        return segment <= SS ? LOW_CACHES + segment * 12 : HIGH_CACHES + (segment - 3) * 12;
    }

    private static void saveSegment(CpuState c, int s, int selectorAt, int cacheAt) {
        put(c, selectorAt, c.selector[s]);
        put(c, cacheAt, c.attr[s] << 8);
        put(c, cacheAt + 4, c.limit[s]);
        put(c, cacheAt + 8, c.base(s));
    }

    /** RSM; #UD outside system management mode. A saved state that cannot be is a shutdown. */
    public static void resume(CpuState c) {
        if (!c.inSmm) throw c.fault(Vector.UD);
        if (!c.exact) throw c.restart();
        c.noTrap = true;
        int cr0 = get(c, CR0), cr4 = get(c, CR4);
        boolean paging = (cr0 & CR0_PG) != 0;
        if (paging && (cr0 & CR0_PE) == 0 || (cr0 & (CR0_NW | CR0_CD)) == CR0_NW || (cr4 & ~c.identity.cr4Bits()) != 0) {
            c.shutdown = true;
            return;
        }
        c.cr0 = cr0;
        c.cr3 = get(c, CR3);
        c.cr4 = cr4;
        for (int i = 0; i < 8; i++) c.r[i] = get(c, EDI - (7 - i) * 4);
        c.r[EIP] = get(c, SAVED_EIP);
        c.setEflags(get(c, EFLAGS));
        c.dr[6] = get(c, DR6) & 0xe00f | 0xffff0ff0;
        c.dr[7] = get(c, DR7) & ~0xd000 | 0x400;
        for (int s = CpuState.ES; s <= GS; s++) loadSegment(c, s, ES_SELECTOR + s * 4, cache(s));
        loadSegment(c, LDTR, LDT_SELECTOR, LDT_CACHE);
        loadSegment(c, TR, TR_SELECTOR, TR_CACHE);
        c.cpl = (cr0 & CR0_PE) == 0 ? 0 : (c.sysFlags & Flags.VM) != 0 ? 3 : c.attr[SS] >> 5 & 3;
        c.gdtBase = get(c, GDT_BASE);
        c.gdtLimit = get(c, GDT_LIMIT) & 0xffff;
        c.idtBase = get(c, IDT_BASE);
        c.idtLimit = get(c, IDT_LIMIT) & 0xffff;
        c.halted = (get(c, IO_RESTART) >>> 8 * (HALT_RESTART - IO_RESTART) & 1) != 0;
        c.smbase = get(c, SMBASE);
        c.inSmm = false;
        c.nmiBlocked = c.nmiBlockedOutside;
        c.bus.smiact().set(false);
        DebugRegisters.changed(c);
        c.protectionChanged();
        c.mmu.flushAll();
        if (paging && (cr4 & CpuState.CR4_PAE) != 0 && !c.mmu.loadPdptes(c.cr3)) c.shutdown = true;
    }

    private static void loadSegment(CpuState c, int s, int selectorAt, int cacheAt) {
        c.setSegment(s, get(c, selectorAt), get(c, cacheAt + 8), get(c, cacheAt + 4), get(c, cacheAt) >>> 8 & 0xf0ff);
    }
}
