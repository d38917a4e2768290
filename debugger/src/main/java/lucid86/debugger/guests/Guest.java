package lucid86.debugger.guests;

import java.util.List;
import lucid86.machine.board.MachineConfig;

/**
 * Something that runs on the machine.
 *
 * @param name one word
 * @param sight where it is to come, in a few words
 * @param steps how it comes there; all of them done means that it works
 */
public record Guest(String name, String sight, MachineConfig config, List<Step> steps) {
    public Guest {
        steps = List.copyOf(steps);
    }
}
