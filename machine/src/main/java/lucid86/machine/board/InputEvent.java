package lucid86.machine.board;

/** Something from outside the machine that its run depends on. Recorded with its virtual time, so that runs can be repeated. */
public sealed interface InputEvent {
    /** An event and when it happened or shall happen, in nanoseconds of virtual time. */
    record At(long time, InputEvent event) {}

    /** A short press on the power button: ACPI asks the guest to shut down. */
    record PowerButton() implements InputEvent {}

    /** The reset button. */
    record Reset() implements InputEvent {}
}
