package lucid86.machine.dev.sb16;

import lucid86.machine.dev.sound.PcmSound;
import lucid86.machine.io.DmaChannel;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * A DMA transfer of the digital sound processor. Samples move in pieces of at most a millisecond, each when its time has
 * passed, as they would through the chip's FIFO; the block's end is exact. While the DMA channel is masked, time passes
 * without samples and the block waits.
 */
final class Playback {
    /** How samples look in memory. */
    enum Format {
        UNSIGNED_8, SIGNED_8, UNSIGNED_16, SIGNED_16,
        /** No samples at all: the interrupt comes when the time is over. */
        PAUSE,
        /** Compressed, 2, 3 or 4 samples to a byte: the time is right, the sound is silence. */
        ADPCM_2, ADPCM_3, ADPCM_4;

        boolean is16() {
            return this == UNSIGNED_16 || this == SIGNED_16;
        }

        int samplesPerByte() {
            return switch (this) {
                case ADPCM_2 -> 2;
                case ADPCM_3 -> 3;
                case ADPCM_4 -> 4;
                default -> 1;
            };
        }
    }

    /** What the processor hears of its transfer. */
    interface Events {
        /** The channel the card is set to for this width. */
        DmaChannel channel(boolean wide);

        /** A block has ended. */
        void blockEnded(boolean wide);
    }

    private static final long SECOND = 1_000_000_000L;
    private static final Format[] FORMATS = Format.values();

    private final Scheduler scheduler;
    private final Timer timer;
    private final PcmSound sound;
    private final Events events;
    private final byte[] buffer = new byte[1024];

    private boolean running, paused, stereo, autoInit, input;
    private Format format = Format.UNSIGNED_8;
    private int rate = 11_025;
    /** Units (bytes, or words of 16 bits) in a block, and those left of this one. */
    private int block, left;
    /** Units of the piece in progress. */
    private int piece;

    Playback(Scheduler scheduler, String name, PcmSound sound, Events events) {
        this.scheduler = scheduler;
        this.sound = sound;
        this.events = events;
        timer = scheduler.timer(name, this::pieceEnded);
    }

    /**
     * Starts a transfer in place of the one that runs.
     *
     * @param units bytes or words in a block, at least 1
     * @param hz frames a second
     */
    void start(Format f, boolean isStereo, boolean isInput, boolean again, int units, int hz) {
        format = f;
        stereo = isStereo;
        input = isInput;
        autoInit = again;
        block = left = units;
        rate = hz;
        running = true;
        paused = false;
        sound.setRate(hz * f.samplesPerByte());
        nextPiece(scheduler.now());
    }

    /** A new block size counts from the next block on. */
    void setBlock(int units) {
        block = units;
    }

    boolean running() {
        return running;
    }

    boolean is16() {
        return format.is16();
    }

    void pause() {
        paused = true;
        timer.cancel();
    }

    /** Goes on after a pause. */
    void resume() {
        if (!running || !paused) return;
        paused = false;
        nextPiece(scheduler.now());
    }

    /** The block that runs is the last. */
    void leaveAutoInit() {
        autoInit = false;
    }

    /** A continued transfer begins the next block by itself. */
    void enterAutoInit() {
        autoInit = true;
    }

    void stop() {
        running = paused = false;
        timer.cancel();
    }

    private long unitsPerSecond() {
        return Math.max(1, (long) rate * (stereo ? 2 : 1));
    }

    private void nextPiece(long start) {
        int most = (int) Math.max(stereo ? 2 : 1, unitsPerSecond() / 1000 & ~1L);
        piece = Math.min(Math.min(most, buffer.length / 2), left);
        timer.arm(start + (piece * SECOND + unitsPerSecond() - 1) / unitsPerSecond());
    }

    private void pieceEnded() {
        boolean wide = format.is16();
        int bytes = piece << (wide ? 1 : 0);
        DmaChannel dma = events.channel(wide);
        if (input) java.util.Arrays.fill(buffer, 0, bytes, (byte) (format == Format.UNSIGNED_8 ? 0x80 : 0));
        int moved = 0;
        if (format == Format.PAUSE) moved = bytes;
        // The controller stops at its terminal count; with autoinitialise it goes on at once.
        while (moved < bytes && dma.ready()) {
            int n = input ? dma.deviceToMemory(buffer, moved, bytes - moved) : dma.memoryToDevice(buffer, moved, bytes - moved);
            if (n == 0) break;
            moved += n;
        }
        if (!input && format != Format.PAUSE) play(moved);
        left -= moved >> (wide ? 1 : 0);
        if (left > 0) {
            nextPiece(timer.when());
            return;
        }
        left = block;
        if (autoInit) nextPiece(timer.when());
        else running = false;
        events.blockEnded(wide);
    }

    private void play(int bytes) {
        int size = format.is16() ? 2 : 1;
        for (int i = 0; i + size <= bytes; i += size) {
            float a = sample(i);
            if (stereo && i + 2 * size <= bytes) {
                i += size;
                sound.push(a, sample(i));
            } else {
                for (int k = format.samplesPerByte(); k > 0; k--) sound.push(a, a);
            }
        }
    }

    private float sample(int at) {
        return switch (format) {
            case UNSIGNED_8 -> ((buffer[at] & 0xff) - 128) / 128f;
            case SIGNED_8 -> buffer[at] / 128f;
            case UNSIGNED_16 -> ((buffer[at] & 0xff | (buffer[at + 1] & 0xff) << 8) - 32768) / 32768f;
            case SIGNED_16 -> (short) (buffer[at] & 0xff | buffer[at + 1] << 8) / 32768f;
            case PAUSE, ADPCM_2, ADPCM_3, ADPCM_4 -> 0;
        };
    }

    String describe() {
        if (!running) return "idle";
        return (input ? "recording " : "playing ") + format + (stereo ? ", stereo, " : ", mono, ") + rate + " Hz" + (autoInit ? ", auto-init" : "")
                + (paused ? ", paused" : "") + ", " + left + " of " + block + " left";
    }

    void save(StateOut out) {
        out.putInts("transfer", new int[] {bits(), format.ordinal(), rate, block, left, piece});
        timer.save(out);
    }

    private int bits() {
        return (running ? 1 : 0) | (paused ? 2 : 0) | (stereo ? 4 : 0) | (autoInit ? 8 : 0) | (input ? 16 : 0);
    }

    void load(StateIn in) {
        int[] v = in.getInts("transfer");
        if (v.length != 6 || v[0] < 0 || v[0] > 31 || v[1] < 0 || v[1] >= FORMATS.length || v[2] < 1 || v[2] > 1 << 20 || v[3] < 0 || v[3] > 65536
                || v[4] < 0 || v[4] > 65536 || v[5] < 0 || v[5] > buffer.length / 2) throw new IllegalArgumentException("saved sound transfer is damaged");
        running = (v[0] & 1) != 0;
        paused = (v[0] & 2) != 0;
        stereo = (v[0] & 4) != 0;
        autoInit = (v[0] & 8) != 0;
        input = (v[0] & 16) != 0;
        format = FORMATS[v[1]];
        rate = v[2];
        block = v[3];
        left = v[4];
        piece = v[5];
        timer.load(in);
        sound.setRate(rate * format.samplesPerByte());
    }
}
