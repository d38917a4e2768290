package lucid86.machine.board;

import lucid86.machine.mem.CodeWatch;

/** Whoever executes instructions on a {@link lucid86.machine.cpu.CpuState}: the seam to the jit module. */
public interface CpuEngine extends CodeWatch {
    /**
     * Executes exactly {@code budget} instructions, or fewer when the CPU halts, shuts down, or {@link #stopSoon} is
     * called. Events (interrupts, faults) are delivered on the way; {@code CpuState.budget} counts down meanwhile.
     *
     * @return instructions executed
     */
    int run(int budget);

    /** Asks a running {@link #run} to return after the present instruction. Emulation thread only. */
    void stopSoon();

    /** Drops all translations. */
    void flushAll();

    /** The CPU's state was replaced by a saved one. Memory that changed with it was told by {@link #changed}. */
    default void stateLoaded() {}
}
