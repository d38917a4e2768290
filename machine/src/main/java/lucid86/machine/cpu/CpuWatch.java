package lucid86.machine.cpu;

/**
 * Sees what a CPU does besides executing plain instructions: for breakpoints and logs. Called on the emulation thread, in the middle of
 * an instruction; must not change the machine. Costs a comparison with null while none is set.
 */
public interface CpuWatch {
    /**
     * An interrupt or exception was delivered: CS:EIP is at its handler.
     *
     * @param external it came from outside, as INTR and NMI do
     * @param software an instruction asked for it: INT n, INT3, INTO
     * @param error error code of an exception, 0 when the vector has none
     * @param selector CS before
     * @param eip offset pushed as return address
     */
    default void interrupted(int vector, boolean external, boolean software, int error, int selector, int eip) {}

    /** CR0, CR3 or CR4 has been given another value. */
    default void controlChanged(int register, int old, int value) {}

    /** {@link CpuState#mode} or the privilege level may have changed; also called for steps on the way within one instruction. */
    default void modeUpdated(int old, int mode) {}

    /** The CPU has shut down, as after a triple fault. The board has not reset it yet. */
    default void shutDown() {}
}
