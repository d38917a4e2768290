package lucid86.debugger.session;

import java.nio.file.Path;
import java.util.Optional;
import lucid86.debugger.save.Recording;

/**
 * Files a session starts from and leaves behind.
 *
 * @param load a saved state to start from instead of power-on
 * @param record where the run is recorded to, from power-on until the machine is switched off
 * @param replay a recording to run instead of listening to input; the machine must be one of its configuration
 */
public record Tape(Optional<Path> load, Optional<Path> record, Optional<Recording> replay) {
    /** No files. */
    public static final Tape NONE = new Tape(Optional.empty(), Optional.empty(), Optional.empty());

    /** Starts from a saved state. */
    public static Tape loading(Path state) {
        return new Tape(Optional.of(state), Optional.empty(), Optional.empty());
    }

    public static Tape recording(Path to) {
        return new Tape(Optional.empty(), Optional.of(to), Optional.empty());
    }

    public static Tape replaying(Recording r) {
        return new Tape(Optional.empty(), Optional.empty(), Optional.of(r));
    }
}
