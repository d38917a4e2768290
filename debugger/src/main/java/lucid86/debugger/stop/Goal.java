package lucid86.debugger.stop;

/** What a running machine runs for. */
public sealed interface Goal {
    /** Until somebody stops it. */
    record Free() implements Goal {}

    /** So many instructions. */
    record Steps(int left) implements Goal {}

    /**
     * Until the instruction at a linear address comes.
     *
     * @param stack the stack pointer must be at least this, unsigned, so that deeper calls of the same code do not count
     * @param step reached as the end of a step, not of a run-to
     */
    record Until(int linear, int stack, boolean step) implements Goal {}

    /** Until a return instruction takes the stack pointer above this. */
    record Return(int stack) implements Goal {}
}
