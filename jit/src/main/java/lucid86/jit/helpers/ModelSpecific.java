package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.ModelRegisters;
import lucid86.machine.cpu.Vector;

/** RDMSR, WRMSR and RDPMC (Intel SDM vol. 4). Registers that do not exist raise #GP(0) and are logged. */
public final class ModelSpecific {
    private static final int P5_MC_ADDR = 0, P5_MC_TYPE = 1, POWER_ON = 0x2a;
    private static final int TSC = 0x10, PLATFORM_ID = 0x17, APIC_BASE = 0x1b, FEATURE_CONTROL = 0x3a, BIOS_SIGN = 0x8b, MTRR_CAP = 0xfe;
    private static final int SYSENTER_CS = 0x174, SYSENTER_ESP = 0x175, SYSENTER_EIP = 0x176;
    private static final int MCG_CAP = 0x179, MCG_STATUS = 0x17a, MISC_ENABLE = 0x1a0, DEBUGCTL = 0x1d9;
    private static final int MTRR_VARIABLE = 0x200, MTRR_FIXED = 0x250, PAT = 0x277, MTRR_DEFAULT = 0x2ff, MC0 = 0x400;
    private static final int EFER = 0xc0000080, TSC_AUX = 0xc0000103;
    /** Eight variable ranges, fixed ranges, write combining. */
    private static final long MTRR_CAP_VALUE = 0x508;
    /** Four banks. */
    private static final long MCG_CAP_VALUE = 4;
    private static final long PHYSICAL = 0xf_ffff_ffffL;

    private ModelSpecific() {}

    /** RDMSR: EDX:EAX = MSR ECX. */
    public static void read(CpuState c) {
        long v = get(c, c.r[CpuState.ECX]);
        c.r[CpuState.EAX] = (int) v;
        c.r[CpuState.EDX] = (int) (v >>> 32);
    }

    private static long get(CpuState c, int msr) {
        if (!c.identity.hasMsr(msr)) throw unknown(c, msr, "read");
        ModelRegisters m = c.msrs;
        return switch (msr) {
            case TSC -> TimeStamp.value(c);
            case P5_MC_ADDR, P5_MC_TYPE, PLATFORM_ID, POWER_ON -> 0;
            case APIC_BASE -> c.bus.interrupts().apicBase();
            case FEATURE_CONTROL -> m.featureControl;
            case BIOS_SIGN -> m.biosSignature;
            case MTRR_CAP -> MTRR_CAP_VALUE;
            case SYSENTER_CS -> c.sysenterCs & 0xffffffffL;
            case SYSENTER_ESP -> c.sysenterEsp & 0xffffffffL;
            case SYSENTER_EIP -> c.sysenterEip & 0xffffffffL;
            case MCG_CAP -> MCG_CAP_VALUE;
            case MCG_STATUS -> m.mcgStatus;
            case MISC_ENABLE -> c.miscEnable;
            case DEBUGCTL -> m.debugControl;
            case PAT -> c.patMsr;
            case MTRR_DEFAULT -> m.mtrrDefaultType;
            case EFER -> c.efer;
            case TSC_AUX -> m.tscAux & 0xffffffffL;
            default -> {
                long[] kept = array(m, msr);
                if (kept == null) throw unknown(c, msr, "read");
                yield kept[index(msr)];
            }
        };
    }

    /** WRMSR: MSR ECX = EDX:EAX; #GP(0) on reserved bits. */
    public static void write(CpuState c) {
        set(c, c.r[CpuState.ECX], c.r[CpuState.EAX] & 0xffffffffL | (long) c.r[CpuState.EDX] << 32);
    }

    private static void set(CpuState c, int msr, long v) {
        if (!c.identity.hasMsr(msr)) throw unknown(c, msr, "written");
        ModelRegisters m = c.msrs;
        switch (msr) {
            case TSC -> TimeStamp.set(c, v);
            // Hard power-on configuration: nothing of it can be set here.
            case P5_MC_ADDR, P5_MC_TYPE, POWER_ON -> { }
            case PLATFORM_ID, MTRR_CAP, MCG_CAP -> throw c.fault(Vector.GP, 0);
            case APIC_BASE -> c.bus.interrupts().setApicBase(legal(c, v, PHYSICAL & ~0xfffL | 0x900));
            case FEATURE_CONTROL -> m.featureControl = v;
            case BIOS_SIGN -> m.biosSignature = v;
            case SYSENTER_CS -> c.sysenterCs = (int) v;
            case SYSENTER_ESP -> c.sysenterEsp = (int) v;
            case SYSENTER_EIP -> c.sysenterEip = (int) v;
            case MCG_STATUS -> m.mcgStatus = legal(c, v, 7);
            case MISC_ENABLE -> c.miscEnable = v;
            case DEBUGCTL -> m.debugControl = legal(c, v, 3);
            case PAT -> setPat(c, v);
            case MTRR_DEFAULT -> {
                memoryType(c, (int) v & 0xff);
                m.mtrrDefaultType = legal(c, v, 0xcff);
            }
            case EFER -> {
                c.efer = legal(c, v, CpuState.EFER_NXE);
                c.mmu.flushAll();
            }
            case TSC_AUX -> m.tscAux = (int) legal(c, v, 0xffffffffL);
            // The microcode update trigger: the update is taken to be for another CPU.
            case 0x79 -> { }
            default -> {
                long[] kept = array(m, msr);
                if (kept == null) throw unknown(c, msr, "written");
                checkKept(c, msr, v);
                kept[index(msr)] = v;
            }
        }
    }

    private static long legal(CpuState c, long v, long bits) {
        if ((v & ~bits) != 0) throw c.fault(Vector.GP, 0);
        return v;
    }

    private static void setPat(CpuState c, long v) {
        for (int i = 0; i < 8; i++) {
            int type = (int) (v >>> i * 8) & 0xff;
            if (type > 7 || type == 2 || type == 3) throw c.fault(Vector.GP, 0);
        }
        c.patMsr = v;
    }

    /** Types 2, 3 and those beyond 6 do not exist for MTRRs (SDM vol. 3, table 11-8). */
    private static void memoryType(CpuState c, int type) {
        if (type > 6 || type == 2 || type == 3) throw c.fault(Vector.GP, 0);
    }

    /** What the registers of regular groups do not take. */
    private static void checkKept(CpuState c, int msr, long v) {
        if (msr >= MC0) {
            // The status of a machine check can be cleared, not made up.
            if ((msr & 3) == 1 && v != 0) throw c.fault(Vector.GP, 0);
        } else if (msr < MTRR_FIXED) {
            boolean mask = (msr & 1) != 0;
            legal(c, v, PHYSICAL & ~0xfffL | (mask ? 0x800 : 0xff));
            if (!mask) memoryType(c, (int) v & 0xff);
        } else {
            for (int i = 0; i < 8; i++) memoryType(c, (int) (v >>> i * 8) & 0xff);
        }
    }

    /** Where an MSR of a regular group is kept, or null when there is none of this number. */
    private static long[] array(ModelRegisters m, int msr) {
        if (msr >= MTRR_VARIABLE && msr < MTRR_VARIABLE + 16) return m.mtrrVariable;
        if (msr == 0x250 || msr == 0x258 || msr == 0x259 || msr >= 0x268 && msr <= 0x26f) return m.mtrrFixed;
        return msr >= MC0 && msr < MC0 + 16 ? m.machineCheck : null;
    }

    private static int index(int msr) {
        return switch (msr) {
            case 0x250 -> 0;
            case 0x258, 0x259 -> msr - 0x257;
            default -> msr >= 0x268 && msr <= 0x26f ? msr - 0x268 + 3 : msr & 15;
        };
    }

    private static RuntimeException unknown(CpuState c, int msr, String what) {
        if (c.msrs.firstUse(msr)) c.bus.log().accept(String.format("unimplemented: MSR %x %s", msr, what));
        return c.fault(Vector.GP, 0);
    }

    /** RDPMC: counters stand still at 0, since no event can be selected; #GP(0) for those the model does not have. */
    public static void readCounter(CpuState c) {
        if (c.cpl != 0 && c.isProtected() && (c.cr4 & CpuState.CR4_PCE) == 0) throw c.fault(Vector.GP, 0);
        if (Integer.compareUnsigned(c.r[CpuState.ECX], c.identity.performanceCounters()) >= 0) throw c.fault(Vector.GP, 0);
        if (c.msrs.firstUse(-1)) c.bus.log().accept("unimplemented: performance counters do not count");
        c.r[CpuState.EAX] = 0;
        c.r[CpuState.EDX] = 0;
    }
}
