package lucid86.machine.board;

/** Why {@link Machine#runSlice} came back. */
public enum SliceEnd {
    /** The asked-for time has passed. */
    LIMIT,
    /** The CPU halts and no timer is armed: only input can wake the machine. */
    IDLE,
    /** The engine stopped early, on somebody's request: a breakpoint, a pause. */
    STOPPED,
    /** The guest switched the machine off, or ended it through the debug exit port. */
    POWERED_OFF
}
