package lucid86.app.shell;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import lucid86.debugger.session.SessionOptions;

/**
 * The host's speakers, through Java Sound. Pieces wait in a short queue for a thread that may wait for the device; when
 * the machine runs faster than real time, or the device hangs, pieces are dropped.
 */
final class Speakers implements SoundOutput {
    private static final int FRAME = 4;
    /** Most bytes that wait: 200 ms. */
    private static final int WAITING = SessionOptions.Output.SOUND_RATE * FRAME / 5;
    /** What the device keeps: 80 ms. */
    private static final int BUFFER = SessionOptions.Output.SOUND_RATE * FRAME * 80 / 1000 / FRAME * FRAME;
    private static final byte[] END = {};

    private final SourceDataLine line;
    private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread player;

    Speakers() throws LineUnavailableException {
        var format = new AudioFormat(SessionOptions.Output.SOUND_RATE, 16, 2, true, false);
        line = AudioSystem.getSourceDataLine(format);
        line.open(format, BUFFER);
        line.start();
        player = Thread.ofPlatform().name("sound").daemon().start(this::feed);
    }

    private void feed() {
        try {
            for (byte[] piece = queue.take(); piece != END; piece = queue.take()) {
                line.write(piece, 0, piece.length);
                waiting.addAndGet(-piece.length);
            }
        } catch (InterruptedException _) {
            // closing
        }
        line.close();
    }

    @Override
    public void play(short[] samples, int frames) {
        if (waiting.get() > WAITING) return;
        var piece = new byte[frames * FRAME];
        for (int i = 0; i < 2 * frames; i++) {
            piece[2 * i] = (byte) samples[i];
            piece[2 * i + 1] = (byte) (samples[i] >> 8);
        }
        waiting.addAndGet(piece.length);
        queue.add(piece);
    }

    @Override
    public void close() {
        queue.clear();
        queue.add(END);
        line.stop();
        player.interrupt();
    }
}
