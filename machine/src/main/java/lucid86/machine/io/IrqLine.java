package lucid86.machine.io;

/** A wire into an interrupt controller (or any other one-bit input). */
@FunctionalInterface
public interface IrqLine {
    void set(boolean level);

    /** A line that leads nowhere. */
    IrqLine NONE = level -> {};
}
