package lucid86.machine.dev.sound;

/** Something that sounds. */
public interface SoundSource {
    /**
     * Adds the sound of the frames that have passed to the mix; full scale is 1.0. Called in order of time, without gaps
     * while somebody listens.
     *
     * @param firstFrame number of the first frame since virtual time 0, at {@link lucid86.machine.io.SoundSink#RATE}
     * @param left {@code frames} values to add to
     * @param right as {@code left}
     */
    void mix(long firstFrame, int frames, float[] left, float[] right);
}
