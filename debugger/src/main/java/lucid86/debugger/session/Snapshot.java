package lucid86.debugger.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.view.Status;
import lucid86.debugger.view.View;

/**
 * What could be seen of the machine at one moment. Immutable.
 *
 * @param number grows with each snapshot
 * @param stops how often the machine has stopped: two snapshots of the same stop have the same number
 * @param breakpoints all breakpoints, in the order they were made
 * @param answers answers to the views of the interest set
 */
public record Snapshot(long number, long stops, Status status, List<Breakpoint> breakpoints, Map<View<?>, Object> answers) {
    public Snapshot {
        breakpoints = List.copyOf(breakpoints);
        answers = Map.copyOf(answers);
    }

    /** The answer to a view, if it was in the interest set when this snapshot was made. */
    @SuppressWarnings("unchecked") // a view's answer has the view's type: the session puts in what View.read gave
    public <T> Optional<T> get(View<T> view) {
        return Optional.ofNullable((T) answers.get(view));
    }
}
