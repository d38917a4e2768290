package lucid86.debugger.stop;

/** Hears what a running machine does, to write it down. Emulation thread. */
public interface Recorder {
    Recorder NONE = new Recorder() {
        @Override public boolean wantsEvents() { return false; }
        @Override public boolean wantsAccesses() { return false; }
        @Override public void happened(Happening what) {}
        @Override public void accessed(int linear, int size, boolean write) {}
    };

    boolean wantsEvents();

    /** Each access then takes the slow path. */
    boolean wantsAccesses();

    void happened(Happening what);

    void accessed(int linear, int size, boolean write);
}
