package lucid86.app.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.sound.sampled.LineUnavailableException;
import lucid86.machine.board.ConfigException;

/** Where the machine's sound goes on the host. {@link #play} is called on the emulation thread and does not wait. */
interface SoundOutput extends AutoCloseable {
    /** Takes sound: left and right in turn, signed 16 bits. */
    void play(short[] samples, int frames);

    @Override
    void close();

    /**
     * What {@code -audiodev} asks for; without it, a window sounds and a terminal does not. A host without a sound device
     * is silent, and says so only to somebody who asked for sound.
     */
    static Optional<SoundOutput> open(Options options) {
        String[] parts = (options.audio == null ? options.window() ? "javasound" : "none" : options.audio).split(",");
        Optional<Path> file = Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith("path=") && parts[i].length() > 5) file = Optional.of(Path.of(parts[i].substring(5)));
            else if (!parts[i].startsWith("id=")) throw new ConfigException("-audiodev has path=FILE and id=NAME, not '" + parts[i] + "'");
        }
        return switch (parts[0]) {
            case "none" -> Optional.empty();
            case "wav" -> Optional.of(wav(file.orElse(Path.of("lucid86.wav"))));
            case "javasound" -> speakers(options.audio != null);
            default -> throw new ConfigException("-audiodev is none, javasound or wav,path=FILE, not '" + parts[0] + "'");
        };
    }

    private static SoundOutput wav(Path file) {
        try {
            return new WavFile(file);
        } catch (IOException e) {
            throw new ConfigException("cannot write " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static Optional<SoundOutput> speakers(boolean wanted) {
        try {
            return Optional.of(new Speakers());
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
            if (wanted) throw new ConfigException("this host has no sound device for -audiodev javasound", e);
            return Optional.empty();
        }
    }
}
