package lucid86.debugger.stop;

import java.util.OptionalInt;

/** What a running machine runs for. */
public sealed interface Goal {
    /** Until somebody stops it. */
    record Free() implements Goal {}

    /** So many instructions. */
    record Steps(int left) implements Goal {}

    /**
     * Until the instruction at a linear address comes.
     *
     * @param stack the stack pointer must have come back to this, so that deeper calls of the same code do not count; empty: any
     * @param step reached as the end of a step, not of a run-to
     */
    record Until(int linear, OptionalInt stack, boolean step) implements Goal {}

    /** Until a return instruction takes the stack pointer above this. */
    record Return(int stack) implements Goal {}
}
