package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/** The time stamp counter: RDTSC, RDTSCP and the MSR. Instructions that read it end their block, so that the time is exact. */
public final class TimeStamp {
    private TimeStamp() {}

    /** RDTSC: EDX:EAX; #GP(0) outside CPL 0 with CR4.TSD. */
    public static void rdtsc(CpuState c) {
        if ((c.cr4 & CpuState.CR4_TSD) != 0 && c.cpl != 0) throw c.fault(Vector.GP, 0);
        long now = value(c);
        c.r[CpuState.EAX] = (int) now;
        c.r[CpuState.EDX] = (int) (now >>> 32);
    }

    /** RDTSCP: also IA32_TSC_AUX in ECX. */
    public static void rdtscp(CpuState c) {
        rdtsc(c);
        c.r[CpuState.ECX] = c.msrs.tscAux;
    }

    static long value(CpuState c) {
        return c.bus.tsc().getAsLong() + c.tscOffset;
    }

    static void set(CpuState c, long value) {
        c.tscOffset = value - c.bus.tsc().getAsLong();
    }
}
