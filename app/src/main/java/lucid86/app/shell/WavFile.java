package lucid86.app.shell;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import lucid86.debugger.session.SessionOptions;

/** Sound as a WAV file: PCM, 16 bits, stereo. Its header is right at any time a piece has been written. */
final class WavFile implements SoundOutput {
    private static final int HEADER = 44, FRAME = 4;
    /** The format's sizes have 32 bits; players take the upper one for a sign. */
    private static final long MOST = Integer.MAX_VALUE - 1024L;

    private final RandomAccessFile file;
    private long bytes;
    private boolean broken;

    WavFile(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        file.write(header());
    }

    private byte[] header() {
        var b = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        b.put(text("RIFF")).putInt((int) (bytes + HEADER - 8)).put(text("WAVEfmt ")).putInt(16);
        b.putShort((short) 1).putShort((short) 2).putInt(SessionOptions.Output.SOUND_RATE).putInt(SessionOptions.Output.SOUND_RATE * FRAME);
        return b.putShort((short) FRAME).putShort((short) 16).put(text("data")).putInt((int) bytes).array();
    }

    private static byte[] text(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void play(short[] samples, int frames) {
        if (broken || bytes + (long) frames * FRAME > MOST) return;
        var b = ByteBuffer.allocate(frames * FRAME).order(ByteOrder.LITTLE_ENDIAN);
        b.asShortBuffer().put(samples, 0, 2 * frames);
        try {
            file.write(b.array());
            bytes += b.capacity();
        } catch (IOException _) {
            // The host's file system is full: what is there stays.
            broken = true;
        }
    }

    @Override
    public void close() {
        try (file) {
            file.seek(0);
            file.write(header());
        } catch (IOException _) {
            // nothing more can be done for it
        }
    }
}
