package lucid86.machine.ether;

/** The far end of a card's cable, as the host holds it. Emulation thread only. */
public interface NetworkPort {
    /** What is plugged in: hears the guest. Called on the emulation thread; must neither block nor change the frame. */
    interface Peer {
        /** The card sent a frame. */
        void sent(byte[] frame);

        /** So many of the frames that came from outside have left the cable, taken by the card or lost. */
        default void taken(int frames) {}

        /** The machine went to a saved state: it knows nothing of what was sent and received since. */
        default void restored() {}
    }

    /** Sees every frame as it passes the card's socket, with the virtual time in nanoseconds. */
    @FunctionalInterface
    interface Listener {
        void frame(long time, byte[] frame);
    }

    /** Plugs something in, in place of what was there. */
    void connect(Peer peer);

    /** Has someone listen in, in place of who did. */
    void listen(Listener listener);
}
