package lucid86.debugger.view;

/**
 * A question about the machine; implemented by records, so that equal questions are equal. Ask it once through a session's
 * {@code ask}, or keep it in the session's interest set and find the answer in each snapshot.
 *
 * @param <T> an immutable answer
 */
public interface View<T> {
    /** Answers on the emulation thread, without side effects on the machine. */
    T read(Inspector machine);

    /** How often in a second of host time the answer is renewed at most while the machine runs. */
    default int perSecond() {
        return 30;
    }
}
