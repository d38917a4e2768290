package lucid86.app.shell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.application.Platform;

/** Lets tests look at the window on its own thread. */
public final class FxThread {
    private FxThread() {}

    public static <T> T fx(Supplier<T> work) {
        var done = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Waits for something that comes with a later pulse; the limit is only there to end a failing test. */
    public static void until(BooleanSupplier condition, String what) throws InterruptedException {
        for (int i = 0; i < 6000 && !fx(condition::getAsBoolean); i++) Thread.sleep(10);
        assertTrue(fx(condition::getAsBoolean), what);
    }
}
