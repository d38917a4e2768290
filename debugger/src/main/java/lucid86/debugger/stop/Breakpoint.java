package lucid86.debugger.stop;

import java.util.Optional;

/**
 * Something that stops the machine, or writes a line when it happens.
 *
 * @param id unique in a session, for commands
 * @param enabled whether it is watched for
 * @param hits how often it has happened with its condition true
 */
public record Breakpoint(int id, Trigger trigger, Rules rules, boolean enabled, long hits) {
    /**
     * What must hold, and what happens.
     *
     * @param condition an expression that must hold; empty: always
     * @param ignore so many hits pass before the first one counts
     * @param log a line to write instead of stopping, with expressions in braces; empty: stop
     * @param once it goes when it has stopped the machine
     */
    public record Rules(String condition, long ignore, String log, boolean once) {
        /** Stop each time. */
        public static final Rules PLAIN = new Rules("", 0, "", false);
    }

    public static Breakpoint of(int id, Trigger trigger) {
        return new Breakpoint(id, trigger, Rules.PLAIN, true, 0);
    }

    Breakpoint hit() {
        return new Breakpoint(id, trigger, rules, enabled, hits + 1);
    }

    Breakpoint withTrigger(Trigger t) {
        return new Breakpoint(id, t, rules, enabled, hits);
    }

    Breakpoint withId(int i) {
        return new Breakpoint(i, trigger, rules, enabled, hits);
    }

    public Breakpoint withRules(Rules r) {
        return new Breakpoint(id, trigger, r, enabled, hits);
    }

    /** The same one, switched on or off. */
    public Breakpoint enable(boolean on) {
        return new Breakpoint(id, trigger, rules, on, hits);
    }

    /** The same one elsewhere; its hits start again. */
    public Breakpoint moveTo(Location to) {
        return new Breakpoint(id, new Trigger.Execute(to), rules, enabled, 0);
    }

    /** Where an execution breakpoint is. */
    public Optional<Location> location() {
        return trigger instanceof Trigger.Execute(Location at) ? Optional.of(at) : Optional.empty();
    }

    /** As a person writes it; {@link BreakpointText#parse} reads it. */
    public String text() {
        return BreakpointText.of(this);
    }
}
