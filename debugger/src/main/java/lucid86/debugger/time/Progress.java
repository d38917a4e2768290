package lucid86.debugger.time;

import java.util.Optional;
import java.util.function.Consumer;

/** How far a long search of the past has come, and whether somebody wants it to end. {@link #cancel} may be called by any thread. */
public final class Progress {
    /**
     * A search under way.
     *
     * @param what in words
     * @param instructions where in the past it is
     */
    public record Search(String what, long instructions) {}

    private static final long OFTEN = 100_000_000;

    private final Consumer<Progress> changed;
    private volatile boolean cancelled;
    private Optional<Search> current = Optional.empty();
    private long told;

    /** @param changed called now and then, on the emulation thread, while a search goes on */
    public Progress(Consumer<Progress> changed) {
        this.changed = changed;
    }

    public void begin(String what) {
        cancelled = false;
        current = Optional.of(new Search(what, 0));
        told = System.nanoTime();
    }

    public void end() {
        current = Optional.empty();
    }

    /** Ends the search that is under way as soon as possible. */
    public void cancel() {
        cancelled = true;
    }

    public boolean cancelled() {
        return cancelled;
    }

    void at(long instructions) {
        if (current.isEmpty() || System.nanoTime() - told < OFTEN) return;
        told = System.nanoTime();
        current = Optional.of(new Search(current.get().what(), instructions));
        changed.accept(this);
    }

    public Optional<Search> current() {
        return current;
    }
}
