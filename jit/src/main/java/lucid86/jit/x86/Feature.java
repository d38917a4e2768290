package lucid86.jit.x86;

/** What a CPU model may or may not have; rows of a missing feature do not decode (#UD). CPUID reports the same set. */
public enum Feature {
    /** CMPXCHG, XADD, BSWAP, INVLPG, WBINVD. */
    I486,
    CPUID, FPU, TSC, MSR, CX8, SEP, CMOV, MMX, FXSR, SSE, SSE2, CLFLUSH, SSE3, MONITOR, SSSE3, SSE4_1, SSE4_2, POPCNT, RDPMC, RDTSCP, RDRAND, MOVBE, PREFETCHW,
    /** Features without instructions of their own. */
    VME, PSE, PSE36, PAE, PGE, MCE, DE, MTRR, PAT, NX, APIC
}
