package lucid86.jit.ir;

/** What a helper may touch, so that the compiler knows what must be in memory around the call. */
public enum HelperUse {
    /** Reads and writes any state, may fault. */
    ANYTHING,
    /** Neither reads nor writes {@code CpuState.r} or the mode, but may use memory, FPU or SSE state, and may fault. */
    NO_REGS,
    /** Reads the lazy flags and its arguments, changes nothing, cannot fault. */
    READS_FLAGS,
    /** Depends on nothing but its arguments, changes nothing, cannot fault. */
    PURE
}
