package lucid86.machine.io;

/** Where the machine's sound goes on the host. Called on the emulation thread; must not wait for anybody. */
@FunctionalInterface
public interface SoundSink {
    /** Samples per second and channel. */
    int RATE = 44_100;

    /**
     * The sound of the time that has passed since the last call.
     *
     * @param samples left and right in turn, signed 16 bits; the array is used again after the call
     * @param frames pairs of samples
     */
    void play(short[] samples, int frames);
}
