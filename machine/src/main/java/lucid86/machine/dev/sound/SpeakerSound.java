package lucid86.machine.dev.sound;

import java.util.Arrays;
import lucid86.machine.io.SoundSink;

/**
 * The PC speaker: a diaphragm in one of two positions. A sample is the mean position over its time, so that tones far
 * above it (pulse width modulation) come out as they do from an inert diaphragm; a high-pass takes the rest position out.
 */
public final class SpeakerSound implements SoundSource {
    private static final double FRAME_NS = 1e9 / SoundSink.RATE;
    private static final float VOLUME = 0.25f, HIGH_PASS = 0.999f;
    /** Edges after which it is time to mix. */
    private static final int MANY = 4096;

    private final SoundMixer mixer;
    private long[] edges = new long[256];
    private int count;
    /** The position before the first edge remembered, and after the last. */
    private boolean before, after;
    private float lastIn, lastOut;

    public SpeakerSound(SoundMixer mixer) {
        this.mixer = mixer;
        mixer.add(this);
    }

    /** The diaphragm moves at a virtual time in ns; times do not decrease. */
    public void changed(long ns, boolean high) {
        if (high == after) return;
        after = high;
        if (!mixer.active()) {
            count = 0;
            before = high;
            return;
        }
        if (count >= MANY) mixer.catchUp();
        if (count == edges.length) edges = Arrays.copyOf(edges, 2 * count);
        edges[count++] = ns;
    }

    @Override
    public void mix(long firstFrame, int frames, float[] left, float[] right) {
        boolean high = before;
        int next = 0;
        for (int i = 0; i < frames; i++) {
            double start = (firstFrame + i) * FRAME_NS, end = start + FRAME_NS, up = 0, at = start;
            while (next < count && edges[next] < end) {
                double edge = Math.max(at, edges[next++]);
                if (high) up += edge - at;
                at = edge;
                high = !high;
            }
            if (high) up += end - at;
            float in = (float) (up / FRAME_NS);
            lastOut = in - lastIn + HIGH_PASS * lastOut;
            lastIn = in;
            left[i] += lastOut * VOLUME;
            right[i] += lastOut * VOLUME;
        }
        // Edges at the very end belong to the next frame.
        System.arraycopy(edges, next, edges, 0, count - next);
        count -= next;
        before = high;
    }
}
