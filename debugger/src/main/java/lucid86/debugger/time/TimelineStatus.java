package lucid86.debugger.time;

import java.util.List;
import java.util.Optional;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/**
 * Where a machine is in its history. Times are virtual nanoseconds.
 *
 * @param recording whether history is kept; everything else is nothing otherwise
 * @param past the machine shows its past: running on repeats what happened, input makes a new present
 * @param firstTime how far back history goes
 * @param time where the machine is
 * @param presentTime where history ends
 * @param checkpoints times of all checkpoints
 * @param bytes heap that history takes, about
 * @param search what is being looked for in the past just now
 * @param answer to the last question who changed something
 */
public record TimelineStatus(
        boolean recording,
        boolean past,
        long firstTime,
        long time,
        long presentTime,
        long firstInstructions,
        long instructions,
        long presentInstructions,
        List<Long> checkpoints,
        long bytes,
        List<Bookmark> bookmarks,
        Optional<Progress.Search> search,
        Optional<Writer> answer) {
    /** No history is kept. */
    public static final TimelineStatus OFF = new TimelineStatus(false, false, 0, 0, 0, 0, 0, 0, List.of(), 0, List.of(), Optional.empty(), Optional.empty());

    /** Asks for it. */
    public record Query() implements View<TimelineStatus> {
        @Override
        public TimelineStatus read(Inspector machine) {
            return machine.timeline().map(Timeline::status).orElse(OFF);
        }

        @Override
        public int perSecond() {
            return 10;
        }
    }
}
