package lucid86.machine.dev.uart16550;

/** The plug of a serial port, as the host holds it. Emulation thread only. */
public interface SerialPort {
    /** What is plugged in: hears the guest. */
    interface Peer {
        /** A character has left the port; 0..255. */
        void transmitted(int b);

        /** The guest changed its output lines. */
        default void controlLines(boolean dtr, boolean rts) {}

        /** The guest started or ended a break. */
        default void breakSignal(boolean active) {}
    }

    /** Plugs something in, in place of what was there. */
    void connect(Peer peer);

    /**
     * Sends a character to the guest at the line's speed. While the receiver is full the line waits, as a sender with flow
     * control does.
     *
     * @return false when the queue is full and the character was dropped
     */
    boolean receive(int b);

    /** How many more characters {@link #receive} takes now. */
    int room();

    /** Lets what the guest has written leave at once: the machine is switched off, the other end still listens. */
    void finishSending();

    /** Sends a break, in order with the characters. */
    boolean receiveBreak();

    /** Sets the input lines: clear to send, data set ready, ring, carrier. All but ring are on from the start. */
    void setInputs(boolean cts, boolean dsr, boolean ri, boolean dcd);
}
