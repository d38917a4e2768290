package lucid86.debugger.session;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.stop.Trigger;
import lucid86.debugger.view.View;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.io.ScreenPort;
import lucid86.machine.time.Pacer;

/**
 * A machine somebody works with. Owns the emulation thread, {@code emu}; commands and questions may come from any thread and are
 * served between two blocks of guest code, in order.
 */
public final class Session implements AutoCloseable {
    private static final long SHORTEST = 50_000, LONGEST_FREE = 16_000_000, LONGEST_PACED = 4_000_000;
    /** Host time that a slice should take: short enough for commands to feel immediate. */
    private static final long SLICE = 3_000_000;

    /** Host time to wait for input when nothing else can happen. */
    private static final long IDLE_WAIT = 5_000_000;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Pacer pacer = new Pacer();
    private final Desk desk;
    private final Thread thread;
    private volatile boolean closed;
    private long slice = 1_000_000;

    private Session(MachineConfig config, SessionOptions options) {
        desk = new Desk(config, options);
        thread = new Thread(this::loop, "emu");
        thread.setDaemon(true);
    }

    /**
     * Switches a machine on. Throws {@link lucid86.machine.board.ConfigException} when it cannot be built.
     */
    public static Session open(MachineConfig config, SessionOptions options) {
        var session = new Session(config, options);
        session.thread.start();
        return session;
    }

    // ---- for any thread ----------------------------------------------------------------------------------------------------

    /** Has a command carried out; the future completes when that is done, with an exception when it was refused. */
    public CompletableFuture<Void> submit(Command command) {
        return enqueue(() -> {
            desk.execute(command);
            return null;
        });
    }

    /** Adds a breakpoint of its own beside any that wait for the same; the answer is its number. */
    public CompletableFuture<Integer> place(Trigger trigger) {
        return enqueue(() -> desk.place(trigger));
    }

    /** Asks a question once. */
    public <T> CompletableFuture<T> ask(View<T> view) {
        return enqueue(() -> view.read(desk.inspector()));
    }

    /** Completes when the machine stands still, at once if it does already. */
    public CompletableFuture<StopReason> whenStopped() {
        var result = new CompletableFuture<StopReason>();
        post(() -> desk.whenStopped(result));
        return result;
    }

    /** Carries out a command and waits until the machine stands still. */
    public StopReason runToStop(Command command) {
        submit(command).join();
        return whenStopped().join();
    }

    /** Ends a search of the past that goes on, as soon as it can; whoever waits for it gets what was found. */
    public void cancelSearch() {
        desk.cancelSearch();
    }

    /** The newest snapshot; never null, never blocks. */
    public Snapshot snapshot() {
        return desk.snapshot();
    }

    /** Says which views shall be answered in snapshots from now on. */
    public void setInterest(Set<View<?>> views) {
        if (desk.setInterest(views)) post(desk::interestChanged);
    }

    /** The picture on the monitor; for one host thread. */
    public ScreenPort screen() {
        return desk;
    }

    /** Switches the machine off and ends the emulation thread. */
    @Override
    public void close() {
        closed = true;
        tasks.add(() -> {});
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> CompletableFuture<T> enqueue(Supplier<T> work) {
        var result = new CompletableFuture<T>();
        post(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        if (closed) result.completeExceptionally(new IllegalStateException("the session is closed"));
        return result;
    }

    private void post(Runnable work) {
        tasks.add(work);
    }

    // ---- the emulation thread ------------------------------------------------------------------------------------------------

    private void loop() {
        try {
            while (!closed) {
                Runnable task = next();
                if (task != null) task.run();
                else if (desk.running()) runSlice();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            desk.close();
        }
    }

    /** The next task; null when it is time to run the machine. */
    private Runnable next() throws InterruptedException {
        if (!desk.running()) {
            pacer.restart();
            return tasks.take();
        }
        Runnable task = tasks.poll();
        if (task != null) return task;
        long wait = desk.idle() ? IDLE_WAIT : delay();
        return wait < 500_000 ? null : tasks.poll(wait, TimeUnit.NANOSECONDS);
    }

    /** How long to wait until the machine may run on. */
    private long delay() {
        return switch (desk.pace()) {
            case REAL -> pacer.delay(desk.virtualNow());
            case FREE -> 0;
            case FAST -> {
                // Time gained by running fast is not to be slept off later: the clocks are set against each other at each HLT.
                if (!desk.halted()) pacer.restart();
                yield desk.halted() ? pacer.delay(desk.virtualNow()) : 0;
            }
        };
    }

    private void runSlice() {
        long start = System.nanoTime();
        desk.slice(slice);
        long took = System.nanoTime() - start;
        if (took > SLICE) slice = Math.max(SHORTEST, slice / 2);
        else if (took < SLICE / 3) slice = Math.min(desk.pace() == Pace.FREE ? LONGEST_FREE : LONGEST_PACED, slice * 2);
    }
}
