package lucid86.machine.mem;

/** Hears what the TLB forgets, for logs. Called on the emulation thread; must not change the machine. */
public interface TlbListener {
    /** All translations, or all but those of global pages. */
    void flushed(boolean globalPages);

    /** One linear page. */
    void invalidated(int linear);
}
