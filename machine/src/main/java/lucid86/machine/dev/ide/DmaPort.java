package lucid86.machine.dev.ide;

/** A drive's way to the bus master of its channel. */
interface DmaPort {
    /** True when the host has started the bus master in this direction and memory is left in its table. */
    boolean active(boolean toMemory);

    /**
     * Moves bytes between the drive's buffer and guest memory.
     *
     * @return how many were moved; fewer than {@code count} when the table of memory ranges ended
     */
    int move(byte[] buffer, int from, int count, boolean toMemory);
}
