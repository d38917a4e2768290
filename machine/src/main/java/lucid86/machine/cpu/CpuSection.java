package lucid86.machine.cpu;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * A CPU's state between two instructions as named values. Lazy flags are computed: two CPUs that no guest can tell apart save
 * the same values, whatever engine ran them.
 */
public final class CpuSection {
    private static final int GENERAL = 9;

    private CpuSection() {}

    public static void save(CpuState c, StateOut o) {
        var general = new int[GENERAL];
        System.arraycopy(c.r, 0, general, 0, GENERAL);
        o.putInts("general", general);
        o.putInt("eflags", c.eflags());
        var base = new int[8];
        for (int s = 0; s < 8; s++) base[s] = c.base(s);
        o.putInts("selector", c.selector);
        o.putInts("base", base);
        o.putInts("limit", c.limit);
        o.putInts("attr", c.attr);
        o.putInts("control", new int[] {c.cr0, c.cr2, c.cr3, c.cr4, c.cr8, c.cpl, c.gdtBase, c.gdtLimit, c.idtBase, c.idtLimit});
        o.putInts("dr", c.dr);
        o.putLong("efer", c.efer);
        o.putInts("sysenter", new int[] {c.sysenterCs, c.sysenterEsp, c.sysenterEip});
        o.putLongs("msr", new long[] {c.patMsr, c.miscEnable, c.tscOffset});
        saveModelRegisters(c.msrs, o);
        saveFpu(c.fpu, o);
        var xmm = new long[16];
        System.arraycopy(c.xmm, 0, xmm, 0, 16);
        o.putLongs("xmm", xmm);
        o.putInt("mxcsr", c.mxcsr);
        boolean[] bits = {c.intr, c.nmiPending, c.nmiBlocked, c.smiPending, c.inSmm, c.nmiBlockedOutside, c.halted, c.shutdown, c.shadow, c.shadowSs, c.repeating};
        int events = 0;
        for (int i = 0; i < bits.length; i++) if (bits[i]) events |= 1 << i;
        o.putInt("events", events);
        o.putInt("smbase", c.smbase);
        o.putInt("pendingDebug", c.pendingDebug);
        o.putLongs("pdpte", c.mmu.pdptes());
        o.putBoolean("a20", c.mmu.a20());
    }

    private static void saveModelRegisters(ModelRegisters m, StateOut o) {
        o.putInt("tscAux", m.tscAux);
        o.putLongs("plainMsrs", new long[] {m.mtrrDefaultType, m.mcgStatus, m.biosSignature, m.debugControl, m.featureControl, m.random});
        o.putLongs("mtrrFixed", m.mtrrFixed);
        o.putLongs("mtrrVariable", m.mtrrVariable);
        o.putLongs("machineCheck", m.machineCheck);
    }

    private static void saveFpu(Fpu f, StateOut o) {
        o.putLongs("fpu.mant", f.mant);
        o.putInts("fpu.signExp", f.signExp);
        o.putInts("fpu", new int[] {f.cw, f.sw, f.top, f.used, f.fop, f.fip, f.fcs, f.fdp, f.fds});
    }

    /** The engine must be told, and the TLB be restored, after this. */
    public static void load(CpuState c, StateIn in) {
        int[] general = ints(in, "general", GENERAL), control = ints(in, "control", 10), sysenter = ints(in, "sysenter", 3);
        int[] selector = ints(in, "selector", 8), base = ints(in, "base", 8), limit = ints(in, "limit", 8), attr = ints(in, "attr", 8);
        long[] msr = longs(in, "msr", 3), xmm = longs(in, "xmm", 16), pdpte = longs(in, "pdpte", 4);
        int events = in.getInt("events", 0, (1 << 11) - 1);
        if ((control[5] & ~3) != 0) throw new IllegalArgumentException("saved CPL is " + control[5]);
        System.arraycopy(general, 0, c.r, 0, GENERAL);
        c.cr0 = control[0];
        c.cr2 = control[1];
        c.cr3 = control[2];
        c.cr4 = control[3];
        c.cr8 = control[4];
        c.cpl = control[5];
        c.gdtBase = control[6];
        c.gdtLimit = control[7];
        c.idtBase = control[8];
        c.idtLimit = control[9];
        for (int s = 0; s < 8; s++) c.setSegment(s, selector[s], base[s], limit[s], attr[s]);
        copy(ints(in, "dr", 8), c.dr);
        c.efer = in.getLong("efer");
        c.sysenterCs = sysenter[0];
        c.sysenterEsp = sysenter[1];
        c.sysenterEip = sysenter[2];
        c.patMsr = msr[0];
        c.miscEnable = msr[1];
        c.tscOffset = msr[2];
        loadModelRegisters(c.msrs, in);
        loadFpu(c.fpu, in);
        System.arraycopy(xmm, 0, c.xmm, 0, 16);
        c.mxcsr = in.getInt("mxcsr");
        c.intr = (events & 1) != 0;
        c.nmiPending = (events & 2) != 0;
        c.nmiBlocked = (events & 4) != 0;
        c.smiPending = (events & 8) != 0;
        c.inSmm = (events & 16) != 0;
        c.nmiBlockedOutside = (events & 32) != 0;
        c.halted = (events & 64) != 0;
        c.shutdown = (events & 128) != 0;
        c.shadow = (events & 256) != 0;
        c.shadowSs = (events & 512) != 0;
        c.repeating = (events & 1024) != 0;
        c.smbase = in.getInt("smbase");
        c.pendingDebug = in.getInt("pendingDebug");
        c.mmu.setPdptes(pdpte);
        c.mmu.setA20(in.getBoolean("a20"));
        c.setEflags(in.getInt("eflags"));
        c.protectionChanged();
    }

    private static void loadModelRegisters(ModelRegisters m, StateIn in) {
        long[] plain = longs(in, "plainMsrs", 6);
        m.tscAux = in.getInt("tscAux");
        m.mtrrDefaultType = plain[0];
        m.mcgStatus = plain[1];
        m.biosSignature = plain[2];
        m.debugControl = plain[3];
        m.featureControl = plain[4];
        m.random = plain[5];
        copy(longs(in, "mtrrFixed", m.mtrrFixed.length), m.mtrrFixed);
        copy(longs(in, "mtrrVariable", m.mtrrVariable.length), m.mtrrVariable);
        copy(longs(in, "machineCheck", m.machineCheck.length), m.machineCheck);
    }

    private static void loadFpu(Fpu f, StateIn in) {
        int[] v = ints(in, "fpu", 9);
        copy(longs(in, "fpu.mant", 8), f.mant);
        copy(ints(in, "fpu.signExp", 8), f.signExp);
        f.cw = v[0] & 0xffff;
        f.sw = v[1] & 0xffff;
        f.top = v[2] & 7;
        f.used = v[3] & 0xff;
        f.fop = v[4];
        f.fip = v[5];
        f.fcs = v[6];
        f.fdp = v[7];
        f.fds = v[8];
    }

    private static void copy(int[] from, int[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }

    private static void copy(long[] from, long[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }

    private static int[] ints(StateIn in, String name, int length) {
        int[] v = in.getInts(name);
        if (v.length != length) throw new IllegalArgumentException("saved CPU has " + v.length + " values of " + name + ", not " + length);
        return v;
    }

    private static long[] longs(StateIn in, String name, int length) {
        long[] v = in.getLongs(name);
        if (v.length != length) throw new IllegalArgumentException("saved CPU has " + v.length + " values of " + name + ", not " + length);
        return v;
    }
}
