package lucid86.debugger.stop;

/**
 * An execution breakpoint: the machine stops before the instruction at its place.
 *
 * @param id unique in a session, for commands
 * @param enabled whether it stops the machine
 * @param hits how often it has stopped the machine
 */
public record Breakpoint(int id, Location location, boolean enabled, long hits) {
    Breakpoint hit() {
        return new Breakpoint(id, location, enabled, hits + 1);
    }

    /** The same one, switched on or off. */
    public Breakpoint enable(boolean on) {
        return new Breakpoint(id, location, on, hits);
    }

    /** The same one elsewhere; its hits start again. */
    public Breakpoint moveTo(Location to) {
        return new Breakpoint(id, to, enabled, 0);
    }
}
