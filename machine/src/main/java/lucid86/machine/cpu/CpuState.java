package lucid86.machine.cpu;

import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.Mmu;

/**
 * Everything an x86 CPU remembers between two instructions. Owned by the emulation thread; other threads see copies.
 *
 * <p>The words generated code touches all the time live in {@link #r}, an {@code int[]} so that the IR interpreter can
 * address guest registers, lazy flags and IR temporaries alike; compiled regions keep them in JVM locals.
 */
public final class CpuState {
    // ---- indices into r -------------------------------------------------------------------------------------------
    public static final int EAX = 0, ECX = 1, EDX = 2, EBX = 3, ESP = 4, EBP = 5, ESI = 6, EDI = 7;
    /** Next instruction's offset in CS. Exact only between translation blocks and inside helpers that are given it. */
    public static final int EIP = 8;
    /** Lazy arithmetic flags, see {@link Flags}. */
    public static final int CC_OP = 9, CC_A = 10, CC_B = 11, CC_RES = 12;
    /** Direction flag as a step: +1 (DF=0) or -1 (DF=1). */
    public static final int DF = 13;
    /** Segment bases: {@code r[SEG_BASE + ES..TR]}. */
    public static final int SEG_BASE = 16;
    /** First index free for the interpreter's temporaries. */
    public static final int TEMPS = 32;

    /** Size of {@link #r}; operand numbers of the interpreter fit in a byte. */
    public static final int FILE_SIZE = 256;

    // ---- segment register numbers, in the encoding of the instruction set; LDTR and TR follow ------------------------
    public static final int ES = 0, CS = 1, SS = 2, DS = 3, FS = 4, GS = 5, LDTR = 6, TR = 7;

    // ---- CR0, CR4, EFER bits (Intel SDM vol. 3, 2.5) ------------------------------------------------------------------
    public static final int CR0_PE = 1, CR0_MP = 2, CR0_EM = 4, CR0_TS = 8, CR0_ET = 16, CR0_NE = 32;
    public static final int CR0_WP = 1 << 16, CR0_AM = 1 << 18, CR0_NW = 1 << 29, CR0_CD = 1 << 30, CR0_PG = 1 << 31;
    public static final int CR4_VME = 1, CR4_PVI = 2, CR4_TSD = 4, CR4_DE = 8, CR4_PSE = 16, CR4_PAE = 32;
    public static final int CR4_MCE = 64, CR4_PGE = 128, CR4_PCE = 256, CR4_OSFXSR = 512, CR4_OSXMMEXCPT = 1024;
    public static final int EFER_NXE = 1 << 11;

    /** Bits of {@link #attr} that say nothing about which accesses a segment register allows, and where they are in a descriptor. */
    private static final int DPL = 0x60;
    private static final long DESCRIPTOR_DPL = (long) DPL << 40;

    /** Registers, lazy flags, segment bases and interpreter temporaries; see the index constants. */
    public final int[] r = new int[FILE_SIZE];

    /** EFLAGS bits that are not lazy: TF, IF, IOPL, NT, RF, VM, AC, VIF, VIP, ID (never CF..OF, DF). */
    public int sysFlags;

    // ---- segment caches, indexed ES..TR ---------------------------------------------------------------------------
    public final int[] selector = new int[8];
    /** Limit in bytes, granularity applied, unsigned. */
    public final int[] limit = new int[8];
    /** Descriptor bits 8..23: access byte in bits 0-7 (type, S, DPL, P), AVL/L/DB/G in bits 12-15. */
    public final int[] attr = new int[8];
    /** Highest offset readable (writable) by the fast check, as unsigned in a long; -1 sends every access to the slow check. */
    public final long[] readMax = new long[8], writeMax = new long[8];

    /** The descriptor a segment register was filled from, as long as that says all of it; else 0. */
    private final long[] descriptor = new long[8];

    /** Current privilege level, 0..3; 3 in virtual-8086 mode, 0 in real mode. */
    public int cpl;

    public int cr0, cr2, cr3, cr4, cr8;
    public long efer;
    public final int[] dr = new int[8];
    public int gdtBase, gdtLimit, idtBase, idtLimit;

    // ---- MSRs -----------------------------------------------------------------------------------------------------
    public int sysenterCs, sysenterEsp, sysenterEip;
    public long patMsr, miscEnable;
    /** Added to the cycle clock to give the TSC. */
    public long tscOffset;
    /** The registers that only keep what is written. */
    public final ModelRegisters msrs = new ModelRegisters();
    /** Which model this is. */
    public CpuIdentity identity = CpuIdentity.ANY;

    public final Fpu fpu = new Fpu();
    /** XMM0-7 as pairs (low, high), then two scratch registers XMM8/XMM9 for memory operands of helpers. */
    public final long[] xmm = new long[20];
    public int mxcsr = 0x1f80;

    // ---- events that the engine looks at between blocks ---------------------------------------------------------------
    /** Level of the INTR pin, driven by the interrupt controller. */
    public boolean intr;
    /** An NMI is latched. */
    public boolean nmiPending;
    /** NMIs are blocked until IRET. */
    public boolean nmiBlocked;
    /** System management interrupt latched. */
    public boolean smiPending;
    public boolean inSmm;
    /** Where system management memory begins; kept by INIT. */
    public int smbase;
    /** {@link #nmiBlocked} as it was when system management mode was entered. */
    public boolean nmiBlockedOutside;
    /** Waiting in HLT (or MWAIT). */
    public boolean halted;
    /** Triple fault or equivalent: the board must reset the CPU. */
    public boolean shutdown;
    /** Interrupts and debug traps are held off until the next instruction completes (after STI, MOV SS, POP SS). */
    public boolean shadow;
    /** Set with {@link #shadow} by MOV SS / POP SS, which also hold off NMI and single-step traps. */
    public boolean shadowSs;
    /** The last instruction was a repeated one with elements left: it is not complete at EIP. */
    public boolean repeating;
    /** DR6 bits of debug traps (single step, data breakpoints, task switch) to be delivered after this instruction. */
    public int pendingDebug;

    // ---- execution accounting ------------------------------------------------------------------------------------
    /** Instructions left in the running slice; the machine's clock is derived from it. */
    public int budget;
    /** True while one instruction is executed alone: only then may a memory access reach a device or drop code. */
    public boolean exact;
    /** Number of the instruction within its compiled region that raised the last fault; set by generated code. */
    public int site;

    /** Set by an instruction that entered a handler or switched tasks: it has no single-step trap (SDM vol. 3, 17.3.1.4). */
    public boolean noTrap;
    /** While an exception is delivered: a task switch on the way completed, so a fault raised now is the new task's. */
    public boolean switchedTask;

    // ---- the fault being raised ------------------------------------------------------------------------------------
    public int faultVector, faultError;
    /** What ended a block or region that returned instead of throwing it on: passing it through more frames takes microseconds. */
    public GuestExit thrown;
    private final GuestFault fault = new GuestFault();
    private final Restart restart = new Restart();

    /** Mode bits that translation depends on, kept current by {@link #updateMode()}. See {@link Mode}. */
    public int mode;
    /** The bits of {@link #mode} that tell which segments are flat; kept by {@link #updateLimits}, since mode is computed far more often. */
    private int flatSegments;

    /** The memory this CPU sees. */
    public final Mmu mmu;

    /** Who wants to see interrupts, mode switches and control registers; null when nobody does. */
    public CpuWatch watch;

    /** Ports, interrupt controller, clock and log; set by whoever wires the CPU. */
    public CpuBus bus = CpuBus.unconnected();

    public CpuState(MemoryMap memory) {
        this.mmu = new Mmu(this, memory);
        reset();
    }

    /** State after RESET (Intel SDM vol. 3, table 9-1); INIT differs in details the board applies. */
    public void reset() {
        java.util.Arrays.fill(r, 0);
        sysFlags = 0;
        r[CC_OP] = Flags.EAGER;
        r[DF] = 1;
        r[EDX] = identity.signature();
        r[EIP] = 0xfff0;
        cr0 = CR0_ET | CR0_NW | CR0_CD;
        cr2 = cr3 = cr4 = cr8 = 0;
        efer = 0;
        java.util.Arrays.fill(dr, 0);
        dr[6] = 0xffff0ff0;
        dr[7] = 0x400;
        gdtBase = idtBase = 0;
        gdtLimit = idtLimit = 0xffff;
        cpl = 0;
        for (int s = 0; s < 8; s++) setSegment(s, 0, 0, 0xffff, s == LDTR ? 0x82 : s == TR ? 0x8b : 0x93);
        setSegment(CS, 0xf000, 0xffff0000, 0xffff, 0x93);
        sysenterCs = sysenterEsp = sysenterEip = 0;
        patMsr = 0x0007040600070406L;
        miscEnable = 1;
        tscOffset = 0;
        msrs.reset();
        fpu.reset();
        java.util.Arrays.fill(xmm, 0);
        mxcsr = 0x1f80;
        intr = nmiPending = nmiBlocked = smiPending = inSmm = halted = shutdown = shadow = shadowSs = false;
        repeating = nmiBlockedOutside = false;
        smbase = 0x30000;
        pendingDebug = 0;
        mmu.flushAll();
        protectionChanged();
    }

    // ---- segments ----------------------------------------------------------------------------------------------------

    /**
     * Fills the hidden part of a segment register. No checks; callers have made them. Updates {@link #mode} for the six user segments, for CS
     * always, since {@link #cpl} has often changed with it.
     */
    public void setSegment(int seg, int sel, int base, int limitBytes, int attributes) {
        selector[seg] = sel & 0xffff;
        descriptor[seg] = 0;
        boolean same = r[SEG_BASE + seg] == base && limit[seg] == limitBytes && ((attr[seg] ^ attributes) & ~DPL) == 0;
        attr[seg] = attributes;
        if (!same) {
            r[SEG_BASE + seg] = base;
            limit[seg] = limitBytes;
            updateLimits(seg);
        }
        if (seg == CS || !same && seg < LDTR) updateMode();
    }

    /** Notes that {@link #setSegment} has just filled a register from this descriptor. */
    public void filledFrom(int seg, long d) {
        descriptor[seg] = d;
    }

    /**
     * Fills a register from a descriptor that differs from the one it holds in nothing but its DPL, as {@link #setSegment} would. Kernels load their own flat
     * segments in place of the program's all the time.
     *
     * @return false when it is another one; nothing has happened then
     */
    public boolean refill(int seg, int sel, long d) {
        if (((descriptor[seg] ^ d) & ~DESCRIPTOR_DPL) != 0) return false;
        selector[seg] = sel & 0xffff;
        attr[seg] = attr[seg] & ~DPL | (int) (d >>> 40) & DPL;
        if (seg == CS) updateMode();
        return true;
    }

    private void updateLimits(int seg) {
        int a = attr[seg];
        boolean present = (a & 0x80) != 0;
        boolean code = (a & 0x08) != 0;
        boolean expandDown = !code && (a & 0x04) != 0;
        long max = present && !expandDown ? limit[seg] & 0xffffffffL : -1;
        boolean real = (cr0 & CR0_PE) == 0;
        readMax[seg] = !code || (a & 0x02) != 0 ? max : -1;
        writeMax[seg] = !code && (a & 0x02) != 0 ? max : -1;
        // Real mode ignores types: CS is writable there (SDM vol. 3, 20.1).
        if (real && present && !expandDown) readMax[seg] = writeMax[seg] = limit[seg] & 0xffffffffL;
        if (seg > GS) return;
        boolean flat = r[SEG_BASE + seg] == 0 && readMax[seg] == 0xffffffffL && (seg == CS || writeMax[seg] == 0xffffffffL);
        flatSegments = flat ? flatSegments | Mode.flat(seg) : flatSegments & ~Mode.flat(seg);
    }

    public int base(int seg) {
        return r[SEG_BASE + seg];
    }

    /** Recomputes {@link #mode} after any change of CR0.PE, EFLAGS.VM/AC, CPL or a segment cache. */
    public void updateMode() {
        int m = flatSegments;
        if ((attr[CS] & 0x4000) != 0) m |= Mode.CODE32;
        if ((attr[SS] & 0x4000) != 0) m |= Mode.STACK32;
        if ((cr0 & CR0_PE) != 0) m |= Mode.PROTECTED;
        if ((sysFlags & Flags.VM) != 0) m |= Mode.VM86;
        if (cpl == 3) m |= Mode.USER;
        if ((sysFlags & Flags.AC) != 0 && (cr0 & CR0_AM) != 0 && cpl == 3) m |= Mode.ALIGN_CHECK;
        int old = mode;
        mode = m;
        mmu.setUser(cpl == 3);
        if (watch != null) watch.modeUpdated(old, m);
    }

    /** To be called after CR0.PE changed: the fast limits of all segments depend on it. */
    public void protectionChanged() {
        for (int s = 0; s < 8; s++) updateLimits(s);
        updateMode();
    }

    // ---- flags ----------------------------------------------------------------------------------------------------

    /** The whole EFLAGS register, lazy flags computed. */
    public int eflags() {
        return sysFlags | 2 | Flags.arithmetic(r[CC_OP], r[CC_A], r[CC_B], r[CC_RES]) | (r[DF] < 0 ? Flags.DF : 0);
    }

    /** Sets all of EFLAGS, unchecked; reserved bits are normalised. */
    public void setEflags(int f) {
        setArithmeticFlags(f);
        r[DF] = (f & Flags.DF) != 0 ? -1 : 1;
        int before = sysFlags;
        sysFlags = f & Flags.SYSTEM;
        if (((before ^ sysFlags) & (Flags.VM | Flags.AC)) != 0) updateMode();
    }

    /** Sets CF, PF, AF, ZF, SF and OF from {@code f}, leaving all other flags. */
    public void setArithmeticFlags(int f) {
        r[CC_OP] = Flags.EAGER;
        r[CC_RES] = f & Flags.ARITHMETIC;
    }

    /** CF, PF, AF, ZF, SF and OF in their EFLAGS positions. */
    public int arithmeticFlags() {
        return Flags.arithmetic(r[CC_OP], r[CC_A], r[CC_B], r[CC_RES]);
    }

    public int iopl() {
        return sysFlags >>> 12 & 3;
    }

    public boolean isProtected() {
        return (cr0 & CR0_PE) != 0;
    }

    public boolean isVm86() {
        return (sysFlags & Flags.VM) != 0;
    }

    /** Real or virtual-8086 mode: segment registers hold paragraph numbers. */
    public boolean isRealOrVm86() {
        return (mode & (Mode.PROTECTED | Mode.VM86)) != Mode.PROTECTED;
    }

    // ---- faults -------------------------------------------------------------------------------------------------------

    /** Prepares an exception with no error code; {@code throw cpu.fault(Vector.UD)}. */
    public GuestFault fault(int vector) {
        return fault(vector, 0);
    }

    /** Prepares an exception with an error code (kept even where the vector pushes none). */
    public GuestFault fault(int vector, int error) {
        faultVector = vector;
        faultError = error;
        return fault;
    }

    /** The exception prepared last, to be thrown or delivered. */
    public GuestFault prepared() {
        return fault;
    }

    /** Thrown by a memory access that must be repeated with {@link #exact} set (device memory, code about to change). */
    public Restart restart() {
        return restart;
    }
}
