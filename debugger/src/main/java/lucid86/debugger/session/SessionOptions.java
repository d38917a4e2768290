package lucid86.debugger.session;

import java.util.function.Consumer;
import lucid86.jit.run.TierPolicy;

/**
 * How a session works.
 *
 * @param run start running at once; otherwise stopped before the first instruction
 * @param realTime hold virtual time to real time
 * @param policy when blocks are compiled
 * @param log receives one line for each thing worth a person's notice; called on any thread
 */
public record SessionOptions(boolean run, boolean realTime, TierPolicy policy, Consumer<String> log) {
    /** Stopped, as fast as it can, mixed engines, silent: for tests. */
    public static SessionOptions stopped() {
        return new SessionOptions(false, false, TierPolicy.NORMAL, _ -> {});
    }

    public SessionOptions withPolicy(TierPolicy p) {
        return new SessionOptions(run, realTime, p, log);
    }

    public SessionOptions withLog(Consumer<String> l) {
        return new SessionOptions(run, realTime, policy, l);
    }
}
