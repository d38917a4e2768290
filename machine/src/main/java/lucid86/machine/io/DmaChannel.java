package lucid86.machine.io;

/** A device's end of an ISA DMA channel. The controller's state (mask, count, direction) decides what moves. */
public interface DmaChannel {
    /** True when the channel is unmasked and programmed, so that a transfer can start. */
    boolean ready();

    /**
     * Moves bytes from the device to memory.
     *
     * @return how many were taken; fewer than {@code count} when terminal count was reached
     */
    int deviceToMemory(byte[] data, int from, int count);

    /**
     * Moves bytes from memory to the device.
     *
     * @return how many were given; fewer than {@code count} when terminal count was reached
     */
    int memoryToDevice(byte[] data, int from, int count);

    /** True when the last transfer reached terminal count. */
    boolean terminalCount();
}
