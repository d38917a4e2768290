package lucid86.machine.dev.sound;

import java.util.Arrays;
import lucid86.machine.io.SoundSink;

/** Keeps what a machine plays, and tells how much of a tone is in it. */
public final class Recording implements SoundSink {
    private short[] left = new short[0], right = new short[0];

    @Override
    public void play(short[] samples, int frames) {
        int n = left.length;
        left = Arrays.copyOf(left, n + frames);
        right = Arrays.copyOf(right, n + frames);
        for (int i = 0; i < frames; i++) {
            left[n + i] = samples[2 * i];
            right[n + i] = samples[2 * i + 1];
        }
    }

    public int frames() {
        return left.length;
    }

    /** Amplitude of a tone in the left side from a frame on, 1.0 = full scale: one term of a Fourier series, Hann-windowed. */
    public double tone(double hz, int from) {
        return tone(left, hz, from);
    }

    public double toneRight(double hz, int from) {
        return tone(right, hz, from);
    }

    private static double tone(short[] s, double hz, int from) {
        double re = 0, im = 0;
        int n = s.length - from;
        for (int i = 0; i < n; i++) {
            double window = 1 - Math.cos(2 * Math.PI * i / n), angle = 2 * Math.PI * hz * i / SoundSink.RATE;
            re += s[from + i] * window * Math.cos(angle);
            im += s[from + i] * window * Math.sin(angle);
        }
        return 2 * Math.hypot(re, im) / n / Short.MAX_VALUE;
    }

    /** The loudest sample of either side from a frame on, 1.0 = full scale. */
    public double peak(int from) {
        int max = 0;
        for (int i = from; i < left.length; i++) max = Math.max(max, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        return max / (double) Short.MAX_VALUE;
    }
}
