package lucid86.machine.mem;

/** Told when bytes that may have been translated change. Offsets are into {@link MemoryMap#backing}. */
public interface CodeWatch {
    /** True when a translation covers any of these bytes. They lie within one page. */
    boolean covers(int offset, int size);

    /** These bytes change, or now mean something else: drop every translation that covers one of them. */
    void changed(int offset, int size);
}
