package lucid86.machine.mem;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Mode;
import lucid86.machine.cpu.Vector;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The CPU's view of memory: paging (32-bit, PSE, PAE with NX) behind a software TLB. Addresses are linear; segment
 * checks come before. A method that fails throws the guest's exception with nothing changed.
 *
 * <p>Outside {@link CpuState#exact} mode, an access that would reach a device or change translated code throws
 * {@link lucid86.machine.cpu.Restart} instead, so that such accesses always happen at an exact instruction count.
 */
public final class Mmu {
    private static final int P = 1, RW = 2, US = 4, A = 0x20, D = 0x40, PS = 0x80, G = 0x100;

    /** The flat TLB tables; final, so that generated code can hold them as constants. */
    public final TlbTable readSupervisor = new TlbTable(), writeSupervisor = new TlbTable(), execSupervisor = new TlbTable();
    public final TlbTable readUser = new TlbTable(), writeUser = new TlbTable(), execUser = new TlbTable();

    private static final TlbTable NOWHERE = new TlbTable();

    /** {@link MemoryMap#backing}. */
    public final byte[] memory;
    public final MemoryMap map;

    private final CpuState cpu;
    private boolean user;
    private int[] read = readSupervisor.entry, write = writeSupervisor.entry, exec = execSupervisor.entry;
    private long a20Mask = ~0L;
    private AccessWatch watch, debuggerWatch, guestWatch;
    private final long[] pdpte = new long[4];
    /** Counts flushes; caches keyed by linear address (the engine's jump cache) compare it. */
    private int generation;
    /** Null when nobody listens, as nearly always. */
    private TlbListener listener;

    public Mmu(CpuState cpu, MemoryMap map) {
        this.cpu = cpu;
        this.map = map;
        this.memory = map.backing;
        map.attach(this);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** Selects the tables for CPL 3 or CPL 0-2. */
    public void setUser(boolean u) {
        if (u == user) return;
        user = u;
        read = (u ? readUser : readSupervisor).entry;
        write = (u ? writeUser : writeSupervisor).entry;
        exec = (u ? execUser : execSupervisor).entry;
    }

    /** Opens or closes the A20 gate; closed, physical address bit 20 is forced to 0. */
    public void setA20(boolean open) {
        long mask = open ? ~0L : ~0x100000L;
        if (mask == a20Mask) return;
        a20Mask = mask;
        flushAll();
    }

    public boolean a20() {
        return a20Mask == ~0L;
    }

    /** The debugger's watch on accesses, or none when null. Watched pages take the slow path; the guest cannot tell. */
    public void setWatch(AccessWatch w) {
        debuggerWatch = w;
        combineWatches();
    }

    /** The watch of the guest's own debug registers, or none when null; as {@link #setWatch}. */
    public void setGuestWatch(AccessWatch w) {
        if (w == null && guestWatch == null) return;
        guestWatch = w;
        combineWatches();
    }

    private void combineWatches() {
        watch = debuggerWatch == null ? guestWatch : guestWatch == null ? debuggerWatch : new BothWatches(debuggerWatch, guestWatch);
        for (TlbTable t : new TlbTable[] {readSupervisor, readUser, writeSupervisor, writeUser}) t.slowDown();
    }

    /** Tells somebody from now on what the TLB forgets; null for nobody. */
    public void listen(TlbListener l) {
        listener = l;
    }

    /** Forgets all translations, global ones too (CR0/CR4 paging bits, A20, memory map). */
    public void flushAll() {
        flush(true);
    }

    /** Forgets translations of non-global pages (CR3 load). */
    public void flushNonGlobal() {
        flush(false);
    }

    private void flush(boolean globals) {
        generation++;
        if (listener != null) listener.flushed(globals);
        readSupervisor.flush(globals);
        writeSupervisor.flush(globals);
        execSupervisor.flush(globals);
        readUser.flush(globals);
        writeUser.flush(globals);
        execUser.flush(globals);
    }

    /** INVLPG: forgets one linear page, global or not. */
    public void invalidate(int linear) {
        generation++;
        if (listener != null) listener.invalidated(linear);
        readSupervisor.drop(linear);
        writeSupervisor.drop(linear);
        execSupervisor.drop(linear);
        readUser.drop(linear);
        writeUser.drop(linear);
        execUser.drop(linear);
    }

    /** Changes whenever a translation of a linear address may have changed. */
    public int generation() {
        return generation;
    }

    /** Writes to these backing pages must take the slow path, which looks at {@link MemoryMap#watch}. */
    void slowWrites(int offset, int pages) {
        writeSupervisor.slowDown(offset, pages);
        writeUser.slowDown(offset, pages);
    }

    /** Saves what the TLB holds: guests can tell what it forgot. */
    public void saveTlb(StateOut o) {
        readSupervisor.save(o, "readSupervisor");
        writeSupervisor.save(o, "writeSupervisor");
        execSupervisor.save(o, "execSupervisor");
        readUser.save(o, "readUser");
        writeUser.save(o, "writeUser");
        execUser.save(o, "execUser");
    }

    public void loadTlb(StateIn in) {
        generation++;
        readSupervisor.load(in, "readSupervisor", memory.length);
        writeSupervisor.load(in, "writeSupervisor", memory.length);
        readUser.load(in, "readUser", memory.length);
        writeUser.load(in, "writeUser", memory.length);
        execSupervisor.load(in, "execSupervisor", memory.length);
        execUser.load(in, "execUser", memory.length);
        execSupervisor.quicken();
        execUser.quicken();
    }

    // ---- data access at the current privilege level ----------------------------------------------------------------------

    public int read8(int lin) {
        int e = read[lin >>> 12];
        return e >= 0 ? memory[e | lin & 0xfff] & 0xff : slowRead(lin, 1);
    }

    public int read16(int lin) {
        int e = read[lin >>> 12];
        return e >= 0 && (lin & 0xfff) <= 4094 && (cpu.mode & Mode.ALIGN_CHECK) == 0
                ? (short) MemoryMap.SHORT.get(memory, e | lin & 0xfff) & 0xffff
                : slowRead(lin, 2);
    }

    public int read32(int lin) {
        int e = read[lin >>> 12];
        return e >= 0 && (lin & 0xfff) <= 4092 && (cpu.mode & Mode.ALIGN_CHECK) == 0
                ? (int) MemoryMap.INT.get(memory, e | lin & 0xfff)
                : slowRead(lin, 4);
    }

    public long read64(int lin) {
        int e = read[lin >>> 12];
        return e >= 0 && (lin & 0xfff) <= 4088 && (cpu.mode & Mode.ALIGN_CHECK) == 0
                ? (long) MemoryMap.LONG.get(memory, e | lin & 0xfff)
                : slowRead64(lin);
    }

    public void write8(int lin, int v) {
        int e = write[lin >>> 12];
        if (e >= 0) memory[e | lin & 0xfff] = (byte) v;
        else slowWrite(lin, 1, v);
    }

    public void write16(int lin, int v) {
        int e = write[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) <= 4094 && (cpu.mode & Mode.ALIGN_CHECK) == 0) MemoryMap.SHORT.set(memory, e | lin & 0xfff, (short) v);
        else slowWrite(lin, 2, v);
    }

    public void write32(int lin, int v) {
        int e = write[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) <= 4092 && (cpu.mode & Mode.ALIGN_CHECK) == 0) MemoryMap.INT.set(memory, e | lin & 0xfff, v);
        else slowWrite(lin, 4, v);
    }

    public void write64(int lin, long v) {
        int e = write[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) <= 4088 && (cpu.mode & Mode.ALIGN_CHECK) == 0) MemoryMap.LONG.set(memory, e | lin & 0xfff, v);
        else slowWrite64(lin, v);
    }

    /**
     * Reads 16 bytes into {@code to[at]} (low) and {@code to[at + 1]} when they lie in one page of the TLB.
     *
     * @return false when nothing was done, and the caller must read two halves
     */
    public boolean tryRead128(int lin, long[] to, int at) {
        int e = read[lin >>> 12];
        if (e < 0 || (lin & 0xfff) > 4080 || (cpu.mode & Mode.ALIGN_CHECK) != 0) return false;
        int offset = e | lin & 0xfff;
        to[at] = (long) MemoryMap.LONG.get(memory, offset);
        to[at + 1] = (long) MemoryMap.LONG.get(memory, offset + 8);
        return true;
    }

    /** The counterpart of {@link #tryRead128} for writing. */
    public boolean tryWrite128(int lin, long low, long high) {
        int e = write[lin >>> 12];
        if (e < 0 || (lin & 0xfff) > 4080 || (cpu.mode & Mode.ALIGN_CHECK) != 0) return false;
        int offset = e | lin & 0xfff;
        MemoryMap.LONG.set(memory, offset, low);
        MemoryMap.LONG.set(memory, offset + 8, high);
        return true;
    }

    /** Reads 1, 2 or 4 bytes that the same instruction will write: faults as a write does. */
    public int readForWrite(int lin, int size) {
        int e = write[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) + size <= 4096 && (cpu.mode & Mode.ALIGN_CHECK) == 0) return map.readBacking(e | lin & 0xfff, size);
        return slowReadForWrite(lin, size);
    }

    /** Backing offset of a linear address that is readable without any further check, or -1 when the TLB does not know one. */
    public int readableAt(int lin) {
        int e = read[lin >>> 12];
        return e >= 0 ? e | lin & 0xfff : -1;
    }

    /** As {@link #readableAt} for writing. */
    public int writableAt(int lin) {
        int e = write[lin >>> 12];
        return e >= 0 ? e | lin & 0xfff : -1;
    }

    // ---- slow paths -----------------------------------------------------------------------------------------------------

    /** Read through the page tables, devices included; fills the TLB. Sizes 1, 2, 4. */
    public int slowRead(int lin, int size) {
        checkAlignment(lin, size);
        if ((lin & 0xfff) + size > 4096) {
            reach(lin, false);
            reach(lin + size - 1 & ~0xfff, false);
            int v = 0;
            for (int i = 0; i < size; i++) v |= slowRead(lin + i, 1) << i * 8;
            return v;
        }
        int at = known(lin, false);
        long phys = 0;
        if (at < 0) {
            phys = translate(lin, false, user);
            at = map.readOffset(phys);
        } else {
            quicken(lin, at, false);
        }
        observe(lin, size, false, 0);
        if (at >= 0) return map.readBacking(at | lin & 0xfff, size);
        if (!cpu.exact) throw cpu.restart();
        return map.read(phys, size);
    }

    /** As {@link #slowRead} for an access that will write the same bytes. */
    public int slowReadForWrite(int lin, int size) {
        probeWrite(lin, size);
        return slowReadUnaligned(lin, size);
    }

    private int slowReadUnaligned(int lin, int size) {
        if ((lin & 0xfff) + size > 4096) {
            int v = 0;
            for (int i = 0; i < size; i++) v |= slowReadUnaligned(lin + i, 1) << i * 8;
            return v;
        }
        int at = known(lin, true);
        long phys = 0;
        if (at < 0) {
            phys = translate(lin, true, user);
            at = map.readOffset(phys);
        }
        observe(lin, size, false, 0);
        if (at >= 0) return map.readBacking(at | lin & 0xfff, size);
        if (!cpu.exact) throw cpu.restart();
        return map.read(phys, size);
    }

    public long slowRead64(int lin) {
        checkAlignment(lin, 8);
        if ((lin & 0xfff) > 4088) reach(lin + 7 & ~0xfff, false);
        return slowReadHalf(lin) & 0xffffffffL | (long) slowReadHalf(lin + 4) << 32;
    }

    private int slowReadHalf(int lin) {
        if ((lin & 3) == 0) return slowRead(lin, 4);
        int v = 0;
        for (int i = 0; i < 4; i++) v |= slowRead(lin + i, 1) << i * 8;
        return v;
    }

    /** Write through the page tables, devices and translated code included; fills the TLB. Sizes 1, 2, 4. */
    public void slowWrite(int lin, int size, int value) {
        checkAlignment(lin, size);
        if ((lin & 0xfff) + size > 4096) {
            probeWrite(lin, size);
            for (int i = 0; i < size; i++) slowWrite(lin + i, 1, value >>> i * 8);
            return;
        }
        int at = known(lin, true);
        long phys = 0;
        if (at < 0) {
            phys = translate(lin, true, user);
            at = map.writeOffset(phys);
        }
        observe(lin, size, true, value);
        if (at >= 0) {
            int offset = at | lin & 0xfff;
            if (!cpu.exact && map.hitsCode(offset, size)) throw cpu.restart();
            map.noteWrite(offset, size);
            map.writeBacking(offset, size, value);
            quicken(lin, at, true);
            return;
        }
        if (!cpu.exact) throw cpu.restart();
        map.write(phys, size, value);
    }

    public void slowWrite64(int lin, long v) {
        checkAlignment(lin, 8);
        probeWrite(lin, 8);
        slowWriteHalf(lin, (int) v);
        slowWriteHalf(lin + 4, (int) (v >>> 32));
    }

    private void slowWriteHalf(int lin, int v) {
        if ((lin & 3) == 0) slowWrite(lin, 4, v);
        else for (int i = 0; i < 4; i++) slowWrite(lin + i, 1, v >>> i * 8);
    }

    /** Checks that all of these bytes can be read at the current privilege; throws the page fault otherwise. */
    public void probeRead(int lin, int size) {
        checkAlignment(lin, size);
        reach(lin, false);
        if ((lin & 0xfff) + size > 4096) reach(lin + size - 1 & ~0xfff, false);
    }

    /**
     * Checks that all of these bytes can be written at the current privilege, and that writing them needs no restart;
     * throws otherwise. After it, writing them cannot fail.
     */
    public void probeWrite(int lin, int size) {
        checkAlignment(lin, size);
        probeWritePage(lin, Math.min(size, 4096 - (lin & 0xfff)));
        if ((lin & 0xfff) + size > 4096) probeWritePage((lin + size - 1) & ~0xfff, (lin & 0xfff) + size - 4096);
    }

    private void probeWritePage(int lin, int size) {
        if (write[lin >>> 12] >= 0) return;
        int at = known(lin, true);
        if (at < 0) at = map.writeOffset(translate(lin, true, user));
        if (cpu.exact) return;
        if (at < 0 || map.hitsCode(at | lin & 0xfff, size) || watch != null && watch.hits(lin, size, true)) throw cpu.restart();
    }

    private void checkAlignment(int lin, int size) {
        if ((cpu.mode & Mode.ALIGN_CHECK) != 0 && (lin & size - 1) != 0) throw cpu.fault(Vector.AC, 0);
    }

    private void observe(int lin, int size, boolean isWrite, int value) {
        if (watch == null || !watch.hits(lin, size, isWrite)) return;
        if (!cpu.exact) throw cpu.restart();
        watch.accessed(lin, size, isWrite, value);
    }

    // ---- implicit supervisor access (descriptor tables, TSS, IDT) ------------------------------------------------------------

    /** Reads as CPL 0 whatever the CPL. Sizes 1, 2, 4. */
    public int sysRead(int lin, int size) {
        int e = readSupervisor.entry[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) + size <= 4096) return map.readBacking(e | lin & 0xfff, size);
        boolean was = user;
        setUser(false);
        try {
            return size == 1 ? read8(lin) : size == 2 ? readUnchecked(lin, 2) : readUnchecked(lin, 4);
        } finally {
            setUser(was);
        }
    }

    /** Writes as CPL 0 whatever the CPL. Sizes 1, 2, 4. */
    public void sysWrite(int lin, int size, int v) {
        int e = writeSupervisor.entry[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) + size <= 4096) {
            map.writeBacking(e | lin & 0xfff, size, v);
            return;
        }
        boolean was = user;
        int mode = cpu.mode;
        setUser(false);
        cpu.mode &= ~Mode.ALIGN_CHECK;
        try {
            switch (size) {
                case 1 -> write8(lin, v);
                case 2 -> write16(lin, v);
                default -> write32(lin, v);
            }
        } finally {
            cpu.mode = mode;
            setUser(was);
        }
    }

    private int readUnchecked(int lin, int size) {
        int mode = cpu.mode;
        cpu.mode &= ~Mode.ALIGN_CHECK;
        try {
            return size == 2 ? read16(lin) : read32(lin);
        } finally {
            cpu.mode = mode;
        }
    }

    // ---- instruction fetch ------------------------------------------------------------------------------------------------

    /**
     * Where the code page of a linear address lies in {@link #memory}: the page's offset, or -1 when no memory answers
     * there (fetch it with {@link #fetchByte}). Throws the page fault of a fetch.
     */
    public int fetchPage(int lin) {
        int e = exec[lin >>> 12];
        return e >= 0 ? e : slowFetchPage(lin);
    }

    /** As {@link #fetchPage} when the TLB knows it already; else negative, with nothing changed. */
    public int knownFetchPage(int lin) {
        return exec[lin >>> 12];
    }

    /** What {@link #knownFetchPage} looks at, by page, for as long as the privilege level stays. */
    public int[] execTable() {
        return exec;
    }

    /**
     * Where pages can be read without any further check, for as long as the mode stays: offsets in {@link #memory} by page of linear
     * addresses, negative where {@link #read8} and its like must be asked. While alignment is checked, that is everywhere.
     */
    public int[] readTable() {
        return (cpu.mode & Mode.ALIGN_CHECK) == 0 ? read : NOWHERE.entry;
    }

    /** As {@link #readTable} for writing. */
    public int[] writeTable() {
        return (cpu.mode & Mode.ALIGN_CHECK) == 0 ? write : NOWHERE.entry;
    }

    private int slowFetchPage(int lin) {
        boolean paging = (cpu.cr0 & CpuState.CR0_PG) != 0;
        long phys = (paging ? walk(lin, false, user, true) : lin & 0xffffffffL) & a20Mask;
        int at = map.readOffset(phys);
        if (at >= 0) (user ? execUser : execSupervisor).fill(lin, at, paging && lastGlobal);
        return at >= 0 ? at : -1;
    }

    /** Fetches one byte of code from wherever it is, devices included. */
    public int fetchByte(int lin) {
        int page = fetchPage(lin);
        if (page >= 0) return memory[page | lin & 0xfff] & 0xff;
        boolean paging = (cpu.cr0 & CpuState.CR0_PG) != 0;
        return map.peek((paging ? walk(lin, false, user, true) : lin & 0xffffffffL) & a20Mask, 1);
    }

    // ---- translation -------------------------------------------------------------------------------------------------------

    private boolean lastGlobal;

    /** Physical address of a linear one; fills the TLB when memory answers there; throws #PF. */
    private long translate(int lin, boolean isWrite, boolean asUser) {
        long phys;
        boolean writeOk;
        if ((cpu.cr0 & CpuState.CR0_PG) == 0) {
            phys = lin & 0xffffffffL;
            lastGlobal = false;
            writeOk = true;
        } else {
            phys = walk(lin, isWrite, asUser, false);
            writeOk = isWrite;
        }
        phys &= a20Mask;
        int at = map.readOffset(phys);
        if (at >= 0) {
            (asUser ? readUser : readSupervisor).fill(lin, mustBeSlow(lin, at, false) ? at | TlbTable.SLOW : at, lastGlobal);
            // The write table's entry also serves reads of read-modify-write, so both must lead to the same memory.
            if (writeOk && map.writeOffset(phys) == at)
                (asUser ? writeUser : writeSupervisor).fill(lin, mustBeSlow(lin, at, true) ? at | TlbTable.SLOW : at, lastGlobal);
        }
        return phys;
    }

    /** Throws #PF unless this page can be accessed; fills the TLB. */
    private void reach(int lin, boolean isWrite) {
        if (known(lin, isWrite) < 0) translate(lin, isWrite, user);
    }

    /** The backing page the TLB has for a linear one, on the fast path or not; -1 when it has none. */
    private int known(int lin, boolean isWrite) {
        int e = (isWrite ? write : read)[lin >>> 12];
        return e == -1 ? -1 : e & ~TlbTable.SLOW;
    }

    private boolean mustBeSlow(int lin, int at, boolean isWrite) {
        return watch != null && watch.watchesPage(lin) || isWrite && map.watch(at) != 0;
    }

    /** Back to the fast path when nothing is against it. */
    private void quicken(int lin, int at, boolean isWrite) {
        if (!mustBeSlow(lin, at, isWrite)) (isWrite ? write : read)[lin >>> 12] = at;
    }

    /** Walks the page tables, sets accessed and dirty bits, throws #PF (SDM vol. 3, chapter 4). */
    private long walk(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        return (cpu.cr4 & CpuState.CR4_PAE) != 0 ? walkPae(lin, isWrite, asUser, fetch) : walk32(lin, isWrite, asUser, fetch);
    }

    private long walk32(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        int error = (isWrite ? 2 : 0) | (asUser ? 4 : 0);
        long pdeAt = (cpu.cr3 & 0xfffff000L | lin >>> 20 & 0xffc) & a20Mask;
        int pde = map.read(pdeAt, 4);
        if ((pde & P) == 0) throw pageFault(lin, error);
        if ((pde & PS) != 0 && (cpu.cr4 & CpuState.CR4_PSE) != 0) {
            if ((pde & (cpu.identity.hasPse36() ? 0x3e0000 : 0x3fe000)) != 0) throw pageFault(lin, error | 9);
            checkRights(pde, lin, isWrite, asUser, error);
            int used = pde | A | (isWrite ? D : 0);
            if (used != pde) map.write(pdeAt, 4, used);
            lastGlobal = (pde & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
            return bigPage(pde) | lin & 0x3fffff;
        }
        long pteAt = (pde & 0xfffff000L | lin >>> 10 & 0xffc) & a20Mask;
        int pte = map.read(pteAt, 4);
        if ((pte & P) == 0) {
            if ((pde & A) == 0) map.write(pdeAt, 4, pde | A);
            throw pageFault(lin, error);
        }
        checkRights(pde & pte & (RW | US), lin, isWrite, asUser, error);
        if ((pde & A) == 0) map.write(pdeAt, 4, pde | A);
        int used = pte | A | (isWrite ? D : 0);
        if (used != pte) map.write(pteAt, 4, used);
        lastGlobal = (pte & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
        return pte & 0xfffff000L | lin & 0xfff;
    }

    /** Where a 4 MiB page lies: with PSE-36, bits 13-16 are those above 4 GiB. */
    private long bigPage(int pde) {
        return pde & 0xffc00000L | (cpu.identity.hasPse36() ? (pde & 0x1e000L) << 19 : 0);
    }

    private void checkRights(int rights, int lin, boolean isWrite, boolean asUser, int error) {
        boolean denied = asUser && (rights & US) == 0
                || isWrite && (rights & RW) == 0 && (asUser || (cpu.cr0 & CpuState.CR0_WP) != 0);
        if (denied) throw pageFault(lin, error | 1);
    }

    /**
     * Loads the four PDPTEs as a CR3 load with PAE does.
     *
     * @return false when one has reserved bits set: the load must raise #GP(0); nothing is changed then
     */
    public boolean loadPdptes(int cr3) {
        long[] fresh = new long[4];
        for (int i = 0; i < 4; i++) {
            fresh[i] = read64(cr3 & 0xffffffe0L | i * 8);
            if ((fresh[i] & P) != 0 && (fresh[i] & 0xffff_fff0_0000_01e6L) != 0) return false;
        }
        System.arraycopy(fresh, 0, pdpte, 0, 4);
        return true;
    }

    /** The PDPTE registers, for saving and for display. */
    public long[] pdptes() {
        return pdpte.clone();
    }

    public void setPdptes(long[] values) {
        System.arraycopy(values, 0, pdpte, 0, 4);
    }

    private long read64(long phys) {
        phys &= a20Mask;
        return map.read(phys, 4) & 0xffffffffL | (long) map.read(phys + 4, 4) << 32;
    }

    private static final long PAE_ADDRESS = 0xf_ffff_f000L;
    private static final long NX = 1L << 63;

    private long walkPae(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        boolean nxe = (cpu.efer & CpuState.EFER_NXE) != 0;
        long reserved = 0x7fff_fff0_0000_0000L | (nxe ? 0 : NX);
        int error = (isWrite ? 2 : 0) | (asUser ? 4 : 0) | (fetch && nxe ? 16 : 0);
        long top = pdpte[lin >>> 30];
        if ((top & P) == 0) throw pageFault(lin, error);
        long pdeAt = (top & PAE_ADDRESS | lin >>> 18 & 0xff8) & a20Mask;
        long pde = read64(pdeAt);
        if ((pde & P) == 0) throw pageFault(lin, error);
        if ((pde & reserved) != 0) throw pageFault(lin, error | 9);
        if ((pde & PS) != 0) {
            if ((pde & 0x1fe000) != 0) throw pageFault(lin, error | 9);
            if (fetch && nxe && (pde & NX) != 0) throw pageFault(lin, error | 1);
            checkRights((int) pde, lin, isWrite, asUser, error);
            int used = (int) pde | A | (isWrite ? D : 0);
            if (used != (int) pde) map.write(pdeAt, 4, used);
            lastGlobal = (pde & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
            return pde & PAE_ADDRESS & ~0x1fffffL | lin & 0x1fffff;
        }
        long pteAt = (pde & PAE_ADDRESS | lin >>> 9 & 0xff8) & a20Mask;
        long pte = read64(pteAt);
        if ((pte & P) == 0) {
            if ((pde & A) == 0) map.write(pdeAt, 4, (int) pde | A);
            throw pageFault(lin, error);
        }
        if ((pte & reserved) != 0) throw pageFault(lin, error | 9);
        if (fetch && nxe && ((pde | pte) & NX) != 0) throw pageFault(lin, error | 1);
        checkRights((int) (pde & pte) & (RW | US), lin, isWrite, asUser, error);
        if ((pde & A) == 0) map.write(pdeAt, 4, (int) pde | A);
        int used = (int) pte | A | (isWrite ? D : 0);
        if (used != (int) pte) map.write(pteAt, 4, used);
        lastGlobal = (pte & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
        return pte & PAE_ADDRESS | lin & 0xfff;
    }

    private GuestFault pageFault(int lin, int error) {
        cpu.cr2 = lin;
        // A page fault drops the translations of its address (SDM vol. 3, 4.10.4.1), so that mending the entry is enough.
        invalidate(lin);
        return cpu.fault(Vector.PF, error);
    }

    /**
     * Physical address of a linear one without any side effect, as the debugger wants it; -1 when not present. Rights
     * are not checked.
     */
    public long peekTranslate(int lin) {
        if ((cpu.cr0 & CpuState.CR0_PG) == 0) return (lin & 0xffffffffL) & a20Mask;
        if ((cpu.cr4 & CpuState.CR4_PAE) != 0) {
            long top = pdpte[lin >>> 30];
            if ((top & P) == 0) return -1;
            long pde = peek64((top & PAE_ADDRESS | lin >>> 18 & 0xff8) & a20Mask);
            if ((pde & P) == 0) return -1;
            if ((pde & PS) != 0) return (pde & PAE_ADDRESS & ~0x1fffffL | lin & 0x1fffff) & a20Mask;
            long pte = peek64((pde & PAE_ADDRESS | lin >>> 9 & 0xff8) & a20Mask);
            return (pte & P) == 0 ? -1 : (pte & PAE_ADDRESS | lin & 0xfff) & a20Mask;
        }
        int pde = map.peek((cpu.cr3 & 0xfffff000L | lin >>> 20 & 0xffc) & a20Mask, 4);
        if ((pde & P) == 0) return -1;
        if ((pde & PS) != 0 && (cpu.cr4 & CpuState.CR4_PSE) != 0) return (bigPage(pde) | lin & 0x3fffff) & a20Mask;
        int pte = map.peek((pde & 0xfffff000L | lin >>> 10 & 0xffc) & a20Mask, 4);
        return (pte & P) == 0 ? -1 : (pte & 0xfffff000L | lin & 0xfff) & a20Mask;
    }

    private long peek64(long phys) {
        return map.peek(phys, 4) & 0xffffffffL | (long) map.peek(phys + 4, 4) << 32;
    }
}
