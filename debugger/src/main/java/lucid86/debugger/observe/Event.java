package lucid86.debugger.observe;

import lucid86.debugger.stop.Happening;

/**
 * Something that happened.
 *
 * @param number counts events since recording began
 * @param instructions executed since power-on when it happened
 * @param time virtual, in nanoseconds since power-on
 * @param linear address of the instruction at hand: the one that used a port, or the handler that an interrupt led to
 */
public record Event(long number, long instructions, long time, int linear, Happening what) {
    /** In the order in which they are drawn. */
    public enum Kind { INT, IRQ, PORT, CONTROL, MODE }

    public Kind kind() {
        return kind(what);
    }

    static Kind kind(Happening what) {
        return switch (what) {
            case Happening.LineRose _ -> Kind.IRQ;
            case Happening.PortUsed _ -> Kind.PORT;
            case Happening.ControlChanged _ -> Kind.CONTROL;
            case Happening.ModeSwitched _ -> Kind.MODE;
            default -> Kind.INT;
        };
    }
}
