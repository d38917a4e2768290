package lucid86.debugger.view;

/** The host thread that runs the machine. */
public record HostThread(long id) {
    /** The question. */
    public record Query() implements View<HostThread> {
        @Override
        public HostThread read(Inspector machine) {
            return new HostThread(Thread.currentThread().threadId());
        }

        @Override
        public int perSecond() {
            return 1;
        }
    }
}
