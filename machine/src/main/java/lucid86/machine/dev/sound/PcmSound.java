package lucid86.machine.dev.sound;

import java.util.function.DoubleSupplier;
import lucid86.machine.io.SoundSink;

/** Frames of samples at a rate of their own, played as they come; between two of them the line is straight. */
public final class PcmSound implements SoundSource {
    /** Frames kept, a power of two: half a second at the fastest rate. */
    private static final int SIZE = 1 << 15;

    /** Frames at the mixer's rate, 2 ms: twice what comes in at a time. */
    private static final int RESERVE = SoundSink.RATE / 500;

    private final SoundMixer mixer;
    private final DoubleSupplier leftVolume, rightVolume;
    private final float[] left = new float[SIZE], right = new float[SIZE];
    private int head, tail;
    /** Place between the frame at {@link #head} and the one after it, 0 to 1. */
    private double position;
    private double step = 1;
    /** Frames of silence still to come before what there is, so that a reserve for the jitter of what comes in remains. */
    private int delay = RESERVE;

    /** Volumes are factors, 0 to 1. */
    public PcmSound(SoundMixer mixer, DoubleSupplier leftVolume, DoubleSupplier rightVolume) {
        this.mixer = mixer;
        this.leftVolume = leftVolume;
        this.rightVolume = rightVolume;
    }

    /** Frames a second from now on; what is still to be played is played at the new rate. */
    public void setRate(int hz) {
        step = (double) hz / SoundSink.RATE;
    }

    /** A frame, each sample from -1 to 1. Dropped when nobody listens. */
    public void push(float l, float r) {
        if (!mixer.active()) return;
        left[tail] = l;
        right[tail] = r;
        tail = tail + 1 & SIZE - 1;
        if ((tail - head & SIZE - 1) == SIZE / 2) mixer.catchUp();
        if (tail == head) head = head + 1 & SIZE - 1;
    }

    @Override
    public void mix(long firstFrame, int frames, float[] toLeft, float[] toRight) {
        float l = (float) leftVolume.getAsDouble(), r = (float) rightVolume.getAsDouble();
        if (head == tail) return;
        int first = Math.min(delay, frames);
        delay -= first;
        for (int i = first; i < frames && head != tail; i++) {
            int next = head + 1 & SIZE - 1;
            if (next == tail) next = head;
            float f = (float) position;
            toLeft[i] += l * (left[head] + f * (left[next] - left[head]));
            toRight[i] += r * (right[head] + f * (right[next] - right[head]));
            position += step;
            while (position >= 1 && head != tail) {
                position -= 1;
                head = head + 1 & SIZE - 1;
            }
        }
        if (head != tail) return;
        position = 0;
        delay = RESERVE;
    }
}
