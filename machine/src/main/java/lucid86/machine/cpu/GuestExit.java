package lucid86.machine.cpu;

/** Leaves the middle of an instruction. Preallocated and without a stack trace, since it is guest behaviour, not an error of ours. */
public abstract sealed class GuestExit extends RuntimeException permits GuestFault, Restart {
    private static final long serialVersionUID = 1;

    GuestExit(String what) {
        super(what, null, false, false);
    }
}
