package lucid86.machine.mem;

import lucid86.machine.cpu.CpuState;
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
    /** Where in {@link #dataTlb} the entries for writes begin; those for reads are at 0. */
    public static final int WRITES = TlbTable.PAGES;

    /** The TLB's entries for CPL 0-2 and CPL 3; final, so that generated code can hold them as constants, one for reads and writes. */
    private final int[] supervisor = TlbTable.empty(2), userMode = TlbTable.empty(2), supervisorCode = TlbTable.empty(1), userCode = TlbTable.empty(1);
    private final TlbTable readSupervisor = new TlbTable(supervisor, 0), writeSupervisor = new TlbTable(supervisor, WRITES);
    private final TlbTable readUser = new TlbTable(userMode, 0), writeUser = new TlbTable(userMode, WRITES);
    private final TlbTable execSupervisor = new TlbTable(supervisorCode, 0), execUser = new TlbTable(userCode, 0);

    /** Made when a guest first has its alignment checked, as hardly any does. */
    private static final class Nowhere {
        static final int[] TABLE = TlbTable.empty(2);
    }

    /** {@link MemoryMap#backing}. */
    public final byte[] memory;
    public final MemoryMap map;

    private final CpuState cpu;
    private final PageWalk walk;
    private boolean user;
    private int[] table = supervisor, code = supervisorCode;
    private AccessWatch watch, debuggerWatch, guestWatch;
    /** Counts flushes; caches keyed by linear address (the engine's jump cache) compare it. */
    private int generation;
    /** Null when nobody listens, as nearly always. */
    private TlbListener listener;

    public Mmu(CpuState cpu, MemoryMap map) {
        this.cpu = cpu;
        this.map = map;
        this.memory = map.backing;
        walk = new PageWalk(cpu, map);
        map.attach(this);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** Selects the tables for CPL 3 or CPL 0-2. */
    public void setUser(boolean u) {
        if (u == user) return;
        user = u;
        table = dataTlb(u);
        code = codeTlb(u);
    }

    /**
     * The TLB's entries for reads, then from {@link #WRITES} on for writes, at a privilege level: by page of linear addresses, the offset in {@link #memory} where
     * it is without any further check; negative where {@link #read8} and its like must be asked.
     */
    public int[] dataTlb(boolean atUserLevel) {
        return atUserLevel ? userMode : supervisor;
    }

    /** The same for fetches. */
    public int[] codeTlb(boolean atUserLevel) {
        return atUserLevel ? userCode : supervisorCode;
    }

    /** Opens or closes the A20 gate; closed, physical address bit 20 is forced to 0. */
    public void setA20(boolean open) {
        long mask = open ? ~0L : ~0x100000L;
        if (mask == walk.a20Mask) return;
        walk.a20Mask = mask;
        flushAll();
    }

    public boolean a20() {
        return walk.a20Mask == ~0L;
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
        int e = table[lin >>> 12];
        return e >= 0 ? memory[e | lin & 0xfff] & 0xff : slowRead(lin, 1);
    }

    public int read16(int lin) {
        int e = table[lin >>> 12];
        return e >= 0 && (lin & 0xfff) <= 4094 && (cpu.mode & Mode.ALIGN_CHECK) == 0
                ? Backing.getShort(memory, e | lin & 0xfff) & 0xffff
                : slowRead(lin, 2);
    }

    public int read32(int lin) {
        int e = table[lin >>> 12];
        return e >= 0 && (lin & 0xfff) <= 4092 && (cpu.mode & Mode.ALIGN_CHECK) == 0
                ? Backing.getInt(memory, e | lin & 0xfff)
                : slowRead(lin, 4);
    }

    public long read64(int lin) {
        int e = table[lin >>> 12];
        return e >= 0 && (lin & 0xfff) <= 4088 && (cpu.mode & Mode.ALIGN_CHECK) == 0
                ? Backing.getLong(memory, e | lin & 0xfff)
                : slowRead64(lin);
    }

    public void write8(int lin, int v) {
        int e = table[WRITES + (lin >>> 12)];
        if (e >= 0) memory[e | lin & 0xfff] = (byte) v;
        else slowWrite(lin, 1, v);
    }

    public void write16(int lin, int v) {
        int e = table[WRITES + (lin >>> 12)];
        if (e >= 0 && (lin & 0xfff) <= 4094 && (cpu.mode & Mode.ALIGN_CHECK) == 0) Backing.setShort(memory, e | lin & 0xfff, (short) v);
        else slowWrite(lin, 2, v);
    }

    public void write32(int lin, int v) {
        int e = table[WRITES + (lin >>> 12)];
        if (e >= 0 && (lin & 0xfff) <= 4092 && (cpu.mode & Mode.ALIGN_CHECK) == 0) Backing.setInt(memory, e | lin & 0xfff, v);
        else slowWrite(lin, 4, v);
    }

    public void write64(int lin, long v) {
        int e = table[WRITES + (lin >>> 12)];
        if (e >= 0 && (lin & 0xfff) <= 4088 && (cpu.mode & Mode.ALIGN_CHECK) == 0) Backing.setLong(memory, e | lin & 0xfff, v);
        else slowWrite64(lin, v);
    }

    /**
     * Reads 16 bytes into {@code to[at]} (low) and {@code to[at + 1]} when they lie in one page of the TLB.
     *
     * @return false when nothing was done, and the caller must read two halves
     */
    public boolean tryRead128(int lin, long[] to, int at) {
        int e = table[lin >>> 12];
        if (e < 0 || (lin & 0xfff) > 4080 || (cpu.mode & Mode.ALIGN_CHECK) != 0) return false;
        int offset = e | lin & 0xfff;
        to[at] = Backing.getLong(memory, offset);
        to[at + 1] = Backing.getLong(memory, offset + 8);
        return true;
    }

    /** The counterpart of {@link #tryRead128} for writing. */
    public boolean tryWrite128(int lin, long low, long high) {
        int e = table[WRITES + (lin >>> 12)];
        if (e < 0 || (lin & 0xfff) > 4080 || (cpu.mode & Mode.ALIGN_CHECK) != 0) return false;
        int offset = e | lin & 0xfff;
        Backing.setLong(memory, offset, low);
        Backing.setLong(memory, offset + 8, high);
        return true;
    }

    /** Reads 1, 2 or 4 bytes that the same instruction will write: faults as a write does. */
    public int readForWrite(int lin, int size) {
        int e = table[WRITES + (lin >>> 12)];
        if (e >= 0 && (lin & 0xfff) + size <= 4096 && (cpu.mode & Mode.ALIGN_CHECK) == 0) return map.readBacking(e | lin & 0xfff, size);
        return slowReadForWrite(lin, size);
    }

    /** Backing offset of a linear address that is readable without any further check, or -1 when the TLB does not know one. */
    public int readableAt(int lin) {
        int e = table[lin >>> 12];
        return e >= 0 ? e | lin & 0xfff : -1;
    }

    /** As {@link #readableAt} for writing. */
    public int writableAt(int lin) {
        int e = table[WRITES + (lin >>> 12)];
        return e >= 0 ? e | lin & 0xfff : -1;
    }

    /** As {@link #writableAt} for what {@link #sysWrite} is about to write; fills the TLB where it knows nothing, without raising anything. */
    public int writableForSystemAt(int lin) {
        int e = supervisor[WRITES + (lin >>> 12)];
        if (e == -1) e = filledForSystem(lin, true);
        return e >= 0 ? e | lin & 0xfff : -1;
    }

    /** The entry of CPL 0-2 that an access makes which is about to be done anyway; negative when it may not or is slow. */
    private int filledForSystem(int lin, boolean isWrite) {
        return tryTranslate(lin, isWrite, false) == PageWalk.FAULT ? -1 : supervisor[(isWrite ? WRITES : 0) + (lin >>> 12)];
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
            if (!cpu.exact && map.hitsCode(offset, size, value)) throw cpu.restart();
            map.writeNoted(offset, size, value);
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
        if (table[WRITES + (lin >>> 12)] >= 0) return;
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
        int e = supervisor[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) + size <= 4096) return map.readBacking(e | lin & 0xfff, size);
        boolean was = user;
        setUser(false);
        try {
            return size == 1 ? read8(lin) : size == 2 ? readUnchecked(lin, 2) : readUnchecked(lin, 4);
        } finally {
            setUser(was);
        }
    }

    /** Reads 8 bytes as CPL 0 whatever the CPL, in two halves where the TLB does not know the page. */
    public long sysRead64(int lin) {
        int e = supervisor[lin >>> 12];
        if (e >= 0 && (lin & 0xfff) <= 4088) return Backing.getLong(memory, e | lin & 0xfff);
        return sysRead(lin, 4) & 0xffffffffL | (long) sysRead(lin + 4, 4) << 32;
    }

    /** Reads 8 bytes as {@link #sysRead64} is about to do, where they are in one page of plain memory; else 0. Raises nothing. */
    public long tryRead64ForSystem(int lin) {
        if ((lin & 0xfff) > 4088) return 0;
        int e = supervisor[lin >>> 12];
        if (e == -1) e = filledForSystem(lin, false);
        return e >= 0 ? Backing.getLong(memory, e | lin & 0xfff) : 0;
    }

    /** Writes as CPL 0 whatever the CPL. Sizes 1, 2, 4. */
    public void sysWrite(int lin, int size, int v) {
        int e = supervisor[WRITES + (lin >>> 12)];
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
        int e = code[lin >>> 12];
        return e >= 0 ? e : slowFetchPage(lin);
    }

    /** As {@link #fetchPage} when the TLB knows it already; else negative, with nothing changed. */
    public int knownFetchPage(int lin) {
        return code[lin >>> 12];
    }

    /** {@link #codeTlb(boolean)} at the current privilege level, for as long as that stays. */
    public int[] codeTlb() {
        return code;
    }

    /** {@link #dataTlb(boolean)} at the current privilege level, for as long as the mode stays. While alignment is checked, nothing in it is quick. */
    public int[] dataTlb() {
        return (cpu.mode & Mode.ALIGN_CHECK) == 0 ? table : Nowhere.TABLE;
    }

    private int slowFetchPage(int lin) {
        boolean paging = (cpu.cr0 & CpuState.CR0_PG) != 0;
        long phys = (paging ? found(walk(lin, false, user, true)) : lin & 0xffffffffL) & walk.a20Mask;
        int at = map.readOffset(phys);
        if (at >= 0) (user ? execUser : execSupervisor).fill(lin, at, paging && walk.lastGlobal);
        return at >= 0 ? at : -1;
    }

    /** Fetches one byte of code from wherever it is, devices included. */
    public int fetchByte(int lin) {
        int page = fetchPage(lin);
        if (page >= 0) return memory[page | lin & 0xfff] & 0xff;
        boolean paging = (cpu.cr0 & CpuState.CR0_PG) != 0;
        return map.peek((paging ? found(walk(lin, false, user, true)) : lin & 0xffffffffL) & walk.a20Mask, 1);
    }

    // ---- translation -------------------------------------------------------------------------------------------------------

    /** A page fault drops the translations of its address (SDM vol. 3, 4.10.4.1), so that mending the entry is enough. */
    private long walk(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        long phys = walk.walk(lin, isWrite, asUser, fetch);
        if (phys == PageWalk.FAULT) invalidate(lin);
        return phys;
    }

    /** The address a walk has found; throws the page fault it has prepared otherwise. */
    private long found(long phys) {
        if (phys == PageWalk.FAULT) throw cpu.prepared();
        return phys;
    }

    /** Physical address of a linear one; fills the TLB when memory answers there; throws #PF. */
    private long translate(int lin, boolean isWrite, boolean asUser) {
        return found(tryTranslate(lin, isWrite, asUser));
    }

    /** As {@link #translate}; gives {@link PageWalk#FAULT} when there is one. */
    private long tryTranslate(int lin, boolean isWrite, boolean asUser) {
        long phys;
        boolean writeOk;
        if ((cpu.cr0 & CpuState.CR0_PG) == 0) {
            phys = lin & 0xffffffffL;
            walk.lastGlobal = false;
            writeOk = true;
        } else {
            phys = walk(lin, isWrite, asUser, false);
            if (phys == PageWalk.FAULT) return phys;
            writeOk = isWrite;
        }
        phys &= walk.a20Mask;
        int at = map.readOffset(phys);
        if (at >= 0) {
            (asUser ? readUser : readSupervisor).fill(lin, mustBeSlow(lin, at, false) ? at | TlbTable.SLOW : at, walk.lastGlobal);
            // The write table's entry also serves reads of read-modify-write, so both must lead to the same memory.
            if (writeOk && map.writeOffset(phys) == at)
                (asUser ? writeUser : writeSupervisor).fill(lin, mustBeSlow(lin, at, true) ? at | TlbTable.SLOW : at, walk.lastGlobal);
        }
        return phys;
    }

    /**
     * Makes the TLB know where an address can be read (written), so that the access cannot raise a page fault any more, but for one
     * in the next page. An exception that is thrown costs the host ten times as much as what it needs to be delivered: this throws none.
     *
     * @return false for a page fault, which is in {@link CpuState#thrown} then
     */
    public boolean fill(int lin, boolean isWrite) {
        // An unaligned access may have another exception, which comes first.
        if ((cpu.mode & Mode.ALIGN_CHECK) != 0 || known(lin, isWrite) >= 0 || tryTranslate(lin, isWrite, user) != PageWalk.FAULT) return true;
        cpu.thrown = cpu.prepared();
        return false;
    }

    /** Throws #PF unless this page can be accessed; fills the TLB. */
    private void reach(int lin, boolean isWrite) {
        if (known(lin, isWrite) < 0) translate(lin, isWrite, user);
    }

    /** The backing page the TLB has for a linear one, on the fast path or not; -1 when it has none. */
    private int known(int lin, boolean isWrite) {
        int e = table[(isWrite ? WRITES : 0) + (lin >>> 12)];
        return e == -1 ? -1 : e & ~TlbTable.SLOW;
    }

    private boolean mustBeSlow(int lin, int at, boolean isWrite) {
        return watch != null && watch.watchesPage(lin) || isWrite && map.watch(at) != 0;
    }

    /** Back to the fast path when nothing is against it. */
    private void quicken(int lin, int at, boolean isWrite) {
        if (!mustBeSlow(lin, at, isWrite)) table[(isWrite ? WRITES : 0) + (lin >>> 12)] = at;
    }

    // ---- page tables ----------------------------------------------------------------------------------------------------

    /**
     * Loads the four PDPTEs as a CR3 load with PAE does.
     *
     * @return false when one has reserved bits set: the load must raise #GP(0); nothing is changed then
     */
    public boolean loadPdptes(int cr3) {
        return walk.loadPdptes(cr3);
    }

    /** The PDPTE registers, for saving and for display. */
    public long[] pdptes() {
        return walk.pdptes();
    }

    public void setPdptes(long[] values) {
        walk.setPdptes(values);
    }

    /**
     * Physical address of a linear one without any side effect, as the debugger wants it; -1 when not present. Rights
     * are not checked.
     */
    public long peekTranslate(int lin) {
        return walk.peek(lin);
    }
}
