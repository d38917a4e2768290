package lucid86.debugger.session;

/** How virtual time relates to real time. The run itself is the same in all of them. */
public enum Pace {
    /** Virtual time never runs ahead of real time. */
    REAL,
    /** Code runs as fast as it can, but a halted CPU sleeps in real time: for people who type. */
    FAST,
    /** As fast as it can, sleep is skipped: for tests and scripts. */
    FREE
}
