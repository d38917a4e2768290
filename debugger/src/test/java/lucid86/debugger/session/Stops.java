package lucid86.debugger.session;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lucid86.debugger.stop.StopReason;

/** Waits for a machine to stop, but not for ever: a test that hangs tells nothing. */
public final class Stops {
    private Stops() {}

    public static StopReason run(Session session, Command command) {
        session.submit(command).join();
        try {
            return session.whenStopped().get(30, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            session.submit(new Command.Pause());
            throw new AssertionError("the machine did not stop: " + session.snapshot().status());
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
