package lucid86.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that sounds ({@code sound/tone.asm}), and what of it is in a WAV file. */
class SoundTest {
    private static final int RATE = 44_100, HEADER = 44, FLOPPY = 1_474_560;

    @TempDir
    Path dir;

    @Test
    void speakerAndSoundCardComeOutInAWavFile() throws Exception {
        Path image = dir.resolve("tone.img"), wav = dir.resolve("tone.wav");
        try (var in = SoundTest.class.getResourceAsStream("/sound/tone.img")) {
            Files.write(image, Arrays.copyOf(in.readAllBytes(), FLOPPY));
        }
        int code = CommandLineRunner.run(new String[] {"-fda", image.toString(), "-m", "8", "-device", "sb16", "-device", "isa-debug-exit",
            "-display", "none", "-audiodev", "wav,path=" + wav}, System.out, new PrintStream(System.err, true));
        assertEquals(1, code);
        short[] left = left(Files.readAllBytes(wav));
        int end = left.length, start = 0;
        while (Math.abs(left[start]) < 200) start++;
        assertEquals(1.0, (end - start) / (double) RATE, 0.01, "half a second each");
        // The speaker's square wave has an amplitude of an eighth; its fundamental is 4/pi of that.
        var speaker = Arrays.copyOfRange(left, start + 2000, start + 20_000);
        assertEquals(4 / Math.PI / 8, tone(speaker, 440), 0.005);
        assertEquals(4 / Math.PI / 8 / 3, tone(speaker, 1320), 0.005);
        assertTrue(tone(speaker, 1050) < 0.001 && tone(speaker, 880) < 0.001);
        var card = Arrays.copyOfRange(left, end - 20_000, end - 1000);
        assertEquals(4 / Math.PI / 2, tone(card, 1050), 0.01);
        assertTrue(tone(card, 2100) < 0.001 && tone(card, 440) < 0.001);
    }

    private static short[] left(byte[] file) {
        var b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(RATE, b.getInt(24));
        assertEquals(file.length - HEADER, b.getInt(40));
        var samples = new short[(file.length - HEADER) / 4];
        for (int i = 0; i < samples.length; i++) samples[i] = b.getShort(HEADER + 4 * i);
        return samples;
    }

    /** Amplitude of a tone, 1.0 = full scale: one term of a Fourier series, Hann-windowed. */
    private static double tone(short[] s, double hz) {
        double re = 0, im = 0;
        for (int i = 0; i < s.length; i++) {
            double window = 1 - Math.cos(2 * Math.PI * i / s.length), angle = 2 * Math.PI * hz * i / RATE;
            re += s[i] * window * Math.cos(angle);
            im += s[i] * window * Math.sin(angle);
        }
        return 2 * Math.hypot(re, im) / s.length / Short.MAX_VALUE;
    }
}
