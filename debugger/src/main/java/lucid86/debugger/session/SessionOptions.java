package lucid86.debugger.session;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import lucid86.debugger.time.Limits;
import lucid86.debugger.trace.TraceLog;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.io.SoundSink;

/**
 * How a session works.
 *
 * @param run start running at once; otherwise stopped before the first instruction
 * @param pace how virtual time relates to real time
 * @param policy when blocks are compiled
 * @param log receives one line for each thing worth a person's notice; called on any thread
 * @param output receives what the guest writes to its lines; called on the emulation thread
 * @param trace writes down what the engine does
 * @param history how much of the machine's history is kept from the start, for going back in time; empty: none
 * @param tape files to start from and to leave behind
 */
public record SessionOptions(
        boolean run, Pace pace, TierPolicy policy, Consumer<String> log, Output output, Optional<TraceLog> trace, Optional<Limits> history, Tape tape) {
    /** Without a history or files. */
    public SessionOptions(boolean run, Pace pace, TierPolicy policy, Consumer<String> log, Output output, Optional<TraceLog> trace) {
        this(run, pace, policy, log, output, trace, Optional.empty(), Tape.NONE);
    }

    /** Where the guest's lines lead. */
    public interface Output {
        /** Nowhere. */
        Output NONE = new Output() {};

        /** Frames of sound a second. */
        int SOUND_RATE = SoundSink.RATE;

        /**
         * A byte leaves a serial port.
         *
         * @param port 0 = COM1
         */
        default void serial(int port, int value) {}

        /** A byte goes to the debug console ports. */
        default void debug(int value) {}

        /** A byte leaves the parallel port. */
        default void parallel(int value) {}

        /** Somebody listens: without one, the machine makes no sound. */
        default boolean hearsSound() {
            return false;
        }

        /**
         * The sound of the virtual time since the last call; must not wait.
         *
         * @param samples left and right in turn, signed 16 bits, {@link #SOUND_RATE} of each a second; used again later
         * @param frames pairs of samples
         */
        default void sound(short[] samples, int frames) {}

        /** This one for serial lines, and another for the debug console. */
        default Output withDebug(IntConsumer console) {
            Output self = this;
            return new Output() {
                @Override
                public void serial(int port, int value) {
                    self.serial(port, value);
                }

                @Override
                public void parallel(int value) {
                    self.parallel(value);
                }

                @Override
                public boolean hearsSound() {
                    return self.hearsSound();
                }

                @Override
                public void sound(short[] samples, int frames) {
                    self.sound(samples, frames);
                }

                @Override
                public void debug(int value) {
                    console.accept(value);
                }
            };
        }
    }

    /** Stopped, as fast as it can, mixed engines, silent: for tests. */
    public static SessionOptions stopped() {
        return new SessionOptions(false, Pace.FREE, TierPolicy.NORMAL, _ -> {}, Output.NONE, Optional.empty());
    }

    public SessionOptions withRun(boolean on) {
        return new SessionOptions(on, pace, policy, log, output, trace, history, tape);
    }

    public SessionOptions withPace(Pace p) {
        return new SessionOptions(run, p, policy, log, output, trace, history, tape);
    }

    public SessionOptions withPolicy(TierPolicy p) {
        return new SessionOptions(run, pace, p, log, output, trace, history, tape);
    }

    public SessionOptions withLog(Consumer<String> l) {
        return new SessionOptions(run, pace, policy, l, output, trace, history, tape);
    }

    public SessionOptions withOutput(Output o) {
        return new SessionOptions(run, pace, policy, log, o, trace, history, tape);
    }

    public SessionOptions withTrace(TraceLog t) {
        return new SessionOptions(run, pace, policy, log, output, Optional.of(t), history, tape);
    }

    public SessionOptions withHistory(Limits l) {
        return new SessionOptions(run, pace, policy, log, output, trace, Optional.of(l), tape);
    }

    public SessionOptions withTape(Tape t) {
        return new SessionOptions(run, pace, policy, log, output, trace, history, t);
    }
}
