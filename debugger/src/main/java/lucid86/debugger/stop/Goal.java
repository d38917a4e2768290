package lucid86.debugger.stop;

import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** What a running machine runs for. Breakpoints may stop it before. */
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

    /** Until an instruction goes on anywhere but at the next one: a branch taken, a call, an interrupt. */
    record Branch() implements Goal {}

    /** Until something happens that a breakpoint could wait for: the next interrupt, IRQ, frame, change of ring. */
    record Event(Trigger trigger) implements Goal {}

    /** For so much virtual time, in nanoseconds. */
    record Elapsed(long nanos) implements Goal {}

    /**
     * Until an expression holds, looked at after each instruction: slow.
     *
     * @param condition an expression
     */
    record Condition(String condition) implements Goal {}

    /**
     * Until something is so.
     *
     * @param seen asked on the emulation thread
     * @param what it in words
     * @param every virtual time between two looks, in nanoseconds; 0: after each instruction
     * @param deadline virtual time at which it is given up
     */
    record When(BooleanSupplier seen, String what, long every, long deadline) implements Goal {}
}
