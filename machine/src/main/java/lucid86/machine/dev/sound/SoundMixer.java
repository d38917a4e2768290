package lucid86.machine.dev.sound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import lucid86.machine.io.SoundSink;
import lucid86.machine.time.ClockRate;

/**
 * Makes 16-bit stereo samples of what the sources sound like. It works when somebody asks it to {@link #catchUp}: the machine
 * between slices, sources when they are about to sound different or have much to tell. Costs nothing while no sink is
 * connected. It is on the host's side of the machine: nothing of it reaches the guest, no timer of virtual time is used for
 * it, so a run is the same whether somebody listens or not, and none of it is saved.
 */
public final class SoundMixer {
    private static final ClockRate FRAMES = new ClockRate(SoundSink.RATE);
    /** Most frames mixed at once. */
    private static final int MOST = SoundSink.RATE / 10;

    private final LongSupplier now;
    private final List<SoundSource> sources = new ArrayList<>();
    private final float[] left = new float[MOST], right = new float[MOST];
    private final short[] samples = new short[2 * MOST];
    private Optional<SoundSink> sink = Optional.empty();
    private boolean quiet;
    private long done;

    /** @param now virtual time in nanoseconds */
    public SoundMixer(LongSupplier now) {
        this.now = now;
    }

    public void add(SoundSource source) {
        sources.add(source);
    }

    /** Sends the sound to a sink from now on, or to nobody. */
    public void connect(Optional<SoundSink> to) {
        sink = to;
        timeChanged();
    }

    /** Quiet, nothing is mixed: what happens was heard before. */
    public void setQuiet(boolean on) {
        catchUp();
        quiet = on;
        timeChanged();
    }

    /** Virtual time has jumped: the sound goes on from here. */
    public void timeChanged() {
        done = FRAMES.ticks(now.getAsLong());
    }

    /** Somebody listens; sources need not remember anything otherwise. */
    public boolean active() {
        return sink.isPresent() && !quiet;
    }

    /** Mixes up to the present moment. */
    public void catchUp() {
        if (!active()) return;
        long until = FRAMES.ticks(now.getAsLong());
        while (done < until) piece((int) Math.min(MOST, until - done));
    }

    private void piece(int frames) {
        java.util.Arrays.fill(left, 0, frames, 0);
        java.util.Arrays.fill(right, 0, frames, 0);
        for (SoundSource s : sources) s.mix(done, frames, left, right);
        done += frames;
        for (int i = 0; i < frames; i++) {
            samples[2 * i] = sample(left[i]);
            samples[2 * i + 1] = sample(right[i]);
        }
        sink.orElseThrow().play(samples, frames);
    }

    private static short sample(float v) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(v * Short.MAX_VALUE)));
    }
}
