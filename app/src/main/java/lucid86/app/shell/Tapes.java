package lucid86.app.shell;

import java.io.IOException;
import java.util.Optional;
import lucid86.debugger.save.Recording;
import lucid86.debugger.session.Tape;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.MachineConfig;

/** The state or recording that options name. */
record Tapes(Tape tape) implements AutoCloseable {
    static Tapes open(Options o) {
        if (o.replay != null && (o.loadState != null || o.record != null)) throw new ConfigException("-replay goes with neither -loadvm nor -record");
        try {
            Optional<Recording> replay = o.replay == null ? Optional.empty() : Optional.of(Recording.open(o.replay));
            return new Tapes(new Tape(Optional.ofNullable(o.loadState), Optional.ofNullable(o.record), replay));
        } catch (IOException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    /** The machine of the recording, if one is replayed. */
    Optional<MachineConfig> config() {
        return tape.replay().map(Recording::config);
    }

    @Override
    public void close() {
        tape.replay().ifPresent(r -> {
            try {
                r.close();
            } catch (IOException _) {
                // What was unpacked lies among the host's temporary files, which it cleans up some day.
            }
        });
    }
}
