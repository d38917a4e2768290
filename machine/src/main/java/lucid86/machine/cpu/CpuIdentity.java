package lucid86.machine.cpu;

/** Which CPU model this is, as far as the guest can tell; {@link CpuState#identity}. The models themselves are the jit's. */
public interface CpuIdentity {
    /** Family, model and stepping, as EDX holds them after reset. */
    int signature();

    /** CR4 bits that can be set. */
    int cr4Bits();

    /** MXCSR bits that can be set; 0 when there is no SSE. */
    int mxcsrBits();

    /** Whether a model-specific register may exist; RDMSR and WRMSR of others raise #GP(0). */
    boolean hasMsr(int msr);

    /** Number of counters that RDPMC reads. */
    int performanceCounters();

    /** Whether 4 MiB pages can lie above 4 GiB (PSE-36). */
    boolean hasPse36();

    /** Whether CPUID exists, and with it EFLAGS.ID. */
    boolean hasCpuid();

    /**
     * The answer of CPUID.
     *
     * @return EAX, EBX, ECX, EDX
     */
    int[] cpuid(int leaf, int subleaf);

    /** A CPU that nobody has named: everything can be set, CPUID answers zeros. */
    CpuIdentity ANY = new CpuIdentity() {
        @Override public int signature() { return 0x0633; }
        @Override public int cr4Bits() { return 0x7ff; }
        @Override public int mxcsrBits() { return 0xffff; }
        @Override public boolean hasMsr(int msr) { return true; }
        @Override public int performanceCounters() { return 2; }
        @Override public boolean hasPse36() { return false; }
        @Override public boolean hasCpuid() { return true; }
        @Override public int[] cpuid(int leaf, int subleaf) { return new int[4]; }
    };
}
