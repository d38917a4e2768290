package lucid86.machine.net;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Questions to the host that may take seconds: names, whether a host is there. Asked by a few threads, answered on the network's. */
final class Lookups implements AutoCloseable {
    private static final int THREADS = 4, WAITING = 64;

    private final Executor network;
    private final ThreadPoolExecutor threads;

    /** @param network runs a task on the network's thread */
    Lookups(Executor network) {
        this.network = network;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), r -> {
            var t = new Thread(r, "net-lookup");
            t.setDaemon(true);
            return t;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Asks; when too many questions wait already, this one is lost. */
    <T> void submit(Supplier<T> question, Consumer<T> answer) {
        try {
            threads.execute(() -> {
                T result = question.get();
                network.execute(() -> answer.accept(result));
            });
        } catch (RejectedExecutionException _) {
            // The guest asks again, as it does for any lost packet.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
