package lucid86.machine.cpu;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Model-specific registers without an effect on execution: they keep what is written (Intel SDM vol. 4). */
public final class ModelRegisters {
    /** IA32_TSC_AUX, what RDTSCP gives in ECX. */
    public int tscAux;
    public long mtrrDefaultType;
    /** The eleven fixed-range MTRRs in MSR order: 64K_00000, 16K_80000, 16K_A0000, 4K_C0000 ... 4K_F8000. */
    public final long[] mtrrFixed = new long[11];
    /** Base and mask of eight variable-range MTRRs, in turn. */
    public final long[] mtrrVariable = new long[16];
    /** IA32_MCG_STATUS; then CTL, STATUS, ADDR and MISC of each machine check bank. */
    public long mcgStatus;
    public final long[] machineCheck = new long[16];
    /** IA32_BIOS_SIGN_ID: EDX is the microcode revision, 0 here. */
    public long biosSignature;
    public long debugControl;
    public long featureControl;

    /** State of what RDRAND reads. */
    public long random;

    /** Numbers of unknown MSRs that were already reported; bounded, since guests can try four billion. */
    private final Set<Integer> reported = new HashSet<>();

    /** True once for each unknown MSR, for the log. */
    public boolean firstUse(int msr) {
        return reported.size() < 100 && reported.add(msr);
    }

    /** The next number of the generator behind RDRAND: SplitMix64 (Steele, Lea, Flood 2014), its upper half. */
    public int nextRandom() {
        random += 0x9e3779b97f4a7c15L;
        long z = (random ^ random >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return (int) ((z ^ z >>> 31) >>> 32);
    }

    /** State after RESET. */
    void reset() {
        tscAux = 0;
        random = 0;
        mtrrDefaultType = 0;
        Arrays.fill(mtrrFixed, 0);
        Arrays.fill(mtrrVariable, 0);
        Arrays.fill(machineCheck, 0);
        mcgStatus = biosSignature = debugControl = featureControl = 0;
    }
}
