package lucid86.machine.dev;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** What every chip can do besides answering its ports. */
public interface Device {
    /** Unique in a machine, stable across versions: it names the device's saved section. */
    String name();

    /** The hardware RESET line. */
    void reset();

    /** Its registers, for people; without side effects. */
    DeviceView view();

    void save(StateOut out);

    /**
     * Restores what {@link #save} wrote, and drives the output lines to their restored levels; throws
     * {@link IllegalArgumentException} on values it cannot have.
     */
    void load(StateIn in);
}
