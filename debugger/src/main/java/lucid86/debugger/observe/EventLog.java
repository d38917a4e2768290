package lucid86.debugger.observe;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.stop.Happening;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;

/** The last events of a machine, in order. When the machine goes on from its past, what lay behind that moment is forgotten. */
public final class EventLog {
    /** Events that are kept. */
    public static final int CAPACITY = 100_000;
    /** Most events in one answer. */
    public static final int MOST = 2000;

    private final Event[] ring = new Event[CAPACITY];
    private long first, next;
    /** Where the machine went on from its past, -1: it did not. What happened right there may come again. */
    private long resumed = -1;

    void add(long instructions, long time, int linear, Happening what) {
        if (resumed == instructions) {
            for (long i = next - 1; i >= first && at(i).instructions() == instructions; i--) if (at(i).what().equals(what)) return;
        }
        ring[(int) (next % CAPACITY)] = new Event(next, instructions, time, linear, what);
        next++;
        if (next - first > CAPACITY) first = next - CAPACITY;
    }

    /** The machine goes on from here. */
    void resume(long instructions) {
        if (next == first || at(next - 1).instructions() <= instructions) return;
        while (next > first && at(next - 1).instructions() > instructions) next--;
        resumed = instructions;
    }

    private Event at(long number) {
        return ring[(int) (number % CAPACITY)];
    }

    /**
     * A part of the log.
     *
     * @param on events are being recorded
     * @param recorded events since recording began, also those that are forgotten
     * @param fitting how many of those that are kept fit the filter
     * @param events the newest first
     */
    public record Page(boolean on, long recorded, int fitting, List<Event> events) {
        static final Page OFF = new Page(false, 0, 0, List.of());
    }

    /** Asks for events from the newest on, after leaving out {@code skip} of those that fit. */
    public record Query(EventFilter filter, int skip, int most) implements View<Page> {
        public Query {
            most = Math.clamp(most, 0, MOST);
        }

        @Override
        public Page read(Inspector machine) {
            return machine.records().events().map(this::page).orElse(Page.OFF);
        }

        private Page page(EventLog log) {
            var events = new ArrayList<Event>();
            int fitting = 0;
            for (long i = log.next - 1; i >= log.first; i--) {
                if (!filter.fits(log.at(i).what())) continue;
                if (fitting >= skip && events.size() < most) events.add(log.at(i));
                fitting++;
            }
            return new Page(true, log.next, fitting, List.copyOf(events));
        }

        @Override
        public int perSecond() {
            return 10;
        }
    }
}
